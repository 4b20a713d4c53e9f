/// Capitals that stand for words to come: TK, TBC, TBA, TBD, and runs of X.
enum UnfinishedWords {
  static let signs = [
    Sign(.unfinishedText, at: "T", toCome), Sign(.unfinishedText, at: "Xx", crosses),
  ]

  /// TK, TKTK …, and TBC, TBA, TBD, where they are words of their own and no names.
  private static func toCome(_ index: Int, _ text: CheckedText) -> Hit? {
    var end = index
    while text.reads("TK", at: end), end - index < 40 { end += 2 }
    let isTK = end > index
    if !isTK {
      guard text[index + 1] == UInt8(ascii: "B"), isLast(text[index + 2]) else { return nil }
      end = index + 3
    }
    let range = index..<end
    guard text.standsAlone(range) else { return nil }
    // TKTK is no name of anything.
    if end - index < 4, isName(range, in: text) { return nil }
    let word = text.words(range)
    return Hit(
      range, "\(word) stands for words that are still to come: write them, or take it out",
      abbreviation: end - index < 4 ? word : nil)
  }

  private static func isLast(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "C") || byte == UInt8(ascii: "A") || byte == UInt8(ascii: "D")
  }

  /// TK Elevator, TBC Bank, flight TK 1980, TK-Chef, die TK, la TBC.
  private static func isName(_ range: Range<Int>, in text: CheckedText) -> Bool {
    if isJoined(range, in: text) { return true }
    let before = text[range.lowerBound - 1]
    let isAfterMark = CheckedText.isBlank(before) && introduces(text[range.lowerBound - 2])
    let next = text.word(after: range.upperBound)
    if !next.isEmpty, !isAfterMark {
      let isCapitalised =
        CheckedText.isCapital(text[next.lowerBound])
        && next.contains { CheckedText.isSmall(text[$0]) }
      if isCapitalised || CheckedText.isDigit(text[next.lowerBound]) { return true }
    }
    let article = text.word(before: range.lowerBound)
    return !article.isEmpty && article.count <= 6 && articles.contains(text.key(article))
  }

  /// A hyphen joins it to another word.
  private static func isJoined(_ range: Range<Int>, in text: CheckedText) -> Bool {
    let hyphen = UInt8(ascii: "-")
    return text[range.upperBound] == hyphen && text.isWord(at: range.upperBound + 1)
      || text[range.lowerBound - 1] == hyphen && text.isWord(before: range.lowerBound - 1)
  }

  /// What stands between a label and what is to be filled in.
  private static func introduces(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ":") || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "-")
  }

  /// Articles and prepositions of other languages, behind which such capitals are a noun: `die TK`,
  /// `la TBC`.
  private static let articles: Set<String> = [
    "die", "der", "das", "dem", "den", "des", "zur", "von", "vom", "bei", "an", "gegen", "mit",
    "la", "le", "les", "de", "du", "del", "da", "di", "della", "dalla", "alla", "contro", "contra",
    "con", "per", "por", "para", "el", "il", "het", "een", "van", "met", "tegen", "pour", "contre",
  ]

  /// Three X or more of one size, where they are no number, no end mark and no part of a name.
  private static func crosses(_ index: Int, _ text: CheckedText) -> Hit? {
    let mark = text[index]
    guard text[index + 1] == mark, text[index + 2] == mark, text[index - 1] != mark else {
      return nil
    }
    var end = index + 3
    while text[end] == mark, end - index < CheckedText.reach { end += 1 }
    let range = index..<end
    guard text.standsAlone(range), !isRated(range, in: text),
      !(text.opensLine(index) && text.closesLine(end))
    else { return nil }
    if end - index == 3, mark == UInt8(ascii: "X"), isThirty(range, in: text) { return nil }
    return Hit(
      range, "a run of X stands for something that is still to come: write it, or take it out")
  }

  /// `XXX-rated`; in `xxx-xxx-xxxx` only more of them follow.
  private static func isRated(_ range: Range<Int>, in text: CheckedText) -> Bool {
    guard text[range.upperBound] == UInt8(ascii: "-") else { return false }
    let next = CheckedText.small(text[range.upperBound + 1])
    return CheckedText.isSmall(next) && next != UInt8(ascii: "x")
  }

  /// The Roman number: `Super Bowl XXX`, `the XXX Olympiad`, `XXX Jornadas`, `la XXX edición`.
  private static func isThirty(_ range: Range<Int>, in text: CheckedText) -> Bool {
    let before = text.word(before: range.lowerBound)
    if numbered.contains(text.key(before)) { return true }
    let next = text.word(after: range.upperBound)
    guard next.count >= 4 else { return false }
    if counted.contains(text.key(next)) { return true }
    let isNamed =
      CheckedText.isCapital(text[next.lowerBound])
      && next.dropFirst().allSatisfy { !CheckedText.isCapital(text[$0]) }
    // "Minister XXX Smith" is a name to come.
    return isNamed && !CheckedText.isCapital(text[before.lowerBound])
  }

  private static let numbered: Set<String> = [
    "bowl", "olympiad", "games", "chapter", "article", "articles", "title", "part", "volume",
    "vol", "book", "session", "annex", "appendix", "section", "psalm", "canto", "act",
    "wrestlemania", "legion", "kapitel", "artikel", "band", "titel", "teil", "anhang", "chapitre",
    "titre", "tome", "livre", "annexe", "tomo", "anexo", "libro", "parte", "allegato", "capitolo",
    "titolo",
  ]

  private static let counted: Set<String> = [
    "olympiad", "olympics", "olympic", "edici\u{F3}n", "edizione", "edi\u{E7}\u{E3}o",
    "\u{E9}dition", "aniversario", "anniversario", "asamblea", "congreso", "congresso",
    "jornadas", "cumbre", "festival", "giornata", "assemblea", "conferencia", "dynasty",
  ]
}
