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
/// is never taken over.
package struct ControlServer: Service {
  private let settings: ControlSettings
  private let responder: ControlResponder
  private let logger: Logger
  private let onListening: @Sendable () async -> Void

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
      uploads: UploadStore(maxBytes: settings.maxUploadBytes, now: now), logger: logger)
  }

  /// Runs until it is shut down; throws `ControlSocketError` when there can be no socket.
  package func run() async throws {
    let socket = try await ControlSocket.prepare(path: settings.socket)
    let publication = Publication()
    let application = Application(
      responder: responder, server: .control(settings),
      configuration: ApplicationConfiguration(
        address: .unixDomainSocket(path: socket.stagedPath), serverName: nil,
        backlog: 128,
        availableConnectionsDelegate: .maximum(
          settings.maxConnections, logger: quiet)),
      onServerRunning: { channel in
        await publication.publish(socket, channel)
        if publication.identity != nil { await onListening() }
      },
      logger: quiet)
    defer { withdraw(socket, publication) }
    do {
      try await application.run()
    } catch {
      throw publication.failure ?? error
    }
    if let failure = publication.failure { throw failure }
  }

  /// Hummingbird's own log would name the private path of the socket and every connection.
  private var quiet: Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .error)
    return logger
  }

  private func withdraw(_ socket: ControlSocket, _ publication: Publication) {
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

/// Whether the bound socket got its name.
private final class Publication: Sendable {
  private let state = Mutex<Result<FileIdentity, ControlSocketError>?>(nil)

  var identity: FileIdentity? { state.withLock { try? $0?.get() } }

  var failure: ControlSocketError? {
    if case .failure(let error) = state.withLock({ $0 }) { error } else { nil }
  }

  /// Closes the server when its socket cannot be published.
  func publish(_ socket: ControlSocket, _ channel: any Channel) async {
    do {
      let identity = try socket.publish()
      state.withLock { $0 = .success(identity) }
    } catch {
      state.withLock { $0 = .failure(error) }
      channel.close(promise: nil)
    }
  }
}

extension HTTPServerBuilder {
  fileprivate static func control(_ settings: ControlSettings) -> HTTPServerBuilder {
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
