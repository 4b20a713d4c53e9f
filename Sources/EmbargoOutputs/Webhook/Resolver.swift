import EmbargoSystem
import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Looks up the addresses of one endpoint by the system's resolver.
///
/// The system's resolver blocks, and may do so for half a minute: each lookup runs on a thread of
/// its own, and all who ask while one is under way get its answer. So a dead name server costs one
/// thread an endpoint, and nobody else's time.
final class Resolver: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let endpoint: Endpoint
  /// Those who wait for the lookup that is under way; nil: none is.
  private let waiting = Mutex<[EventLoopPromise<[IPAddress]>]?>(nil)

  init(_ endpoint: Endpoint) { self.endpoint = endpoint }

  /// All addresses, in the order in which they should be tried (RFC 6724); never empty.
  func addresses(
    on loop: any EventLoop, until deadline: NIODeadline
  ) -> EventLoopFuture<[IPAddress]> {
    if let address = endpoint.address { return loop.makeSucceededFuture([address]) }
    let promise = loop.makePromise(of: [IPAddress].self)
    let isFirst = waiting.withLock { waiting in
      let isFirst = waiting == nil
      waiting = (waiting ?? []) + [promise]
      return isFirst
    }
    let timeout = loop.scheduleTask(deadline: deadline) {
      promise.fail(Failure(description: "the time-out passed while its address was looked up"))
    }
    if isFirst { start() }
    return promise.futureResult.always { _ in timeout.cancel() }
  }

  private func start() {
    let host = endpoint.host
    do throws(SystemError) {
      _ = try SystemThread(name: "embargod-lookup") { self.finish(lookUp(host)) }
    } catch {
      finish(.failure(Failure(description: "no thread could be started for it: \(error.reason)")))
    }
  }

  private func finish(_ result: Result<[IPAddress], Failure>) {
    let promises = waiting.withLock { waiting in
      defer { waiting = nil }
      return waiting ?? []
    }
    for promise in promises { promise.completeWith(result.mapError { $0 as any Error }) }
  }
}

/// getaddrinfo(3) for both families.
private func lookUp(_ host: String) -> Result<[IPAddress], Resolver.Failure> {
  var hints = addrinfo()
  hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
  var list: UnsafeMutablePointer<addrinfo>?
  let code = getaddrinfo(host, nil, &hints, &list)
  guard code == 0, let first = list else {
    let reason = gai_strerror(code).map { String(cString: $0) } ?? "error \(code)"
    return .failure(.init(description: "its address was not found: \(reason)"))
  }
  defer { freeaddrinfo(first) }
  var addresses: [IPAddress] = []
  var next: UnsafeMutablePointer<addrinfo>? = first
  while let entry = next, addresses.count < 64 {
    if let address = address(entry.pointee), !addresses.contains(address) {
      addresses.append(address)
    }
    next = entry.pointee.ai_next
  }
  return addresses.isEmpty
    ? .failure(.init(description: "its name has no address")) : .success(addresses)
}

private func address(_ entry: addrinfo) -> IPAddress? {
  guard let socket = entry.ai_addr else { return nil }
  let raw = UnsafeRawPointer(socket)
  // The addresses stand behind family and port, and in the second behind the flow label (ip(7),
  // ipv6(7)).
  switch entry.ai_family {
  case AF_INET: return .v4(Array(UnsafeRawBufferPointer(start: raw + 4, count: 4)))
  case AF_INET6: return .v6(Array(UnsafeRawBufferPointer(start: raw + 8, count: 16)))
  default: return nil
  }
}
