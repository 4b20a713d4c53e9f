package import EmbargoControl
package import EmbargoSystem
import Synchronization

/// Which folders are watched, and the bounds of what is taken from them, in bytes.
package struct InboxSettings: Sendable {
  package var folders: [Configuration.Inbox]
  package var maxBytes: Int
  package var maxAttachmentBytes: Int
  /// All attachments of one release together: they are in memory at once.
  package var maxTotalBytes: Int

  package init(folders: [Configuration.Inbox], maxBytes: Int, maxAttachmentBytes: Int) {
    (self.folders, self.maxBytes) = (folders, maxBytes)
    self.maxAttachmentBytes = maxAttachmentBytes
    maxTotalBytes = 4 * maxAttachmentBytes
  }
}

/// Takes releases from folders: a file, or a folder with a text and attachments, that is complete
/// is handed to `take` and then removed, or moved to `rejected/` (INTERFACE, "Inbox").
///
/// It works on a thread of its own, one release at a time. The folders must exist; one that does
/// not is announced and looked for every 10 s.
package final class Inbox: Sendable {
  private struct State {
    var isStopped = false
    var leftAlone: [LeftAlone] = []
    var problems: [String] = []
  }

  private let settings: InboxSettings
  private let take: TakeArrival
  private let now: @Sendable () -> Int64
  private let notify: @Sendable (Notice) -> Void
  private let watch: FolderWatch
  private let wait: VerdictWait
  private let state = Mutex(State())
  private let thread = Mutex<SystemThread?>(nil)

  /// - Parameters:
  ///   - take: called for one release at a time.
  ///   - now: nanoseconds of a clock that is never set.
  ///   - notify: gets neither names nor anything else of a release.
  package init(
    _ settings: InboxSettings, take: @escaping TakeArrival,
    now: @escaping @Sendable () -> Int64 = { WallClock.monotonic() },
    notify: @escaping @Sendable (Notice) -> Void
  ) throws(SystemError) {
    (self.settings, self.take, self.now, self.notify) = (settings, take, now, notify)
    watch = try FolderWatch()
    wait = try VerdictWait()
  }

  /// Starts the thread; once.
  package func start() throws(SystemError) {
    let thread = try SystemThread(name: "inbox") { self.run() }
    self.thread.withLock { $0 = thread }
  }

  /// Ends the thread after the release that it is taking; blocks until then.
  package func stop() throws(SystemError) {
    state.withLock { $0.isStopped = true }
    watch.wake()
    try thread.withLock(\.self)?.join()
  }

  /// What lies in the folders and is not taken, with the reasons; at most 100.
  package var leftAlone: [LeftAlone] { state.withLock(\.leftAlone) }

  /// What is wrong with the folders themselves, each one sentence.
  package var problems: [String] { state.withLock(\.problems) }

  /// For `status`.
  package var reply: InboxReply {
    InboxReply(folders: settings.folders.map(\.directory), leftAlone: leftAlone)
  }

  private var isStopped: Bool { state.withLock(\.isStopped) }

  private func run() {
    let edges = InboxEdges(
      reader: EntryReader(
        maxBytes: settings.maxBytes, maxAttachmentBytes: settings.maxAttachmentBytes,
        maxTotalBytes: settings.maxTotalBytes,
        readFile: { (name, directory, limit) throws(SafeFileError) in
          try SafeFile.read(name, in: directory, limit: limit)
        }),
      take: { [wait, take] in wait.verdict(on: $0, from: take) }, now: now, notify: notify,
      isStopped: { [self] in isStopped })
    let loop = InboxLoop(settings.folders, watch: watch, edges: edges)
    while !isStopped {
      do {
        try loop.step()
      } catch {
        let text = "the inbox is no longer watched: \(error.reason); restart the daemon"
        notify(Notice(.error, "inbox.stopped", text))
        state.withLock { $0.problems.append(text) }
        return
      }
      let (leftAlone, problems) = (loop.leftAlone, loop.problems)
      state.withLock { ($0.leftAlone, $0.problems) = (leftAlone, problems) }
    }
  }
}
