package import EmbargoTime

/// An output to which nothing is sent until a person lets it go again.
package struct Suspension: Hashable, Sendable {
  package var output: OutputName
  package var since: Instant
  /// In words for people.
  package var reason: String

  package init(output: OutputName, since: Instant, reason: String) {
    (self.output, self.since, self.reason) = (output, since, reason)
  }
}
