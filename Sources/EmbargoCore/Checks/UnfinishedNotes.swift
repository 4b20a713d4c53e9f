/// What writers leave for one another: PENDING … QUOTE, [[ ]], {{ }}, [insert …], lorem ipsum.
enum UnfinishedNotes {
  static let signs = [
    Sign(.unfinishedText, at: "P", pending), Sign(.unfinishedText, at: "Q", quote),
    Sign(.unfinishedText, at: "[", brackets), Sign(.unfinishedText, at: "{", braces),
    Sign(.unfinishedText, at: "pP", filler),
  ]

  /// PENDING LARRY QUOTE.
  private static func pending(_ index: Int, _ text: CheckedText) -> Hit? {
    pair("PENDING", ["QUOTE", "QUOTES", "QUOTATION"], index, text)
  }

  /// QUOTE FROM LARRY PENDING, QUOTE TO COME, QUOTE HERE.
  private static func quote(_ index: Int, _ text: CheckedText) -> Hit? {
    pair("QUOTE", ["PENDING", "COME", "HERE", "TK"], index, text)
  }

  /// A word in capitals, and behind it in the same line another, with a few words in capitals
  /// between them.
  private static func pair(
    _ first: StaticString, _ seconds: Set<String>, _ index: Int, _ text: CheckedText
  ) -> Hit? {
    guard text.reads(first, at: index) else { return nil }
    var end = index + first.utf8CodeUnitCount
    guard text.standsAlone(index..<end) else { return nil }
    for _ in 0..<6 {
      let word = text.word(after: end)
      guard !word.isEmpty, word.allSatisfy({ !CheckedText.isSmall(text[$0]) }) else { return nil }
      end = word.upperBound
      if seconds.contains(text.words(word)) {
        return Hit(
          index..<end, "a quotation is still to come: put it in, or take the note out")
      }
    }
    return nil
  }

  /// `[[ask Anna]]`, `[insert date]`, `[NAME]`.
  private static func brackets(_ index: Int, _ text: CheckedText) -> Hit? {
    guard text[index - 1] != UInt8(ascii: "[") else { return nil }
    if text[index + 1] == UInt8(ascii: "[") {
      let line = index..<text.lineEnd(from: index)
      let close = line.first { text.reads("]]", at: $0) }
      // [[1]](address) is a note in Markdown.
      if let close, (index + 2..<close).allSatisfy({ CheckedText.isDigit(text[$0]) }) {
        return nil
      }
      return Hit(
        index..<(close.map { $0 + 2 } ?? index + 2),
        "double brackets mark a place that is still to be filled in: fill it, or take them out")
    }
    return placeholder(index, text)
  }

  private static func placeholder(_ index: Int, _ text: CheckedText) -> Hit? {
    guard CheckedText.isSmall(CheckedText.small(text[index + 1])) else { return nil }
    let line = index..<text.lineEnd(from: index, reach: 60)
    guard let close = line.first(where: { text[$0] == UInt8(ascii: "]") }) else { return nil }
    switch text[close + 1] {
    // A link in Markdown.
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: ":"): return nil
    default: break
    }
    let inner = text.key(index + 1..<close)
    guard inner.hasPrefix("insert ") || fields.contains(inner) else { return nil }
    return Hit(
      index..<close + 1, "the brackets mark a place that is still to be filled in: fill it")
  }

  private static let fields: Set<String> = [
    "name", "first name", "last name", "full name", "date", "title", "job title", "quote",
    "number", "phone", "phone number", "email", "company", "company name", "city", "location",
    "address", "link", "url", "website", "time", "to come", "to be confirmed", "xx", "placeholder",
    "boilerplate", "nombre", "fecha", "nom", "datum", "titel",
  ]

  /// `{{name}}`.
  private static func braces(_ index: Int, _ text: CheckedText) -> Hit? {
    guard text[index + 1] == UInt8(ascii: "{"), text[index - 1] != UInt8(ascii: "{") else {
      return nil
    }
    let line = index + 2..<text.lineEnd(from: index + 2, reach: 60)
    guard let close = line.first(where: { text.reads("}}", at: $0) }) else { return nil }
    return Hit(
      index..<close + 2, "double braces mark a field that a template has not filled: fill it")
  }

  /// Lorem ipsum.
  private static func filler(_ index: Int, _ text: CheckedText) -> Hit? {
    guard text.readsAnyCase("ipsum", at: index - 1),
      text.readsAnyCase("lorem", at: index - 7), CheckedText.isBlank(text[index - 2]),
      !text.isWord(before: index - 7)
    else { return nil }
    return Hit(index - 7..<index + 4, "this is filler text: put the real text in")
  }
}
