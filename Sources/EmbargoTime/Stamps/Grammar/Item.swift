/// A part of a line that means something, out of one or more tokens.
struct Item: Sendable {
  enum Kind {
    case clock(Clock)
    case date(DatePhrase)
    case weekday(Weekday)
    case zone(ZoneMention)
    case mark(Mark)
    /// A number that is no part of anything.
    case number(Int)
    /// A word that is in no table.
    case unknown
    case symbol(Unicode.Scalar)
    /// A date, a clock or a zone that is spoilt.
    case fault(RefusalReason, String)

    var isPlus: Bool { if case .symbol("+") = self { true } else { false } }
  }

  var kind: Kind
  var isClock: Bool { if case .clock = kind { true } else { false } }
  /// Which tokens.
  var tokens: Range<Int>
}

/// What a word or phrase without time in it says about the line.
///
/// Where a phrase says several things, the first case counts.
enum Mark: UInt8, CaseIterable {
  /// The line speaks of an embargo: EMBARGOED, Sperrfrist, NOT FOR PUBLICATION.
  case embargo
  /// It speaks of a release at a time, where it opens the line or a part of it.
  case release
  /// FOR IMMEDIATE RELEASE and its kin.
  case immediate
  /// Something else that has a time: a press conference, a deadline, the next release.
  case event
  /// The stamp is not settled: TBC, provisional, whichever is earlier, unless.
  case unsettled
  /// A word that may make the stamp depend on something: if, once, test, revised. In a headline
  /// behind the stamp it says nothing.
  case conditional
  /// One of two: or.
  case alternative
  /// To, through: a range.
  case range
  /// Around, about: no exact clock.
  case approximate
  /// A time of day without a clock: end of day, morning, dawn.
  case vague
  /// Not, no longer.
  case negation
  /// Talk about embargoes: was, lifted, policy, arms.
  case talk
  /// An empty place of a form.
  case template
  /// After, following: harmless only between the release word and the stamp.
  case after
  /// Before: harmless only in "not ... before".
  case before
  /// Minutes, days, half, eve: move the time that stands beside it.
  case shift
  /// Today, tomorrow, next: say nothing beside a full date.
  case relative
  /// At the start of (the day): the first midnight.
  case startOfDay
  /// At the end of (the day): the second midnight.
  case endOfDay
  /// What follows is how to reach somebody, or where it comes from.
  case label
  /// Says nothing.
  case filler
}

/// A clock as it was written, before it is known whose it is.
struct Clock: Sendable {
  enum Certainty {
    /// One reading.
    case certain
    /// 10, 11, 12 without a.m./p.m.: doubtful beside a US or Canadian zone (R13).
    case american
    /// One digit, no a.m./p.m. (R13), or a meridiem that says nothing.
    case doubtful
    /// Midnight without a side (R15).
    case midnight
  }

  /// 0...24; 24 is the end of the day named.
  var hour: Int
  var minute = 0
  var second = 0
  var nanosecond = 0
  var certainty = Certainty.certain

  /// The civil clocks that it may mean, as seconds after the date's midnight.
  func seconds(american: Bool) -> [Int] {
    let base = hour * 3600 + minute * 60 + second
    switch certainty {
    case .certain: return [base]
    case .american: return american ? [base, (base + 43_200) % 86_400] : [base]
    case .doubtful: return [base, (base + 43_200) % 86_400]
    case .midnight: return [0, 86_400]
    }
  }

  /// Which rule keeps it from being certain, if any.
  func doubt(american: Bool) -> RefusalReason? {
    switch certainty {
    case .certain: nil
    case .american: american ? .ampmMissing : nil
    case .doubtful: .ampmMissing
    case .midnight: .midnight
    }
  }
}

/// A day as it was written; the year may be missing, the order of a numeric date open.
struct DatePhrase: Sendable {
  enum Year: Hashable {
    case missing
    case full(Int)
    case twoDigit(Int)
  }

  struct DayOfMonth: Hashable {
    var month: Int
    var day: Int
  }

  var year: Year
  /// More than one where day and month could be exchanged (R11).
  var days: [DayOfMonth]
}

/// What a line says about whose clock it is.
enum ZoneMention: Sendable {
  /// A place or a generic zone word: the wall clock there. More than one: they differ (R6).
  case places([String])
  /// An abbreviation or a spelled-out name that states an offset (R3, R5).
  case abbreviation(Abbreviation)
  /// GMT, UTC and their kin.
  case universal(name: String)
  /// A zone by its name in the tz database. A `Z` before it makes no claim about the local offset
  /// (RFC 9557 section 2): then the name only has to exist.
  case identifier(String, isClaim: Bool)
  /// A numeric offset east of UTC in seconds (R7).
  case offset(Int)
  /// "local time": of a place that must be said.
  case local
  /// "Coyhaique time": perhaps a place that the zone data of the machine has and no table here.
  case placeName(String)
  /// A zone word that is in no table.
  case unknown(String)
}

/// An abbreviation and what it can mean.
struct Abbreviation: Hashable {
  struct Meaning: Hashable {
    /// Seconds east of UTC.
    var offset: Int
    /// Zones that use it; the first is the one taken when nothing else is said.
    var zones: [String]
  }

  var name: String
  /// One meaning, or several (R5).
  var meanings: [Meaning]
}
