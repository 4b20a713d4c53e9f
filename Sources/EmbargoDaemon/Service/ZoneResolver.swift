package import EmbargoCore
package import EmbargoTime

/// Says what zone rules make of embargoes that were understood by other rules (RULES R1: the wall
/// clock is the intent).
package struct ZoneResolver: Sendable {
  package var zones: ZoneDatabase
  package var reader: StampReader
  package var defaultZone: String?
  /// Also embargoes that were computed with data of the same version.
  package var all: Bool

  package init(zones: ZoneDatabase, reader: StampReader, defaultZone: String?, all: Bool) {
    (self.zones, self.reader, self.defaultZone, self.all) = (zones, reader, defaultZone, all)
  }

  /// Nil when the embargo means the same as before. UTC and offsets never move.
  package func verdict(_ release: Release) -> ZoneVerdict? {
    let embargo = release.embargo
    guard case .named(let name) = embargo.zone, all || embargo.tzdb != zones.version else {
      return nil
    }
    let rules: ZoneRules
    do {
      rules = try zones.rules(for: name)
    } catch {
      return .unresolvable(reason: "the zone rules \(zones.version) do not have \(name)")
    }
    if let reason = contradiction(in: release) { return .unresolvable(reason: reason) }
    switch rules.resolve(embargo.civil) {
    case .unique(let local):
      guard local.instant != embargo.instant else { return nil }
      var moved = embargo
      (moved.instant, moved.tzdb) = (local.instant, zones.version)
      return .moved(moved)
    case .fold(let locals):
      if locals.contains(where: { $0.instant == embargo.instant }) { return nil }
      return .unresolvable(
        reason: "by zone rules \(zones.version) \(embargo.civil.iso8601) comes twice in \(name)")
    case .gap, .outOfRange:
      return .unresolvable(
        reason:
          "by zone rules \(zones.version) \(embargo.civil.iso8601) does not exist in \(name)")
    }
  }

  /// The abbreviation that the text used may be out of season by the new rules.
  private func contradiction(in release: Release) -> String? {
    let context = StampContext(submitted: release.submittedAt, zone: defaultZone)
    guard case .refused(let refusal) = reader.read(release.embargo.stamp, context: context),
      refusal.reason == .zoneDate
    else { return nil }
    return "zone rules \(zones.version): \(refusal.message)"
  }
}
