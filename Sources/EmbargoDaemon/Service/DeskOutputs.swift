package import EmbargoControl
import EmbargoCore

extension Desk {
  package func resumeOutput(
    _ output: String, _ request: OutputResumeRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<OutputResumeReply> {
    guard let name = OutputName(output) else {
      throw Problem(.notFound, "there is no output named \"\(output.prefix(40))\"")
    }
    let actor = call.caller.actor
    return try await ask { engine in
      if let key = call.key, let stored = try Self.remembered(key, by: engine) {
        return Answer(replaying: stored)
      }
      var answer: Result<Answer<OutputResumeReply>, Problem>?
      try engine.resume(name, reason: request.reason, by: actor) { count in
        answer = Result { () throws(Problem) in
          try Answer(OutputResumeReply(name: output, deliveries: count))
        }
        return call.key.flatMap { key in try? answer?.get().stored(under: key) }
      }
      guard let answer else { throw Problem(.internalError, "the command left no answer") }
      return try answer.get()
    }
  }
}
