import EmbargoCore
import EmbargoTime

extension Feed {
  /// Atom 1.0 (RFC 4287).
  var atom: String {
    let author = organisation.isEmpty ? title : organisation
    var text = Self.xmlOpening(of: output)
    text += "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
    text += "  <id>\(FeedText.xml(address(of: .atom)))</id>\n"
    text += "  <title>\(FeedText.xml(title))</title>\n"
    text += "  <updated>\(UTCWords.stamp(updated))</updated>\n"
    text += "  <author><name>\(FeedText.xml(author))</name></author>\n"
    text += "  <generator>embargod</generator>\n"
    text += "  <link rel=\"self\" type=\"application/atom+xml\""
    text += " href=\"\(FeedText.xml(address(of: .atom)))\"/>\n"
    text += "  <link rel=\"alternate\" type=\"text/html\" href=\"\(FeedText.xml(page))\"/>\n"
    for item in items { text += Self.entry(item) }
    return text + "</feed>\n"
  }

  private static func entry(_ item: Item) -> String {
    let language = item.language.map { " xml:lang=\"\(FeedText.xml($0))\"" } ?? ""
    var text = "  <entry\(language)>\n"
    text += "    <id>\(item.identifier)</id>\n"
    text += "    <title>\(FeedText.xml(item.title))</title>\n"
    text += "    <link rel=\"alternate\" href=\"\(FeedText.xml(item.address))\"/>\n"
    text += "    <published>\(UTCWords.stamp(item.published))</published>\n"
    text += "    <updated>\(UTCWords.stamp(item.updated))</updated>\n"
    if !item.text.isEmpty { text += "    <summary>\(FeedText.xml(item.text))</summary>\n" }
    return text + "  </entry>\n"
  }
}
