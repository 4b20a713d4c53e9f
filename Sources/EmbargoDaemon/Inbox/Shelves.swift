import EmbargoCore
import EmbargoSystem
import EmbargoTime

/// An inbox folder with the two folders that the daemon keeps in it.
///
/// Nothing is removed from the inbox in place: it is first renamed into a folder of the daemon's
/// own, looked at there, and put back if it is not what was read.
struct Shelves {
  enum Outcome: Hashable {
    case done
    /// It is no longer what was read, and stays or was put back.
    case changed
  }

  let inbox: Directory
  let identity: FileIdentity
  let accepted: Directory
  let rejected: Directory
  /// Holds one entry while it is removed.
  let removing: Directory

  /// Opens an inbox that exists and makes the folders.
  init(path: String) throws(SystemError) {
    inbox = try Directory(path: path)
    let attributes = try inbox.attributes()
    identity = attributes.identity
    // With the set-group-ID bit of the inbox, its group reads what is written for people.
    let mode = FileMode(rawValue: 0o750 | attributes.mode.rawValue & 0o2000)
    accepted = try inbox.makeDirectory(RelativePath("accepted"), mode: mode)
    rejected = try inbox.makeDirectory(RelativePath("rejected"), mode: mode)
    removing = try accepted.makeDirectory(RelativePath(".removing"), mode: .privateDirectory)
  }

  /// Says beside the inbox what was accepted, without a word of it; replaces what was said of an
  /// earlier release of that name. Durable on return.
  func writeReceipt(_ receipt: InboxReceipt, for name: FileName) throws(SystemError) {
    let json: JSON = .object([
      "id": .string(receipt.id.description), "lifts_at": .string(receipt.due.rfc3339),
      "words": .string(receipt.words), "notes": .array(receipt.notes.map(JSON.string)),
    ])
    try accepted.replaceFile(
      name.followed(by: ".json"), json.canonical + [UInt8(ascii: "\n")], mode: 0o640)
  }

  /// Removes what was accepted, if it is still what was read.
  ///
  /// - Parameter text: the file in a folder that is removed first, so that a crash in between
  ///   leaves nothing that could be taken for a release.
  func remove(
    _ name: FileName, _ mark: EntryMark, text: FileName?
  ) throws(SystemError) -> Outcome {
    for number in FileName.numbers {
      let newName = try name.numbered(number)
      switch try claim(name, mark, to: removing, as: newName) {
      case .taken: continue
      case .changed: return .changed
      case .moved:
        if let text {
          try removeFolder(newName, mark, text: text)
        } else {
          try removing.remove(newName)
        }
        return .done
      }
    }
    throw Self.tooMany(name, in: removing)
  }

  private func removeFolder(
    _ name: FileName, _ mark: EntryMark, text: FileName
  ) throws(SystemError) {
    let folder = try removing.directory(RelativePath(name))
    for file in [text] + mark.content.keys.filter({ $0 != text }).sorted() {
      guard try FileAttributes.of(file, in: folder) == mark.content[file] else { break }
      try folder.remove(file)
    }
    if try folder.entries(limit: 1).entries.isEmpty {
      try removing.remove(name, directory: true)
    } else {
      try keepRest(name)
    }
  }

  /// Moves what was refused to `rejected/`, with the reason beside it, written first. Durable on
  /// return.
  func reject(
    _ name: FileName, _ mark: EntryMark, reason lines: [String]
  ) throws(SystemError) -> Outcome {
    try shelve(name, lines) { newName throws(SystemError) in
      try claim(name, mark, to: rejected, as: newName)
    }
  }

  private func shelve(
    _ name: FileName, _ lines: [String],
    move: (FileName) throws(SystemError) -> Claim
  ) throws(SystemError) -> Outcome {
    let text = Array((lines.joined(separator: "\n") + "\n").utf8)
    for number in FileName.numbers {
      let newName = try name.numbered(number)
      let reason = try name.followed(by: number == 1 ? ".reason.txt" : ".\(number).reason.txt")
      guard try FileAttributes.of(newName, in: rejected) == nil,
        try writeReason(text, as: reason)
      else { continue }
      let claim = Result { () throws(SystemError) in try move(newName) }
      if case .success(.moved) = claim {
        try rejected.sync()
        return .done
      }
      try rejected.remove(reason)
      if try claim.get() == .changed { return .changed }
    }
    throw Self.tooMany(name, in: rejected)
  }

  /// False when the name is taken by anything but the same reason, left by a crash.
  private func writeReason(_ text: [UInt8], as name: FileName) throws(SystemError) -> Bool {
    if try rejected.createFile(name, text, mode: 0o640) == .created { return true }
    guard let found = try FileAttributes.of(name, in: rejected), found.kind == .regular,
      found.size == UInt64(text.count)
    else { return false }
    return try rejected.readFile(RelativePath(name), limit: text.count) == text
  }

  private static func tooMany(_ name: FileName, in directory: Directory) -> SystemError {
    SystemError(
      "move", name.description, code: Errno.exists,
      detail: "\(FileName.numbers.count) entries of that name lie in \(directory.path) already")
  }
}

// MARK: Moving and putting back

extension Shelves {
  private enum Claim: Hashable {
    case moved
    case changed
    /// Something has the new name.
    case taken
  }

  /// Moves an entry out of the inbox if it is as it was read, before and after.
  private func claim(
    _ name: FileName, _ mark: EntryMark, to target: Directory, as newName: FileName
  ) throws(SystemError) -> Claim {
    guard try EntryMark.of(name, in: inbox) == mark else { return .changed }
    switch try move(name, from: inbox, to: target, as: newName, kind: mark.entry.kind) {
    case .exists: return .taken
    case .renamed: break
    }
    if let moved = try EntryMark.of(newName, in: target), moved.isMoved(mark) { return .moved }
    try putBack(newName, from: target, kind: mark.entry.kind, as: name)
    return .changed
  }

  private func move(
    _ name: FileName, from source: Directory, to target: Directory, as newName: FileName,
    kind: FileKind
  ) throws(SystemError) -> Directory.Renaming {
    let refusal: SystemError
    do {
      return try source.rename(name, to: newName, in: target)
    } catch {
      refusal = error
    }
    // Some file systems rename a folder only the plain way, which replaces nothing but an empty
    // folder.
    guard kind == .directory, refusal.code == Errno.notPermitted else { throw refusal }
    if try FileAttributes.of(newName, in: target) != nil { return .exists }
    try source.rename(name, over: newName, in: target)
    return .renamed
  }

  private func putBack(
    _ name: FileName, from source: Directory, kind: FileKind, as oldName: FileName
  ) throws(SystemError) {
    for number in FileName.numbers {
      let newName = try oldName.numbered(number)
      if try move(name, from: source, to: inbox, as: newName, kind: kind) == .renamed { return }
    }
    throw Self.tooMany(name, in: inbox)
  }

  /// Puts a file back that a crash or a failure left on its way out; what had been accepted is told
  /// as a duplicate when it is read again.
  func recover() throws(SystemError) {
    for entry in try removing.entries(limit: 1000).entries {
      guard let found = try FileAttributes.of(entry.name, in: removing) else { continue }
      if found.kind == .directory {
        try keepRest(entry.name)
      } else {
        try putBack(entry.name, from: removing, kind: found.kind, as: entry.name)
      }
    }
  }

  /// Part of an accepted folder may be gone already: what is left must not be read as a release, so
  /// a person looks at it.
  private func keepRest(_ name: FileName) throws(SystemError) {
    _ = try shelve(name, Self.restLines) { newName throws(SystemError) in
      let moved = try move(name, from: removing, to: rejected, as: newName, kind: .directory)
      return moved == .renamed ? .moved : .taken
    }
  }

  private static let restLines = [
    "This folder was accepted, and something came in between while it was removed.",
    "What is left of it is here; accepted/ has a .json file under its name with the release's id.",
    "If that release is right, remove this. If not, mend the folder and rename it into the inbox.",
  ]
}
