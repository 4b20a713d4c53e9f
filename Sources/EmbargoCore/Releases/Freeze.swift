package import EmbargoTime

/// Nothing lifts, at all, until somebody thaws it.
package struct Freeze: Hashable, Sendable {
  package var since: Instant
  package var by: Actor
  /// In the words of who froze it.
  package var reason: String

  package init(since: Instant, by: Actor, reason: String) {
    (self.since, self.by, self.reason) = (since, by, reason)
  }

  /// What holds, and what a person can do.
  package var sentence: String {
    Self.sentence(since: since, by: by.name, reason: reason)
  }

  package static func sentence(since: Instant, by name: String, reason: String) -> String {
    "frozen since \(Instant(seconds: since.seconds).rfc3339) by \(name): \(reason). "
      + "Nothing lifts until: embargoctl thaw"
  }
}
