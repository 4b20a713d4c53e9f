import EmbargoControl
import EmbargoCore
import EmbargoTime

/// What people ask when an embargo was broken.
extension Desk {
  func plan(
    _ request: LiftRequest, on id: String, at now: Instant
  ) async throws(Problem) -> Plan {
    let (release, _) = try await present(id)
    let (embargo, clock) = intake.lifted(release.embargo, at: now)
    func notice(_ reason: String) -> String {
      Self.notice(earlyLiftNotice, at: embargo.civil, clock, reason: reason)
    }
    if let reason = request.reason {
      return Plan(kind: .plain(.liftEarly(embargo, notice: notice(reason), reason: reason)))
    }
    let reason = release.proposal?.reason ?? ""
    return Plan(kind: .plain(.confirmLift(embargo, notice: notice(reason))))
  }

  /// The customary notice, in one line.
  ///
  /// - Parameter clock: `14:05 EDT`.
  static func notice(
    _ template: String, at civil: CivilDateTime, _ clock: String, reason: String
  ) -> String {
    var text = ""
    var rest = template[...]
    while let start = rest.firstIndex(of: "{") {
      text += rest[..<start]
      rest = rest[start...]
      let values = ["{time}": clock, "{date}": civil.longDate, "{reason}": reason]
      if let name = values.keys.first(where: { rest.hasPrefix($0) }) {
        text += values[name] ?? ""
        rest = rest.dropFirst(name.count)
      } else {
        text += "{"
        rest = rest.dropFirst()
      }
    }
    return (text + rest).split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// What came of an early lift, in one sentence.
  static func liftSentence(_ release: Release, at now: Instant) -> String {
    if let proposal = release.proposal, case .earlyLift = proposal.kind {
      let end = proposal.at + Release.confirmation
      return "Another publisher has to confirm it before \(end.rfc3339), and until then nothing "
        + "goes out: embargoctl lift \(release.slug) --confirm"
    }
    let from = release.earlyLift.map { " Its embargo was until \($0.from.instant.rfc3339)." } ?? ""
    return "Its embargo is lifted early, and it goes out everywhere at once." + from
  }
}

extension Intake {
  /// The embargo that takes the place of one that is lifted now, and its clock: `14:05 EDT`.
  ///
  /// The stamp stays, being what the text says; the zone is an offset, which no rules move.
  func lifted(_ embargo: Embargo, at moment: Instant) -> (Embargo, clock: String) {
    // The second that people say; it is due at the moment itself.
    let now = Instant(seconds: moment.seconds)
    var (offset, name) = (0, "UTC")
    switch embargo.zone {
    case .fixed(let seconds):
      (offset, name) = (seconds, seconds == 0 ? "UTC" : "UTC" + UTCOffset.text(seconds))
    case .named(let zone):
      if let rules = try? rules.zones.rules(for: zone) {
        let local = rules.offset(at: now)
        (offset, name) = (local.seconds, local.abbreviation)
      }
    }
    let civil = CivilDateTime(now, offset: offset)
    let lifted = Embargo(
      stamp: embargo.stamp, civil: civil, zone: .fixed(offset), instant: now, tzdb: embargo.tzdb)
    let minute = CivilDateTime(Instant(seconds: now.seconds / 60 * 60), offset: offset)
    return (lifted, "\(minute.clock24) \(name)")
  }
}
