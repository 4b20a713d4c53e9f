package import EmbargoTime

/// Nothing lifts, at all, until somebody thaws it.
package struct Freeze: Hashable, Sendable {
  package var since: Instant
  package var by: Actor
  /// In the words of who froze it.
  package var reason: String
  /// Where the records of the backup ended that the ledger was restored from; nil: it was not. What
  /// is out may then be more than the ledger knows of: a thaw wants that compared first.
  package var restored: ChainHead?

  package init(since: Instant, by: Actor, reason: String, restored: ChainHead? = nil) {
    (self.since, self.by, self.reason) = (since, by, reason)
    self.restored = restored
  }

  /// Why a restored ledger is not thawed.
  package static let comparisonWanted =
    "the ledger was restored from a backup, and what is out may be more than it knows of: look at "
    + "embargoctl compare first, then embargoctl thaw --compared DIGEST"

  /// What holds, and what a person can do.
  package var sentence: String {
    Self.sentence(since: since, by: by.name, reason: reason, isRestored: restored != nil)
  }

  package static func sentence(
    since: Instant, by name: String, reason: String, isRestored: Bool
  ) -> String {
    "frozen since \(Instant(seconds: since.seconds).rfc3339) by \(name): \(reason). "
      + (isRestored
        ? "What is out may be more than it knows of. Nothing lifts until that was compared: "
          + "embargoctl compare, then embargoctl thaw"
        : "Nothing lifts until: embargoctl thaw")
  }
}
