package import EmbargoCore
package import EmbargoTime

/// The prepared releases in order of their instant, and those that have gone out and whose report
/// is not recorded yet. A value; whoever shares it between threads puts a lock around it.
package struct ArmedTable: Sendable {
  private var armed: [ReleaseID: ArmedRelease] = [:]
  /// In order of instant, ties by id; an entry whose release was disarmed or armed anew is skipped.
  private var order: [LedgerCursor] = []
  private var fired: Set<ReleaseID> = []
  package var isPaused = false

  package init() {}

  package var count: Int { armed.count }

  /// See `Lifter.goingOut`.
  package var goingOut: Int { fired.count }

  package mutating func arm(_ release: ArmedRelease) {
    guard !fired.contains(release.id) else { return }
    let place = LedgerCursor(instant: release.due, id: release.id)
    if let earlier = armed.updateValue(release, forKey: release.id) {
      if earlier.due == release.due { return }
      remove(LedgerCursor(instant: earlier.due, id: release.id))
    }
    order.insert(place, at: position(of: place))
  }

  /// See `Lifter.disarm`.
  package mutating func disarm(_ id: ReleaseID) -> Bool {
    if fired.contains(id) { return false }
    if let release = armed.removeValue(forKey: id) {
      remove(LedgerCursor(instant: release.due, id: id))
    }
    return true
  }

  package mutating func settle(_ id: ReleaseID) { fired.remove(id) }

  /// The nearest instant, or nil when nothing is armed or all is paused.
  package var next: Instant? { isPaused ? nil : order.first?.instant }

  /// The nearest instant behind `now`, whatever is blocked before it.
  package func next(after now: Instant) -> Instant? {
    isPaused ? nil : order.first { $0.instant > now }?.instant
  }

  /// Takes out what is due at `now`, not blocked and not expired, nearest first, at most `count`;
  /// from here on it cannot be disarmed.
  package mutating func takeDue(
    _ now: Instant, atMost count: Int = .max, blocked: (Instant) -> Bool
  ) -> [ArmedRelease] {
    guard !isPaused, let first = order.first, first.instant <= now else { return [] }
    var taken: [ArmedRelease] = []
    var stays: [LedgerCursor] = []
    var end = 0
    // Releases of one instant share the clock's verdict.
    var verdict: (instant: Instant, isBlocked: Bool)?
    while end < order.count, order[end].instant <= now, taken.count < count {
      let place = order[end]
      end += 1
      if verdict?.instant != place.instant {
        verdict = (place.instant, blocked(place.instant))
      }
      if verdict?.isBlocked == true || armed[place.id].map({ now > $0.expires }) ?? false {
        stays.append(place)
      } else if let release = armed.removeValue(forKey: place.id) {
        fired.insert(place.id)
        taken.append(release)
      }
    }
    order.replaceSubrange(..<end, with: stays)
    return taken
  }

  private mutating func remove(_ place: LedgerCursor) {
    let index = position(of: place)
    if index < order.count, order[index] == place { order.remove(at: index) }
  }

  private func position(of place: LedgerCursor) -> Int {
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if (order[middle].instant, order[middle].id) < (place.instant, place.id) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}
