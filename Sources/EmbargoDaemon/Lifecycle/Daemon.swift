package import EmbargoControl
import EmbargoCore
import EmbargoLedger
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
package import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The whole service: everything is made here, connected, started in order and stopped in the
/// opposite one.
package struct Daemon: Sendable {
  /// How it was told to run.
  package struct Start: Sendable {
    package var configuration: Configuration
    package var places: Places
    /// Reads the configuration again, for a reload.
    package var reread: @Sendable () throws(DaemonError) -> Configuration
    package var environment: [String: String]
    package var logger: Logger

    package init(
      configuration: Configuration, places: Places,
      reread: @escaping @Sendable () throws(DaemonError) -> Configuration,
      environment: [String: String], logger: Logger
    ) {
      (self.configuration, self.places, self.reread) = (configuration, places, reread)
      (self.environment, self.logger) = (environment, logger)
    }
  }

  private let start: Start

  package init(_ start: Start) { self.start = start }

  /// Runs until it is told to stop; throws `DaemonError` when it cannot go on.
  package func run() async throws {
    let logger = start.logger
    for error in CurrentProcess.harden() {
      logger.warning("the process could not be closed off: \(error)")
    }
    if let refusal = CurrentProcess.raiseFileLimit() {
      logger.warning("fewer files may be open than could be: \(refusal)")
    }
    // What others may read is given its permissions file by file.
    CurrentProcess.setUmask(FileMode(rawValue: 0o077))
    try StateDirectory.prepare(start.places.stateDirectory)
    let lock = try StateDirectory.lock(start.places.ledgerLock)
    let works = try Works(start)
    try await works.start()
    let failures = works.failures
    let server = works.controlServer(lock: lock)
    var services: [any Service] = [
      FailureWatch(failures: failures),
      ReloadWatch { await works.reload() },
    ]
    services.append(server)
    if let server = works.metricsServer() { services.append(server) }
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services.map { .init(service: $0) },
        gracefulShutdownSignals: [.sigterm, .sigint], logger: works.quietLogger))
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await group.run())
    } catch {
      outcome = .failure(error)
    }
    await works.stop()
    withExtendedLifetime(lock) {}
    try outcome.get()
  }
}

/// The state directory and its lock.
enum StateDirectory {
  static func prepare(_ path: String) throws(DaemonError) {
    do {
      _ = try Directory.make(path: path, mode: FileMode(rawValue: 0o750))
    } catch {
      throw DaemonError("the state directory cannot be used: \(error)", status: 73)
    }
  }

  /// One daemon a state directory: SQLite's file has exactly one process that writes.
  static func lock(_ path: String) throws(DaemonError) -> ExclusiveLock {
    do {
      return try ExclusiveLock(path: path)
    } catch {
      switch error {
      case .held(_, let holder):
        throw .unavailable(
          "the state directory is in use by \(holder): one daemon a state directory; stop that "
            + "one first, or give this one a state_directory of its own")
      case .system(let error): throw DaemonError("\(error)", status: 73)
      }
    }
  }
}

/// Ends the service group when something cannot go on.
struct FailureWatch: Service {
  let failures: Failures

  func run() async throws {
    try await withGracefulShutdownHandler {
      for await failure in failures.stream { throw failure }
    } onGracefulShutdown: {
      failures.finish()
    }
  }
}

/// Carries the first failure to whoever waits for it.
final class Failures: Sendable {
  let stream: AsyncStream<DaemonError>
  private let continuation: AsyncStream<DaemonError>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1)) }

  func report(_ error: DaemonError) { continuation.yield(error) }
  func finish() { continuation.finish() }
}

/// Reloads on SIGHUP.
struct ReloadWatch: Service {
  let reload: @Sendable () async -> Void

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      await reload()
    }
  }
}
