import EmbargoCore
import EmbargoTime

extension Feed {
  /// RSS 2.0 (RSS Advisory Board, 2.0.11), with the two elements of Atom that it recommends or
  /// lacks: the feed's own address, and when an item was changed.
  var rss: String {
    var text = Self.xmlOpening(of: output)
    text += "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n"
    text += "  <title>\(FeedText.xml(title))</title>\n"
    text += "  <link>\(FeedText.xml(page))</link>\n"
    text += "  <description>\(FeedText.xml(title))</description>\n"
    text += "  <atom:link rel=\"self\" type=\"application/rss+xml\""
    text += " href=\"\(FeedText.xml(address(of: .rss)))\"/>\n"
    text += "  <lastBuildDate>\(FeedText.mailDate(updated))</lastBuildDate>\n"
    text += "  <generator>embargod</generator>\n"
    for item in items { text += Self.element(item) }
    return text + "</channel>\n</rss>\n"
  }

  private static func element(_ item: Item) -> String {
    var text = "  <item>\n"
    text += "    <title>\(doubleEscaped(item.title))</title>\n"
    text += "    <link>\(FeedText.xml(item.address))</link>\n"
    text += "    <guid isPermaLink=\"false\">\(item.identifier)</guid>\n"
    text += "    <pubDate>\(FeedText.mailDate(item.published))</pubDate>\n"
    text += "    <atom:updated>\(UTCWords.stamp(item.updated))</atom:updated>\n"
    if !item.text.isEmpty {
      text += "    <description>\(doubleEscaped(item.text))</description>\n"
    }
    return text + "  </item>\n"
  }

  /// Readers of RSS take titles and descriptions for HTML: once for HTML, once for XML.
  private static func doubleEscaped(_ text: String) -> String {
    FeedText.xml(HTMLText.escaped(text))
  }
}
