import EmbargoSystem

/// Which entry of an inbox this is, and in which state: what is compared to notice a change.
struct EntryMark: Hashable {
  /// A release has one text and at most this many attachments.
  static let mostAttachments = 100

  let entry: FileAttributes
  /// What lies in it, if it is a folder; of more than 102 entries some 102.
  let content: [FileName: FileAttributes]

  /// Of whatever has the name; nil when nothing has.
  static func of(_ name: FileName, in directory: Directory) throws(SystemError) -> EntryMark? {
    guard let entry = try FileAttributes.of(name, in: directory) else { return nil }
    guard entry.kind == .directory else { return EntryMark(entry: entry, content: [:]) }
    let folder = try directory.directory(RelativePath(name))
    var content: [FileName: FileAttributes] = [:]
    for file in try folder.entries(limit: mostAttachments + 2).entries {
      content[file.name] = try FileAttributes.of(file.name, in: folder)
    }
    // What was listed must lie in what has the name.
    guard try folder.attributes() == entry else { return nil }
    return EntryMark(entry: entry, content: content)
  }

  /// See `InboxArrival.identity`.
  var identity: String {
    "\(entry.identity.device).\(entry.identity.inode).\(entry.lastModification)"
  }

  /// Whether this is the same, moved to another name, which changes the time of the last change.
  func isMoved(_ other: EntryMark) -> Bool {
    guard entry.identity == other.entry.identity, entry.kind == other.entry.kind,
      content == other.content
    else { return false }
    return entry.kind == .directory
      || (entry.size == other.entry.size && entry.links == other.entry.links
        && entry.lastModification == other.entry.lastModification)
  }

  /// Whether somebody wrote to the file between the two: writing sets the times of modification and
  /// of change to the same moment, while setting the former by hand does not.
  func wasWritten(since earlier: EntryMark) -> Bool {
    guard entry.kind == .regular, entry.identity == earlier.entry.identity else { return false }
    return entry.size != earlier.entry.size
      || (entry.lastModification != earlier.entry.lastModification
        && entry.lastModification == entry.lastChange)
  }
}

/// What is known of an entry that has not been taken yet.
struct Sighting {
  /// What speaks for it being complete.
  enum Evidence: Hashable {
    /// Nothing but that it does not change.
    case found
    /// The watch saw it come into being or being written to, and not yet the end of that.
    case unfinished
    /// It was closed after writing, or renamed in.
    case complete
  }

  /// How long something that was only found must stay as it is, in nanoseconds.
  static let quiet: Int64 = 2_000_000_000
  /// The same once it was seen to be written to: the program that writes may only have paused, and
  /// on a network file system no event tells its end.
  static let quietAfterWriting: Int64 = 30_000_000_000

  private(set) var mark: EntryMark
  /// When it was first seen as it is, on the monotonic clock.
  private(set) var since: Int64
  private(set) var evidence: Evidence
  private var quiet = Self.quiet

  init(_ mark: EntryMark, at now: Int64, evidence: Evidence) {
    (self.mark, since, self.evidence) = (mark, now, evidence)
  }

  /// Looks again: whatever changed must be quiet, or finished, anew.
  mutating func observe(_ mark: EntryMark, at now: Int64) {
    guard mark != self.mark else { return }
    if mark.wasWritten(since: self.mark) { quiet = Self.quietAfterWriting }
    switch evidence {
    case .found: break
    case .unfinished where mark.entry.identity == self.mark.entry.identity: break
    case .unfinished: evidence = .found
    // Events are told of this file, so the end of this writing will be told as well.
    case .complete: evidence = mark.wasWritten(since: self.mark) ? .unfinished : .found
    }
    (self.mark, since) = (mark, now)
  }

  /// Events were lost, perhaps the one that would have finished it.
  mutating func distrust(at now: Int64) {
    if evidence == .unfinished { (evidence, since) = (.found, now) }
  }

  func isUnquiet(at now: Int64) -> Bool { evidence == .found && now - since < quiet }

  /// Why it is not taken yet; nil: it is complete.
  func obstacle(at now: Int64) -> String? {
    switch evidence {
    case .complete: nil
    case .found:
      isUnquiet(at: now)
        ? "it is taken when it has not changed for \(quiet / 1_000_000_000) seconds" : nil
    case .unfinished where mark.entry.kind == .directory:
      "it was made here; a folder is taken when it is renamed in, complete"
    case .unfinished:
      "it is still being written: the program that writes it has not closed it; if it has ended, "
        + "rename the file"
    }
  }
}
