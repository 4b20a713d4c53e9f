import EmbargoCore

/// Header fields of a message (RFC 5322 section 2.2), folded at 76 characters.
///
/// Whatever text is given, a field is one field: control characters and line breaks become spaces,
/// and everything that is not plain ASCII is encoded.
enum HeaderField {
  private static let longestLine = 76
  /// Bytes in one encoded word: with its frame and the longest field name it fits into a line.
  private static let bytesInEncodedWord = 36

  /// A field of free text, such as `Subject`.
  static func text(_ name: String, _ value: String) -> String {
    let clean = cleaned(value)
    let words = clean.split(separator: " ").map(String.init)
    let isPlain =
      words.allSatisfy { $0.utf8.count <= 60 && $0.utf8.allSatisfy { 0x21...0x7e ~= $0 } }
      && !clean.contains("=?")
    return folded(name, isPlain ? words : encodedWords(clean))
  }

  /// A field of mailboxes.
  static func addresses(_ name: String, _ addresses: [MailAddress]) -> String {
    var words: [String] = []
    for (index, address) in addresses.enumerated() {
      let comma = index < addresses.count - 1 ? "," : ""
      if let phrase = address.name {
        words += self.phrase(phrase) + ["<\(address.address)>\(comma)"]
      } else {
        words.append(address.address + comma)
      }
    }
    return folded(name, words)
  }

  /// A field whose parts are known to be plain ASCII; folding happens between them only.
  static func tokens(_ name: String, _ tokens: [String]) -> String { folded(name, tokens) }

  /// A display name: atoms, or a quoted string, or encoded words.
  static func phrase(_ text: String) -> [String] {
    let clean = cleaned(text)
    let words = clean.split(separator: " ").map(String.init)
    if words.allSatisfy({ $0.utf8.count <= 60 && $0.utf8.allSatisfy(MailAddress.isAtomText) }),
      !clean.contains("=?")
    {
      return words
    }
    if clean.utf8.count <= 60, clean.utf8.allSatisfy({ 0x20...0x7e ~= $0 }), !clean.contains("=?") {
      var quoted = ""
      for character in clean {
        if character == "\"" || character == "\\" { quoted.append("\\") }
        quoted.append(character)
      }
      return ["\"\(quoted)\""]
    }
    return encodedWords(clean)
  }

  /// One line without control characters, with single spaces inside and none around.
  private static func cleaned(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      scalars.append(MailAddress.isControl(scalar) ? " " : scalar)
    }
    return String(scalars).split(separator: " ").joined(separator: " ")
  }

  /// RFC 2047 section 2, base64; no character is split between two words.
  private static func encodedWords(_ text: String) -> [String] {
    var words: [String] = []
    var held: [UInt8] = []
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if held.count + bytes.count > bytesInEncodedWord {
        words.append("=?UTF-8?B?\(Base64.text(held))?=")
        held = []
      }
      held += bytes
    }
    if !held.isEmpty { words.append("=?UTF-8?B?\(Base64.text(held))?=") }
    return words
  }

  private static func folded(_ name: String, _ words: [String]) -> String {
    var lines = ""
    var line = name + ":"
    for word in words {
      if line.utf8.count + 1 + word.utf8.count > longestLine, line.utf8.count > name.utf8.count + 1
      {
        lines += line + "\n"
        line = ""
      }
      line += " " + word
    }
    return lines + line + "\n"
  }

  /// The name of an attachment for readers of old: ASCII, whatever else is a line below.
  static func plainFileName(_ name: String) -> String {
    let plain = name.unicodeScalars.map { scalar in
      let isPlain =
        0x20...0x7e ~= scalar.value && scalar != "\"" && scalar != "\\" && scalar != "="
      return isPlain ? Character(scalar) : "_"
    }
    // Its end says what it is.
    return plain.count <= 60 ? String(plain) : String(plain.prefix(40) + plain.suffix(20))
  }

  /// `filename` of an attachment: quoted where it is plain and short, otherwise percent-encoded in
  /// sections (RFC 2231 sections 3 and 4). Each part ends without its `;`.
  static func fileName(_ name: String) -> [String] {
    let isPlain = name.utf8.allSatisfy {
      0x20...0x7e ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain, name.utf8.count <= 50, !name.contains("=?") { return ["filename=\"\(name)\""] }
    var sections = [""]
    for byte in name.utf8 {
      let isSafe =
        48...57 ~= byte || 65...90 ~= byte || 97...122 ~= byte || "-._".utf8.contains(byte)
      let text = isSafe ? String(Unicode.Scalar(byte)) : "%" + Hex.text([byte]).uppercased()
      if sections[sections.count - 1].utf8.count + text.utf8.count > 45 { sections.append("") }
      sections[sections.count - 1] += text
    }
    if sections.count == 1 { return ["filename*=UTF-8''\(sections[0])"] }
    return sections.enumerated().map { index, section in
      "filename*\(index)*=" + (index == 0 ? "UTF-8''" : "") + section
    }
  }
}
