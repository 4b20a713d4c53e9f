/// Links that no reader can follow, and that tell how the sender's own network and disks are laid
/// out.
enum PrivateLinks {
  static let signs = [
    Sign(.privateLinks, at: ":", address), Sign(.privateLinks, at: ":", drive),
    Sign(.privateLinks, at: "\\", share), Sign(.privateLinks, at: "/", home),
  ]

  /// `http://host`, `file:///path`.
  private static func address(_ index: Int, _ text: CheckedText) -> Hit? {
    guard text[index + 1] == UInt8(ascii: "/") else { return nil }
    var first = index
    while index - first < 16, isOfScheme(text[first - 1]) { first -= 1 }
    let scheme = text.key(first..<index)
    let end = addressEnd(index + 1, text)
    if scheme == "file" {
      return Hit(
        first..<end, "this is a file path, which no reader can open: give a public address")
    }
    guard scheme.count > 1, text[index + 2] == UInt8(ascii: "/") else { return nil }
    let host = host(index + 3..<end, text)
    guard let kind = kind(ofHost: host) else { return nil }
    return Hit(
      first..<end, "\(kind), which no reader can reach: give a public address")
  }

  private static func isOfScheme(_ byte: UInt8) -> Bool {
    CheckedText.isWord(byte) || byte == UInt8(ascii: "+")
  }

  private static func addressEnd(_ index: Int, _ text: CheckedText) -> Int {
    var end = index
    while end < index + CheckedText.reach, !endsAddress(text[end]) { end += 1 }
    // What ends the sentence is no part of it.
    while end > index + 2, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
    return end
  }

  private static func endsAddress(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: ")"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "<"),
      UInt8(ascii: "|"), UInt8(ascii: ","):
      true
    default: false
    }
  }

  /// What stands between `//` and the path, without user and port (RFC 3986 section 3.2).
  private static func host(_ rest: Range<Int>, _ text: CheckedText) -> String {
    let authority = rest.prefix { index in
      switch text[index] {
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\\"): false
      default: true
      }
    }
    var host = text.key(authority.startIndex..<authority.endIndex)[...]
    if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
    if host.first == "[" { return String(host.dropFirst().prefix { $0 != "]" }) }
    host = host.prefix { $0 != ":" }
    while let last = host.last, last == "." || last == "'" || last == "]" || last == "*" {
      host.removeLast()
    }
    return String(host)
  }

  private static func kind(ofHost host: String) -> String? {
    guard !host.isEmpty else { return nil }
    if let address = IPAddress(host) {
      return address.reach == .global ? nil : "\(host) is no public address"
    }
    if host == "localhost" || host.hasSuffix(".localhost") { return "\(host) is one's own machine" }
    guard host.utf8.contains(UInt8(ascii: ".")) else {
      return isName(host) ? "\(host) is a name of a private network" : nil
    }
    return names.contains { host.hasSuffix($0) } ? "\(host) is a name of a private network" : nil
  }

  /// A single label of a name (RFC 1123 section 2.1): `intranet`.
  private static func isName(_ host: String) -> Bool {
    host.utf8.allSatisfy { CheckedText.isWord($0) || $0 == UInt8(ascii: "-") }
  }

  /// Names that no public name server answers for (RFC 2606, 6762, 8375, 9476, and what ICANN has
  /// set aside).
  private static let names = [
    ".local", ".internal", ".corp", ".lan", ".test", ".home", ".home.arpa", ".intranet", ".private",
    ".localdomain", ".invalid", ".alt", ".mail",
  ]

  /// `C:\Users\…`.
  private static func drive(_ index: Int, _ text: CheckedText) -> Hit? {
    guard text[index + 1] == UInt8(ascii: "\\"),
      CheckedText.isSmall(CheckedText.small(text[index - 1])), !text.isWord(before: index - 1)
    else { return nil }
    return path(index - 1, text)
  }

  /// `\\server\share`.
  private static func share(_ index: Int, _ text: CheckedText) -> Hit? {
    guard text[index + 1] == UInt8(ascii: "\\"), text[index - 1] != UInt8(ascii: "\\"),
      CheckedText.isWord(text[index + 2])
    else { return nil }
    var end = index + 2
    while end - index < 64, isOfServer(text[end]) { end += 1 }
    guard text[end] == UInt8(ascii: "\\"), CheckedText.isWord(text[end + 1]) else { return nil }
    return path(index, text)
  }

  private static func isOfServer(_ byte: UInt8) -> Bool {
    CheckedText.isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  /// The directories of people on Linux and macOS, with a name below them.
  private static func home(_ index: Int, _ text: CheckedText) -> Hit? {
    let words: [StaticString] = ["/home", "/Users"]
    guard let word = words.first(where: { text.reads($0, at: index) }) else { return nil }
    let end = index + word.utf8CodeUnitCount
    guard text[end] == UInt8(ascii: "/"), CheckedText.isWord(text[end + 1]),
      isPathStart(text[index - 1])
    else { return nil }
    return path(index, text)
  }

  private static func isPathStart(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: "("), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"),
      UInt8(ascii: "<"), UInt8(ascii: "="):
      true
    default: false
    }
  }

  private static func path(_ index: Int, _ text: CheckedText) -> Hit {
    Hit(
      index..<addressEnd(index, text),
      "this is a path on a disk of one's own: give a public address, or take it out")
  }
}
