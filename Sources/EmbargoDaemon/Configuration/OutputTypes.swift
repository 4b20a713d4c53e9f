import EmbargoCore
import EmbargoOutputs
import EmbargoTOML

extension ValueType where Value == OutputName {
  static var outputName: Self {
    Self("a name of 1 to 32 of a-z, 0-9 and -") {
      $0.string.flatMap { OutputName($0) }
    } write: {
      TOMLText.quoted($0.description)
    }
  }
}

extension ValueType where Value == UInt32 {
  /// Permission bits in octal, readable by their owner and executable by nobody.
  static var mode: Self {
    Self("permissions in octal such as \"0644\", owner able to read, nobody to execute") { value in
      guard let text = value.string, text.utf8.count == 4, text.hasPrefix("0"),
        text.utf8.allSatisfy({ 48...55 ~= $0 }), let mode = UInt32(text, radix: 8),
        mode & 0o111 == 0, mode & 0o400 != 0
      else { return nil }
      return mode
    } write: { mode in
      let digits = String(mode, radix: 8)
      return TOMLText.quoted(String(repeating: "0", count: max(0, 4 - digits.count)) + digits)
    }
  }
}

extension ValueType where Value == NameTemplate {
  /// The name of a published file with its places to fill.
  static var template: Self {
    .judged("a file name such as \"{slug}.{ext}\"") { text throws(OutputError) in
      try NameTemplate(text)
    } write: {
      $0.description
    }
  }
}

extension ValueType where Value == Endpoint {
  /// An address; what came is not repeated: it may hold a token.
  static var endpoint: Self {
    .judged("an address such as \"https://wire.example/hooks\"") { text throws(OutputError) in
      try Endpoint(text)
    } write: {
      $0.description
    }
  }
}

extension ValueType {
  /// A type whose texts the outputs read, and refuse in their own words.
  fileprivate static func judged(
    _ wanted: String, read: @escaping @Sendable (String) throws(OutputError) -> Value,
    write: @escaping @Sendable (Value) -> String
  ) -> Self {
    Self(wanted: wanted) { value, problems in
      guard let text = value.string else {
        problems.append(
          .init(position: value.position, message: "wanted \(wanted), got \(value.shown)"))
        return nil
      }
      do throws(OutputError) {
        return try read(text)
      } catch {
        problems.append(
          .init(
            position: value.position, message: "wanted \(wanted), but \(error.description)"))
        return nil
      }
    } write: {
      TOMLText.quoted(write($0))
    }
  }
}

extension ValueType where Value == String {
  /// The identifier of a mailing list (RFC 2919 section 2).
  static var listID: Self {
    Self("an identifier such as \"press.example.org\"") { value in
      guard let text = value.string, text.utf8.count <= 255, text.contains("."),
        Configuration.Mailbox(text: "list@" + text) != nil
      else { return nil }
      return text
    } write: {
      TOMLText.quoted($0)
    }
  }
}

extension ValueType where Value == Configuration.Mailbox {
  static var mailbox: Self {
    Self("an address such as \"Press Office <press@example.org>\"") {
      $0.string.flatMap(Configuration.Mailbox.init(text:))
    } write: {
      TOMLText.quoted($0.text)
    }
  }
}

extension ValueType where Value == Configuration.Secret {
  /// What came is never repeated: it may be the secret itself.
  static var secret: Self {
    Self(
      "{ credential = \"name\" } or { file = \"/path\" }, never the secret itself", repeats: false
    ) { value in
      guard case .table(let table) = value.content, table.entries.count == 1,
        let entry = table.entries.first, let text = entry.value.string
      else { return nil }
      switch entry.key {
      case "credential" where isCredential(text): return .credential(text)
      case "file": return AbsolutePath.normal(text).map { .file($0) }
      default: return nil
      }
    } write: { secret in
      switch secret {
      case .credential(let name): "{ credential = \(TOMLText.quoted(name)) }"
      case .file(let path): "{ file = \(TOMLText.quoted(path)) }"
      }
    }
  }

  /// A credential's name is a file name (systemd.exec(5)).
  private static func isCredential(_ name: String) -> Bool {
    1...255 ~= name.utf8.count && name != "." && name != ".."
      && name.utf8.allSatisfy {
        48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || "-._@".utf8.contains($0)
      }
  }
}

extension ValueType where Value == String {
  /// A file that is added to, in a table of its own so that other kinds of places can follow.
  static var appendedFile: Self {
    Self("{ file = \"/path\" }") { value in
      guard case .table(let table) = value.content, table.entries.count == 1 else { return nil }
      return table["file"]?.string.flatMap(AbsolutePath.normal)
    } write: {
      "{ file = \(TOMLText.quoted($0)) }"
    }
  }
}

extension ValueType where Value == Configuration.Inbox {
  static var inbox: Self {
    Self(
      "an absolute path, or { directory = \"/path\", submitter = \"user\" }"
    ) { value in
      if let text = value.string { return AbsolutePath.normal(text).map { .init(directory: $0) } }
      guard case .table(let table) = value.content, table.entries.count == 2,
        let directory = table["directory"]?.string.flatMap(AbsolutePath.normal),
        let submitter = table["submitter"]?.string, AccountName.isValid(submitter)
      else { return nil }
      return .init(directory: directory, submitter: submitter)
    } write: { inbox in
      guard let submitter = inbox.submitter else { return TOMLText.quoted(inbox.directory) }
      return "{ directory = \(TOMLText.quoted(inbox.directory)),"
        + " submitter = \(TOMLText.quoted(submitter)) }"
    }
  }
}

extension ValueType where Value == Configuration.Approval.Group {
  static var approvalGroup: Self {
    Self("{ name = \"@group\", required = 1 to 10 }") { value in
      guard case .table(let table) = value.content, table.entries.count == 2,
        let text = table["name"]?.string, text.hasPrefix("@"),
        case .integer(let required)? = table["required"]?.content, 1...10 ~= required
      else { return nil }
      let name = String(text.dropFirst())
      guard AccountName.isValid(name) else { return nil }
      return .init(name: name, required: Int(required))
    } write: { group in
      "{ name = \(TOMLText.quoted("@" + group.name)), required = \(group.required) }"
    }
  }
}

extension ValueType where Value == Configuration.Member {
  static var member: Self {
    Self("a user name, or a group as \"@name\"") { value in
      guard let text = value.string else { return nil }
      if text.hasPrefix("@") {
        let name = String(text.dropFirst())
        return AccountName.isValid(name) ? .group(name) : nil
      }
      return AccountName.isValid(text) ? .user(text) : nil
    } write: { member in
      switch member {
      case .user(let name): TOMLText.quoted(name)
      case .group(let name): TOMLText.quoted("@" + name)
      }
    }
  }
}

/// Names of users and groups: useradd(8), with the dots and capitals of directory services.
enum AccountName {
  static func isValid(_ name: String) -> Bool {
    1...256 ~= name.utf8.count && !name.hasPrefix("-") && !name.utf8.allSatisfy { 48...57 ~= $0 }
      && name.utf8.allSatisfy {
        48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || "-._\\@+$".utf8.contains($0)
      }
  }
}
