package import EmbargoTime

extension ReleaseDocument {
  /// When the document may go out, by everything it says (RULES D1 to D7).
  ///
  /// Offsets in the reading or the refusal count in the text of the lines that were read, joined
  /// with LF.
  /// - Parameters:
  ///   - context: when the release came in and the sender's zone, where known.
  ///   - now: nil decides nothing that needs a clock: neither `past`, nor whether a stamp under
  ///     FOR IMMEDIATE RELEASE is waited for.
  package func read(
    with reader: StampReader, context: StampContext = StampContext(), now: Instant? = nil
  ) -> DocumentReading {
    StampSearch(self, reader: reader, context: context, now: now).decide()
  }
}

/// Collects every statement of a document about its time and decides what they come to.
struct StampSearch {
  let document: ReleaseDocument
  let reader: StampReader
  let context: StampContext
  let now: Instant?
  private(set) var statements: [StampStatement] = []
  /// Full dates of the head that are no stamp: line, date.
  private(set) var dates: [(line: Int, date: CivilDateTime)] = []
  private var asked = 0
  /// The first line of too many.
  private(set) var excess: Int?

  init(
    _ document: ReleaseDocument, reader: StampReader, context: StampContext, now: Instant?
  ) {
    (self.document, self.reader, self.context, self.now) = (document, reader, context, now)
    readFrontMatter()
    readLines()
    readDatelines()
  }

  private mutating func readFrontMatter() {
    guard let embargo = document.frontMatter.embargo else { return }
    statements.append(
      StampStatement(
        kind: .frontMatter, lines: [], text: embargo, facts: reader.parts(of: embargo),
        outcome: reader.readStamp(embargo, context: context)))
  }

  /// The release lines and stamps of the head, and behind it the lines that begin with release
  /// words; a sentence of the body among them counts only when it states an instant.
  private mutating func readLines() {
    var isHead = true
    var lines: [StampGroups.Line] = []
    for part in document.parts where part.role != .frontMatter && part.role != .blank {
      isHead = isHead && !Self.afterHead.contains(part.role)
      let isListed = part.role == .releaseLine || part.role == .stamp
      let isNear = isHead && Self.nearStamp.contains(part.role)
      guard isListed || isNear || !isHead else { continue }
      for (number, text) in part.numberedLines {
        guard isListed || isNear || mayCount(text),
          let stamp = stamp(text, number, part.role)
        else { continue }
        guard isListed || (isNear ? mayHide(stamp, part.role) : isCertain(stamp)) else { continue }
        lines.append(StampGroups.Line(number: number, stamp: stamp, gap: nil))
        if lines.count > StampGroups.most { break }
      }
      if lines.count > StampGroups.most || asked > StampGroups.mostAsked {
        excess = lines.last?.number ?? part.lines.lowerBound
        return
      }
    }
    measureGaps(&lines)
    let groups = StampGroups(lines, reader: reader, context: context)
    statements += groups.statements
    dates += groups.dates
  }

  /// Tells how many blank lines stand between neighbours, where nothing else does.
  private func measureGaps(_ lines: inout [StampGroups.Line]) {
    let blanks = document.parts.filter { $0.role == .blank }
    for index in lines.indices.dropFirst() {
      let between = (lines[index - 1].number + 1)..<lines[index].number
      if between.isEmpty {
        lines[index].gap = 0
      } else if blanks.contains(where: { Range($0.lines) == between }) {
        lines[index].gap = between.count
      }
    }
  }

  /// Lines of the head in which a stamp with a slip may hide.
  private static let nearStamp: Set<ReleaseDocument.Role> = [
    .headline, .subhead, .letterhead, .contact,
  ]

  /// A clock among the contacts is an office hour unless a date stands beside it.
  private func mayHide(_ stamp: StampLine, _ role: ReleaseDocument.Role) -> Bool {
    stamp.kind == .doubtful && (role != .contact || stamp.facts.hasDate)
  }

  private static let afterHead: Set<ReleaseDocument.Role> = [
    .body, .links, .notesToEditors, .boilerplate, .endMark,
  ]

  private func stamp(
    _ text: String, _ number: Int, _ role: ReleaseDocument.Role
  ) -> StampLine? {
    let isReleaseLine = role == .releaseLine
    if document.knownStamps.isOf(reader),
      let known = document.knownStamps.answer(number, text, isReleaseLine: isReleaseLine)
    {
      return known.stamp
    }
    return StampLine(
      text, shape: LineShape(text, format: document.format), reader: reader,
      isReleaseLine: isReleaseLine)
  }

  /// A line that states no clock states no instant.
  private mutating func mayCount(_ text: String) -> Bool {
    guard ReleaseWords.mayOpen(text), TimeWords.mayHaveClock(text) else { return false }
    asked += 1
    return asked <= StampGroups.mostAsked && reader.opensWithReleaseWords(text)
  }

  private func isCertain(_ stamp: StampLine) -> Bool {
    guard stamp.facts.opening != nil else { return false }
    if case .instant = stamp.outcome(reader, context) { return true }
    return false
  }

  private mutating func readDatelines() {
    for part in document.parts where part.role == .dateline || part.role == .letterhead {
      for (number, text) in part.numberedLines where text.utf8.count <= StampLine.longest {
        if let date = date(text) { dates.append((number, date)) }
      }
    }
    if let dateline = document.dateline, let date = date(dateline.text) {
      dates.append((dateline.line, date))
    }
    dates.sort { $0.line < $1.line }
  }

  private func date(_ text: String) -> CivilDateTime? {
    TimeWords.mayHaveDate(text) ? reader.parts(of: text).date : nil
  }
}

extension ReleaseDocument.Part {
  /// Its lines with their numbers in the accepted file.
  fileprivate var numberedLines: [(number: Int, text: String)] {
    let first = lines.lowerBound
    guard text.utf8.span.holds(0x0A) else { return [(first, text)] }
    let texts = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    return texts.enumerated().map { (first + $0.offset, String(Substring($0.element))) }
  }
}

extension StampReader {
  /// Reads words that are known to be a stamp, though no release word stands before them.
  func readStamp(_ text: String, context: StampContext) -> StampOutcome {
    readStamp(text, outcome: read(text, context: context), context: context)
  }

  /// The same, of words that came to an outcome as they stand.
  func readStamp(
    _ text: String, outcome: StampOutcome, context: StampContext
  ) -> StampOutcome {
    guard case .refused(let refusal) = outcome, refusal.reason == .noStamp else { return outcome }
    let words = "Embargo: "
    return Self.shifted(read(words + text, context: context), by: words.utf8.count)
  }

  private static func shifted(_ outcome: StampOutcome, by width: Int) -> StampOutcome {
    func moved(_ range: Range<Int>) -> Range<Int> {
      max(0, range.lowerBound - width)..<max(0, range.upperBound - width)
    }
    switch outcome {
    case .instant(var reading):
      reading.range = moved(reading.range)
      return .instant(reading)
    case .immediate(let stamp, let range): return .immediate(stamp: stamp, range: moved(range))
    case .refused(var refusal):
      refusal.range = refusal.range.map(moved)
      return .refused(refusal)
    }
  }
}
