/// An IPv4 or IPv6 address.
package enum IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// Four bytes.
  case v4([UInt8])
  /// Sixteen bytes.
  case v6([UInt8])

  /// Where packets to an address end up.
  package enum Reach: Hashable, Sendable {
    /// The public Internet.
    case global
    /// This machine or networks of its owner.
    case local
    /// Nowhere that a request should go: unspecified, multicast, documentation, benchmarks, and the
    /// forms that wrap an IPv4 address and may lead to any of them (mapped, NAT64, 6to4, Teredo).
    case unusable
  }

  /// Dotted decimal with four numbers, or RFC 4291 section 2.2; nil for anything else, also for the
  /// old short and octal forms and for zone identifiers.
  package init?(_ text: String) {
    if text.contains(":") {
      guard let bytes = Self.bytes6(text) else { return nil }
      self = .v6(bytes)
    } else {
      guard let bytes = Self.bytes4(text) else { return nil }
      self = .v4(bytes)
    }
  }

  /// Four or sixteen, in network order.
  package var bytes: [UInt8] {
    switch self {
    case .v4(let bytes), .v6(let bytes): bytes
    }
  }

  private static func bytes4(_ text: String) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      guard 1...3 ~= part.utf8.count, part == "0" || !part.hasPrefix("0"),
        part.utf8.allSatisfy({ 48...57 ~= $0 }), let byte = UInt8(part)
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private static func bytes6(_ text: String) -> [UInt8]? {
    let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
    guard halves.count <= 2, let head = groups(halves[0], last: halves.count == 1) else {
      return nil
    }
    guard halves.count == 2 else { return head.count == 16 ? head : nil }
    guard let tail = groups(halves[1], last: true), head.count + tail.count <= 14 else {
      return nil
    }
    return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  /// Groups of hexadecimal digits; the last may be an IPv4 address.
  private static func groups(_ text: Substring, last: Bool) -> [UInt8]? {
    if text.isEmpty { return [] }
    var bytes: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if last, index == parts.count - 1, part.contains(".") {
        guard let four = bytes4(String(part)) else { return nil }
        bytes += four
      } else {
        guard 1...4 ~= part.utf8.count, part.utf8.allSatisfy({ $0 != 43 && $0 != 45 }),
          let group = UInt16(part, radix: 16)
        else { return nil }
        bytes += [UInt8(group >> 8), UInt8(group & 255)]
      }
    }
    return bytes
  }

  /// By the registries of special addresses (RFC 6890 and its updates).
  package var reach: Reach {
    switch self {
    case .v4(let bytes):
      if Self.unusable4.contains(where: { Self.holds($0, bytes) }) { return .unusable }
      return Self.local4.contains { Self.holds($0, bytes) } ? .local : .global
    case .v6(let bytes):
      if bytes.starts(with: Self.mapped) {
        return IPAddress.v4(Array(bytes.suffix(4))).reach == .local ? .local : .unusable
      }
      if Self.local6.contains(where: { Self.holds($0, bytes) }) { return .local }
      // 2000::/3 is all that has been given out.
      guard bytes[0] & 0xe0 == 0x20 else { return .unusable }
      return Self.unusable6.contains { Self.holds($0, bytes) } ? .unusable : .global
    }
  }

  private typealias Network = (bytes: [UInt8], bits: Int)

  private static let local4: [Network] = [
    ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 168], 16),
  ]
  private static let unusable4: [Network] = [
    ([0], 8), ([192, 0, 0], 24), ([192, 0, 2], 24), ([192, 88, 99], 24), ([198, 18], 15),
    ([198, 51, 100], 24), ([203, 0, 113], 24), ([224], 4), ([240], 4),
  ]
  /// Loopback, unique local, link-local and the old site-local.
  private static let local6: [Network] = [
    (Array(repeating: 0, count: 15) + [1], 128), ([0xfc], 7), ([0xfe, 0x80], 10),
    ([0xfe, 0xc0], 10),
  ]
  /// Protocol assignments with Teredo, documentation, 6to4.
  private static let unusable6: [Network] = [
    ([0x20, 0x01, 0x00], 23), ([0x20, 0x01, 0x0d, 0xb8], 32), ([0x20, 0x02], 16),
    ([0x3f, 0xff, 0x00], 20),
  ]
  private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xff, 0xff]

  private static func holds(_ network: Network, _ bytes: [UInt8]) -> Bool {
    for bit in 0..<network.bits {
      let mask: UInt8 = 0x80 >> UInt8(bit % 8)
      let wanted = bit / 8 < network.bytes.count ? network.bytes[bit / 8] & mask : 0
      if bytes[bit / 8] & mask != wanted { return false }
    }
    return true
  }

  /// Dotted decimal, or eight groups without shortening.
  package var description: String {
    switch self {
    case .v4(let bytes): return bytes.map(String.init).joined(separator: ".")
    case .v6(let bytes):
      let groups = stride(from: 0, to: 16, by: 2).map {
        String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
      }
      return groups.joined(separator: ":")
    }
  }
}
