/// A mailbox: an address with an optional name (RFC 5322 section 3.4).
package struct MailAddress: Hashable, Sendable, CustomStringConvertible {
  /// Any characters but control characters; nil: none.
  package let name: String?
  package let local: String
  /// In lower case.
  package let domain: String

  /// `press@example.org`, or `Press Office <press@example.org>`, the name bare or in quotation
  /// marks. The local part is a dot-atom of at most 64 characters, the domain a host name (an
  /// international one in its ASCII form).
  ///
  /// - Throws: what is wrong with it.
  package init(_ text: String) throws(OutputError) {
    func refuse(_ reason: String) -> OutputError {
      OutputError("the mail address \"\(text)\" \(reason)", mayPass: false)
    }
    guard !text.unicodeScalars.contains(where: Self.isControl) else {
      throw OutputError("a mail address holds a control character", mayPass: false)
    }
    var address = Self.trimmed(Substring(text))
    if address.hasSuffix(">") {
      guard let open = address.lastIndex(of: "<") else { throw refuse("has a > without its <") }
      let name = Self.unquoted(Self.trimmed(address[..<open]))
      guard name.utf8.count <= 200 else { throw refuse("has a name longer than 200 bytes") }
      self.name = name.isEmpty ? nil : name
      address = address[address.index(after: open)...].dropLast()
    } else {
      name = nil
    }
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw refuse("needs exactly one @") }
    guard Self.isDotAtom(parts[0]), parts[0].utf8.count <= 64 else {
      throw refuse("has no proper name before its @")
    }
    guard Self.isDomain(parts[1]), address.utf8.count <= 254 else {
      throw refuse("has no proper domain behind its @")
    }
    (local, domain) = (String(parts[0]), parts[1].lowercased())
  }

  /// The address without its name.
  package var address: String { "\(local)@\(domain)" }
  package var description: String { name.map { "\($0) <\(address)>" } ?? address }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  private static func unquoted(_ text: Substring) -> String {
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return String(text) }
    var plain = ""
    var isEscaped = false
    for character in text.dropFirst().dropLast() {
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        plain.append(character)
        isEscaped = false
      }
    }
    return plain
  }

  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// RFC 5322 section 3.2.3.
  static func isDotAtom(_ text: Substring) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty && atom.utf8.allSatisfy(isAtomText)
    }
  }

  static func isAtomText(_ byte: UInt8) -> Bool {
    48...57 ~= byte || 65...90 ~= byte || 97...122 ~= byte
      || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
  }

  private static func isDomain(_ text: Substring) -> Bool {
    text.utf8.count <= 253
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
        1...63 ~= label.utf8.count && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy {
            48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || $0 == 45
          }
      }
  }
}
