/// Where an address of http or https leads: host, port and what is asked for there.
package struct EndpointAddress: Hashable, Sendable {
  package let host: String
  package let port: Int
  package let isSecure: Bool
  /// The path with its query; at least a slash.
  package let target: String

  /// Nil for what is no such address.
  package init?(_ url: String) {
    let rest: Substring
    if url.hasPrefix("https://") {
      (isSecure, rest) = (true, url.dropFirst("https://".count))
    } else {
      guard url.hasPrefix("http://") else { return nil }
      (isSecure, rest) = (false, url.dropFirst("http://".count))
    }
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    let path = rest[end...].prefix { $0 != "#" }
    target = path.hasPrefix("/") ? String(path) : "/" + path
    let authority = rest[..<end].split(separator: "@").last ?? ""
    // An IPv6 address stands in brackets (RFC 3986 section 3.2.2).
    let close = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : nil
    let name = close.map { authority[..<$0].dropFirst() } ?? authority.prefix { $0 != ":" }
    let tail = close.map { authority[$0...].dropFirst() } ?? authority.dropFirst(name.count)
    host = String(name)
    port = Int(tail.dropFirst()) ?? (isSecure ? 443 : 80)
    guard !host.isEmpty, 1...65_535 ~= port,
      target.utf8.allSatisfy({ 0x21...0x7e ~= $0 }), host.utf8.allSatisfy({ 0x21...0x7e ~= $0 })
    else { return nil }
  }
}
