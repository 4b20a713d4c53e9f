package import EmbargoControl
package import EmbargoSystem
package import EmbargoTime

/// What the witness keeps for others, in a directory of its own: everything that it announced, one
/// line each, and how things stand.
package final class WitnessState {
  package static let announcements = "announcements.jsonl"
  package static let status = "status.json"

  /// How things stand.
  package struct Status: Codable, Hashable, Sendable {
    package var at: Instant
    /// `alive` or `silent`.
    package var daemon: String
    @OrNull package var lastWord: Instant?
    /// Why the daemon's file cannot be read; null: it can.
    @OrNull package var wordFault: String?
    /// How many lifts at outputs it waits for, and when the nearest is due.
    package var watched: Int
    @OrNull package var nextDue: Instant?
    /// What was announced and is not over.
    package var open: [String]

    private enum CodingKeys: String, CodingKey {
      case at, daemon, watched, open
      case lastWord = "last_word"
      case wordFault = "word_fault"
      case nextDue = "next_due"
    }

    /// - Parameter wordFault: why the daemon's file cannot be read.
    package init(_ witness: Witness, wordFault: String?, at: Instant) {
      self.at = at
      daemon = witness.isSilent ? "silent" : "alive"
      watched = witness.watched
      open = witness.open.sorted()
      (lastWord, self.wordFault, nextDue) = (witness.lastWord, wordFault, witness.nextDue)
    }

    /// Whether it says something else, but for when.
    func differs(from other: Status) -> Bool {
      var (mine, its) = (self, other)
      (mine.at, its.at, mine.lastWord, its.lastWord) = (at, at, nil, nil)
      return mine != its
    }
  }

  private static let mode: FileMode = 0o640
  /// A status that stays the same is written anew after this, as a sign of life.
  private static let pause = Span.seconds(30)

  private let directory: Directory
  private let file: AppendedFile
  private let isJournal: Bool
  private var written: Status?

  /// - Parameter isJournal: standard error goes to the journal of systemd.
  package init(path: String, isJournal: Bool) throws(SystemError) {
    directory = try Directory(path: path)
    file = try AppendedFile(path: "\(path)/\(Self.announcements)")
    self.isJournal = isJournal
  }

  /// What an earlier run had announced and was not over; nothing where that cannot be read.
  package func open() -> Set<String> {
    guard let bytes = try? WholeFile.read("\(directory.path)/\(Self.status)", limit: 1 << 20),
      let status = try? ControlJSON.decode(Status.self, from: bytes)
    else { return [] }
    return Set(status.open)
  }

  /// Tells the journal, always, and the file; what keeps the file from it is told to the journal.
  package func announce(_ announcement: Announcement) {
    say(announcement.text, isError: !announcement.isOver)
    do {
      try file.add(try ControlJSON.encode(Line(announcement)) + [UInt8(ascii: "\n")])
    } catch {
      say("what was announced is not in \(Self.announcements): \(error)", isError: true)
    }
  }

  package func note(_ status: Status) {
    if let written, !status.differs(from: written), status.at - written.at < Self.pause { return }
    do {
      try directory.replaceFile(
        FileName(Self.status), try ControlJSON.encode(status), mode: Self.mode)
      written = status
    } catch {
      say("the status cannot be written: \(error)", isError: true)
    }
  }

  private func say(_ text: String, isError: Bool) {
    // Syslog's severities (RFC 5424 section 6.2.1), as sd-daemon(3) has them.
    let head = isJournal ? (isError ? "<3>" : "<5>") : (isError ? "error: " : "notice: ")
    StandardError.write(head + displayText(text.utf8) + "\n")
  }
}

/// A line of the file of announcements.
private struct Line: Encodable {
  let announcement: Announcement

  init(_ announcement: Announcement) { self.announcement = announcement }

  private enum CodingKeys: String, CodingKey { case at, code, over, release, output, due, text }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(announcement.at, forKey: .at)
    try container.encode(announcement.code.rawValue, forKey: .code)
    try container.encode(announcement.isOver, forKey: .over)
    try container.encode(announcement.release, forKey: .release)
    try container.encode(announcement.output, forKey: .output)
    try container.encode(announcement.due, forKey: .due)
    try container.encode(announcement.text, forKey: .text)
  }
}
