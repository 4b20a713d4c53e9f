import EmbargoCore
import EmbargoTime

extension Feed {
  /// JSON Feed 1.1 (jsonfeed.org).
  var json: [UInt8] {
    var members: JSON.Members = [
      "_embargod": ["marker": .string(Self.marker(of: output))],
      "version": "https://jsonfeed.org/version/1.1",
      "title": .string(title), "home_page_url": .string(page),
      "feed_url": .string(address(of: .json)), "items": .array(items.map(Self.member)),
    ]
    if !organisation.isEmpty { members["authors"] = [["name": .string(organisation)]] }
    return JSON.object(members).canonical + [UInt8(ascii: "\n")]
  }

  private static func member(_ item: Item) -> JSON {
    var members: JSON.Members = [
      "id": .string(item.identifier), "url": .string(item.address),
      "title": .string(item.title),
      "content_text": .string(item.text.isEmpty ? item.title : item.text),
      "date_published": .string(UTCWords.stamp(item.published)),
      "date_modified": .string(UTCWords.stamp(item.updated)),
    ]
    if let language = item.language { members["language"] = .string(language) }
    return .object(members)
  }
}
