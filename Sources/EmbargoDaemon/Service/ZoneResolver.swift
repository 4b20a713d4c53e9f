package import EmbargoCore
import EmbargoTime
import Synchronization

/// Says what zone rules make of embargoes that were understood by other rules (RULES R1: the wall
/// clock is the intent).
package struct ZoneResolver: Sendable {
  private let rules: ZoneRulesSource.Rules
  private let defaultZone: String?
  /// The rules by which the queue was resolved until now.
  private let earlier: ZoneRulesSource.Rules?
  /// The zones that had other rules then.
  private let changed: Set<String>
  private var words = StampZones()

  /// - Parameter earlier: nil: not known, as at a start. Then only embargoes that bear another
  ///   version are read word by word.
  package init(
    rules: ZoneRulesSource.Rules, defaultZone: String?, earlier: ZoneRulesSource.Rules? = nil
  ) {
    (self.rules, self.defaultZone, self.earlier) = (rules, defaultZone, earlier)
    changed = earlier.map { rules.names(unlike: $0) } ?? []
  }

  private var version: String { rules.zones.version }

  /// Nil when the embargo means the same as before, and when it meant no certain instant before
  /// either: then a person has let it go as it stands. UTC and offsets never move.
  package mutating func verdict(_ queued: QueuedEmbargo) -> ZoneVerdict? {
    guard case .named(let name) = queued.embargo.zone else { return nil }
    let meaning = Self.meaning(of: queued.embargo, in: name, by: rules.zones)
    if meaning != .same || mayContradict(queued, in: name),
      let reason = contradiction(in: queued, by: rules.reader)
    {
      guard contradictedBefore(queued) else {
        return .unresolvable(reason: reason, tzdb: version)
      }
      // What a person has let go keeps the instant that it had before it was contradicted.
      guard let earlier, Self.meaning(of: queued.embargo, in: name, by: earlier.zones) == .same
      else { return nil }
    }
    switch meaning {
    case .same: return nil
    case .twice(let reason):
      if wasUncertain(queued.embargo, in: name) || isSettled(queued) { return nil }
      return .unresolvable(reason: reason, tzdb: version)
    case .moved(let instant):
      var moved = queued.embargo
      (moved.instant, moved.tzdb) = (instant, version)
      return .moved(moved)
    case .none(let reason):
      if wasUncertain(queued.embargo, in: name) { return nil }
      return .unresolvable(reason: reason, tzdb: version)
    }
  }

  /// What the rules say of an embargo now, whoever let it go, in a sentence for people.
  package func sentence(on queued: QueuedEmbargo) -> String? {
    guard case .named(let name) = queued.embargo.zone else { return nil }
    let present = "By the zone rules in use (\(version))"
    if let reason = contradiction(in: queued, by: rules.reader) {
      return "\(present) it cannot be resolved: \(reason)."
    }
    switch Self.meaning(of: queued.embargo, in: name, by: rules.zones) {
    case .same: return "\(present) its instant is \(queued.embargo.instant.rfc3339)."
    case .moved(let instant): return "\(present) its wall clock is \(instant.rfc3339)."
    case .twice(let reason), .none(let reason):
      return "\(present) it cannot be resolved: \(reason)."
    }
  }

  // MARK: The wall clock

  private enum Meaning: Hashable {
    case same
    case moved(Instant)
    /// The instant is one of two that the wall clock can mean.
    case twice(String)
    case none(String)
  }

  private static func meaning(
    of embargo: Embargo, in name: String, by zones: ZoneDatabase
  ) -> Meaning {
    let rules: ZoneRules
    do {
      rules = try zones.rules(for: name)
    } catch {
      return .none("the zone rules \(zones.version) do not have \(name)")
    }
    switch rules.resolve(embargo.civil) {
    case .unique(let local):
      return local.instant == embargo.instant ? .same : .moved(local.instant)
    case .fold(let locals):
      let reason = "by zone rules \(zones.version) \(embargo.civil.iso8601) comes twice in \(name)"
      return locals.contains { $0.instant == embargo.instant } ? .twice(reason) : .none(reason)
    case .gap, .outOfRange:
      return .none(
        "by zone rules \(zones.version) \(embargo.civil.iso8601) does not exist in \(name)")
    }
  }

  private func wasUncertain(_ embargo: Embargo, in name: String) -> Bool {
    guard let earlier else { return embargo.tzdb == version }
    switch Self.meaning(of: embargo, in: name, by: earlier.zones) {
    case .twice, .none: return true
    case .same, .moved: return false
    }
  }

  // MARK: The words

  /// Whether a zone that the words speak of has other rules than before.
  private mutating func mayContradict(_ queued: QueuedEmbargo, in name: String) -> Bool {
    guard earlier != nil else { return queued.embargo.tzdb != version }
    if changed.contains(name) { return true }
    guard !changed.isEmpty else { return false }
    return !words.zones(of: queued, defaultZone: defaultZone, by: rules).isDisjoint(with: changed)
  }

  /// Whether the words say which of two instants is meant, as `1:30 a.m. EDT` does.
  private func isSettled(_ queued: QueuedEmbargo) -> Bool {
    let context = StampContext(submitted: queued.submittedAt, zone: defaultZone)
    guard
      case .instant(let reading) = rules.reader.read(queued.embargo.stamp, context: context)
    else { return false }
    return reading.instant == queued.embargo.instant
  }

  private func contradictedBefore(_ queued: QueuedEmbargo) -> Bool {
    guard let earlier else { return queued.embargo.tzdb == version }
    return contradiction(in: queued, by: earlier.reader) != nil
  }

  /// The abbreviation that the text used may be out of season, the places or offsets that it names
  /// may keep different times.
  private func contradiction(in queued: QueuedEmbargo, by reader: StampReader) -> String? {
    let context = StampContext(submitted: queued.submittedAt, zone: defaultZone)
    guard case .refused(let refusal) = reader.read(queued.embargo.stamp, context: context),
      refusal.reason == .zoneDate || refusal.reason == .conflict
    else { return nil }
    let message = refusal.message
    return "zone rules \(reader.zones.version): "
      + (message.last == "." ? String(message.dropLast()) : message)
  }
}

/// Which zones a reader looks up for a stamp. That hangs on its words and not on its digits, so
/// that a queue of a million has few cases.
private struct StampZones {
  private var known: [[UInt8]: Set<String>] = [:]
  private static let mostKnown = 20_000

  mutating func zones(
    of queued: QueuedEmbargo, defaultZone: String?, by rules: ZoneRulesSource.Rules
  ) -> Set<String> {
    let key = Self.key(queued.embargo.stamp)
    if let found = known[key] { return found }
    let asked = Asked()
    let zones = ZoneDatabase(version: rules.zones.version) { name in
      asked.names.withLock { _ = $0.insert(name) }
      return rules.files[name]
    }
    _ = StampReader(zones: zones).read(
      queued.embargo.stamp,
      context: StampContext(submitted: queued.submittedAt, zone: defaultZone))
    let names = asked.names.withLock(\.self)
    if known.count < Self.mostKnown { known[key] = names }
    return names
  }

  private final class Asked: Sendable {
    let names = Mutex<Set<String>>([])
  }

  /// Every digit as 0; but `Etc/GMT+5` and the like are names with digits.
  private static func key(_ stamp: String) -> [UInt8] {
    let bytes = Array(stamp.utf8)
    if bytes.contains(UInt8(ascii: "/")) { return bytes }
    return bytes.map { 48...57 ~= $0 ? 48 : $0 }
  }
}
