/// Whose clock a stamp speaks of.
package enum ZoneIdentity: Hashable, Sendable {
  /// An IANA zone, by the name that the zone files have (`America/New_York`).
  case named(String)
  /// A fixed offset east of UTC in seconds (`UTC+05:30` is 19,800); UTC itself is 0.
  case fixed(Int)

  /// `America/New_York`, `UTC` or `+05:30`.
  package var name: String {
    switch self {
    case .named(let name): name
    case .fixed(0): "UTC"
    case .fixed(let offset): UTCOffset.text(offset)
    }
  }
}

/// The written form of an offset from UTC.
package enum UTCOffset {
  /// `-04:00`; seconds are added (`+00:19:32`) only where there are any.
  package static func text(_ offset: Int) -> String {
    let size = abs(offset)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let seconds = size % 60 == 0 ? "" : ":" + two(size % 60)
    return (offset < 0 ? "-" : "+") + two(size / 3600) + ":" + two(size / 60 % 60) + seconds
  }
}

/// What was understood of a stamp that has exactly one reading.
package struct Reading: Hashable, Sendable {
  /// The words that state the time, verbatim.
  package var stamp: String
  /// Where the stamp stands in the text that was read: UTF-8 offsets.
  package var range: Range<Int>
  package var civil: CivilDateTime
  package var zone: ZoneIdentity
  /// Seconds east of UTC in force there at that instant.
  package var offset: Int
  /// The zone's own abbreviation there and then (`EDT`), or `UTC`, or the offset.
  package var abbreviation: String
  package var instant: Instant
  /// The version of the zone data it was computed with (`2025b`).
  package var tzdb: String
  /// What is right but deserves a look, each one sentence.
  package var notes: [String]

  package init(
    stamp: String, range: Range<Int>, civil: CivilDateTime, zone: ZoneIdentity, offset: Int,
    abbreviation: String, instant: Instant, tzdb: String, notes: [String] = []
  ) {
    (self.stamp, self.range, self.civil, self.zone) = (stamp, range, civil, zone)
    (self.offset, self.abbreviation, self.instant) = (offset, abbreviation, instant)
    (self.tzdb, self.notes) = (tzdb, notes)
  }
}

/// Why a stamp was refused; the raw values are the codes that people and programs see (RULES.md).
package enum RefusalReason: String, CaseIterable, Sendable {
  case noStamp = "no-stamp"
  case noDate = "no-date"
  case noTime = "no-time"
  case noYear = "no-year"
  case noZone = "no-zone"
  case zoneUnknown = "zone-unknown"
  case zoneAmbiguous = "zone-ambiguous"
  case zoneDate = "zone-date"
  case gap
  case fold
  case weekday
  case badDate = "bad-date"
  case badTime = "bad-time"
  case dateAmbiguous = "date-ambiguous"
  case yearTwoDigit = "year-2digit"
  case yearRange = "year-range"
  case midnight
  case ampmMissing = "ampm-missing"
  case conflict
  /// An embargo stamp that lies in the past (documents only, RULES D4).
  case past

  /// The rule of the rule book that refuses for this reason, where no other is named.
  var rule: String {
    switch self {
    case .noStamp, .noDate, .noTime: "R21"
    case .noYear: "R9"
    case .noZone, .zoneUnknown: "R8"
    case .zoneAmbiguous: "R5"
    case .zoneDate: "R3"
    case .gap, .fold: "R18"
    case .weekday: "R10"
    case .badDate: "R23"
    case .badTime: "R14"
    case .dateAmbiguous: "R11"
    case .yearTwoDigit: "R12"
    case .yearRange: "R24"
    case .midnight: "R15"
    case .ampmMissing: "R13"
    case .conflict: "R16"
    case .past: "D4"
    }
  }
}

/// One way a refused stamp could be meant, and how to write it so that it is certain.
package struct Candidate: Hashable, Sendable {
  package var instant: Instant
  package var write: String

  package init(instant: Instant, write: String) {
    (self.instant, self.write) = (instant, write)
  }
}

/// A stamp that cannot be read with certainty.
package struct StampRefusal: Hashable, Sendable, Error {
  package var reason: RefusalReason
  /// The rule of the rule book (docs/time.md) that refuses: `R10`.
  package var rule: String
  /// One plain sentence: what was found and what is wanted.
  package var message: String
  /// In ascending order of instant; empty where there is nothing to offer.
  package var candidates: [Candidate]
  /// The words at fault and where they stand (UTF-8 offsets), when there are any.
  package var stamp: String?
  package var range: Range<Int>?

  package init(
    _ reason: RefusalReason, _ message: String, rule: String? = nil,
    candidates: [Candidate] = [], stamp: String? = nil, range: Range<Int>? = nil
  ) {
    (self.reason, self.message, self.candidates) = (reason, message, candidates)
    (self.rule, self.stamp, self.range) = (rule ?? reason.rule, stamp, range)
  }
}

/// What came of reading one line.
package enum StampOutcome: Hashable, Sendable {
  case instant(Reading)
  /// FOR IMMEDIATE RELEASE and its kin, with no clock (RULES R20).
  case immediate(stamp: String, range: Range<Int>)
  case refused(StampRefusal)
}

/// What is known beside the text.
package struct StampContext: Hashable, Sendable {
  /// When the release came in; settles a missing year (RULES R9).
  package var submitted: Instant?
  /// The default zone that the operator configured for the sender, an IANA name.
  package var zone: String?

  package init(submitted: Instant? = nil, zone: String? = nil) {
    (self.submitted, self.zone) = (submitted, zone)
  }
}
