package import EmbargoCore

/// The URL that requests are sent to, taken apart and written in one way.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  package enum Scheme: String, Hashable, Sendable { case http, https }

  package let scheme: Scheme
  /// A name in lower case, or an IPv4 or IPv6 address without brackets.
  package let host: String
  /// The host as an address, where it is one.
  package let address: IPAddress?
  package let port: Int
  /// Path and query.
  package let target: String

  /// - Throws: what is wrong, without repeating the URL, which may hold a token.
  package init(_ text: String) throws(OutputError) {
    func refuse(_ reason: String) -> OutputError {
      OutputError("the url \(reason)", mayPass: false)
    }
    guard text.utf8.count <= 2000, text.utf8.allSatisfy({ 0x21...0x7e ~= $0 }),
      !text.utf8.contains(where: { "\\\"<>^`{|}".utf8.contains($0) })
    else { throw refuse("holds a character that must be percent-encoded, or is too long") }
    let lower = text.lowercased()
    let rest: Substring
    if lower.hasPrefix("https://") {
      (scheme, rest) = (.https, text.dropFirst(8))
    } else if lower.hasPrefix("http://") {
      (scheme, rest) = (.http, text.dropFirst(7))
    } else {
      throw refuse("must begin with https://")
    }
    if rest.contains("#") { throw refuse("must not have a fragment (#)") }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    if authority.contains("@") {
      throw refuse("must not hold a user name or a password; requests are signed instead")
    }
    let behind = rest[authority.endIndex...]
    target = behind.hasPrefix("/") ? String(behind) : "/" + behind
    let (name, digits) = Self.split(authority)
    switch digits {
    case nil: port = scheme == .https ? 443 : 80
    case let digits?:
      guard digits.utf8.allSatisfy({ 48...57 ~= $0 }), let number = Int(digits),
        1...65_535 ~= number
      else { throw refuse("has a port that is no number from 1 to 65535") }
      port = number
    }
    if name.hasPrefix("[") {
      guard name.hasSuffix("]"), let found = IPAddress(String(name.dropFirst().dropLast())),
        case .v6 = found
      else { throw refuse("has no IPv6 address in its brackets") }
      (address, host) = (found, String(name.dropFirst().dropLast()).lowercased())
    } else {
      guard Self.isHostName(name) else { throw refuse("has no proper host name") }
      (address, host) = (IPAddress(String(name)), name.lowercased())
    }
  }

  /// The host and, behind a colon, the port.
  private static func split(_ authority: Substring) -> (Substring, Substring?) {
    let start = authority.lastIndex(of: "]") ?? authority.startIndex
    guard let colon = authority[start...].firstIndex(of: ":") else { return (authority, nil) }
    return (authority[..<colon], authority[authority.index(after: colon)...])
  }

  private static func isHostName(_ name: Substring) -> Bool {
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    return name.utf8.count <= 253
      && labels.allSatisfy { label in
        1...63 ~= label.utf8.count && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy {
            48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || $0 == 45 || $0 == 95
          }
      }
  }

  /// The whole URL.
  package var description: String { origin + target }

  /// Scheme, host and port: what may be shown to people.
  package var origin: String { "\(scheme.rawValue)://\(authority)" }

  /// Host and, unless it is the scheme's own, port.
  var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    let standard = scheme == .https ? 443 : 80
    return name + (port == standard ? "" : ":\(port)")
  }
}
