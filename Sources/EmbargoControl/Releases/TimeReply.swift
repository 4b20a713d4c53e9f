package import EmbargoTime

/// How a stamp was understood: the object that `time --json` prints, one for each outcome.
package enum TimeReply: Hashable, Sendable {
  case instant(Facts)
  case immediate(stamp: String)
  case refused(Refusal)

  /// A stamp with exactly one reading.
  package struct Facts: Hashable, Sendable {
    package var instant: Instant
    package var civil: CivilDateTime
    /// `America/New_York`, `UTC` or `+05:30`.
    package var zone: String
    /// `-04:00`.
    package var offset: String
    package var abbreviation: String
    package var stamp: String
    package var tzdb: String
    package var notes: [String]

    package init(
      instant: Instant, civil: CivilDateTime, zone: String, offset: String, abbreviation: String,
      stamp: String, tzdb: String, notes: [String]
    ) {
      (self.instant, self.civil, self.zone) = (instant, civil, zone)
      (self.offset, self.abbreviation, self.stamp) = (offset, abbreviation, stamp)
      (self.tzdb, self.notes) = (tzdb, notes)
    }

    package init(_ reading: Reading) {
      self.init(
        instant: reading.instant, civil: reading.civil, zone: reading.zone.name,
        offset: UTCOffset.text(reading.offset), abbreviation: reading.abbreviation,
        stamp: reading.stamp, tzdb: reading.tzdb, notes: reading.notes)
    }
  }

  /// A stamp that cannot be read with certainty.
  package struct Refusal: Hashable, Sendable {
    package var reason: RefusalReason
    package var message: String
    /// In ascending order.
    package var candidates: [Candidate]

    package init(reason: RefusalReason, message: String, candidates: [Candidate]) {
      (self.reason, self.message, self.candidates) = (reason, message, candidates)
    }
  }

  package init(_ outcome: StampOutcome) {
    switch outcome {
    case .instant(let reading): self = .instant(Facts(reading))
    case .immediate(let stamp, _): self = .immediate(stamp: stamp)
    case .refused(let refusal): self.init(refusal)
    }
  }

  package init(_ refusal: StampRefusal) {
    self = .refused(
      Refusal(
        reason: refusal.reason, message: refusal.message, candidates: refusal.candidates))
  }
}

extension RefusalReason: Codable {}

extension Candidate: Codable {
  private enum CodingKeys: String, CodingKey { case instant, write }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      instant: try container.decode(Instant.self, forKey: .instant),
      write: try container.decode(String.self, forKey: .write))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(instant, forKey: .instant)
    try container.encode(write, forKey: .write)
  }
}

extension TimeReply: Codable {
  private enum CodingKeys: String, CodingKey {
    case outcome, instant, civil, zone, offset, abbreviation, stamp, tzdb, notes
    case reason, message, candidates
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys) throws -> String {
      try container.decode(String.self, forKey: key)
    }
    switch try text(.outcome) {
    case "instant":
      self = .instant(
        Facts(
          instant: try container.decode(Instant.self, forKey: .instant),
          civil: try container.decode(CivilDateTime.self, forKey: .civil),
          zone: try text(.zone), offset: try text(.offset), abbreviation: try text(.abbreviation),
          stamp: try text(.stamp), tzdb: try text(.tzdb),
          notes: try container.decode([String].self, forKey: .notes)))
    case "immediate": self = .immediate(stamp: try text(.stamp))
    case "refused":
      self = .refused(
        Refusal(
          reason: try container.decode(RefusalReason.self, forKey: .reason),
          message: try text(.message),
          candidates: try container.decode([Candidate].self, forKey: .candidates)))
    default: throw decoder.corrupted("outcome is none of instant, immediate, refused")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .instant(let facts):
      try container.encode("instant", forKey: .outcome)
      try container.encode(facts.instant, forKey: .instant)
      try container.encode(facts.civil, forKey: .civil)
      try container.encode(facts.zone, forKey: .zone)
      try container.encode(facts.offset, forKey: .offset)
      try container.encode(facts.abbreviation, forKey: .abbreviation)
      try container.encode(facts.stamp, forKey: .stamp)
      try container.encode(facts.tzdb, forKey: .tzdb)
      try container.encode(facts.notes, forKey: .notes)
    case .immediate(let stamp):
      try container.encode("immediate", forKey: .outcome)
      try container.encode(stamp, forKey: .stamp)
    case .refused(let refusal):
      try container.encode("refused", forKey: .outcome)
      try container.encode(refusal.reason, forKey: .reason)
      try container.encode(refusal.message, forKey: .message)
      try container.encode(refusal.candidates, forKey: .candidates)
    }
  }
}

/// The reading of a queued release: the members of a `TimeReply` and `words`.
package struct ReadingReply: Codable, Hashable, Sendable {
  package var facts: TimeReply
  /// For people: `Tuesday 19 September 2023, 5:00 p.m. in New York (EDT) = 21:00 UTC`.
  package var words: String

  package init(facts: TimeReply, words: String) { (self.facts, self.words) = (facts, words) }

  private enum CodingKeys: String, CodingKey { case words }

  package init(from decoder: any Decoder) throws {
    facts = try TimeReply(from: decoder)
    words = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .words)
  }

  package func encode(to encoder: any Encoder) throws {
    try facts.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(words, forKey: .words)
  }
}
