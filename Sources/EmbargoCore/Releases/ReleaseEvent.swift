package import EmbargoTime

/// What outputs are told of a release.
package enum ReleaseEvent: Hashable, Sendable {
  /// Its embargo has ended.
  case published
  /// It was published with another text before; `reason` is for readers.
  case corrected(reason: String, at: Instant)
  /// It must not be used any more (IPTC pubStatus `canceled`); `reason` is for readers.
  case killed(reason: String, at: Instant)

  /// The name that requests carry; part of the idempotency key.
  package var name: String {
    switch self {
    case .published: "release.published"
    case .corrected: "release.corrected"
    case .killed: "release.killed"
    }
  }
}
