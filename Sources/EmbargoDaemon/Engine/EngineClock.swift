package import EmbargoCore
import EmbargoTime

extension Engine {
  /// Tells and records what was noticed of the clock.
  ///
  /// What the ledger has no room for is told all the same, and that it is not on record.
  package func clockChanged(_ events: [ClockEvent]) {
    ports.keepClock()
    for event in events {
      var level = Notice.Level.warning
      if case .confirmed = event { level = .info }
      report(Notice(level, event.name, event.sentence))
      do throws(LedgerError) {
        if let failure { throw failure }
        try record(event.name, data: event.data)
      } catch {
        report(
          Notice(.error, "clock.unrecorded", "not on record: \(event.sentence) (\(error))"))
      }
    }
    reportUnconfirmedStep()
  }

  /// A person answers for the clock as it stands: what is due by it may go out.
  ///
  /// - Parameter answer: what to remember for a repeated request, made from the confirmed gate.
  package func confirmClock(
    reason: String, by actor: Actor, answer: (ClockGate) -> StoredAnswer? = { _ in nil }
  ) throws(EngineError) {
    if let failure { throw .ledger(failure) }
    guard !isPaused else { throw .paused }
    do throws(CommandRefusal) { try Release.check(reason: reason) } catch { throw .refused(error) }
    var gate = ports.lifter.gate
    let step = gate.unconfirmedStep
    guard step > .zero else { throw .nothingToConfirm }
    gate.confirm(step)
    do throws(LedgerError) {
      try record(
        "clock.confirmed", by: actor,
        data: ["reason": .string(reason), "step_ns": .string(String(step.nanoseconds))],
        answer: answer(gate))
    } catch {
      throw .ledger(error)
    }
    ports.lifter.confirmClock(step)
    ports.keepClock()
    reportUnconfirmedStep()
  }

  /// A problem for as long as it stands.
  private func reportUnconfirmedStep() {
    let gate = ports.lifter.gate
    guard gate.trust != .off, gate.unconfirmedStep > .zero else { return resolve("clock-step") }
    let block = ClockGate.Block.steppedForward(step: gate.unconfirmedStep)
    report(
      Notice(
        .error, "clock.unconfirmed",
        "\(block.sentence); what is due only because of that is not lifted: synchronise the clock, "
          + "or look whether it is right and say so with embargoctl clock confirm"),
      problem: "clock-step")
  }
}
