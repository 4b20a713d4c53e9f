package import EmbargoCore
package import EmbargoTime

/// How far before its lift a release is looked at.
package enum PreflightHorizon: String, Hashable, Sendable {
  /// No look of its own: what arming finds is recorded like the rest.
  case arming
  case minutes = "5m"
  case hour = "1h"
  case day = "24h"

  /// Those that preflight looks at, the nearest first.
  static let ahead: [PreflightHorizon] = [.minutes, .hour, .day]

  package var span: Span {
    switch self {
    case .arming: .zero
    case .minutes: .minutes(5)
    case .hour: .hours(1)
    case .day: .hours(24)
    }
  }

  /// For people.
  package var words: String {
    switch self {
    case .arming: "shortly"
    case .minutes: "5 min"
    case .hour: "1 h"
    case .day: "24 h"
    }
  }

  /// Releases of one pass. At the last horizon texts are rendered, which takes longer.
  var most: Int {
    switch self {
    case .arming, .minutes: 64
    case .hour, .day: 256
    }
  }

  /// Nothing nearer than this belongs to it when the daemon has just started: that is for the
  /// horizon before it. Nil: only what is armed is nearer.
  var nearer: PreflightHorizon? {
    switch self {
    case .arming, .minutes: nil
    case .hour: .minutes
    case .day: .hour
    }
  }
}

/// Something that would stand in the way of a lift that is ahead; never a word of the release.
package struct PreflightProblem: Hashable, Sendable {
  /// `approval-missing`, `clock-not-trusted`, `ledger-space`, `output-unknown`, `output-unusable`,
  /// `output-suspended`, `output-space`, `text-unreadable`, `text-not-rendered`.
  package var code: String
  package var output: OutputName?
  package var text: String

  package init(_ code: String, output: OutputName? = nil, _ text: String) {
    (self.code, self.output, self.text) = (code, output, text)
  }

  /// What makes it the same problem, however the text has changed (bytes that are free, an error
  /// of the clock).
  var identity: String { "\(code) \(output?.description ?? "")" }

  /// The same without the words of a release that an error may quote.
  func withheld(from release: Release) -> PreflightProblem {
    PreflightProblem(code, output: output, release.withheld(from: text))
  }

  var json: JSON {
    var members: JSON.Members = ["code": .string(code), "text": .string(text)]
    if let output { members["output"] = .string(output.description) }
    return .object(members)
  }
}

/// What stands in the way of one release, and the horizon at which that was last seen.
package struct PreflightFinding: Hashable, Sendable {
  package var horizon: PreflightHorizon
  package var problems: [PreflightProblem]

  package init(horizon: PreflightHorizon, problems: [PreflightProblem]) {
    (self.horizon, self.problems) = (horizon, problems)
  }

  var identity: Set<String> { Set(problems.map(\.identity)) }

  package func sentence(due: Instant) -> String {
    "preflight \(horizon.words) before the lift at \(due.rfc3339): "
      + problems.map(\.text).joined(separator: "; ")
  }

  /// The record of it; without problems it says that they are over.
  func draft(of release: Release, at now: Instant) -> RecordDraft {
    RecordDraft(
      event: Self.event, release: release.id, actor: .daemon, at: now,
      data: [
        "due": .string(release.due.rfc3339), "horizon": .string(horizon.rawValue),
        "problems": .array(problems.map(\.json)),
      ])
  }

  static let event = "release.preflight"

  /// What makes the problems in a record; nil: it is of another event.
  static func identity(in record: Record) -> Set<String>? {
    guard let json = try? JSON(parsing: record.bytes), json["event"]?.text == event,
      case .array(let problems)? = json["data"]?["problems"]
    else { return nil }
    return Set(
      problems.map { problem in
        "\(problem["code"]?.text ?? "") \(problem["output"]?.text ?? "")"
      })
  }
}

/// Where the looking ahead stands. Kept in memory only: after a start it begins anew, and what the
/// records say of a release keeps the same from being recorded twice.
struct Preflight {
  /// How often it is looked whether something has crossed a horizon, and whether what was found is
  /// over.
  static let pause = Span.seconds(1)
  static let patience = Span.seconds(10)
  /// Findings that are kept in mind; what is found beyond that is recorded and announced, and the
  /// end of it is not.
  static let mostFindings = 50_000
  /// So many of one pass are announced one by one, the others by their number.
  static let mostNotices = 20

  private struct Reach {
    /// Everything up to here has been looked at.
    var cursor: LedgerCursor
    /// What is due until then may have been looked at before the start of the daemon.
    let first: Instant
  }

  private var reached: [PreflightHorizon: Reach] = [:]
  private(set) var findings: [ReleaseID: PreflightFinding] = [:]
  /// What arming found since the last pass, where it found something or preflight had before.
  var armed: [ReleaseID: [PreflightProblem]] = [:]
  /// Those that are looked at once more, and when the next round begins.
  private var again: ArraySlice<ReleaseID> = []
  private var nextRound: Instant?
  private var last: Instant?

  /// Whether it is time; notes that it was.
  mutating func begin(at now: Instant) -> Bool {
    if let last, now >= last, now - last < Self.pause { return false }
    last = now
    return true
  }

  /// Where a horizon goes on.
  ///
  /// - Parameter armAhead: what is nearer is armed, which looks at the same and more.
  mutating func cursor(
    _ horizon: PreflightHorizon, at now: Instant, armAhead: Span
  ) -> LedgerCursor {
    let limit = now + horizon.span
    // A clock that was set back by more than a correction would leave a gap until it is there.
    if let reach = reached[horizon], reach.cursor.instant <= limit + .minutes(1) {
      return reach.cursor
    }
    let nearer = max(armAhead, horizon.nearer?.span ?? .zero)
    let reach = Reach(cursor: .behind(now + nearer), first: limit)
    reached[horizon] = reach
    return reach.cursor
  }

  mutating func advance(_ horizon: PreflightHorizon, to cursor: LedgerCursor) {
    reached[horizon]?.cursor = cursor
  }

  /// Whether an earlier daemon may have looked at a release.
  func mayBeKnown(_ release: Release, at horizon: PreflightHorizon) -> Bool {
    reached[horizon].map { release.due <= $0.first } ?? true
  }

  mutating func set(_ finding: PreflightFinding?, of id: ReleaseID) {
    let isMore = finding != nil && findings[id] == nil
    if !isMore || findings.count < Self.mostFindings { findings[id] = finding }
  }

  /// Some of what was found, to be looked at again.
  mutating func turn(at now: Instant, most: Int) -> [ReleaseID] {
    guard !findings.isEmpty else {
      again = []
      return []
    }
    if again.isEmpty {
      if let nextRound, now < nextRound, nextRound - now <= Self.patience { return [] }
      nextRound = now + Self.patience
      again = findings.keys.sorted()[...]
    }
    defer { again = again.dropFirst(most) }
    return Array(again.prefix(most))
  }
}

extension LedgerCursor {
  /// Behind everything of that instant.
  fileprivate static func behind(_ instant: Instant) -> LedgerCursor {
    LedgerCursor(instant: instant, id: .last)
  }
}

extension ReleaseID {
  /// Behind all that there can be.
  static let last = ReleaseID(
    at: Instant(nanoseconds: .max), random: Array(repeating: 255, count: 10))
}
