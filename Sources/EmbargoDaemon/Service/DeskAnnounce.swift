import Dispatch
package import EmbargoControl
import EmbargoCore
import EmbargoOutputs
import EmbargoTime

extension Desk {
  package func testAnnouncements(
    _ request: AnnounceTestRequest, _ caller: Caller
  ) async throws(Problem) -> AnnounceTestReply {
    let all = announcer?.channels ?? []
    let wanted = request.name.map { name in
      all.filter { $0.settings.name.description == name }
    }
    let channels = wanted ?? all
    guard !channels.isEmpty else {
      throw Problem(
        .notFound,
        request.name.map { "there is no channel of announcements named \"\($0.prefix(40))\"" }
          ?? "no announcements are configured: add an [[announce]] to the configuration")
    }
    let announcement = Announcement(
      nil, .notice, at: clock(), key: "test",
      text: "this is a test by \(caller.name) of the announcements of embargod; nothing is wrong")
    var replies: [OutputTestReply] = []
    for channel in channels { replies.append(await Self.test(channel, announcement)) }
    let actor = caller.actor
    try await ask { [replies] engine in
      for reply in replies {
        try engine.record(
          "announcements.tested", by: actor,
          data: ["name": .string(reply.name), "passed": .bool(reply.passed)])
      }
    }
    return AnnounceTestReply(channels: replies)
  }

  /// On a thread of its own: a channel may take its time.
  private static func test(
    _ channel: AnnounceChannel, _ announcement: Announcement
  ) async -> OutputTestReply {
    let name = channel.settings.name.description
    return await withCheckedContinuation { continuation in
      DispatchQueue(label: "embargod.announce.test").async {
        do throws(OutputError) {
          try channel.test(announcement)
          continuation.resume(
            returning: OutputTestReply(name: name, passed: true, sentence: "a test was sent"))
        } catch {
          continuation.resume(
            returning: OutputTestReply(name: name, passed: false, sentence: error.description))
        }
      }
    }
  }
}
