import EmbargoControl
import EmbargoCore
import EmbargoTime
import Glibc
import Synchronization
import Testing

@testable import EmbargoDaemon
@testable import EmbargoSystem

/// An inbox on a real folder with a clock that moves when it is told to.
final class InboxPlace {
  let path: String
  private(set) var loop: InboxLoop
  private(set) var watch: FolderWatch
  /// Seconds.
  var clock: Int64 = 1000
  var arrivals: [InboxArrival] = []
  var notices: [Notice] = []
  /// By default everything is accepted.
  var verdict: (InboxArrival) -> InboxVerdict = { .accepted(InboxPlace.receipt(for: $0.bytes)) }
  /// Called once, between reading a file and looking at it again.
  let meanwhile = Hook()

  init() throws {
    var template = Array("/tmp/inbox-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw SystemError("create", "a temporary directory", code: errno)
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    watch = try FolderWatch()
    loop = InboxLoop([], watch: watch, edges: Self.noEdges)
    try restart()
  }

  deinit {
    do {
      try removeEverything(in: Directory(path: path))
    } catch {
      Issue.record("\(error)")
    }
    rmdir(path)
  }

  /// A new daemon on the same folder, which knows nothing of what the one before did.
  func restart(submitter: String? = nil, maxBytes: Int = 1000) throws {
    watch = try FolderWatch()
    let hook = meanwhile
    let reader = EntryReader(
      maxBytes: maxBytes, maxAttachmentBytes: 2000, maxTotalBytes: 5000,
      readFile: { (name, directory, limit) throws(SafeFileError) in
        try SafeFile.read(name, in: directory, limit: limit, meanwhile: hook.call)
      })
    let edges = InboxEdges(
      reader: reader,
      take: { [unowned self] arrival in
        arrivals.append(arrival)
        return verdict(arrival)
      },
      now: { [unowned self] in clock * 1_000_000_000 },
      notify: { [unowned self] in notices.append($0) }, isStopped: { false })
    let place = Configuration.Inbox(directory: path, submitter: submitter)
    loop = InboxLoop([place], watch: watch, edges: edges)
  }

  /// Until the first `restart`.
  private static var noEdges: InboxEdges {
    InboxEdges(
      reader: EntryReader(
        maxBytes: 0, maxAttachmentBytes: 0, maxTotalBytes: 0,
        readFile: { (_, _, _) throws(SafeFileError) in throw .vanished }),
      take: { _ in .later("") }, now: { 0 }, notify: { _ in }, isStopped: { true })
  }

  /// The same id for the same bytes.
  static func receipt(for bytes: [UInt8]) -> InboxReceipt {
    InboxReceipt(
      id: ReleaseID(at: Instant(seconds: 1_700_000_000), random: Digest(of: bytes).bytes),
      due: Instant(seconds: 1_695_157_200), words: "on Tuesday at 5:00 p.m.",
      notes: ["read from line 2"])
  }

  // MARK: Time and events

  /// Two scans with 2 seconds between them: enough for what does not change.
  func settle() {
    loop.scan()
    clock += 2
    loop.scan()
  }

  /// Acts on events until `isDone`; fails when nothing happens for a minute.
  func handleEvents(until isDone: () throws -> Bool) throws {
    while try !isDone() {
      let events = try watch.next(atMost: 60_000_000_000)
      try #require(!events.isEmpty, "no event came")
      for event in events { loop.handle(event) }
    }
  }

  var reasons: [String: String] {
    Dictionary(uniqueKeysWithValues: loop.leftAlone.map { ($0.path, $0.reason) })
  }

  func reason(_ name: String) -> String? { reasons["\(path)/\(name)"] }

  // MARK: Files

  func write(_ name: String, _ text: String, flags: Int32 = O_TRUNC) throws {
    let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | flags, 0o644)
    guard file >= 0 else { throw SystemError("open", name, code: errno) }
    defer { close(file) }
    guard Glibc.write(file, text, text.utf8.count) == text.utf8.count else {
      throw SystemError("write", name, code: errno)
    }
  }

  func move(_ name: String, to newName: String) throws {
    guard rename("\(path)/\(name)", "\(path)/\(newName)") == 0 else {
      throw SystemError("rename", name, code: errno)
    }
  }

  func makeFolder(_ name: String, _ files: [String: String]) throws {
    guard mkdir("\(path)/\(name)", 0o755) == 0 else {
      throw SystemError("create directory", name, code: errno)
    }
    for (file, text) in files.sorted(by: { $0.key < $1.key }) {
      try write("\(name)/\(file)", text)
    }
  }

  func read(_ name: String) throws -> String {
    let bytes = try Directory(path: path).readFile(RelativePath(name), limit: 1 << 20)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What is in a folder, without the ones that the daemon keeps.
  func names(_ folder: String = "") throws -> [String] {
    try Directory(path: "\(path)/\(folder)").entries(limit: 5000).entries
      .map(\.name.description).filter { !["accepted", "rejected", ".removing"].contains($0) }
  }
}

/// Something to be done once, at a moment inside a call.
final class Hook: Sendable {
  private let action = Mutex<(@Sendable () -> Void)?>(nil)

  func set(_ action: @escaping @Sendable () -> Void) { self.action.withLock { $0 = action } }

  func call() {
    let action = self.action.withLock { action in
      defer { action = nil }
      return action
    }
    action?()
  }
}

func removeEverything(in directory: Directory) throws {
  for entry in try directory.entries(limit: 100_000).entries {
    if entry.kind == .directory {
      try removeEverything(in: directory.directory(RelativePath(entry.name)))
    }
    try directory.remove(entry.name, directory: entry.kind == .directory)
  }
}
