/// Numbers of bytes as people write them: `4MiB`, `500kB`, `1GB`.
enum ByteSize {
  private static let units: [(name: String, bytes: Int)] = [
    ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("GB", 1_000_000_000),
    ("MB", 1_000_000), ("kB", 1000), ("B", 1),
  ]

  /// A whole number with its unit, without a space; nil for anything else and beyond 64 bits.
  static func bytes(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int(digits),
      let unit = units.first(where: { $0.name == text.dropFirst(digits.count) })
    else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: unit.bytes)
    return overflow ? nil : bytes
  }

  /// With the largest unit that needs no fraction.
  static func text(_ bytes: Int) -> String {
    let unit = units.first { bytes >= $0.bytes && bytes % $0.bytes == 0 } ?? ("B", 1)
    return "\(bytes / unit.bytes)\(unit.name)"
  }
}

enum AbsolutePath {
  /// The path without doubled or final slashes and without `.`; nil unless it is absolute, at most
  /// 4,000 bytes long, not the root itself, and free of `..` and control characters.
  static func normal(_ text: String) -> String? {
    guard text.hasPrefix("/"), text.utf8.count <= 4000,
      text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else { return nil }
    let parts = text.split(separator: "/").filter { $0 != "." }
    guard !parts.isEmpty, !parts.contains("..") else { return nil }
    return "/" + parts.joined(separator: "/")
  }
}

extension Configuration.Mailbox {
  /// Reads `address` or `Name <address>` (RFC 5322 section 3.4, without comments, routes and
  /// quoted local parts); the name may stand in double quotes.
  init?(text: String) {
    guard text.utf8.count <= 500,
      text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else { return nil }
    var name = Substring()
    var address = Substring(text)
    if text.hasSuffix(">") {
      guard let open = text.lastIndex(of: "<") else { return nil }
      name = text[..<open]
      address = text[text.index(after: open)...].dropLast()
    }
    while name.last == " " { name.removeLast() }
    if name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") {
      name = name.dropFirst().dropLast()
    }
    guard !name.contains(where: { "\"<>\\".contains($0) }), Self.isAddress(address)
    else { return nil }
    self.init(name: String(name), address: String(address))
  }

  /// As it stands in the configuration.
  var text: String { name.isEmpty ? address : "\(name) <\(address)>" }

  private static func isAddress(_ text: Substring) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, 1...64 ~= parts[0].utf8.count, 1...255 ~= parts[1].utf8.count
    else { return false }
    func isDotted(_ text: Substring, _ others: Set<UInt8>) -> Bool {
      text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
        !atom.isEmpty
          && atom.utf8.allSatisfy {
            48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || others.contains($0)
          }
      }
    }
    return isDotted(parts[0], Set("!#$%&'*+-/=?^_`{|}~".utf8)) && isDotted(parts[1], Set("-".utf8))
  }
}
