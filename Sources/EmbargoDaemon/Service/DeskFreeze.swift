package import EmbargoControl
import EmbargoCore

extension Desk {
  /// Answers when the lift thread has nothing under way any more, or after some seconds with how
  /// much it still has.
  package func freeze(
    _ request: ReasonRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<FreezeReply> {
    let actor = call.caller.actor
    let (answer, reply) = try await ask { engine -> (Answer<FreezeReply>, FreezeReply?) in
      if let key = call.key, let stored = try Self.remembered(key, by: engine) {
        return (Answer(replaying: stored), nil)
      }
      let scheduled = try engine.ports.ledger.counts()["scheduled"] ?? 0
      var reply: FreezeReply?
      try engine.freeze(reason: request.reason, by: actor) { freeze in
        let made = FreezeReply(
          frozen: FreezeState(freeze), goingOut: engine.ports.lifter.goingOut,
          scheduled: scheduled)
        reply = made
        return call.key.flatMap { key in try? Answer(made).stored(under: key) }
      }
      guard let reply else { throw Problem(.internalError, "the command left no answer") }
      return (try Answer(reply), reply)
    }
    guard var reply, reply.goingOut > 0 else { return answer }
    reply.goingOut = await goingOut(atLast: reply.goingOut)
    return try Answer(reply)
  }

  /// - Parameter known: what is answered when the engine has ended meanwhile.
  private func goingOut(atLast known: Int) async -> Int {
    await withCheckedContinuation { continuation in
      Task {
        do {
          try await engine.call(always: true) { engine in
            engine.whenStill { continuation.resume(returning: $0) }
          }
        } catch {
          continuation.resume(returning: known)
        }
      }
    }
  }

  /// A restored ledger is thawed by whoever has seen what is out, as it is now.
  package func thaw(
    _ request: ThawRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<FreezeReply> {
    let actor = call.caller.actor
    let seen = try await seenComparison(request)
    return try await ask { engine in
      if let key = call.key, let stored = try Self.remembered(key, by: engine) {
        return Answer(replaying: stored)
      }
      let reply = FreezeReply(
        frozen: nil, goingOut: 0,
        scheduled: try engine.ports.ledger.counts()["scheduled"] ?? 0)
      let answer = try Answer(reply)
      try engine.thaw(by: actor, compared: seen) { _ in call.key.map(answer.stored) }
      return answer
    }
  }

  /// Nil: none is wanted, or none was named.
  private func seenComparison(_ request: ThawRequest) async throws(Problem) -> Digest? {
    let isRestored = try await ask { $0.frozen?.restored != nil }
    guard isRestored, let named = request.compared else { return nil }
    let comparison = try await compare()
    guard comparison.reply.digest == named else {
      throw Problem(
        .changed,
        "what is out, or what is queued, is not any more what that comparison showed: look at "
          + "embargoctl compare again")
    }
    return comparison.digest
  }
}
