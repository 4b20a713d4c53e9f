/// What a word processor or an editor leaves of comments and of changes that were tracked.
enum TrackedChanges {
  static let signs = [
    Sign(.trackedChanges, at: "{", critic), Sign(.trackedChanges, at: "<", markup),
    Sign(.trackedChanges, at: "CK", comment), Sign(.trackedChanges, at: "DF", balloon),
    Sign(.trackedChanges, at: "[", footnote),
  ]

  /// CriticMarkup: `{++ ++}`, `{-- --}`, `{~~ ~> ~~}`, `{== ==}`, `{>> <<}`.
  private static func critic(_ index: Int, _ text: CheckedText) -> Hit? {
    let mark = text[index + 1]
    guard text[index + 2] == mark else { return nil }
    switch mark {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "~"), UInt8(ascii: "="):
      return hit(index, text, "marks a change that was tracked: settle it, and take the marks out")
    case UInt8(ascii: ">"):
      return hit(index, text, "is a comment: take it out")
    default: return nil
    }
  }

  private static func hit(_ index: Int, _ text: CheckedText, _ words: String) -> Hit {
    let line = index..<text.lineEnd(from: index, reach: 60)
    let close = line.first { text[$0] == UInt8(ascii: "}") }
    return Hit(index..<(close.map { $0 + 1 } ?? line.upperBound), "this \(words)")
  }

  /// `<ins>`, `<del>`, a comment of HTML, the marks of a merge that failed.
  private static func markup(_ index: Int, _ text: CheckedText) -> Hit? {
    if text.reads("<!--", at: index) {
      let line = index..<text.lineEnd(from: index, reach: 60)
      let close = line.first { text.reads("-->", at: $0) }
      return Hit(index..<(close.map { $0 + 3 } ?? index + 4), "this is a comment: take it out")
    }
    if text.reads("<<<<<<< ", at: index), CheckedText.isLineEnd(text[index - 1]) {
      return Hit(
        index..<index + 7, "here two versions of the text were not merged: choose one of them")
    }
    guard text.readsAnyCase("ins", at: index + 1) || text.readsAnyCase("del", at: index + 1),
      text[index + 4] == UInt8(ascii: ">") || CheckedText.isBlank(text[index + 4])
    else { return nil }
    return Hit(
      index..<index + 5, "this marks a change that was tracked: settle it, and take the marks out")
  }

  /// `Comment [JS1]:` and `Commented [JS1]:`, as a word processor writes them into a text file.
  private static func comment(_ index: Int, _ text: CheckedText) -> Hit? {
    guard !text.isWord(before: index) else { return nil }
    let words: [StaticString] = [
      "Comment [", "Commented [", "Kommentar [", "Commentaire [", "Comentario [", "Commento [",
    ]
    guard let word = words.first(where: { text.reads($0, at: index) }) else { return nil }
    var end = index + word.utf8CodeUnitCount
    while CheckedText.isWord(text[end]), end - index < 40 { end += 1 }
    guard text[end] == UInt8(ascii: "]"), CheckedText.isDigit(text[end - 1]) else { return nil }
    return Hit(index..<end + 1, "this is a comment: take it out")
  }

  /// `Deleted: the` and `Formatted: Font: Bold`, the balloons at the margin.
  private static func balloon(_ index: Int, _ text: CheckedText) -> Hit? {
    guard text.reads("Deleted: ", at: index) || text.reads("Formatted: ", at: index),
      text.opensLine(index)
    else { return nil }
    return Hit(
      index..<text.lineEnd(from: index, reach: 40),
      "this is the note of a change that was tracked: settle it, and take the note out")
  }

  /// `[a]Are we sure?` at the foot of a text that came out of a shared document.
  private static func footnote(_ index: Int, _ text: CheckedText) -> Hit? {
    guard CheckedText.isLineEnd(text[index - 1]), CheckedText.isSmall(text[index + 1]),
      text[index + 2] == UInt8(ascii: "]"), text.isWord(at: index + 3)
    else { return nil }
    return Hit(
      index..<text.lineEnd(from: index, reach: 40), "this is a comment: take it out")
  }
}
