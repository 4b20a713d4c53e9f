package import EmbargoCore
import EmbargoSystem
import EmbargoTime

extension EmailOutput: LocalOutput {
  /// Where a message is found that is not in `new/` any more: readers of a Maildir move it to
  /// `cur/`, the hand-over to a mail server to one of the others (docs/outputs/email.md).
  static let takenTo = ["cur", "sending", "deferred", "failed", "uncertain"]

  package func prepare(
    _ publication: Publication, isUrgent: Bool
  ) throws(OutputError) -> any Prepared {
    let place = try place()
    try place.requireRoom(for: publication)
    return try LocalPublication(publication, in: place, isUrgent: isUrgent) {
      (piece) throws(SystemError) in
      guard piece.name.hasPrefix("new/") else { return [] }
      var directories: [RelativePath] = []
      for name in Self.takenTo { directories.append(try RelativePath(name)) }
      return directories
    }
  }

  package func survey(_ intent: Intent) throws(OutputError) -> Survey {
    try place().survey(intent) { $0.hasPrefix("new/") ? Self.takenTo : [] }
  }

  /// Creates the spool's own directories where they are missing; nothing of a release is in their
  /// names.
  package func check() throws(OutputError) { try place().requireSpace() }

  package func checkAhead() throws(OutputError) {
    try check()
    _ = try Recipients.read(settings)
  }

  /// Attachments are in base64, and the text is there twice, in each message.
  package func room() throws(OutputError) -> OutputRoom? {
    let recipients = try Recipients.read(settings).count
    let messages =
      switch settings.addressing {
      case .list: 1
      case .oneEach: recipients
      case .bcc(let batch, _): (recipients + batch - 1) / batch
      }
    return OutputRoom(free: try place().freeBytes(), copies: 2 * messages)
  }

  package func test() async throws(OutputError) -> String {
    let count = try Recipients.read(settings).count
    let place = try place()
    try place.prove()
    return try place.summary() + "; it has \(count) recipient\(count == 1 ? "" : "s")"
  }

  private func place() throws(OutputError) -> Place {
    try openPlace.place(at: settings.spool) { () throws(OutputError) in try open() }
  }

  private func open() throws(OutputError) -> Place {
    let root: Directory
    let scratch: Directory
    do throws(SystemError) {
      root = try Directory(path: settings.spool)
      for directory in ["new", "envelopes", "reports"] + Self.takenTo {
        _ = try root.makeDirectory(RelativePath(directory), mode: settings.directoryMode)
      }
      scratch = try root.makeDirectory(RelativePath("tmp"), mode: settings.directoryMode)
      try Leftovers.remove(from: scratch, olderThan: WallClock.now())
    } catch {
      throw OutputError(name, error)
    }
    return try Place(
      output: name, root: root, staging: scratch, fileMode: settings.fileMode,
      directoryMode: settings.directoryMode, unnamedFiles: unnamedFiles)
  }
}

/// What a crash has left in a Maildir's `tmp/`.
enum Leftovers {
  /// 36 hours, as Maildir has it, in nanoseconds.
  private static let age: Int64 = 36 * 3600 * 1_000_000_000

  /// Removes the files under names of ours that nobody has written to for 36 hours. Those of other
  /// programs stay.
  static func remove(from directory: Directory, olderThan now: Int64) throws(SystemError) {
    // What is behind the limit has its turn the next time.
    for entry in try directory.entries(limit: 10_000).entries
    where entry.kind == .regular && isOurs(entry.name) {
      guard let found = try FileAttributes.of(entry.name, in: directory),
        found.lastModification < now - age, found.lastChange < now - age
      else { continue }
      try directory.remove(entry.name)
    }
  }

  /// `.KEY.NUMBER.tmp`, or a dot, 32 hexadecimal digits and `.tmp`.
  static func isOurs(_ name: FileName) -> Bool {
    guard let parts = name.string?.split(separator: ".", omittingEmptySubsequences: false),
      parts.first == "", parts.last == "tmp"
    else { return false }
    switch parts.count {
    case 3: return parts[1].utf8.count == 32 && parts[1].utf8.allSatisfy(isHexadecimal)
    case 4: return parts[1].hasPrefix("msg_") && Int(parts[2]) != nil
    default: return false
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    48...57 ~= byte || 97...102 ~= byte
  }
}
