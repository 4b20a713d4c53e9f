package import EmbargoCore
package import EmbargoTime

/// Since when nothing lifts, and why.
package struct FreezeState: Codable, Hashable, Sendable {
  package var since: Instant
  package var by: String
  package var reason: String
  /// Where the records of the backup ended that the ledger was restored from; null: it was not.
  @OrNull package var restored: String?

  package init(since: Instant, by: String, reason: String, restored: String? = nil) {
    (self.since, self.by, self.reason) = (since, by, reason)
    self.restored = restored
  }

  package init(_ freeze: Freeze) {
    self.init(
      since: freeze.since, by: freeze.by.name, reason: freeze.reason,
      restored: freeze.restored?.text)
  }

  /// For people; it is among the problems of `status`, too.
  package var sentence: String {
    Freeze.sentence(since: since, by: by, reason: reason, isRestored: restored != nil)
  }
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

/// What a thaw of a restored ledger needs.
package struct ThawRequest: Codable, Hashable, Sendable {
  /// `digest` of the comparison that was looked at; null where nothing was restored.
  package var compared: String?

  private enum CodingKeys: String, CodingKey, CaseIterable { case compared }

  package init(compared: String? = nil) { self.compared = compared }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    compared = try container.decodeIfPresent(String.self, forKey: .compared)
  }
}
