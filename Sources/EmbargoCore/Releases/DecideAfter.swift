import EmbargoTime

/// What follows from commands after the lift.
extension Release {
  /// A new text for every output, also for one that has nothing of the release yet.
  func decideCorrection(
    _ correction: Correction, _ reason: String, at now: Instant
  ) throws(CommandRefusal) -> [Event] {
    try requireLift(instead: "use embargoctl replace")
    if case .killed(let at) = phase { throw .killed(at: at) }
    try Self.check(reason: reason)
    guard correction.digest != digest else { throw .sameText }
    // Not before it was due, even if the clock was set back since.
    let present = Correction(headline: headline, digest: digest, nonce: nonce)
    return [.corrected(from: present, to: correction, reason: reason, at: max(now, due))]
  }

  func decideKill(_ reason: String, at now: Instant) throws(CommandRefusal) -> [Event] {
    try requireLift(instead: "use embargoctl withdraw, which keeps it from going out")
    if case .killed(let at) = phase { throw .killed(at: at) }
    try Self.check(reason: reason)
    return [.killed(reason: reason, at: max(now, due))]
  }

  private func requireLift(instead: String) throws(CommandRefusal) {
    switch phase {
    case .lifting, .lifted, .killed: return
    case .scheduled, .held: throw .notLifted(phase: phase.name, instead: instead)
    case .withdrawn:
      throw .notLifted(phase: phase.name, instead: "nothing of it has gone out")
    }
  }
}
