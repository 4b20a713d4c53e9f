/// Reads the stamp in one line of text (RULES R1 to R25): one instant, immediate, or a refusal.
///
/// A stamp is never guessed: it is refused unless exactly one instant is left after every rule.
/// The answer depends on the line, the context and the zone data only.
package struct StampReader: Sendable {
  /// The longest line that is read, in bytes.
  package static let maximumBytes = 4096

  package let zones: ZoneDatabase

  package init(zones: ZoneDatabase) { self.zones = zones }

  /// Reads one line. Two or three neighbouring lines may be joined with `\n` and read as one.
  ///
  /// Ranges in the outcome are UTF-8 offsets into `line`. Longer lines than `maximumBytes` are
  /// refused.
  package func read(_ line: String, context: StampContext = StampContext()) -> StampOutcome {
    read(parsed(line), context)
  }

  /// As `read`, of a line that has been parsed.
  package func read(
    _ line: ParsedLine, context: StampContext = StampContext()
  ) -> StampOutcome { read(line.statement, context) }

  private func parsed(_ line: String) -> Statement? {
    line.utf8.count <= Self.maximumBytes ? Statement(line) : nil
  }

  /// Nil is a line that is too long.
  private func read(_ statement: Statement?, _ context: StampContext) -> StampOutcome {
    guard let statement else {
      return .refused(
        StampRefusal(.noStamp, "The line is longer than \(Self.maximumBytes) bytes."))
    }
    do { return try outcome(statement, context) } catch {
      return .refused(placed(error, statement))
    }
  }

  /// An instant written as a stamp that reads back to it: `5:00 p.m. EDT, September 19, 2023`.
  package func write(_ instant: Instant, zone: ZoneIdentity) -> String {
    StampWriting.text(instant, zone, zones)
  }

  /// The line for the head of a release, as seen from several places, the first of them leading:
  /// `EMBARGOED UNTIL 5:00 p.m. EDT (22:00 BST) Tuesday, September 19, 2023; 06:00 JST Wednesday,
  /// September 20`.
  ///
  /// - Returns: a line that `read` reads back to the same instant; nil where there is none, as
  ///   outside 1970 to 2099.
  /// - Throws: when the zone data does not have one of the zones.
  package func compose(_ instant: Instant, zones: [ZoneIdentity]) throws(ZoneError) -> String? {
    try StampComposer(reader: self, instant: instant).line(zones)
  }

  /// Whose clock a zone word alone means: `ET`, `London`, `Europe/Paris`, `UTC+5`.
  package func zone(named word: String) throws(StampRefusal) -> ZoneIdentity {
    // Any day and clock will do, as long as no rule about them can object.
    let line = "Embargo: 15:00 \(word), 1 July 2024"
    switch read(line) {
    case .instant(let reading): return reading.zone
    case .immediate: throw StampRefusal(.zoneUnknown, "\"\(word)\" is no time zone.")
    case .refused(let refusal):
      // Winter words are out of season in July.
      if case .instant(let reading) = read("Embargo: 15:00 \(word), 1 January 2024") {
        return reading.zone
      }
      if case .instant(let reading) = read("Embargo: 15:00 \(word) time, 1 July 2024") {
        return reading.zone
      }
      throw refusal
    }
  }

  private func outcome(_ statement: Statement, _ context: StampContext) throws(StampRefusal)
    -> StampOutcome
  {
    if let immediate = try statement.immediate() {
      try statement.requireToday(context)
      return immediate
    }
    try statement.requireStamp()
    try statement.requireSound()
    try statement.requireParts()
    try statement.requireSettled()
    try statement.requireSilentZone()
    let resolver = ZoneResolver(zones: zones, context: context)
    let days: [CivilDateTime]
    do { days = try statement.days(context) } catch {
      var refusal = error
      refusal.candidates =
        Alternatives(statement: statement, resolver: resolver).candidates(for: error)
      throw refusal
    }
    let rules = ClockRules(statement: statement, resolver: resolver, days: days)
    let reading = try rules.reading()
    try statement.requireRange(reading)
    try RelativeDays.require(statement, reading, context)
    let range = statement.stampRange ?? 0..<statement.line.utf8.count
    return .instant(
      Reading(
        stamp: statement.text(range), range: range, civil: reading.civil, zone: reading.zone,
        offset: reading.offset, abbreviation: reading.abbreviation, instant: reading.instant,
        tzdb: zones.version, notes: Notes.notes(reading, context, zones)))
  }

  /// A refusal that names no place is about the whole stamp; the words at its place go with it.
  private func placed(_ refusal: StampRefusal, _ statement: Statement) -> StampRefusal {
    guard let range = refusal.range ?? statement.stampRange else { return refusal }
    var refusal = refusal
    (refusal.range, refusal.stamp) = (range, statement.text(range))
    return refusal
  }

  /// What stands in a line, so that the lines of a document can be told apart.
  package func parts(of line: String) -> LineFacts { parse(line).facts }

  /// Parses a line once, for whoever wants to know what stands in it and then to read it.
  package func parse(_ line: String) -> ParsedLine { ParsedLine(parsed(line)) }
}

/// A line that has been parsed: what stands in it, and all that `StampReader.read` needs.
package struct ParsedLine: Sendable {
  package let facts: LineFacts
  /// Nil where the line is too long.
  fileprivate let statement: Statement?

  fileprivate init(_ statement: Statement?) {
    (self.statement, facts) = (statement, statement?.facts ?? LineFacts())
  }
}

extension Statement {
  /// A stamp has a date and a clock.
  func requireParts() throws(StampRefusal) {
    if dates.isEmpty {
      throw StampRefusal(
        .noDate, "The stamp has no complete date; write day, month and year.")
    }
    if clocks.isEmpty {
      throw StampRefusal(.noTime, "The stamp has no time of day; write it with its zone.")
    }
  }

  /// R24: 1970 to 2099.
  func requireRange(_ reading: ClockReading) throws(StampRefusal) {
    guard 1970...2099 ~= reading.civil.year, reading.instant.nanoseconds >= 0 else {
      throw StampRefusal(.yearRange, "The time lies outside 1970 to 2099.")
    }
  }

  var facts: LineFacts {
    let onlyDate = items.indices.allSatisfy { index in
      switch items[index].kind {
      case .date, .weekday, .symbol: true
      case .mark(.filler): index < (dates.first ?? 0)
      default: false
      }
    }
    let full = (try? days(StampContext())).flatMap { $0.count == 1 ? $0.first : nil }
    return LineFacts(
      opening: opening, hasReleaseWords: !releases.isEmpty || !immediates.isEmpty,
      hasDate: !dates.isEmpty || hasFault(.badDate), date: full,
      hasClock: !clocks.isEmpty || hasFault(.badTime), hasZone: !zones.isEmpty,
      isOnlyStamp: releases.isEmpty && immediates.isEmpty && isBareStamp,
      isOnlyDate: onlyDate && !dates.isEmpty)
  }

  private func hasFault(_ reason: RefusalReason) -> Bool {
    faults.contains { if case .fault(reason, _) = items[$0].kind { true } else { false } }
  }

  private var opening: LineFacts.Opening? {
    if let first = immediates.first, Self.isOpening(first, items) {
      do {
        if try immediate() != nil { return .immediate }
      } catch {
        // "Immediate release of hostages urged" is a headline; "For immediate release after ..." is
        // a release line that must be refused.
        let isHeadline = words(first).lowercased().hasPrefix("immediate") && clocks.isEmpty
        if !isHeadline { return .immediate }
      }
    }
    guard let first = releases.first, Self.isOpening(first, items) else { return nil }
    let isSealed = releases.contains { mark($0) == .embargo }
    let hasTime = !dates.isEmpty || !clocks.isEmpty || !weekdays.isEmpty || !faults.isEmpty
    if hasTime || hasMark(.template) { return isSealed ? .embargo : .release }
    if isSealed { return hasMark(.talk) ? nil : .embargo }
    // "Release:" alone is a release line, "Release of prisoners" is not.
    let isAlone = items.allSatisfy {
      switch $0.kind {
      case .symbol, .mark(.filler), .mark(.release), .zone: true
      default: false
      }
    }
    return isAlone ? .release : nil
  }
}
