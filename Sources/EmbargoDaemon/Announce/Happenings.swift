package import EmbargoCore
import EmbargoTime

/// What records say that people are told: lifts, their confirmation, and moved embargoes.
package struct Happenings: Sendable {
  /// A record, as far as it matters here.
  private struct Reading {
    var sequence: Int64
    var event: String
    var release: ReleaseID
    var at: Instant
    var data: JSON

    init?(_ record: Record) {
      guard let json = try? JSON(parsing: record.bytes), let event = json["event"]?.text,
        let release = json["release"]?.text.flatMap({ ReleaseID($0) }), let data = json["data"],
        let at = json["at"]?.text.flatMap({ Instant(rfc3339: $0) })
      else { return nil }
      (sequence, self.event, self.release) = (record.sequence, event, release)
      (self.at, self.data) = (at, data)
    }
  }

  /// Revisions that are everywhere, and by which record that is said: a channel that is behind
  /// reads it once more.
  private var confirmed: [String: Int64] = [:]
  private static let mostConfirmed = 1000

  package init() {}

  /// The releases whose present state is needed to understand these records.
  package static func releases(in records: [Record]) -> [ReleaseID] {
    Set(records.compactMap(Reading.init).filter { Self.events.contains($0.event) }.map(\.release))
      .sorted()
  }

  private static let events: Set<String> = [
    "release.lift-began", "release.lifted", "delivery.delivered", "embargo.moved",
    "embargo.unresolvable",
  ]

  /// - Parameter releases: those of `releases(in:)`, as they are now.
  package mutating func take(
    _ records: [Record], _ releases: [ReleaseID: Release]
  ) -> [AnnouncePlan.Happening] {
    var found: [AnnouncePlan.Happening] = []
    for reading in records.compactMap(Reading.init) {
      guard let release = releases[reading.release] else { continue }
      for var announcement in announcements(reading, release) {
        announcement.words = .init(release)
        found.append(.init(sequence: reading.sequence, announcement))
      }
    }
    return found
  }

  private mutating func announcements(
    _ reading: Reading, _ release: Release
  ) -> [Announcement] {
    switch reading.event {
    case "release.lift-began": return [lifted(reading, release)]
    case "release.lifted":
      // With its beginning in it, it is the only record of the lift.
      let began = reading.data["began"] == nil ? [] : [lifted(reading, release)]
      return began + [confirmation(reading, release)].compactMap(\.self)
    case "delivery.delivered": return [confirmation(reading, release)].compactMap(\.self)
    case "embargo.moved":
      let (from, to) = (reading.data["from"]?.text ?? "", reading.data["instant"]?.text ?? "")
      return [
        milestone(
          .zoneMoved, reading,
          "its instant is \(to) by the zone rules in use, and was \(from) before")
      ]
    case "embargo.unresolvable":
      var moved = milestone(
        .zoneMoved, reading, "by the zone rules in use its stated time is none, and it waits")
      if let reason = reading.data["reason"]?.text {
        moved.detail = "\(moved.text): \(reason)"
      }
      return [moved]
    default: return []
    }
  }

  private func lifted(_ reading: Reading, _ release: Release) -> Announcement {
    milestone(
      .lifted, reading,
      "its lift has begun; it was due at \(release.due.rfc3339). That it has arrived everywhere is "
        + "told by itself")
  }

  /// Nil: an output does not have it, or another record says so.
  private mutating func confirmation(_ reading: Reading, _ release: Release) -> Announcement? {
    guard case .lifted = release.phase,
      release.deliveries.allSatisfy({ if case .delivered = $0.state { true } else { false } })
    else { return nil }
    let name = "\(release.id) \(release.revision)"
    guard confirmed[name, default: reading.sequence] == reading.sequence else { return nil }
    confirmed[name] = reading.sequence
    if confirmed.count > Self.mostConfirmed {
      let oldest = confirmed.values.sorted()[Self.mostConfirmed / 2]
      confirmed = confirmed.filter { $0.value > oldest }
    }
    let which = release.revision > 1 ? "its revision \(release.revision)" : "it"
    let count = release.deliveries.count
    return milestone(
      .confirmed, reading,
      "\(which) has arrived at \(count == 1 ? "its output" : "all \(count) outputs")")
  }

  private func milestone(
    _ event: AnnounceEvent, _ reading: Reading, _ text: String
  ) -> Announcement {
    Announcement(
      event, .milestone, at: reading.at, key: "record:\(reading.sequence)",
      release: reading.release, text: text)
  }
}

extension Announcement.Words {
  init(_ release: Release) {
    self.init(headline: release.headline, slug: release.slug.description)
  }
}
