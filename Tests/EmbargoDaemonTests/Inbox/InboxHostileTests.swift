import EmbargoCore
import Glibc
import Testing

@testable import EmbargoDaemon
@testable import EmbargoSystem

@Suite("Inbox: hostile files")
struct InboxHostileTests {
  private let place: InboxPlace

  init() throws { place = try InboxPlace() }

  @Test("links, FIFOs, sockets and files with several names stay and are named with the reason")
  func kinds() throws {
    try place.write("real.part", "x")
    symlink(place.path + "/real.part", place.path + "/link.txt")
    symlink("/nowhere", place.path + "/dangling.txt")
    symlink("/tmp", place.path + "/link-to-folder")
    mkfifo(place.path + "/fifo.txt", 0o600)
    link(place.path + "/real.part", place.path + "/second.txt")
    try makeSocket("socket.txt")
    place.settle()
    place.settle()
    #expect(place.arrivals.isEmpty)
    #expect(place.reason("link.txt") == "it is a symbolic link")
    #expect(place.reason("dangling.txt") == "it is a symbolic link")
    #expect(place.reason("link-to-folder") == "it is a symbolic link")
    #expect(place.reason("fifo.txt") == "it is a FIFO, not a regular file")
    #expect(place.reason("second.txt") == "it has 2 names (hard links)")
    #expect(place.reason("socket.txt") == "it is a socket, not a regular file")
    #expect(place.loop.leftAlone.count == 6)
    #expect(try place.names().count == 7)
    unlink(place.path + "/real.part")
    place.settle()
    #expect(place.arrivals.map(\.name) == ["second.txt"])
  }

  private func makeSocket(_ name: String) throws {
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(number) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) {
      $0.copyBytes(from: "\(place.path)/\(name)".utf8)
    }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(result == 0)
  }

  @Test("names with line breaks, escapes, no UTF-8 and 255 bytes are taken, shown escaped")
  func names() throws {
    let inbox = try Directory(path: place.path)
    let odd: [[UInt8]] = [
      Array("a\nb\u{1B}[31m.txt".utf8), [0xFF, 0xC3, 0x2E, 0x74, 0x78, 0x74],
      Array(repeating: 0x78, count: 251) + Array(".txt".utf8),
      Array(String(repeating: "é", count: 125).utf8) + Array(".txt".utf8),
    ]
    for bytes in odd {
      let created = try inbox.createFile(FileName(bytes: bytes), bytes, mode: .publicFile)
      #expect(created == .created)
    }
    place.settle()
    #expect(place.arrivals.count == 4)
    #expect(place.arrivals.contains { $0.name == "a\\nb\\u{001B}[31m.txt" })
    #expect(place.arrivals.contains { $0.name == "\\xFF\\xC3.txt" })
    #expect(try place.names().isEmpty)
    let accepted = try Directory(path: place.path + "/accepted").entries(limit: 10).entries
    let jsons = accepted.map(\.name).filter { !$0.isHidden }
    #expect(jsons.count == 4)
    #expect(jsons.contains { $0.bytes == Array("a\nb\u{1B}[31m.txt.json".utf8) })
    #expect(jsons.count { $0.string?.hasPrefix("éé") == true } == 1)
    #expect(jsons.allSatisfy { $0.bytes.count <= 255 })
  }

  @Test("the same names are refused with a reason beside them")
  func refusedNames() throws {
    place.verdict = { _ in .refused(["no stamp"]) }
    let inbox = try Directory(path: place.path)
    let long = try FileName(bytes: Array(repeating: 0x78, count: 255))
    for _ in 1...2 {
      _ = try inbox.createFile(long, [1], mode: .publicFile)
      _ = try inbox.createFile(FileName("a\nb"), [1], mode: .publicFile)
      place.settle()
    }
    let names = try place.names("rejected")
    #expect(names.count == 8)
    #expect(names.contains(long.description) && names.contains("a\\nb.2.reason.txt"))
  }

  @Test("a file that is rewritten while it is read is not taken, but when it is complete again")
  func rewrittenWhileRead() throws {
    try place.write("a.txt", "old words")
    let path = place.path + "/a.txt"
    place.meanwhile.set {
      let file = open(path, O_WRONLY | O_TRUNC)
      write(file, "new", 3)
      close(file)
    }
    place.settle()
    #expect(place.arrivals.isEmpty)
    #expect(place.reason("a.txt") == "it changed while it was read")
    try place.handleEvents { !place.arrivals.isEmpty }
    #expect(place.arrivals.map(\.bytes) == [Array("new".utf8)])
  }

  @Test("a file that is written to after it was read, before it is removed, stays")
  func rewrittenBeforeRemoval() throws {
    try place.write("a.txt", "old")
    place.verdict = { [unowned place] arrival in
      if place.arrivals.count == 1 { try? place.write("a.txt", " and new", flags: O_APPEND) }
      return .accepted(InboxPlace.receipt(for: arrival.bytes))
    }
    place.settle()
    #expect(try place.read("a.txt") == "old and new")
    let first = InboxPlace.receipt(for: Array("old".utf8)).id.description
    #expect(try place.read("accepted/a.txt.json").contains(first))
    try place.handleEvents { place.arrivals.count == 2 }
    #expect(place.arrivals[1].bytes == Array("old and new".utf8))
    #expect(try place.names().isEmpty)
  }

  @Test("a file that takes the name of an accepted one is not removed in its place")
  func replacedBeforeRemoval() throws {
    try place.write("a.txt", "old")
    try place.write("new.tmp", "new")
    place.verdict = { [unowned place] arrival in
      if place.arrivals.count == 1 { rename(place.path + "/new.tmp", place.path + "/a.txt") }
      return .accepted(InboxPlace.receipt(for: arrival.bytes))
    }
    place.settle()
    #expect(try place.read("a.txt") == "new")
    try place.handleEvents { place.arrivals.count == 2 }
    #expect(place.arrivals.map(\.bytes) == [Array("old".utf8), Array("new".utf8)])
  }

  @Test("a size and a time of modification that are as before do not hide what was written")
  func forgedTime() throws {
    try place.write("a.txt", "old")
    let path = place.path + "/a.txt"
    let before = try #require(try FileAttributes.of(path: path))
    place.verdict = { arrival in
      var times = [timespec(), timespec()]
      times[1].tv_sec = Int(before.lastModification / 1_000_000_000)
      times[1].tv_nsec = Int(before.lastModification % 1_000_000_000)
      // The kernel's time stamps may move in steps: write until this one has moved.
      repeat {
        let file = open(path, O_WRONLY | O_TRUNC)
        write(file, "new", 3)
        close(file)
        utimensat(AT_FDCWD, path, &times, 0)
      } while (try? FileAttributes.of(path: path)?.lastChange) == before.lastChange
      return .accepted(InboxPlace.receipt(for: arrival.bytes))
    }
    place.settle()
    #expect(try FileAttributes.of(path: path)?.lastModification == before.lastModification)
    #expect(try place.read("a.txt") == "new")
  }

  @Test("a file that the daemon may not read stays and is named")
  func unreadable() async throws {
    try place.write("a.txt", "x")
    let path = place.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      chmod(path + "/a.txt", 0)
      chmod(path, 0o777)
      if geteuid() == 0 {
        precondition(setgroups(0, nil) == 0 && setgid(65_534) == 0 && setuid(65_534) == 0)
      }
      let other = try InboxPlace()
      let folder = InboxFolder(
        Configuration.Inbox(directory: path), watch: other.watch,
        edges: other.loop.folders[0].edges)
      folder.scan()
      other.clock += 2
      folder.scan()
      let reason = folder.left[try FileName("a.txt")]
      #expect(reason == "it cannot be read: Permission denied (EACCES)")
      #expect(other.arrivals.isEmpty)
    }
    #expect(try place.names() == ["a.txt"])
  }

  @Test("of very many that stay 100 are named, and none keeps a file behind it from being taken")
  func crowd() throws {
    for number in 0..<1500 { symlink("x", "\(place.path)/l\(number)") }
    try place.write("z.txt", "words")
    place.loop.scan()
    #expect(place.loop.folders[0].hasMore)
    #expect(place.loop.folders[0].left.count == 1000)
    place.loop.scan()
    #expect(!place.loop.folders[0].hasMore)
    #expect(place.loop.leftAlone.count == 100)
    place.clock += 2
    place.loop.scan()
    place.loop.scan()
    #expect(place.arrivals.map(\.name) == ["z.txt"])
  }

  @Test("something else under the name of a kept folder stops the inbox, and is announced")
  func keptFolderTaken() throws {
    symlink("/tmp", place.path + "/accepted")
    try place.write("a.txt", "x")
    place.settle()
    #expect(place.arrivals.isEmpty)
    #expect(place.loop.problems.count == 1)
    #expect(place.notices.map(\.code) == ["inbox.missing"])
    unlink(place.path + "/accepted")
    place.settle()
    #expect(place.arrivals.count == 1 && place.loop.problems.isEmpty)
  }
}
