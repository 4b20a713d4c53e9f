package import EmbargoControl
import EmbargoCore
import EmbargoTime

extension Desk {
  package func confirmClock(
    _ request: ReasonRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<ClockReply> {
    let actor = call.caller.actor
    return try await ask { engine in
      if let key = call.key, let stored = try Self.remembered(key, by: engine) {
        return Answer(replaying: stored)
      }
      var answer: Result<Answer<ClockReply>, Problem>?
      try engine.confirmClock(reason: request.reason, by: actor) { gate in
        answer = Result { () throws(Problem) in try Answer(ClockReply(gate)) }
        return call.key.flatMap { key in try? answer?.get().stored(under: key) }
      }
      guard let answer else { throw Problem(.internalError, "the command left no answer") }
      return try answer.get()
    }
  }
}

extension ClockReply {
  /// By the last sample that a gate has seen.
  init(_ gate: ClockGate) {
    let memory = gate.memory
    // The kernel may state none.
    let error = gate.last.map(\.maxError.nanoseconds).flatMap { $0 == .max ? nil : $0 }
    self.init(
      trust: gate.trust.rawValue, synchronised: gate.last?.synchronised ?? false,
      maxErrorNS: error,
      blocked: gate.last.flatMap { gate.block(due: $0.now) }?.sentence,
      unconfirmedStepNS: memory.unconfirmedStep.nanoseconds,
      steps: memory.steps, lastStep: memory.lastStep.map(ClockChange.init),
      suspends: memory.suspends, lastSuspend: memory.lastSuspend.map(ClockChange.init))
  }
}

extension ClockChange {
  fileprivate init(_ change: ClockMemory.Change) {
    self.init(spanNS: change.span.nanoseconds, at: change.at)
  }
}
