import EmbargoCore
package import EmbargoTime

/// What one channel remembers of what it has told; kept in the ledger, so that a crash loses
/// nothing and repeats at most what was under way.
package struct AnnounceMemory: Hashable, Sendable {
  /// Of the last record that was looked at.
  package var cursor: Int64
  /// Problems that were told, by the key that names them.
  package var told: [String: Told] = [:]
  package var hour: Hour
  /// The day of the last daily line, as `2026-11-30`; nil: there was none.
  package var day: String?

  package struct Told: Hashable, Sendable {
    package var event: AnnounceEvent
    package var release: String?
    package var text: String
    /// When it was last told.
    package var at: Instant
    /// How bad it was then.
    package var level: Int
    /// It has been told that it is over. Kept for a while, so that what comes and goes is not told
    /// each time.
    package var isOver = false
    /// There was no room for it in its hour; it counts as left out.
    package var isLeftOut = false
    /// Told by an earlier daemon, and not seen by this one yet.
    package var isInherited = false
  }

  /// How much was told within one hour.
  package struct Hour: Hashable, Sendable {
    package var began: Instant
    package var count = 0
    package var leftOut = 0
  }

  /// - Parameter cursor: nothing before it is told.
  package init(cursor: Int64, at now: Instant) {
    (self.cursor, hour) = (cursor, Hour(began: now))
  }

  /// More problems at once are not told one by one.
  static let mostTold = 1000

  package var bytes: [UInt8] {
    let told = self.told.sorted { $0.key < $1.key }.map { name, told -> (String, JSON) in
      var members: JSON.Members = [
        "at": .string(String(told.at.nanoseconds)), "event": .string(told.event.rawValue),
        "left_out": .bool(told.isLeftOut), "level": .integer(Int64(told.level)),
        "over": .bool(told.isOver), "text": .string(told.text),
      ]
      members["release"] = told.release.map { .string($0) }
      return (name, .object(members))
    }
    let memory: JSON = [
      "cursor": .string(String(cursor)), "day": day.map { .string($0) } ?? .null,
      "hour": [
        "began": .string(String(hour.began.nanoseconds)), "count": .integer(Int64(hour.count)),
        "left_out": .integer(Int64(hour.leftOut)),
      ],
      "told": .object(JSON.Members(told)),
    ]
    return memory.canonical
  }

  /// Nil: these are no bytes of a memory.
  package init?(bytes: [UInt8]) {
    guard let json = try? JSON(parsing: bytes), let cursor = json["cursor"]?.number,
      let began = json["hour"]?["began"]?.number,
      case .integer(let count)? = json["hour"]?["count"],
      case .integer(let leftOut)? = json["hour"]?["left_out"],
      case .object(let told)? = json["told"]
    else { return nil }
    self.cursor = cursor
    hour = Hour(
      began: Instant(nanoseconds: began), count: Int(clamping: count),
      leftOut: Int(clamping: leftOut))
    day = json["day"]?.text
    for (key, value) in told {
      guard let event = value["event"]?.text.flatMap(AnnounceEvent.init(rawValue:)),
        let at = value["at"]?.number, let text = value["text"]?.text,
        case .integer(let level)? = value["level"]
      else { return nil }
      var told = Told(
        event: event, release: value["release"]?.text, text: text,
        at: Instant(nanoseconds: at), level: Int(clamping: level))
      (told.isOver, told.isLeftOut) = (value["over"] == true, value["left_out"] == true)
      told.isInherited = true
      self.told[key] = told
    }
  }
}

extension JSON {
  /// A large number, which is written as a string.
  fileprivate var number: Int64? { text.flatMap { Int64($0) } }
}
