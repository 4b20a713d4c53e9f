/// A line that says until when the text is embargoed, among the text for readers: it is published
/// with it.
///
/// The release line above the text, and one more at its foot, are known to the outputs, and are no
/// findings.
enum EmbargoInBody {
  static let signs = [
    Sign(.embargoInBody, at: "bB", embargo), Sign(.embargoInBody, at: "pP", sperrfrist),
    Sign(.embargoInBody, at: "NH", forbidden),
  ]

  /// Lines that are looked at; those that readers do not see are among them.
  static let mostHits = 64

  /// Embargo, embargoed, embargado …
  private static func embargo(_ index: Int, _ text: CheckedText) -> Hit? {
    let start = index - 2
    guard text.readsAnyCase("embarg", at: start), !text.isWord(before: start) else { return nil }
    var end = start + 6
    while CheckedText.isSmall(CheckedText.small(text[end])), end - start < 16 { end += 1 }
    let word = text.key(start..<end)
    guard words.contains(word) else { return nil }
    let isNoun = word == "embargo"
    let line = lineStart(start, text)
    if let line, isMark(line, text) { return hit(line, text) }
    guard hasDigit(from: end, text) else { return nil }
    let isOpening = line == start || strict.contains(text.key(text.word(before: start)))
    if line != nil, isOpening, text[end] == UInt8(ascii: ":") { return hit(line ?? start, text) }
    let next = text.key(text.word(after: end))
    let isLimited =
      limits.contains { next.hasPrefix($0) } || next == "for" && !isNoun && line != nil
    guard isLimited, !isNoun || isOpening else { return nil }
    return hit(line ?? start, text)
  }

  private static let words: Set<String> = [
    "embargo", "embargoed", "embargado", "embargada", "embargata", "embargato",
  ]
  /// Until, in the languages of stamps.
  private static let limits = ["until", "till", "bis", "jusqu", "hasta", "fino", "at\u{E9}", "tot"]
  private static let strict: Set<String> = [
    "under", "strict", "strictly", "sous", "bajo", "sotto", "sob", "unter", "onder", "press",
  ]

  /// Sperrfrist, gesperrt bis.
  private static func sperrfrist(_ index: Int, _ text: CheckedText) -> Hit? {
    if text.readsAnyCase("sperrfrist", at: index - 1) {
      let line = lineStart(index - 1, text)
      return line != nil && hasDigit(from: index, text) ? hit(line ?? index, text) : nil
    }
    guard text.readsAnyCase("gesperrt bis", at: index - 3), hasDigit(from: index, text) else {
      return nil
    }
    return hit(index - 3, text)
  }

  /// Not for publication before …, hold for release until …, at the beginning of a line.
  private static func forbidden(_ index: Int, _ text: CheckedText) -> Hit? {
    guard text.readsAnyCase("not for ", at: index) || text.readsAnyCase("hold for ", at: index),
      let line = lineStart(index, text), hasDigit(from: index, text)
    else { return nil }
    let opening = text[index + 3] == UInt8(ascii: " ") ? index + 3 : index + 4
    let use = text.word(after: text.word(after: opening).upperBound)
    guard uses.contains(text.key(use)) else { return nil }
    let rest = text.key(use.upperBound..<text.lineEnd(from: use.upperBound, reach: 40))
    let isLimited = ["before", "until", "till", "prior"].contains { rest.holds($0) }
    return isLimited ? hit(line, text) : nil
  }

  private static let uses: Set<String> = [
    "publication", "release", "broadcast", "use", "distribution", "transmission", "circulation",
  ]

  private static func hit(_ start: Int, _ text: CheckedText) -> Hit {
    var end = text.lineEnd(from: start, reach: 60)
    while end > start, CheckedText.isDecoration(text[end - 1]) { end -= 1 }
    return Hit(
      start..<end,
      "this says until when the text is embargoed, and readers would see it: take it out, or write "
        + "it above the text")
  }

  /// Where the line begins, unless more than two or three words stand before `index`.
  private static func lineStart(_ index: Int, _ text: CheckedText) -> Int? {
    guard var start = text.lineStart(before: index, reach: 24) else { return nil }
    while start < index, CheckedText.isDecoration(text[start]) { start += 1 }
    return start
  }

  private static func hasDigit(from index: Int, _ text: CheckedText) -> Bool {
    (index..<text.lineEnd(from: index, reach: 80)).contains { CheckedText.isDigit(text[$0]) }
  }

  /// The line says nothing but `STRICTLY EMBARGOED` or `UNDER EMBARGO UNTIL`, in capitals.
  private static func isMark(_ start: Int, _ text: CheckedText) -> Bool {
    let line = start..<text.lineEnd(from: start, reach: 48)
    guard CheckedText.isLineEnd(text[line.upperBound]),
      !line.contains(where: { CheckedText.isSmall(text[$0]) })
    else { return false }
    return text.key(line).split { !$0.isLetter }.allSatisfy { word in
      words.contains(String(word)) || strict.contains(String(word)) || limits.contains(String(word))
    }
  }

  /// Whether readers would see what stands in a line.
  static func isSeen(line: Int, of document: ReleaseDocument) -> Bool {
    let role = document.parts.first { $0.lines.contains(line) }?.role
    switch role {
    case .releaseLine, .stamp:
      let body = document.parts.filter { $0.role == .body }
      guard let first = body.first, let last = body.last else { return false }
      return first.lines.upperBound < line && line < last.lines.lowerBound
    case .body, .notesToEditors, .boilerplate, .links, .subhead, .headline: return true
    default: return false
    }
  }
}
