package import EmbargoCore
package import EmbargoTime

/// Refused calls on their way to the record: the first of each user in a minute are recorded one by
/// one, and of the others their number, so that a loop fills no disk.
package struct Denials: Sendable {
  private struct Window {
    var actor: Actor
    var began: Instant
    var recorded = 0
    var counted = 0
  }

  /// By user. Beyond `mostUsers` all others share one.
  private var windows: [UInt32?: Window] = [:]

  /// Records of one user in one window.
  package static let most = 10
  package static let window = Span.minutes(1)
  private static let mostUsers = 1000

  package init() {}

  /// Notes a refusal. True: it is to be recorded by itself.
  package mutating func note(_ actor: Actor, at now: Instant) -> Bool {
    let key = key(for: actor)
    var window = windows[key] ?? Window(actor: key == nil ? .daemon : actor, began: now)
    defer { windows[key] = window }
    guard window.recorded < Self.most else {
      window.counted += 1
      return false
    }
    window.recorded += 1
    return true
  }

  /// So many could not be recorded.
  package mutating func missed(_ actor: Actor, _ count: Int, at now: Instant) {
    let key = key(for: actor)
    windows[key, default: Window(actor: key == nil ? .daemon : actor, began: now)].counted += count
  }

  private func key(for actor: Actor) -> UInt32? {
    windows[actor.uid] != nil || windows.count < Self.mostUsers ? actor.uid : nil
  }

  /// How many refusals of whom were not recorded by themselves.
  package struct Count: Hashable, Sendable {
    package var actor: Actor
    package var count: Int
    package var since: Instant
  }

  /// Ends the windows that are over; a clock that was set back ends them, too.
  ///
  /// - Parameter always: ends all of them.
  package mutating func takeEnded(at now: Instant, always: Bool = false) -> [Count] {
    let ended = windows.filter { _, window in
      always || now < window.began || now - window.began >= Self.window
    }
    for key in ended.keys { windows[key] = nil }
    return ended.values.filter { $0.counted > 0 }
      .map { Count(actor: $0.actor, count: $0.counted, since: $0.began) }
      .sorted { ($0.actor.uid ?? .max) < ($1.actor.uid ?? .max) }
  }
}
