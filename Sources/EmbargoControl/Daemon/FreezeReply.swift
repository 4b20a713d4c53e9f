package import EmbargoCore
package import EmbargoTime

/// Since when nothing lifts, and why.
package struct FreezeState: Codable, Hashable, Sendable {
  package var since: Instant
  package var by: String
  package var reason: String

  package init(since: Instant, by: String, reason: String) {
    (self.since, self.by, self.reason) = (since, by, reason)
  }

  package init(_ freeze: Freeze) {
    self.init(since: freeze.since, by: freeze.by.name, reason: freeze.reason)
  }

  /// For people; it is among the problems of `status`, too.
  package var sentence: String { Freeze.sentence(since: since, by: by, reason: reason) }
}

/// What holds after `freeze` and `thaw`.
package struct FreezeReply: Codable, Hashable, Sendable {
  /// Null: lifts happen.
  @OrNull package var frozen: FreezeState?
  /// Releases that were going out when it was frozen, and whose end is not on the record yet.
  package var goingOut: Int
  /// How many releases wait in the queue.
  package var scheduled: Int

  private enum CodingKeys: String, CodingKey {
    case frozen, scheduled
    case goingOut = "going_out"
  }

  package init(frozen: FreezeState?, goingOut: Int, scheduled: Int) {
    (self.frozen, self.goingOut, self.scheduled) = (frozen, goingOut, scheduled)
  }
}
