package import EmbargoControl
import EmbargoCore
import EmbargoTime

extension Desk {
  /// Answers when nothing of the words is left in the ledger's files, or says that a rest is.
  package func erase(
    _ id: String, _ request: ReasonRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<CommandReply> {
    let (now, intake, actor) = (clock(), intake, call.caller.actor)
    let answer = try await permitted(call.caller, .erase) { access throws(Problem) in
      try await ask { engine -> Answer<CommandReply> in
        if let key = call.key, let stored = try Self.remembered(key, by: engine) {
          return Answer(replaying: stored)
        }
        let id = try engine.find(id, for: access).id
        var answer: Result<Answer<CommandReply>, Problem>?
        try engine.erase(id, reason: request.reason, by: actor) { release in
          let reply = CommandReply(
            release, reading: intake.readBack(release.embargo, now: now),
            sentence: "Its words are erased, and the keys that could open them destroyed.",
            notes: [
              "The records stay, with the paths of what was published and the reasons that were "
                + "given. Outputs and backups are not touched."
            ])
          answer = Result { () throws(Problem) in try Answer(reply) }
          return call.key.flatMap { key in try? answer?.get().stored(under: key) }
        }
        guard let answer else { throw Problem(.internalError, "the command left no answer") }
        return try answer.get()
      }
    }
    await scrubber.run()
    return answer
  }
}
