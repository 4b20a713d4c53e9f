package import EmbargoCore
import EmbargoTime

/// Who has read which sealed revision within the last minute, so that looking at it again and again
/// is one record.
struct Readings {
  private struct Reading: Hashable {
    var user: UInt32?
    var release: ReleaseID
    var revision: Int
  }

  private var last: [Reading: Instant] = [:]
  private static let pause = Span.minutes(1)
  /// Beyond this each reading is recorded.
  private static let most = 10_000

  /// Whether this one is on the record already.
  func isRecorded(_ release: Release, by actor: Actor, at now: Instant) -> Bool {
    let reading = Reading(user: actor.uid, release: release.id, revision: release.revision)
    return last[reading].map { $0 <= now && now - $0 < Self.pause } ?? false
  }

  mutating func note(_ release: Release, by actor: Actor, at now: Instant) {
    last = last.filter { $0.value <= now && now - $0.value < Self.pause }
    guard last.count < Self.most else { return }
    let reading = Reading(user: actor.uid, release: release.id, revision: release.revision)
    last[reading] = now
  }
}

extension Engine {
  /// Records that somebody reads the text of a release before its lift; call it before the text is
  /// handed out. What cannot be recorded is not read.
  package func noteReading(of release: Release, by actor: Actor) throws(EngineError) {
    guard !release.isOut else { return }
    if let failure { throw .ledger(failure) }
    let now = ports.clock()
    guard !readings.isRecorded(release, by: actor, at: now) else { return }
    guard !isPaused else { throw .paused }
    do throws(LedgerError) {
      try record(
        "release.read", of: release.id, by: actor,
        data: ["revision": .integer(Int64(release.revision))])
    } catch {
      throw .ledger(error)
    }
    readings.note(release, by: actor, at: now)
  }
}
