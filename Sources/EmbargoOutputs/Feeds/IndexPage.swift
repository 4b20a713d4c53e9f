import EmbargoCore
import EmbargoTime

extension Feed {
  /// A page with all items (HTML Living Standard); no scripts, nothing from elsewhere.
  var index: String {
    var text = "<!doctype html>\n<!-- \(Self.marker(of: output)) -->\n<html lang=\"en\">\n<head>\n"
    text += "<meta charset=\"utf-8\">\n"
    text += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    text += "<meta name=\"generator\" content=\"embargod\">\n"
    text += "<title>\(HTMLText.escaped(title))</title>\n"
    text += "<link rel=\"canonical\" href=\"\(HTMLText.escaped(address(of: .index)))\">\n"
    for (kind, type) in Self.types where kinds.contains(kind) {
      text += "<link rel=\"alternate\" type=\"\(type)\" title=\"\(HTMLText.escaped(title))\""
      text += " href=\"\(HTMLText.escaped(address(of: kind)))\">\n"
    }
    text += "<style>\n\(Self.style)</style>\n</head>\n<body>\n<main>\n"
    text += "<h1>\(HTMLText.escaped(title))</h1>\n"
    for item in items { text += Self.article(item) }
    return text + "</main>\n</body>\n</html>\n"
  }

  private static let types: [(Kind, String)] = [
    (.atom, "application/atom+xml"), (.rss, "application/rss+xml"),
    (.json, "application/feed+json"),
  ]

  /// Headlines of both directions: each is isolated from what stands around it.
  private static func article(_ item: Item) -> String {
    let language = item.language.map { " lang=\"\(HTMLText.escaped($0))\"" } ?? ""
    let stamp = UTCWords.stamp(item.published)
    var text = "<article>\n<h2><a href=\"\(HTMLText.escaped(item.address))\">"
    text += "<bdi\(language)>\(HTMLText.escaped(item.title))</bdi></a></h2>\n"
    text += "<p><time datetime=\"\(stamp)\">\(UTCWords.text(item.published))</time></p>\n"
    if !item.text.isEmpty {
      text += "<p\(language) dir=\"auto\">\(HTMLText.escaped(item.text))</p>\n"
    }
    return text + "</article>\n"
  }

  private static let style = """
    body { margin: 0; font: 1rem/1.5 sans-serif; color: #1a1a1a; background: #fff; }
    main { max-width: 42rem; margin: 0 auto; padding: 1.5rem; }
    article { border-top: 1px solid #767676; padding: 0.5rem 0; overflow-wrap: anywhere; }
    h1 { font-size: 1.75rem; } h2 { font-size: 1.25rem; margin: 0.5rem 0; }
    a { color: #0b4f9e; } p { margin: 0.5rem 0; } time { color: #555; }

    """
}
