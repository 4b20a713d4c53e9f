package import EmbargoControl
import EmbargoCore
import EmbargoSystem
import EmbargoTime

extension Desk {
  package func handover(
    _ report: HandoverReport, at output: String, _ call: ControlCall
  ) async throws(Problem) -> Answer<HandoverReply> {
    let handover = try Self.handover(report, at: output)
    let answer = try Answer(HandoverReply(event: handover.event))
    let actor = call.caller.actor
    return try await ask { engine in
      if let key = call.key, let stored = try Self.remembered(key, by: engine) {
        return Answer(replaying: stored)
      }
      try engine.record(handover, by: actor, answer: call.key.map(answer.stored))
      return answer
    }
  }

  /// What a report says, within bounds: it ends in a record that stays.
  private static func handover(
    _ report: HandoverReport, at output: String
  ) throws(Problem) -> Handover {
    guard let name = OutputName(output) else {
      throw Problem(.notFound, "there is no output named \"\(output.prefix(40))\"")
    }
    guard let release = ReleaseID(report.release) else {
      throw Problem(.notFound, "there is no release \"\(report.release.prefix(80))\"")
    }
    guard let state = Handover.State(rawValue: report.state.rawValue),
      1...255 ~= report.message.utf8.count, 0...10_000 ~= report.recipients,
      report.detail.utf8.count <= 10_000, report.by?.utf8.count ?? 0 <= 256
    else {
      throw Problem(
        .badRequest,
        "a report names a message in 1 to 255 bytes, up to 10,000 recipients, and says why in up "
          + "to 10,000 bytes")
    }
    return Handover(
      output: name, release: release, message: displayText(report.message.utf8), state: state,
      at: report.at, recipients: report.recipients, detail: displayText(report.detail.utf8),
      by: report.by.map { displayText($0.utf8) })
  }
}
