import AsyncHTTPClient
import EmbargoTime
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// The HTTP clients of one endpoint: one for each address that it was found at, so that a
/// connection goes to the address that was checked and to no other.
///
/// They are this endpoint's own: what hangs here holds up nobody else.
final class WebhookClients: Sendable {
  /// A client that is shut down with the last reference to it.
  final class Pinned: Sendable {
    let client: HTTPClient

    fileprivate init(_ client: HTTPClient) { self.client = client }

    // Nothing is under way any more; there is nobody to tell of a failure.
    deinit { client.shutdown { _ in } }
  }

  /// Endpoints that move between more addresses than this open connections anew.
  private static let mostClients = 8

  private let settings: WebhookOutput.Settings
  private let clients = Mutex<[IPAddress: Pinned]>([:])

  init(_ settings: WebhookOutput.Settings) { self.settings = settings }

  var loop: any EventLoop { MultiThreadedEventLoopGroup.singleton.any() }

  /// - Throws: when the certificates to trust cannot be read.
  func client(for address: IPAddress) throws(OutputError) -> Pinned {
    if let known = clients.withLock({ $0[address] }) { return known }
    let fresh = Pinned(
      HTTPClient(
        eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
        configuration: try configuration(address)))
    return clients.withLock { clients in
      if let known = clients[address] { return known }
      if clients.count >= Self.mostClients { clients = [:] }
      clients[address] = fresh
      return fresh
    }
  }

  private func configuration(
    _ address: IPAddress
  ) throws(OutputError) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: try trust(), redirectConfiguration: .disallow,
      timeout: .init(connect: .nanoseconds(settings.connectTimeout.nanoseconds)),
      decompression: .disabled)
    configuration.httpVersion = .http1Only
    // A failed connection is our own attempt's failure: the retry policy decides on the next.
    configuration.connectionPool.retryConnectionEstablishment = false
    // A request that waits for a connection loses its time-out without having been sent: with the
    // library's 8 a burst of one second to a slow endpoint would.
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 100
    if settings.endpoint.address == nil {
      configuration.dnsOverride = [settings.endpoint.host: address.description]
    }
    return configuration
  }

  /// The TLS settings; certificates are always verified, against the system's roots or `ca_file`.
  func trust() throws(OutputError) -> TLSConfiguration {
    var trust = TLSConfiguration.makeClientConfiguration()
    trust.minimumTLSVersion = .tlsv12
    if let file = settings.caFile {
      do {
        trust.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(file))
      } catch {
        throw OutputError(
          "output \(settings.name): no certificates could be read from ca_file \(file): \(error)")
      }
    }
    return trust
  }

  /// Lets go of all clients; requests that are under way end first.
  func close() { clients.withLock { $0 = [:] } }
}
