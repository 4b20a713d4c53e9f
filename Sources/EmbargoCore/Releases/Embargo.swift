package import EmbargoTime

/// The stored intention: what the text said and what was understood of it.
package struct Embargo: Hashable, Sendable {
  /// The stamp verbatim, or the words that say "now".
  package var stamp: String
  /// The wall clock that was meant.
  package var civil: CivilDateTime
  package var zone: ZoneIdentity
  package var instant: Instant
  /// The version of the zone data that `instant` was computed with; or a later one by which it is
  /// no certain instant any more, which is on the record and has stopped the release.
  package var tzdb: String

  package init(
    stamp: String, civil: CivilDateTime, zone: ZoneIdentity, instant: Instant, tzdb: String
  ) {
    (self.stamp, self.civil, self.zone) = (stamp, civil, zone)
    (self.instant, self.tzdb) = (instant, tzdb)
  }

  package init(_ reading: Reading) {
    self.init(
      stamp: reading.stamp, civil: reading.civil, zone: reading.zone, instant: reading.instant,
      tzdb: reading.tzdb)
  }

  /// For immediate release: the instant is that of its submission, the clock is UTC's.
  package init(immediate stamp: String, at now: Instant, tzdb: String) {
    self.init(
      stamp: stamp, civil: CivilDateTime(now), zone: .fixed(0), instant: now, tzdb: tzdb)
  }
}
