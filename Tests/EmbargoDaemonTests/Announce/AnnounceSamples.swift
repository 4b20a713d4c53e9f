import EmbargoCore
import EmbargoTime

@testable import EmbargoDaemon

/// Channels and troubles for tests.
enum AnnounceSamples {
  static let now = Bench.start

  static func channel(
    _ audience: Configuration.Announce.Audience = .everybody,
    events: [AnnounceEvent] = AnnounceEvent.allCases, mostPerHour: Int = 60,
    daily: Configuration.DailyTime? = nil
  ) -> Configuration.Announce {
    Configuration.Announce(
      name: Bench.output("desk"), kind: .journal, audience: audience, events: events,
      approvalLead: .hours(24), again: .hours(1), mostPerHour: mostPerHour, diskLow: 1000,
      daily: daily)
  }

  static func trouble(_ key: String = "late:1", _ event: AnnounceEvent = .late) -> Trouble {
    Trouble(event, key: key, text: "it is late", detail: "it is late: because of the canary")
  }

  static func memory(_ cursor: Int64 = 0) -> AnnounceMemory {
    AnnounceMemory(cursor: cursor, at: now)
  }

  static func happening(
    _ sequence: Int64?, _ event: AnnounceEvent = .lifted
  ) -> AnnouncePlan.Happening {
    AnnouncePlan.Happening(
      sequence: sequence,
      Announcement(event, .milestone, at: now, key: "record:\(sequence ?? 0)", text: "it is out"))
  }
}
