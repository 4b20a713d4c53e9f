import EmbargoTime

/// What a line has to do with the time of release: the cells of it that speak of it, and what
/// stands in them.
struct StampLine: Sendable {
  enum Kind: Hashable {
    /// Begins with release words that say "now".
    case immediate
    /// Begins with release words of an embargo or of a release time, or holds them beside a date
    /// or a clock.
    case release
    /// A date, a clock and a zone, and nothing else.
    case stamp
    /// Some of a date, a clock and a zone, and nothing else.
    case piece
    /// A date and nothing else.
    case date
    /// A clock, perhaps a date, and a few words more: a stamp with a slip, or news.
    case doubtful
  }

  /// Longer lines are never looked at whole.
  static let longest = 1_000

  var kind: Kind
  var facts: LineFacts
  /// The cells that count, verbatim.
  var text: String
  /// The same, parsed; left out where memory is dearer than the time to parse it again.
  var parsed: ParsedLine?
  /// The other cells of the line.
  var rest: [String]

  /// Nil when the line has nothing to do with it.
  ///
  /// - Parameter isReleaseLine: it is known to be one by the stamp beside it.
  init?(
    _ line: String, shape: LineShape, reader: StampReader, isReleaseLine: Bool = false
  ) {
    guard !shape.isBlank, line.utf8.count <= Self.longest else { return nil }
    guard isReleaseLine || Self.maySpeak(line) else { return nil }
    guard shape.cells.count > 1 else {
      let line = shape.isEmphasised ? Self.withoutEmphasis(line) : line
      let parsed = reader.parse(line)
      let kind = Self.kind(line, parsed, reader)
      guard let kind = kind ?? (isReleaseLine ? .release : nil) else { return nil }
      (self.kind, facts, text, rest) = (kind, parsed.facts, line, [])
      self.parsed = parsed
      return
    }
    var found: [(kind: Kind, text: String)] = []
    var rest: [String] = []
    for cell in shape.cells.prefix(8) {
      let parsed = reader.parse(cell)
      let known = isReleaseLine && parsed.facts.hasReleaseWords ? Kind.release : nil
      if let kind = Self.kind(cell, parsed, reader) ?? known {
        found.append((kind, cell))
      } else {
        rest.append(cell)
      }
    }
    guard !found.isEmpty else { return nil }
    text = found.map(\.text).joined(separator: "   ")
    self.rest = rest
    let parsed = reader.parse(text)
    (self.parsed, facts) = (parsed, parsed.facts)
    kind = found.count == 1 ? found[0].kind : Self.kind(text, parsed, reader) ?? found[0].kind
  }

  /// What comes of reading it.
  func outcome(_ reader: StampReader, _ context: StampContext) -> StampOutcome {
    parsed.map { reader.read($0, context: context) } ?? reader.read(text, context: context)
  }

  /// Spares the reader lines that can have neither release words nor a date nor a clock.
  private static func maySpeak(_ line: String) -> Bool {
    TimeWords.mayHaveClock(line) || ReleaseWords.mayOpenPart(of: line)
  }

  private static func kind(
    _ text: String, _ parsed: ParsedLine, _ reader: StampReader
  ) -> Kind? {
    let facts = parsed.facts
    if let opening = facts.opening {
      // "Embargo on arms exports extended" is news, not a stamp.
      guard facts.hasDate || facts.hasClock || speaks(parsed, reader) else { return nil }
      return opening == .immediate ? .immediate : .release
    }
    if facts.isOnlyStamp { return .stamp }
    if facts.isOnlyDate { return .date }
    guard facts.hasDate || facts.hasClock else { return nil }
    if isPiece(text, facts, reader) { return .piece }
    if facts.hasReleaseWords, speaks(parsed, reader) { return .release }
    let words = text.utf8.count <= 200 ? text.utf8.split(separator: Byte.blank).count : .max
    return facts.hasClock && words <= (facts.hasDate ? 20 : 6) ? .doubtful : nil
  }

  private static func withoutEmphasis(_ line: String) -> String {
    let marks: Set<Character> = ["*", "_", "#", " ", "\t"]
    var line = line[...]
    while let first = line.first, marks.contains(first) { line.removeFirst() }
    while let last = line.last, marks.contains(last) { line.removeLast() }
    return String(line)
  }

  /// Whether the line is a bare stamp once it is given what it lacks.
  private static func isPiece(_ text: String, _ facts: LineFacts, _ reader: StampReader) -> Bool {
    guard text.utf8.count <= 160, !(facts.hasDate && facts.hasClock && facts.hasZone) else {
      return false
    }
    var whole = text
    if !facts.hasClock { whole += ", 17:00" }
    if !facts.hasZone { whole += " UTC" }
    if !facts.hasDate { whole += ", 3 March 2026" }
    return reader.parts(of: whole).isOnlyStamp
  }

  /// Whether the reader finds a stamp in the line, readable or not.
  private static func speaks(_ line: ParsedLine, _ reader: StampReader) -> Bool {
    if case .refused(let refusal) = reader.read(line) { return refusal.reason != .noStamp }
    return true
  }
}
