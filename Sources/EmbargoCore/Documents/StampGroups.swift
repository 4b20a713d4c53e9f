import EmbargoTime

/// One place of a document that says when it may go out: a release line with the stamp lines
/// beside it, a bare stamp, or the front matter's `embargo`.
struct StampStatement {
  enum Kind: Hashable {
    case frontMatter
    /// A line that begins with words of an embargo or a release time.
    case release
    /// FOR IMMEDIATE RELEASE and its kin.
    case immediate
    /// A stamp on its own line.
    case bare
    /// A clock among other words, in the head.
    case doubtful
  }

  var kind: Kind
  /// The numbers of its lines; empty for the front matter.
  var lines: [Int]
  /// Its lines, joined with LF.
  var text: String
  var facts: LineFacts
  var outcome: StampOutcome

  var reading: Reading? {
    if case .instant(let reading) = outcome { return reading }
    return nil
  }

  var refusal: StampRefusal? {
    if case .refused(let refusal) = outcome { return refusal }
    return nil
  }

  /// Release words without any date or clock, as at the foot of each page: it claims no time.
  var isMarker: Bool {
    refusal != nil && kind == .release
      && (refusal?.reason == .noStamp || !facts.hasDate && !facts.hasClock)
  }

  /// The line that a place in the text stands on.
  func line(at offset: Int?) -> Int? {
    let breaks = text.utf8.prefix(offset ?? 0).count { $0 == 0x0A }
    return lines.indices.contains(breaks) ? lines[breaks] : lines.first
  }

  /// `line 3`, `lines 2 and 3` or `the front matter`.
  var place: String {
    switch lines.count {
    case 0: "the front matter"
    case 1: "line \(lines[0])"
    default: "lines " + lines.map(String.init).joined(separator: " and ")
    }
  }
}

/// Which lines of stamps belong to which release line (RULES D1).
struct StampGroups {
  /// Lines of a document that speak of time; above this many a document is refused.
  static let most = 64
  /// Lines of the body that the reader is asked about, at most.
  static let mostAsked = 4_000

  struct Line {
    var number: Int
    var stamp: StampLine
    /// Blank lines between the line before and this one, when nothing else stands between.
    var gap: Int?
  }

  let reader: StampReader
  let context: StampContext
  private let lines: [Line]
  private var used: Set<Int> = []
  /// What the lines came to that were read last.
  private var last: (indices: [Int], statement: StampStatement)?
  private(set) var statements: [StampStatement] = []
  /// Dates that stand alone and complete no stamp.
  private(set) var dates: [(line: Int, date: CivilDateTime)] = []

  init(_ lines: [Line], reader: StampReader, context: StampContext) {
    (self.lines, self.reader, self.context) = (lines, reader, context)
    for index in lines.indices where lines[index].stamp.kind == .immediate { add([index]) }
    for index in lines.indices where lines[index].stamp.kind == .release { addRelease(index) }
    for index in lines.indices where lines[index].stamp.kind == .stamp && !used.contains(index) {
      add([index])
    }
    addPieces()
    for index in lines.indices where lines[index].stamp.kind == .doubtful && !used.contains(index) {
      addDoubtful(index)
    }
    statements.sort { $0.lines.lexicographicallyPrecedes($1.lines) }
  }

  private mutating func add(_ indices: [Int]) {
    used.formUnion(indices)
    statements.append(statement(indices))
  }

  /// A clock that no release line took counts only as a reason to ask.
  private mutating func addDoubtful(_ index: Int) {
    var doubtful = statement([index])
    doubtful.kind = .doubtful
    let outcome = reader.readStamp(
      doubtful.text, outcome: lines[index].stamp.outcome(reader, context), context: context)
    if case .refused(let refusal) = outcome {
      guard refusal.reason != .noStamp else { return }
      doubtful.outcome = outcome
    } else {
      doubtful.outcome = .refused(Self.unclear(doubtful.text))
    }
    statements.append(doubtful)
  }

  private static func unclear(_ text: String) -> StampRefusal {
    StampRefusal(
      .conflict,
      "A date and a clock stand among other words, so that it is not clear whether they are the "
        + "stamp: write the stamp alone in its line.", stamp: text, range: 0..<text.utf8.count)
  }

  /// What lines come to when they are read together.
  private mutating func statement(_ indices: [Int]) -> StampStatement {
    if let last, last.indices == indices { return last.statement }
    let statement = read(indices)
    last = (indices, statement)
    return statement
  }

  private func read(_ indices: [Int]) -> StampStatement {
    let text = indices.map { lines[$0].stamp.text }.joined(separator: "\n")
    let kinds = indices.map { lines[$0].stamp.kind }
    let kind: StampStatement.Kind =
      kinds.contains(.immediate) ? .immediate : kinds.contains(.release) ? .release : .bare
    var facts = lines[indices[0]].stamp.facts
    for index in indices.dropFirst() {
      let other = lines[index].stamp.facts
      facts.hasDate = facts.hasDate || other.hasDate
      facts.hasClock = facts.hasClock || other.hasClock
      facts.opening = facts.opening ?? other.opening
    }
    var outcome =
      indices.count == 1
      ? lines[indices[0]].stamp.outcome(reader, context) : reader.read(text, context: context)
    if kind == .bare { outcome = reader.readStamp(text, outcome: outcome, context: context) }
    if kinds.contains(.doubtful), case .instant = outcome { outcome = .refused(Self.unclear(text)) }
    return StampStatement(
      kind: kind, lines: indices.map { lines[$0].number }, text: text, facts: facts,
      outcome: outcome)
  }

  /// A release line, with the stamp lines under it or else above it, three lines in all.
  private mutating func addRelease(_ index: Int) {
    var indices = [index]
    extend(&indices, step: 1)
    if indices.count == 1, statement(indices).reading == nil { extend(&indices, step: -1) }
    add(indices)
  }

  /// Takes the neighbours in that continue the stamp: all that is missing, and any clock more,
  /// which must agree.
  private mutating func extend(_ indices: inout [Int], step: Int) {
    while indices.count < 3, let next = neighbour(indices, step: step) {
      let isComplete = statement(indices).reading != nil
      let kind = lines[next].stamp.kind
      if isComplete, kind == .date || kind == .stamp || kind == .doubtful { return }
      if step > 0 { indices.append(next) } else { indices.insert(next, at: 0) }
    }
  }

  /// The next line of a stamp in one direction; a date must follow at once, a clock may follow
  /// behind one empty line.
  private func neighbour(_ indices: [Int], step: Int) -> Int? {
    guard let edge = step > 0 ? indices.last : indices.first else { return nil }
    let next = edge + step
    guard lines.indices.contains(next), !used.contains(next) else { return nil }
    let stamp = lines[next].stamp
    guard stamp.kind != .release, stamp.kind != .immediate,
      let gap = lines[step > 0 ? next : edge].gap,
      gap <= (stamp.kind == .date || stamp.kind == .doubtful ? 0 : 1)
    else { return nil }
    return next
  }

  /// Dates and clocks that no release line took: together a bare stamp, or the paper's date.
  private mutating func addPieces() {
    for index in lines.indices where !used.contains(index) {
      let stamp = lines[index].stamp
      guard stamp.kind == .piece || stamp.kind == .date else { continue }
      var indices = [index]
      while indices.count < 3, let next = neighbour(indices, step: 1),
        lines[next].stamp.kind != .stamp, lines[next].stamp.kind != .doubtful
      { indices.append(next) }
      if indices.allSatisfy({ lines[$0].stamp.kind == .date }) {
        if let date = stamp.facts.date { dates.append((lines[index].number, date)) }
        used.insert(index)
      } else {
        add(indices)
      }
    }
  }

  /// Whether a date stands right beside a release line, other stamp lines between them allowed.
  static func isBesideRelease(_ line: Int, in roles: [ReleaseDocument.Role?]) -> Bool {
    [-1, 1].contains { step in
      var index = line + step
      for _ in 0..<2 {
        guard roles.indices.contains(index) else { return false }
        if roles[index] == .releaseLine { return true }
        guard roles[index] == .stamp else { return false }
        index += step
      }
      return false
    }
  }
}
