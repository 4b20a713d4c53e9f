import EmbargoCore
import EmbargoTime
import Glibc
import Testing

@testable import EmbargoDaemon
@testable import EmbargoSystem

@Suite("Inbox: taking files")
struct InboxTakingTests {
  private let place: InboxPlace

  init() throws { place = try InboxPlace() }

  private func permissions(_ name: String) throws -> FileMode? {
    try FileAttributes.of(path: "\(place.path)/\(name)")?.mode
  }

  @Test("a file found at start is taken once it has been the same for 2 seconds")
  func foundAtStart() throws {
    try place.write("letter.txt", "words")
    place.loop.scan()
    #expect(place.arrivals.isEmpty)
    #expect(place.reason("letter.txt")?.contains("2 seconds") == true)
    place.clock += 1
    place.loop.scan()
    #expect(place.arrivals.isEmpty)
    place.clock += 1
    place.loop.scan()
    let arrival = try #require(place.arrivals.first)
    #expect(arrival.name == "letter.txt" && arrival.textName == "letter.txt")
    #expect(arrival.path == place.path + "/letter.txt")
    #expect(arrival.bytes == Array("words".utf8) && arrival.attachments.isEmpty)
    #expect(try place.names().isEmpty)
    #expect(place.loop.leftAlone.isEmpty && place.arrivals.count == 1)
  }

  @Test("what is accepted is removed, and accepted/<name>.json says its id and when it lifts")
  func receipt() throws {
    try place.write("letter.txt", "words")
    place.settle()
    let json = try place.read("accepted/letter.txt.json")
    let id = InboxPlace.receipt(for: Array("words".utf8)).id
    #expect(
      json == """
        {"id":"\(id)","lifts_at":"2023-09-19T21:00:00Z","notes":["read from line 2"],\
        "words":"on Tuesday at 5:00 p.m."}\n
        """)
    #expect(try permissions("accepted") == 0o750 && permissions("rejected") == 0o750)
    #expect(try permissions("accepted/letter.txt.json") == 0o640)
  }

  @Test("a file that is closed after writing is taken at once, and so is one that is renamed in")
  func events() throws {
    place.loop.scan()
    try place.write("a.txt", "1")
    try place.write(".b.tmp", "2")
    try place.move(".b.tmp", to: "b.txt")
    try place.handleEvents { place.arrivals.count == 2 }
    #expect(place.arrivals.map(\.name) == ["a.txt", "b.txt"])
    #expect(try place.names().isEmpty)
  }

  @Test("a file that its writer has not closed stays however long it rests, and is named")
  func stillOpen() throws {
    place.loop.scan()
    let file = open(place.path + "/a.txt", O_WRONLY | O_CREAT, 0o644)
    write(file, "half", 4)
    try place.handleEvents { place.reason("a.txt") != nil }
    for _ in 1...5 {
      place.clock += 3600
      place.loop.scan()
    }
    #expect(place.arrivals.isEmpty)
    #expect(place.reason("a.txt")?.contains("still being written") == true)
    write(file, " whole", 6)
    close(file)
    try place.handleEvents { !place.arrivals.isEmpty }
    #expect(place.arrivals.map(\.bytes) == [Array("half whole".utf8)])
  }

  @Test("after lost events a file whose end of writing was not told is taken when it is quiet")
  func overflow() throws {
    place.loop.scan()
    let file = open(place.path + "/a.txt", O_WRONLY | O_CREAT, 0o644)
    write(file, "words", 5)
    try place.handleEvents { place.reason("a.txt") != nil }
    place.loop.handle(.overflow)
    close(file)
    place.loop.scan()
    #expect(place.arrivals.isEmpty)
    place.clock += 2
    place.loop.scan()
    #expect(place.arrivals.count == 1)
  }

  @Test("a file that was found growing must be quiet for longer")
  func growing() throws {
    try place.write("a.txt", "1")
    place.loop.scan()
    try place.write("a.txt", "2", flags: O_APPEND)
    // The events are not looked at, as on a network file system where there are none.
    for seconds: Int64 in [2, 29] {
      place.clock += seconds
      place.loop.scan()
      #expect(place.arrivals.isEmpty)
    }
    place.clock += 1
    place.loop.scan()
    #expect(place.arrivals.map(\.bytes) == [[0x31, 0x32]])
  }

  @Test("a file that was created empty and closed is not taken before it is quiet")
  func touched() throws {
    place.loop.scan()
    try place.write("a.txt", "")
    try place.handleEvents { place.reason("a.txt")?.contains("2 seconds") == true }
    #expect(place.arrivals.isEmpty)
    try place.write("a.txt", "words")
    try place.handleEvents { !place.arrivals.isEmpty }
    #expect(place.arrivals.map(\.bytes) == [Array("words".utf8)])
  }

  @Test("a file of no bytes is handed over as it is, once it is quiet")
  func empty() throws {
    try place.write("a.txt", "")
    place.settle()
    #expect(place.arrivals.map(\.bytes) == [[]])
  }

  @Test("names of hidden, partial and backup files and the kept folders are passed over")
  func ignored() throws {
    for name in [".a.txt", "a.part", "a.tmp", "a.txt~"] { try place.write(name, "x") }
    place.settle()
    try place.write("b.part", "x")
    try place.write("z.txt", "x")
    try place.handleEvents { !place.arrivals.isEmpty }
    #expect(place.arrivals.map(\.name) == ["z.txt"])
    #expect(place.loop.leftAlone.isEmpty)
    #expect(try place.names() == [".a.txt", "a.part", "a.tmp", "a.txt~", "b.part"])
  }

  @Test("a file that is renamed in while others are being taken is taken as well")
  func renameWhileScanning() throws {
    try place.write("a.txt", "1")
    try place.write("late.tmp", "2")
    place.verdict = { [unowned place] arrival in
      if arrival.name == "a.txt" { rename(place.path + "/late.tmp", place.path + "/late.txt") }
      return .accepted(InboxPlace.receipt(for: arrival.bytes))
    }
    place.settle()
    try place.handleEvents { place.arrivals.count == 2 }
    #expect(place.arrivals.map(\.name) == ["a.txt", "late.txt"])
    #expect(try place.names().isEmpty)
  }

  @Test("the owner of the file is the submitter, and an inbox may name another")
  func submitter() throws {
    try place.write("a.txt", "1")
    chown(place.path + "/a.txt", 65_534, getgid())
    let owner = try #require(try FileAttributes.of(path: place.path + "/a.txt")?.owner)
    let name = try Accounts.user(number: owner)?.name ?? "uid:\(owner)"
    place.settle()
    #expect(place.arrivals.last?.submitter == Actor(uid: owner, name: name))
    try place.restart(submitter: "root")
    try place.write("b.txt", "2")
    place.settle()
    #expect(place.arrivals.last?.submitter == Actor(uid: 0, name: "root"))
  }

  @Test("with a submitter whom the system does not know files stay, and that is announced")
  func unknownSubmitter() throws {
    try place.restart(submitter: "no-such-user")
    try place.write("a.txt", "1")
    place.settle()
    #expect(place.arrivals.isEmpty)
    #expect(try place.names() == ["a.txt"])
    #expect(place.reason("a.txt")?.contains("no-such-user") == true)
    #expect(place.notices.contains { $0.code == "inbox.submitter" && $0.level == .error })
  }

  @Test("what cannot be taken now stays and is tried again, with the others in turn")
  func later() throws {
    for name in ["a.txt", "b.txt", "c.txt"] { try place.write(name, name) }
    place.verdict = { _ in .later("the ledger's disk is full") }
    place.settle()
    #expect(place.arrivals.map(\.name) == ["a.txt"])
    #expect(place.reason("a.txt") == "it waits: the ledger's disk is full")
    place.loop.scan()
    #expect(place.arrivals.map(\.name) == ["a.txt", "b.txt"])
    #expect(try place.names().count == 3)
    place.verdict = { .accepted(InboxPlace.receipt(for: $0.bytes)) }
    place.loop.scan()
    #expect(place.arrivals.map(\.name).sorted() == ["a.txt", "a.txt", "b.txt", "b.txt", "c.txt"])
    #expect(try place.names().isEmpty)
  }

  @Test("what the log is told counts releases and holds no name")
  func notices() throws {
    try place.write("secret-name.txt", "1")
    try place.write("other-name.txt", "2")
    place.verdict = { arrival in
      arrival.name == "secret-name.txt"
        ? .accepted(InboxPlace.receipt(for: arrival.bytes)) : .refused(["no stamp"])
    }
    place.settle()
    for folder in place.loop.folders { folder.report() }
    #expect(place.notices.map(\.code) == ["inbox.accepted", "inbox.refused"])
    #expect(place.notices.allSatisfy { $0.text.contains(place.path) })
    #expect(
      place.notices.allSatisfy { !$0.text.contains("name") && !$0.text.contains("central") })
  }
}
