/// Tells the lines that open a part of a release by their words.
enum Headings {
  /// The section that a line opens, and what of the line's key stands behind the label.
  struct Opening: Equatable {
    var role: ReleaseDocument.Role
    /// Nothing but the label stands in the line.
    var isAlone: Bool
  }

  static func opening(of line: LineShape) -> Opening? {
    guard line.length > 0, mayOpen(line) else { return nil }
    if let isAlone = label(of: line, in: Vocabulary.notes) {
      return Opening(role: .notesToEditors, isAlone: isAlone)
    }
    if let isAlone = label(of: line, in: Vocabulary.links) {
      return Opening(role: .links, isAlone: isAlone)
    }
    if let isAlone = label(of: line, in: Vocabulary.contact) {
      return Opening(role: .contact, isAlone: isAlone)
    }
    return about(line)
  }

  private static func mayOpen(_ line: LineShape) -> Bool {
    guard let initials = line.initials else { return true }
    return Vocabulary.notes.mayBegin(with: initials) || Vocabulary.links.mayBegin(with: initials)
      || Vocabulary.contact.mayBegin(with: initials) || Vocabulary.about.mayBegin(with: initials)
  }

  /// Whether a line is `WORDS`, `WORDS:` or `WORDS: more`; nil when it is not.
  private static func label(of line: LineShape, in words: Words) -> Bool? {
    guard let length = words.longest(at: line.key) else { return nil }
    let rest = line.key.utf8.dropFirst(length).drop { $0 == Byte.blank || $0 == Byte.closing }
    guard let mark = rest.first else { return true }
    guard mark == Byte.colon || mark == Byte.hyphen || mark == Byte.bar else { return nil }
    return rest.dropFirst().allSatisfy {
      $0 == Byte.blank || $0 == Byte.hyphen || $0 == Byte.colon || $0 == Byte.bar
    }
  }

  /// "About Example Trust", alone or before a colon and the text.
  private static func about(_ line: LineShape) -> Opening? {
    let key = line.key
    guard let length = Vocabulary.about.longest(at: key) else { return nil }
    let rest = Substring(key.utf8.dropFirst(length)).drop { $0 == " " }
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
    guard line.length <= 40, line.words <= 5, mayBeEndMark(line.plain) else { return false }
    let hashes = line.plain.unicodeScalars.filter { $0 != " " && $0 != "-" && $0 != "\\" }
    if hashes.count >= 2, hashes.allSatisfy({ $0 == "#" }) { return true }
    var core = line.plain.lowercased()[...]
    while let first = core.first, decoration.contains(first) { core.removeFirst() }
    while let last = core.last, decoration.contains(last) { core.removeLast() }
    guard Vocabulary.ends.contains(String(core)) else { return false }
    return core != "30" || line.plain.count > 2
  }

  /// Behind decoration no letter stands that begins no word for an end.
  private static func mayBeEndMark(_ line: String) -> Bool {
    let bytes = line.utf8.span
    for index in bytes.indices {
      switch bytes[index] {
      case 0x80...: return true
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return endInitials.contains(bytes[index] | 0x20)
      default: continue
      }
    }
    return true
  }

  private static let endInitials = Vocabulary.ends.compactMap(\.utf8.first)

  private static let decoration: Set<Character> = [
    "-", "–", "—", "*", "[", "]", "(", ")", "<", ">", "/", ".", "#", "=", "~", " ", ":", "_",
  ]

  /// WHAT: …, WHEN: …, WHERE: …: the text of an invitation.
  static func isQuestion(_ line: LineShape) -> Bool {
    if let initials = line.initials, !Vocabulary.questions.mayBegin(with: initials) {
      return false
    }
    guard let length = Vocabulary.questions.longest(at: line.key) else { return false }
    return line.key.utf8.dropFirst(length).first { $0 != Byte.blank } == Byte.colon
  }

  /// PRESS RELEASE, Pressemitteilung Nr. 12/2026, USDL-26-0112 and the like.
  static func isPaper(_ line: LineShape) -> Bool {
    guard line.length <= 120, line.words <= 14 else { return false }
    if Vocabulary.paperAlone.contains(line.key) { return true }
    if let length = Vocabulary.letterheadLabels.longest(at: line.key),
      line.key.utf8.dropFirst(length).first(where: { $0 != Byte.blank }) == Byte.colon
    {
      return true
    }
    if let length = Vocabulary.number.longest(at: line.key) {
      let rest = Substring(line.key.utf8.dropFirst(length)).drop { " .:#(-".contains($0) }
      if rest.first?.isNumber == true { return true }
    }
    guard let length = Vocabulary.paper.longest(at: line.key) else { return false }
    let rest = Substring(line.key.utf8.dropFirst(length)).drop { $0 == " " }
    guard let next = rest.first else { return true }
    return ":|-/.,(#".contains(next) || next.isNumber
      || Vocabulary.afterPaper.longest(at: String(rest)) != nil
  }
}

/// Characters of ASCII that mean something between words.
enum Byte {
  static let blank = UInt8(ascii: " ")
  static let colon = UInt8(ascii: ":")
  static let hyphen = UInt8(ascii: "-")
  static let comma = UInt8(ascii: ",")
  static let dot = UInt8(ascii: ".")
  static let bar = UInt8(ascii: "|")
  static let opening = UInt8(ascii: "(")
  static let closing = UInt8(ascii: ")")
}
