import EmbargoSystem
package import EmbargoTime
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// The control API (HTTP/1.1 and JSON) over a Unix domain socket.
///
/// A graceful shutdown stops accepting, lets the requests that run finish, and removes the socket.
/// The state lock, not the socket, keeps two daemons apart; still a socket that somebody answers at
/// is never taken over. Should accepting break down (no descriptors left), the socket is made anew,
/// for as long as it takes: releases are lifted whether or not anybody can ask about them.
package struct ControlServer: Service {
  private let settings: ControlSettings
  private let responder: ControlResponder
  private let logger: Logger
  private let onListening: @Sendable () async -> Void
  /// Gets each server channel, for tests.
  var onBound: @Sendable (any Channel) async -> Void = { _ in }

  /// - Parameters:
  ///   - now: the wall clock; decides when uploads are dropped.
  ///   - onListening: called once, when clients can connect.
  package init(
    settings: ControlSettings, service: any ControlService,
    now: @escaping @Sendable () -> Instant, logger: Logger,
    onListening: @escaping @Sendable () async -> Void = {}
  ) {
    (self.settings, self.logger, self.onListening) = (settings, logger, onListening)
    responder = ControlResponder(
      settings: settings, service: service,
      uploads: UploadStore(maxBytes: settings.maxUploadBytes, now: now), now: now, logger: logger)
  }

  /// Runs until it is shut down; throws `ControlSocketError` when there can be no socket at first.
  package func run() async throws {
    let publication = PublishedSocket()
    var pause = TimeAmount.milliseconds(100)
    while true {
      do {
        try await serve(publication)
        return
      } catch {
        guard publication.wasEverPublished else { throw error }
        logger.error("the control socket broke down", metadata: ["error": "\(error)"])
      }
      guard await ServicePause.isOver(after: pause) else { return }
      pause = min(pause * 2, .seconds(30))
    }
  }

  /// One socket from its making to its removal; throws when it ends without a shutdown.
  private func serve(_ publication: PublishedSocket) async throws {
    publication.clear()
    let socket = try await ControlSocket.prepare(path: settings.socket)
    defer { withdraw(socket, publication) }
    do {
      try await server(socket, publication).run()
      if !Task.isShuttingDownGracefully, !Task.isCancelled { throw EndedByItself() }
    } catch {
      throw publication.failure ?? error
    }
    if let failure = publication.failure { throw failure }
  }

  /// The server alone: an `Application` of Hummingbird would wake once a second for its clock.
  private func server(
    _ socket: ControlSocket, _ publication: PublishedSocket
  ) throws -> any Service {
    try HTTPServerBuilder.control(settings).buildServer(
      configuration: ServerConfiguration(
        address: .unixDomainSocket(path: socket.stagedPath), backlog: 128,
        availableConnectionsDelegate: .maximum(settings.maxConnections, logger: quiet)),
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quiet
    ) { [responder] request, writer, channel in
      try await responder.respond(to: request, with: writer, on: channel)
    } onServerRunning: { channel in
      let isFirst = !publication.wasEverPublished
      await publication.publish(socket, channel)
      if isFirst, publication.wasEverPublished { await onListening() }
      await onBound(channel)
    }
  }

  /// Hummingbird's own log would name the private path of the socket and every connection.
  private var quiet: Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .error)
    return logger
  }

  private func withdraw(_ socket: ControlSocket, _ publication: PublishedSocket) {
    do {
      if let identity = publication.identity {
        try socket.remove(identity)
      } else {
        try socket.removeStage()
      }
    } catch {
      logger.warning("the control socket's file stays behind", metadata: ["error": "\(error)"])
    }
  }
}

/// The server has stopped accepting without being told to.
private struct EndedByItself: Error, CustomStringConvertible {
  var description: String { "it takes no connections any more" }
}

/// Whether the bound socket got its name.
private final class PublishedSocket: Sendable {
  private struct State {
    var result: Result<FileIdentity, ControlSocketError>?
    var wasEverPublished = false
  }

  private let state = Mutex(State())

  var identity: FileIdentity? { state.withLock { try? $0.result?.get() } }
  var wasEverPublished: Bool { state.withLock { $0.wasEverPublished } }

  var failure: ControlSocketError? {
    if case .failure(let error) = state.withLock({ $0.result }) { error } else { nil }
  }

  func clear() { state.withLock { $0.result = nil } }

  /// Closes the server when its socket cannot be published.
  func publish(_ socket: ControlSocket, _ channel: any Channel) async {
    do {
      let identity = try socket.publish()
      state.withLock { ($0.result, $0.wasEverPublished) = (.success(identity), true) }
    } catch {
      state.withLock { $0.result = .failure(error) }
      channel.close(promise: nil)
    }
  }
}

extension HTTPServerBuilder {
  static func control(_ settings: ControlSettings) -> HTTPServerBuilder {
    HTTPServerBuilder { responder in
      var http = HTTP1Channel.Configuration(idleTimeout: settings.idleTimeout)
      http.httpDecoder = .init(
        maxHeaderFieldSize: ControlSettings.maxHeaderBytes,
        maxHeaderListSize: 2 * ControlSettings.maxHeaderBytes, maxHeaderFieldCount: 64)
      return ControlChannel(
        http: HTTP1Channel(responder: responder, configuration: http), settings: settings)
    }
  }
}
