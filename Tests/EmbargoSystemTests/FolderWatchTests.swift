import Glibc
import Testing

@testable import EmbargoSystem

@Suite("Watching folders")
struct FolderWatchTests {
  private let folder: TemporaryFolder
  private let watch: FolderWatch
  private let watched: FolderWatch.Folder

  init() throws {
    folder = try TemporaryFolder()
    watch = try FolderWatch()
    watched = try watch.add(folder.path)
  }

  /// All that happens until these events have. One may come late: while a child process is being
  /// started it holds a copy of every open file.
  private func events(until expected: Set<FolderEvent>) throws -> [FolderEvent] {
    var events: [FolderEvent] = []
    var missing = expected
    while !missing.isEmpty {
      let next = try watch.next(atMost: 60_000_000_000)
      if next.isEmpty { break }
      missing.subtract(next)
      events += next
    }
    return events
  }

  private func created(_ name: String, isDirectory: Bool = false) throws -> FolderEvent {
    .created(watched, try FileName(name), isDirectory: isDirectory)
  }

  private func written(_ name: String) throws -> FolderEvent {
    .written(watched, try FileName(name))
  }

  @Test("a file that is written and closed is told, and so is one that is renamed in")
  func files() throws {
    try folder.write("a", "x")
    let outside = try TemporaryFolder()
    try outside.write("b", "x")
    rename(outside.path + "/b", folder.path + "/b")
    let expected: Set<FolderEvent> = [
      try created("a"), try written("a"),
      .movedIn(watched, try FileName("b"), isDirectory: false),
    ]
    #expect(try Set(events(until: expected)) == expected)
  }

  @Test("a file that is still open for writing is told only when it is closed")
  func openFile() throws {
    let file = open(folder.path + "/a", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    write(file, "x", 1)
    #expect(try events(until: [created("a")]) == [created("a")])
    #expect(try watch.next(atMost: 0).isEmpty)
    close(file)
    #expect(try events(until: [written("a")]) == [written("a")])
  }

  @Test("folders that are made or renamed in are told as folders")
  func folders() throws {
    mkdir(folder.path + "/made", 0o700)
    let outside = try TemporaryFolder()
    mkdir(outside.path + "/moved", 0o700)
    rename(outside.path + "/moved", folder.path + "/moved")
    let moved = FolderEvent.movedIn(watched, try FileName("moved"), isDirectory: true)
    #expect(try events(until: [moved]) == [created("made", isDirectory: true), moved])
  }

  @Test("names with line breaks, escapes and bytes that are no text arrive as they are")
  func oddNames() throws {
    for bytes in [
      Array("a\nb\u{1B}[31m".utf8), [0xFF, 0x20, 0xC3], Array(repeating: 0x78, count: 255),
    ] {
      let name = try FileName(bytes: bytes)
      #expect(try folder.directory.createFile(name, [1], mode: .publicFile) == .created)
      let moved = FolderEvent.movedIn(watched, name, isDirectory: false)
      #expect(try events(until: [moved]).contains(moved))
    }
  }

  @Test("several folders are told apart; one that is removed from the watch is silent")
  func severalFolders() throws {
    let other = try TemporaryFolder()
    let second = try watch.add(other.path)
    let inSecond = FolderEvent.written(second, try FileName("a"))
    try other.write("a", "x")
    #expect(try events(until: [inSecond]).last == inSecond)
    watch.remove(second)
    try other.write("b", "x")
    try folder.write("c", "x")
    #expect(try events(until: [written("c")]) == [created("c"), written("c")])
  }

  @Test("a folder that is removed or renamed is gone, once, and then silent")
  func gone() throws {
    let path = folder.path + "/inner"
    for vanish in [{ rmdir(path) }, { rename(path, path + "-away") }] {
      mkdir(path, 0o700)
      let inner = try watch.add(path)
      #expect(vanish() == 0)
      try folder.write("after", "x")
      let events = try events(until: [.gone(inner), written("after")])
      #expect(events.filter { $0 == .gone(inner) }.count == 1)
    }
    mkdir(path + "-away/x", 0o700)
    try folder.write("last", "x")
    #expect(try events(until: [written("last")]) == [created("last"), written("last")])
  }

  @Test("what is no directory, or a link to one, is not watched")
  func refused() throws {
    try folder.write("file", "x")
    symlink(folder.path, folder.path + "/link")
    for name in ["file", "link", "none", "nul\0"] {
      #expect(throws: SystemError.self) { try watch.add(folder.path + "/" + name) }
    }
  }

  @Test("more events than the kernel keeps are told as an overflow")
  func overflow() throws {
    let limit = try Directory(path: "/proc/sys/fs/inotify")
      .readFile(RelativePath("max_queued_events"), limit: 32)
    let count = try #require(Int(String(decoding: limit.dropLast(), as: UTF8.self)))
    try #require(count <= 1 << 20)
    // Two names in turn: the same event twice in a row counts as one.
    for number in 0..<(count + 1000) {
      try folder.write(number % 2 == 0 ? "a" : "b", "")
    }
    #expect(try events(until: [.overflow]).contains(.overflow))
    try folder.write("after", "x")
    #expect(try events(until: [written("after")]).contains(written("after")))
  }

  @Test("a wake from another thread ends the wait, and one that came before is kept")
  func wake() throws {
    let watch = watch
    let thread = try SystemThread(name: "waker") { watch.wake() }
    #expect(try watch.next(atMost: 600_000_000_000).isEmpty)
    try thread.join()
    watch.wake()
    #expect(try watch.next(atMost: 600_000_000_000).isEmpty)
    #expect(try watch.next(atMost: 0).isEmpty)
  }

  @Test("an event from another thread ends the wait")
  func waiting() throws {
    let folder = folder
    let thread = try SystemThread(name: "writer") { try? folder.write("a", "x") }
    #expect(try !watch.next(atMost: 600_000_000_000).isEmpty)
    try thread.join()
  }

  @Test("records that are cut short are not read past their end")
  func cutRecords() throws {
    // watch 1, mask 8, cookie 0, length 4, name "a" padded.
    let record: [UInt8] = [1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0x61, 0, 0, 0]
    let whole = RawFolderEvent(watch: 1, mask: 8, name: try FileName("a"))
    #expect(decodeFolderEvents(record[...]) == [whole])
    #expect(decodeFolderEvents((record + record)[...]) == [whole, whole])
    for length in 0..<record.count {
      #expect(decodeFolderEvents(record.prefix(length)).isEmpty)
    }
    var lying = record
    lying[15] = 0xFF
    #expect(decodeFolderEvents(lying[...]).isEmpty)
  }
}
