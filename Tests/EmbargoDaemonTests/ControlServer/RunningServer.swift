import EmbargoDaemon
import EmbargoSystem
import EmbargoTime
import Glibc
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A control server in a folder of its own, for the length of one test.
struct RunningServer: Sendable {
  let service: FakeService
  let clock: TestClock
  let log: CapturedLog
  let folder: String
  let group: ServiceGroup

  var socket: String { folder + "/control.sock" }

  /// Runs a server, then `body`, then shuts it down.
  static func with(
    change: (inout ControlSettings) -> Void = { _ in },
    _ body: @Sendable (RunningServer) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    var settings = ControlSettings(
      socket: folder.path + "/control.sock", maxReleaseBytes: 10_000, maxAttachmentBytes: 100_000)
    // With hundreds of tests beside it a client may say nothing for longer than people do.
    settings.idleTimeout = .minutes(5)
    change(&settings)
    try await run(settings, in: folder, body)
  }

  static func run(
    _ settings: ControlSettings, in folder: TemporaryFolder,
    _ body: @Sendable (RunningServer) async throws -> Void
  ) async throws {
    let (service, clock, log) = (FakeService(), TestClock(), CapturedLog())
    let (listening, started) = AsyncStream<Void>.makeStream()
    let server = ControlServer(
      settings: settings, service: service, now: { clock.now }, logger: log.logger,
      onListening: { started.yield() })
    let group = ServiceGroup(services: [server], logger: log.logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { started.finish() }
        try await group.run()
      }
      var iterator = listening.makeAsyncIterator()
      if await iterator.next() != nil {
        let running = RunningServer(
          service: service, clock: clock, log: log, folder: folder.path, group: group)
        do {
          try await body(running)
        } catch {
          await group.triggerGracefulShutdown()
          throw error
        }
        await group.triggerGracefulShutdown()
      }
      try await tasks.waitForAll()
    }
  }

  /// One request on a connection of its own.
  func ask(
    _ method: String, _ target: String, _ body: [UInt8]? = nil, headers: [String: String] = [:]
  ) async throws -> RawClient.Reply {
    try await RawClient.connect(to: socket) { client in
      try await client.ask(method, target, body, headers: headers)
    }
  }

  func ask(
    _ method: String, _ target: String, _ body: String, headers: [String: String] = [:]
  ) async throws -> RawClient.Reply {
    try await ask(method, target, Array(body.utf8), headers: headers)
  }
}

/// A clock that stands where a test puts it.
final class TestClock: Sendable {
  private let instant = Mutex(Invented.instant)
  var now: Instant { instant.withLock { $0 } }
  func advance(by span: Span) { instant.withLock { $0 = $0 + span } }
}

/// A folder that is removed with the last reference.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let base = String(cString: getenv("TMPDIR") ?? strdup("/tmp"))
    path = base + "/ec-" + (try SecureRandom.hexadecimal(bytes: 6))
    _ = try Directory.make(path: path, mode: .privateDirectory)
  }

  deinit {
    try? removeEverything(in: Directory(path: path))
    rmdir(path)
  }
}

/// Keeps every line that is logged, with its metadata.
final class CapturedLog: Sendable {
  private let kept = Mutex<[String]>([])
  var lines: [String] { kept.withLock { $0 } }

  var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(log: self) }
    logger.logLevel = .trace
    return logger
  }

  fileprivate func add(_ line: String) { kept.withLock { $0.append(line) } }

  private struct Handler: LogHandler {
    let log: CapturedLog
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      log.add("\(event.level) \(event.message) \(metadata) \(event.metadata ?? [:])")
    }
  }
}
