import EmbargoControl
import EmbargoTime

/// The clock of the daemon.
struct ClockPage {
  let clock: ClockReply

  func print(_ options: GlobalOptions, in session: Session) throws(Failure) {
    guard !options.json else { return try session.console.json(document()) }
    try session.console.facts(
      [("Clock", state), ("Lifts", clock.blocked.map { "blocked: \($0)" } ?? "not blocked")]
        + history)
    guard clock.unconfirmedStepNS > 0 else { return }
    try session.console.paragraph(
      "If the clock is right: embargoctl clock confirm --reason TEXT", style: .warning, indent: 2,
      hanging: 2)
  }

  private func document() throws(Failure) -> [UInt8] {
    do throws(ControlJSONError) { return try ControlJSON.encode(clock) } catch {
      throw Failure(.internalFault, "the clock \(error)")
    }
  }

  /// How far it is believed.
  var state: String {
    var words = clock.synchronised ? "synchronised" : "not synchronised"
    if let error = clock.maxErrorNS { words += ", within \(BriefTimes.lateness(error))" }
    return words + "; trust is \(clock.trust)"
  }

  /// What it did; only what there is.
  var history: [(String, String)] {
    var facts: [(String, String)] = []
    if let step = clock.lastStep {
      facts.append(("Set", "\(times(clock.steps)) \(Self.direction(step.spanNS)) \(at(step))"))
    }
    if let sleep = clock.lastSuspend {
      let span = Span(nanoseconds: sleep.spanNS).words
      facts.append(("Slept", "\(times(clock.suspends)) for \(span) \(at(sleep))"))
    }
    if clock.unconfirmedStepNS > 0 {
      facts.append(("Unconfirmed", Self.direction(clock.unconfirmedStepNS)))
    }
    return facts
  }

  private func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times, last" }

  private func at(_ change: ClockChange) -> String { "at \(BriefTimes.utc(change.at))" }

  private static func direction(_ step: Int64) -> String {
    "\(step < 0 ? "back" : "forward") by \(Span(nanoseconds: step).words)"
  }
}
