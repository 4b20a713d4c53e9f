import EmbargoOutputs
package import EmbargoTime
import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Metrics for a Prometheus on this machine: one page at a loopback port, without what tells of a
/// queued release.
///
/// A port that cannot be had is told as a problem and tried again: releases are lifted whether or
/// not anybody counts them.
package struct MetricsServer: Service {
  private let listen: Configuration.LoopbackAddress
  private let page: MetricsPage
  private let now: @Sendable () -> Instant
  private let logger: Logger
  private let report: @Sendable (String?) -> Void
  /// Gets each server channel, for tests.
  var onBound: @Sendable (any Channel) async -> Void = { _ in }

  private static let path = "/metrics"
  /// More wait in the kernel's queue until one is closed.
  private static let mostConnections = 16
  private static let longestPause = TimeAmount.seconds(30)

  /// - Parameter report: told why there is no page; nil: there is one.
  package init(
    listen: Configuration.LoopbackAddress, page: MetricsPage,
    now: @escaping @Sendable () -> Instant, logger: Logger,
    report: @escaping @Sendable (String?) -> Void
  ) {
    (self.listen, self.page, self.now) = (listen, page, now)
    self.report = report
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .error)
    self.logger = quiet
  }

  package func run() async throws {
    var pause = TimeAmount.milliseconds(500)
    while true {
      do {
        try await server().run()
        if Task.isShuttingDownGracefully || Task.isCancelled { return }
        report("the metrics at \(listen) have ended by themselves; they are begun again")
      } catch {
        report(
          "there are no metrics at \(listen): \(error); is the port taken? It is tried again")
      }
      guard await ServicePause.isOver(after: pause) else { return }
      pause = min(pause * 2, Self.longestPause)
    }
  }

  private func server() throws -> any Service {
    // It takes no bodies.
    var settings = ControlSettings(socket: "", maxReleaseBytes: 0, maxAttachmentBytes: 0)
    settings.receiveTimeout = .seconds(10)
    settings.sendTimeout = .seconds(10)
    return try HTTPServerBuilder.control(settings).buildServer(
      configuration: ServerConfiguration(
        address: .hostname("\(listen.address)", port: listen.port), backlog: 16,
        availableConnectionsDelegate: .maximum(Self.mostConnections, logger: logger)),
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger
    ) { [self] request, writer, _ in
      var response = response(to: request)
      response.headers[.date] = MailDate.http(now())
      try await writer.write(response: response.head, body: response.body)
    } onServerRunning: { channel in
      report(nil)
      await onBound(channel)
    }
  }

  private func response(to request: Request) -> Response {
    guard request.head.path?.prefix(while: { $0 != "?" }) == Self.path[...] else {
      return Response(status: .notFound)
    }
    guard request.method == .get else {
      return Response(status: .methodNotAllowed, headers: [.allow: "GET"])
    }
    return ControlResponder.page(page.text(at: now()))
  }
}
