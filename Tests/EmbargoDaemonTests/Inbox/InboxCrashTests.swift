import EmbargoControl
import EmbargoCore
import Glibc
import Synchronization
import Testing

@testable import EmbargoDaemon
@testable import EmbargoSystem

@Suite("Inbox: crashes, lost folders and the thread")
struct InboxCrashTests {
  private let place: InboxPlace

  init() throws { place = try InboxPlace() }

  /// What a crash before the removal leaves: a file that was accepted.
  private func acceptWithoutRemoval(_ name: String) throws {
    place.loop.scan()
    mkdir(place.path + "/accepted/\(name).json", 0o700)
    try place.write(name, "words")
    place.settle()
    #expect(place.arrivals.count == 1)
  }

  @Test("while what was accepted cannot be said the file stays; it is not handed over again")
  func receiptFails() throws {
    try acceptWithoutRemoval("a.txt")
    #expect(try place.names() == ["a.txt"])
    #expect(place.reason("a.txt")?.contains("it was accepted as") == true)
    place.loop.scan()
    #expect(place.arrivals.count == 1)
    rmdir(place.path + "/accepted/a.txt.json")
    place.loop.scan()
    #expect(place.arrivals.count == 1)
    #expect(try place.names().isEmpty && place.loop.leftAlone.isEmpty)
    #expect(try place.read("accepted/a.txt.json").contains("lifts_at"))
  }

  @Test("after a crash between acceptance and removal a duplicate is removed like an acceptance")
  func duplicate() throws {
    try acceptWithoutRemoval("a.txt")
    rmdir(place.path + "/accepted/a.txt.json")
    try place.restart()
    place.verdict = { .duplicate(InboxPlace.receipt(for: $0.bytes)) }
    place.settle()
    #expect(place.arrivals.count == 2)
    #expect(try place.names().isEmpty)
    let id = InboxPlace.receipt(for: Array("words".utf8)).id.description
    #expect(try place.read("accepted/a.txt.json").contains(id))
  }

  @Test("a file that a crash left on its way out is put back and handed over again")
  func recoverFile() throws {
    place.loop.scan()
    try place.write("accepted/.removing/a.txt", "words")
    try place.write("a.txt", "other words")
    try place.restart()
    place.verdict = { .duplicate(InboxPlace.receipt(for: $0.bytes)) }
    place.settle()
    #expect(Set(place.arrivals.map(\.name)) == ["a.txt", "a.txt.2"])
    #expect(try place.names().isEmpty && place.names("accepted/.removing").isEmpty)
  }

  @Test("what a crash left of an accepted folder is never read as a release")
  func recoverFolder() throws {
    place.loop.scan()
    try place.makeFolder("accepted/.removing/letter", ["notes.txt": "FOR IMMEDIATE RELEASE"])
    try place.restart()
    place.settle()
    #expect(place.arrivals.isEmpty)
    #expect(try place.names("rejected") == ["letter", "letter.reason.txt"])
    #expect(try place.read("rejected/letter/notes.txt") == "FOR IMMEDIATE RELEASE")
  }

  @Test("of an accepted folder the text is removed first, and a failure leaves the rest to people")
  func textFirst() throws {
    try place.makeFolder("letter", ["release.txt": "words"])
    // The folder in it cannot be removed like a file.
    mkdir(place.path + "/letter/a", 0o700)
    let shelves = try Shelves(path: place.path)
    let name = try FileName("letter")
    let mark = try #require(try EntryMark.of(name, in: shelves.inbox))
    #expect(throws: SystemError.self) {
      try shelves.remove(name, mark, text: FileName("release.txt"))
    }
    #expect(try place.names("accepted/.removing/letter") == ["a"])
    try shelves.recover()
    #expect(try place.names("rejected") == ["letter", "letter.reason.txt"])
    rmdir(place.path + "/rejected/letter/a")
  }

  @Test("a folder that is missing is announced once, looked for, and taken from when it is there")
  func missing() throws {
    let away = place.path + "-away"
    place.loop.scan()
    #expect(rename(place.path, away) == 0)
    place.loop.scan()
    place.loop.scan()
    #expect(place.notices.map(\.code) == ["inbox.missing"])
    #expect(place.loop.problems.first?.contains("ENOENT") == true)
    #expect(rename(away, place.path) == 0)
    try place.write("a.txt", "words")
    place.settle()
    #expect(place.loop.problems.isEmpty && place.arrivals.count == 1)
    #expect(place.notices.map(\.level) == [.error, .info])
    try place.write("b.txt", "more")
    try place.handleEvents { place.arrivals.count == 2 }
  }

  @Test("another folder under the same path is noticed and watched instead")
  func replacedFolder() throws {
    place.loop.scan()
    #expect(rename(place.path, place.path + "-old") == 0)
    mkdir(place.path, 0o755)
    place.loop.scan()
    try place.write("a.txt", "words")
    try place.handleEvents { place.arrivals.count == 1 }
    for name in ["accepted/.removing", "accepted", "rejected", ""] {
      rmdir(place.path + "-old/" + name)
    }
  }

  @Test("the thread takes what comes in, tells what it left, and ends after the current release")
  func thread() async throws {
    let (names, send) = AsyncStream.makeStream(of: String.self)
    let inbox = try Inbox(
      InboxSettings(
        folders: [Configuration.Inbox(directory: place.path)], maxBytes: 1000,
        maxAttachmentBytes: 1000),
      take: { arrival in
        send.yield(arrival.name)
        return .accepted(InboxPlace.receipt(for: arrival.bytes))
      },
      notify: { _ in })
    try inbox.start()
    try place.write("a.txt", "words")
    symlink("x", place.path + "/link")
    var iterator = names.makeAsyncIterator()
    #expect(await iterator.next() == "a.txt")
    try place.write("b.txt", "words")
    #expect(await iterator.next() == "b.txt")
    try inbox.stop()
    #expect(try place.names() == ["link"])
    #expect(inbox.reply.folders == [place.path])
    #expect(inbox.leftAlone.allSatisfy { $0.reason == "it is a symbolic link" })
    #expect(inbox.problems.isEmpty)
  }
}
