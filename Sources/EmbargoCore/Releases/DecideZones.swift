package import EmbargoTime

extension Release {
  /// What changed zone rules come to for a queued release. Empty: nothing, because its instant has
  /// passed by the old rules and by the new ones.
  ///
  /// It is stopped unless it may follow; also one that may, when its new instant lies so far back
  /// that it is late by more than its grace. A hold that the zone rules had caused gets the new
  /// reason; one of another cause stays as it is.
  package func decideZones(
    _ verdict: ZoneVerdict, follow: Bool, at now: Instant, policy: Policy
  ) -> [Event] {
    // What was prepared is void; that it may be out is not forgotten.
    let disarming = disarming.isEmpty ? [] : doubt(at: now) + disarming
    switch verdict {
    case .moved(let after):
      if phase == .scheduled, embargo.instant <= now, after.instant <= now { return [] }
      let moved = Event.moved(from: embargo, to: after, due: max(after.instant, now))
      let change =
        "zone rules \(after.tzdb) move it from \(embargo.instant.rfc3339) to "
        + after.instant.rfc3339
      let overdue = now - after.instant
      if follow, overdue > lateGrace ?? policy.lateGrace {
        let seconds = overdue.nanoseconds / 1_000_000_000
        return disarming + [moved]
          + held(.late, "\(change), which was \(seconds) s ago", at: now)
      }
      let goesOn = follow && phase == .scheduled
      return disarming + [moved] + (goesOn ? [] : held(.zoneRules, change, at: now))
    case .unresolvable(let reason, let tzdb):
      if phase == .scheduled, embargo.instant <= now { return [] }
      return disarming + [.unresolvable(from: embargo, reason: reason, tzdb: tzdb)]
        + held(.zoneRules, reason, at: now)
    }
  }

  private func held(_ cause: Hold.Cause, _ reason: String, at now: Instant) -> [Event] {
    switch phase {
    case .held(let hold) where hold.cause != .zoneRules || hold.reason == reason: []
    default: [.held(Hold(cause: cause, reason: reason, at: now))]
    }
  }
}
