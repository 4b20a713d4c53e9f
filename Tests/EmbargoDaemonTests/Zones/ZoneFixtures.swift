import EmbargoCore
import EmbargoDaemon
import EmbargoTime
import Testing

/// Zone files of two releases of the tz database (Tests/Acceptance/fixtures/zoneinfo/README.md).
enum ZoneFixtures {
  static func path(_ version: String) -> String {
    ProjectFile.path("Tests/Acceptance/fixtures/zoneinfo/\(version)")
  }

  static func rules(_ version: String) throws -> ZoneRulesSource.Rules {
    try ZoneRulesSource(path: path(version)).rules
  }

  /// The embargo of a stamp that these rules can read.
  static func queued(
    _ stamp: String, by rules: ZoneRulesSource.Rules, submitted: Instant = Bench.start
  ) throws -> QueuedEmbargo {
    let outcome = rules.reader.read(stamp, context: StampContext(submitted: submitted))
    guard case .instant(let reading) = outcome else {
      throw Unread(stamp: stamp, outcome: "\(outcome)")
    }
    return QueuedEmbargo(
      id: ReleaseID(at: submitted, random: Array(repeating: 7, count: 10)),
      embargo: Embargo(reading), submittedAt: submitted)
  }

  struct Unread: Error {
    var stamp: String
    var outcome: String
  }

  /// One row of tz-shift.tsv.
  struct Shift: CustomTestStringConvertible, Sendable {
    var line: String
    var zone: String
    /// An instant, `gap`, or `fold:` and both instants.
    var old: String
    var new: String

    var testDescription: String { line }

    /// The wall clock that the line states.
    var civil: CivilDateTime? {
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= 8,
        let month = Self.months[words[words.count - 2]],
        let day = Int(words[words.count - 3]), let year = Int(words[words.count - 1])
      else { return nil }
      let clock = words[2].split(separator: ":").compactMap { Int($0) }
      return CivilDateTime(
        year: year, month: month, day: day, hour: clock[0], minute: clock[1], second: 0)
    }

    private static let months = [
      "March": 3, "July": 7, "October": 10, "November": 11, "December": 12, "January": 1,
    ]
  }

  static func shifts() throws -> [Shift] {
    let bytes = try ProjectFile.read("Tests/EmbargoTimeTests/Fixtures/tz-shift.tsv")
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().map { row in
      let fields = row.split(separator: "\t").map(String.init)
      return Shift(line: fields[0], zone: fields[1], old: fields[2], new: fields[3])
    }
  }
}
