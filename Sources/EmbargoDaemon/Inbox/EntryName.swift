import EmbargoCore
import EmbargoSystem

/// The rules for names in an inbox (INTERFACE, "Inbox").
extension FileName {
  /// The folders that the daemon keeps inside each inbox.
  static let keptFolders = ["accepted", "rejected"]

  var isHidden: Bool { bytes.first == UInt8(ascii: ".") }

  /// Ends like a file that a program is still writing.
  var isPartial: Bool { ends(in: ".part") || ends(in: ".tmp") }

  /// Ends like the copy that an editor keeps.
  var isBackup: Bool { ends(in: "~") }

  /// Passed over without a word.
  var isIgnored: Bool {
    isHidden || isPartial || isBackup || Self.keptFolders.contains { $0.utf8.elementsEqual(bytes) }
  }

  /// Whether it is the name of a text, by its ending, whatever its case.
  var isText: Bool {
    let lower = bytes.suffix(9).map { 65...90 ~= $0 ? $0 + 32 : $0 }
    return [".txt", ".md", ".markdown"].contains {
      lower.count > $0.utf8.count && lower.suffix($0.utf8.count).elementsEqual($0.utf8)
    }
  }

  private func ends(in suffix: String) -> Bool {
    bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }

  /// A raw name up to this long keeps its bytes when something is put behind it.
  static let mostKept = 240

  /// The name with at most 15 bytes behind it; a name of more than 240 bytes is shortened and told
  /// apart by the beginning of its digest.
  func followed(by suffix: String) throws(SystemError) -> FileName {
    let tail = Array(suffix.utf8)
    if bytes.count <= Self.mostKept { return try FileName(bytes: bytes + tail) }
    var head = bytes.prefix(200)
    // A character that would be cut through goes whole.
    while let next = bytes.dropFirst(head.count).first, next & 0xC0 == 0x80, head.count > 190 {
      head.removeLast()
    }
    let digest = Digest(of: bytes).description.prefix(8)
    return try FileName(bytes: head + Array("-\(digest)".utf8) + tail)
  }

  /// The name for a place where `number - 1` entries of that name are already.
  func numbered(_ number: Int) throws(SystemError) -> FileName {
    number == 1 ? self : try followed(by: ".\(number)")
  }

  /// How often a name is numbered at most.
  static let numbers = 1...999
}
