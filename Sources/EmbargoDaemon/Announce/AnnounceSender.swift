import Dispatch
import EmbargoCore
package import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Logging
import Synchronization

/// What tells one announcement; used from one thread at a time.
package protocol AnnounceSender: Sendable {
  /// Waits until it is told; the same announcement twice is told once where that is possible.
  func send(_ announcement: Announcement) throws(OutputError)
  /// Lets go of connections.
  func shutdown() async
}

extension AnnounceSender {
  package func shutdown() async {}
}

/// Messages into a spool.
struct MailSender: AnnounceSender {
  let output: EmailOutput

  func send(_ announcement: Announcement) throws(OutputError) {
    try output.post(
      Bulletin(
        code: announcement.code(at: output.name), at: announcement.at,
        subject: "[embargod] " + announcement.title, text: announcement.letter))
  }
}

/// Signed requests to an endpoint.
struct RequestSender: AnnounceSender {
  let output: WebhookOutput

  func send(_ announcement: Announcement) throws(OutputError) {
    let publication = Publication(
      key: IdempotencyKey(stored: "msg_" + announcement.code(at: output.name)),
      body: announcement.body(at: output.name))
    let (answered, result) = (DispatchSemaphore(value: 0), Answer())
    output.send(
      [
        Sending(publication, notBefore: announcement.at) { outcome in
          result.outcome.withLock { $0 = outcome }
          answered.signal()
        }
      ], clock: Instant.readWallClock)
    // It has time-outs of its own.
    answered.wait()
    switch result.outcome.withLock(\.self)?.result {
    case .delivered: return
    case .failed(let error, _, _): throw OutputError(error)
    case .refused(let error): throw OutputError(error, mayPass: false)
    case nil: throw OutputError("output \(output.name): no outcome")
    }
  }

  func shutdown() async { await output.shutdown() }

  private final class Answer: Sendable {
    let outcome = Mutex<AttemptOutcome?>(nil)
  }
}

/// Lines at the end of a file.
struct FileSender: AnnounceSender {
  let path: String

  /// Opened anew each time: the file may be moved away to begin another.
  func send(_ announcement: Announcement) throws(OutputError) {
    do throws(SystemError) {
      try AppendedFile(path: path).add(Array((announcement.line + "\n").utf8))
    } catch {
      throw OutputError("\(error)")
    }
  }
}

/// Messages of the daemon.
struct JournalSender: AnnounceSender {
  let logger: Logger

  func send(_ announcement: Announcement) throws(OutputError) {
    var metadata: Logger.Metadata = [
      "event": "announcement", "announces": "\(announcement.event?.rawValue ?? "notice")",
      "state": "\(announcement.state.rawValue)",
    ]
    if let release = announcement.release { metadata["release"] = "\(release)" }
    let isBad = announcement.state == .problem || announcement.state == .again
    logger.log(
      level: isBad ? .warning : .notice, "\(announcement.title): \(announcement.text)",
      metadata: metadata)
  }
}
