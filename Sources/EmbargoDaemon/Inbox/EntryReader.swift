import EmbargoCore
import EmbargoSystem

/// What was read of an entry that is complete.
struct EntryContent {
  var textName: FileName
  var bytes: [UInt8]
  var attachments: [Attachment] = []
  /// The user who owns the text's file.
  var owner: UInt32
  /// The entry as it was read.
  var mark: EntryMark
}

/// Why an entry that looked complete was not read.
enum EntryRefusal: Error {
  /// It stays; one phrase.
  case left(String)
  /// It goes to `rejected/`; lines for people.
  case refused([String])
}

/// Reads a file, or a folder with a text and its attachments, as one release.
struct EntryReader: Sendable {
  typealias ReadFile =
    @Sendable (FileName, Directory, _ limit: Int) throws(SafeFileError) -> SafeFile

  /// In bytes.
  let maxBytes: Int
  let maxAttachmentBytes: Int
  /// All attachments of a release together.
  let maxTotalBytes: Int
  let readFile: ReadFile

  /// - Parameter mark: the entry as it was looked at; anything else has changed.
  func read(
    _ name: FileName, _ mark: EntryMark, in inbox: Directory
  ) throws(EntryRefusal) -> EntryContent {
    if mark.entry.kind == .directory { return try readFolder(name, mark, in: inbox) }
    do throws(SafeFileError) {
      let file = try readFile(name, inbox, maxBytes)
      guard file.attributes == mark.entry else { throw .changedWhileRead }
      return EntryContent(textName: name, bytes: file.bytes, owner: file.owner, mark: mark)
    } catch {
      if case .tooLarge(let size) = error { throw .refused(tooLarge(size, maxBytes, isText: true)) }
      throw .left(Self.words(error))
    }
  }

  private func readFolder(
    _ name: FileName, _ mark: EntryMark, in inbox: Directory
  ) throws(EntryRefusal) -> EntryContent {
    let textName = try Self.text(in: mark)
    try checkBounds(mark, text: textName)
    let folder: Directory
    do throws(SystemError) {
      folder = try inbox.directory(RelativePath(name))
    } catch {
      throw .left("it cannot be opened: \(error.reason)")
    }
    let text = try readFile(textName, mark, in: folder, limit: maxBytes)
    var content = EntryContent(
      textName: textName, bytes: text.bytes, owner: text.owner, mark: mark)
    for name in mark.content.keys.sorted() where name != textName {
      let file = try readFile(name, mark, in: folder, limit: maxAttachmentBytes)
      // `checkBounds` refuses names that are no text.
      content.attachments.append(Attachment(name: name.string ?? "", bytes: file.bytes))
    }
    do throws(SystemError) {
      guard try EntryMark.of(name, in: inbox) == mark else {
        throw SystemError("read", "the folder", code: Errno.notFound)
      }
    } catch {
      throw .left("it changed while it was read")
    }
    return content
  }

  private func readFile(
    _ name: FileName, _ mark: EntryMark, in folder: Directory, limit: Int
  ) throws(EntryRefusal) -> SafeFile {
    do throws(SafeFileError) {
      let file = try readFile(name, folder, limit)
      guard file.attributes == mark.content[name] else { throw .changedWhileRead }
      return file
    } catch {
      throw .left("of \(name): \(Self.words(error))")
    }
  }

  /// The file in a folder that is the text of the release.
  private static func text(in mark: EntryMark) throws(EntryRefusal) -> FileName {
    let names = mark.content.keys.sorted()
    let named = names.filter { ["release.txt", "release.md"].contains($0.string) }
    let texts = names.filter(\.isText)
    if named.count == 1 { return named[0] }
    if named.isEmpty, texts.count == 1 { return texts[0] }
    var lines = ["The folder does not say which file is the text of the release:"]
    if texts.isEmpty {
      lines.append("it holds no file that ends in .txt or .md.")
    } else {
      lines.append("it holds " + texts.map(\.description).joined(separator: ", ") + ".")
    }
    throw .refused(lines + ["Name the text release.txt or release.md, and no other file so."])
  }

  private func checkBounds(_ mark: EntryMark, text: FileName) throws(EntryRefusal) {
    guard mark.content.count <= EntryMark.mostAttachments + 1 else {
      throw .refused([
        "The folder holds more than \(EntryMark.mostAttachments) attachments.",
        "Leave some out, or put several into one archive.",
      ])
    }
    var total: UInt64 = 0
    for (name, file) in mark.content.sorted(by: { $0.key < $1.key }) {
      let isText = name == text
      try Self.checkKind(file, name)
      if !isText { try Self.checkName(name) }
      let limit = isText ? maxBytes : maxAttachmentBytes
      guard file.size <= UInt64(limit) else {
        throw .refused(["In \(name):"] + tooLarge(file.size, limit, isText: isText))
      }
      if !isText { total += file.size }
    }
    guard total <= UInt64(maxTotalBytes) else {
      throw .refused([
        "The attachments have \(total) bytes together; at most \(maxTotalBytes) are accepted.",
        "Leave some out, or make them smaller.",
      ])
    }
  }

  private static func checkKind(
    _ file: FileAttributes, _ name: FileName
  ) throws(EntryRefusal) {
    guard let obstacle = obstacle(file) else { return }
    throw .refused([
      "\(name): \(obstacle).",
      "A folder may hold plain files only, each with one name: replace it by a copy, or remove it.",
    ])
  }

  /// An attachment is published under its own name.
  private static func checkName(_ name: FileName) throws(EntryRefusal) {
    if name.isHidden || name.isBackup {
      throw .refused([
        "\(name) would be published as an attachment, but its name is that of a hidden file or of "
          + "an editor's copy.",
        "Remove it, or give it another name.",
      ])
    }
    guard let text = name.string, name.description == text,
      text.contains(where: { !$0.isWhitespace })
    else {
      throw .refused([
        "\"\(name)\" cannot be the name of an attachment: it holds control characters or is no "
          + "UTF-8.",
        "Give it another name.",
      ])
    }
  }

  private func tooLarge(_ size: UInt64, _ limit: Int, isText: Bool) -> [String] {
    let key = isText ? "max_bytes" : "max_attachment_bytes"
    return [
      "The \(isText ? "text" : "attachment") has \(size) bytes; at most \(limit) are accepted.",
      "Make it smaller, or have intake.\(key) raised in the daemon's configuration.",
    ]
  }

  /// Why something is no plain file that is taken; nil: it is one, or a folder.
  static func obstacle(_ file: FileAttributes, folders: Bool = false) -> String? {
    switch file.kind {
    case .directory where folders: nil
    case .regular where file.links == 1: nil
    case .regular: SafeFileError.severalLinks(file.links).description
    case .symbolicLink: SafeFileError.symbolicLink.description
    default: SafeFileError.notRegular(file.kind).description
    }
  }

  /// Without a path, for a list that names it already.
  static func words(_ error: SafeFileError) -> String {
    guard case .unreadable(let reason) = error else { return error.description }
    return "it cannot be read: \(reason.reason)"
  }
}
