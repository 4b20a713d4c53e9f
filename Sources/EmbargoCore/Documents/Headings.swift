/// Tells the lines that open a part of a release by their words.
enum Headings {
  /// The section that a line opens, and what of the line's key stands behind the label.
  struct Opening: Equatable {
    var role: ReleaseDocument.Role
    /// Nothing but the label stands in the line.
    var isAlone: Bool
  }

  static func opening(of line: LineShape) -> Opening? {
    guard line.length > 0 else { return nil }
    for (role, words) in [
      (ReleaseDocument.Role.notesToEditors, Vocabulary.notes), (.links, Vocabulary.links),
      (.contact, Vocabulary.contact),
    ] {
      if let isAlone = label(of: line, in: words) { return Opening(role: role, isAlone: isAlone) }
    }
    return about(line)
  }

  /// Whether a line is `WORDS`, `WORDS:` or `WORDS: more`; nil when it is not.
  private static func label(of line: LineShape, in words: Words) -> Bool? {
    let key = line.key
    guard let length = longest(words, at: key) else { return nil }
    let rest = key.dropFirst(length).drop { $0 == " " || $0 == ")" }
    if rest.isEmpty { return true }
    guard let mark = rest.first, mark == ":" || mark == "-" || mark == "|" else { return nil }
    return rest.dropFirst().allSatisfy { " -:|".contains($0) }
  }

  /// The length of the longest of the words that the key begins with, as whole words.
  static func longest(_ words: Words, at key: String) -> Int? {
    guard let first = key.unicodeScalars.first, let words = words.byFirst[first] else { return nil }
    var longest: Int?
    for word in words where word.count > longest ?? 0 && key.hasPrefix(word) {
      let next = key.dropFirst(word.count).first
      let runsOn = next.map { $0.isLetter || $0.isNumber } == true
      if !runsOn || word.last?.isLetter == false { longest = word.count }
    }
    return longest
  }

  /// "About Example Trust", alone or before a colon and the text.
  private static func about(_ line: LineShape) -> Opening? {
    let key = line.key
    guard let length = longest(Vocabulary.about, at: key) else { return nil }
    let rest = key.dropFirst(length).drop { $0 == " " }
    let subject = rest.prefix { $0 != ":" }
    let isAlone = rest.dropFirst(subject.count + 1).isEmpty
    guard rest.first?.isNumber != true, !line.endsSentence || !isAlone,
      subject.count <= 80, subject.split(separator: " ").count <= 10,
      !Vocabulary.notAbout.contains(where: { subject.hasPrefix($0) }),
      isAlone ? line.bullet == 0 : subject.count < rest.count
    else { return nil }
    return Opening(role: .boilerplate, isAlone: isAlone)
  }

  /// `###`, `# # #`, `-30-`, `ENDS`, `- Ende -`, `xxx` and their like.
  static func isEndMark(_ line: LineShape) -> Bool {
    guard line.length <= 40, line.words <= 5 else { return false }
    let hashes = line.plain.unicodeScalars.filter { $0 != " " && $0 != "-" && $0 != "\\" }
    if hashes.count >= 2, hashes.allSatisfy({ $0 == "#" }) { return true }
    var core = line.plain.lowercased()[...]
    while let first = core.first, decoration.contains(first) { core.removeFirst() }
    while let last = core.last, decoration.contains(last) { core.removeLast() }
    guard Vocabulary.ends.contains(String(core)) else { return false }
    return core != "30" || line.plain.count > 2
  }

  private static let decoration: Set<Character> = [
    "-", "–", "—", "*", "[", "]", "(", ")", "<", ">", "/", ".", "#", "=", "~", " ", ":", "_",
  ]

  /// WHAT: …, WHEN: …, WHERE: …: the text of an invitation.
  static func isQuestion(_ line: LineShape) -> Bool {
    guard let length = longest(Vocabulary.questions, at: line.key) else { return false }
    return line.key.dropFirst(length).first { $0 != " " } == ":"
  }

  /// PRESS RELEASE, Pressemitteilung Nr. 12/2026, USDL-26-0112 and the like.
  static func isPaper(_ line: LineShape) -> Bool {
    guard line.length <= 120, line.words <= 14 else { return false }
    if Vocabulary.paperAlone.contains(line.key) { return true }
    if let length = longest(Vocabulary.letterheadLabels, at: line.key),
      line.key.dropFirst(length).first(where: { $0 != " " }) == ":"
    {
      return true
    }
    let separators: Set<Character> = [" ", ".", ":", "#", "(", "-"]
    if let length = longest(Vocabulary.number, at: line.key) {
      let rest = line.key.dropFirst(length).drop { separators.contains($0) }
      if rest.first?.isNumber == true { return true }
    }
    guard let length = longest(Vocabulary.paper, at: line.key) else { return false }
    let rest = line.key.dropFirst(length).drop { $0 == " " }
    guard let next = rest.first else { return true }
    return ":|-/.,(#".contains(next) || next.isNumber
      || longest(Vocabulary.afterPaper, at: String(rest)) != nil
  }
}
