package import EmbargoCore
import EmbargoSystem
import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// All addresses of a name, in the order in which they should be tried (RFC 6724), at most 64;
/// never empty. It may block.
package typealias LookUp = @Sendable (String) -> Result<[IPAddress], LookUpFailure>

/// Why a name has no address that could be asked, in words for people.
package struct LookUpFailure: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// Looks up the addresses of one endpoint, by the system's resolver unless it is given another.
///
/// The system's resolver blocks, and may do so for half a minute: each lookup runs on a thread of
/// its own, and all who ask while one is under way get its answer. So a dead name server costs one
/// thread an endpoint, and nobody else's time.
final class Resolver: Sendable {
  private let endpoint: Endpoint
  private let lookUp: LookUp
  /// Those who wait for the lookup that is under way; nil: none is.
  private let waiting = Mutex<[EventLoopPromise<[IPAddress]>]?>(nil)

  init(_ endpoint: Endpoint, _ lookUp: @escaping LookUp) {
    (self.endpoint, self.lookUp) = (endpoint, lookUp)
  }

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
      promise.fail(LookUpFailure("the time-out passed while its address was looked up"))
    }
    if isFirst { start() }
    return promise.futureResult.always { _ in timeout.cancel() }
  }

  private func start() {
    let (host, lookUp) = (endpoint.host, lookUp)
    do throws(SystemError) {
      _ = try SystemThread(name: "embargod-lookup") { self.finish(lookUp(host)) }
    } catch {
      finish(.failure(LookUpFailure("no thread could be started for it: \(error.reason)")))
    }
  }

  private func finish(_ result: Result<[IPAddress], LookUpFailure>) {
    let promises = waiting.withLock { waiting in
      defer { waiting = nil }
      return waiting ?? []
    }
    for promise in promises { promise.completeWith(result.mapError { $0 as any Error }) }
  }
}

/// getaddrinfo(3) for both families.
@Sendable package func systemLookUp(_ host: String) -> Result<[IPAddress], LookUpFailure> {
  var hints = addrinfo()
  hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
  var list: UnsafeMutablePointer<addrinfo>?
  let code = getaddrinfo(host, nil, &hints, &list)
  guard code == 0, let first = list else {
    let reason = gai_strerror(code).map { String(cString: $0) } ?? "error \(code)"
    return .failure(LookUpFailure("its address was not found: \(reason)"))
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
    ? .failure(LookUpFailure("its name has no address")) : .success(addresses)
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
