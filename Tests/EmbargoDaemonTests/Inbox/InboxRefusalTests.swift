import EmbargoCore
import Glibc
import Testing

@testable import EmbargoDaemon
@testable import EmbargoSystem

@Suite("Inbox: refusing")
struct InboxRefusalTests {
  private let place: InboxPlace

  init() throws {
    place = try InboxPlace()
    place.verdict = { _ in .refused(["Line 2: 1:30 a.m. comes twice.", "Write EDT or EST."]) }
  }

  @Test("a refused file is moved to rejected/ with the reason beside it")
  func refused() throws {
    try place.write("letter.txt", "words")
    place.settle()
    #expect(try place.names().isEmpty)
    #expect(try place.names("rejected") == ["letter.txt", "letter.txt.reason.txt"])
    #expect(try place.read("rejected/letter.txt") == "words")
    #expect(
      try place.read("rejected/letter.txt.reason.txt") == """
        This file was refused; nothing of it was queued.

        Line 2: 1:30 a.m. comes twice.
        Write EDT or EST.

        When that is mended, move the file back into the inbox.\n
        """)
    #expect(try place.names("accepted").isEmpty)
  }

  @Test("a name that is taken in rejected/ is numbered; nothing there is replaced")
  func taken() throws {
    for text in ["first", "second", "third"] {
      try place.write("a.txt", text)
      place.settle()
    }
    #expect(try place.read("rejected/a.txt") == "first")
    #expect(try place.read("rejected/a.txt.2") == "second")
    #expect(try place.read("rejected/a.txt.3") == "third")
    #expect(try place.read("rejected/a.txt.3.reason.txt").contains("comes twice"))
    #expect(try place.names("rejected").count == 6)
  }

  @Test("a refused file that has the name of a reason is not replaced by one")
  func nameOfReason() throws {
    try place.write("a.txt.reason.txt", "somebody's words")
    place.settle()
    try place.write("a.txt", "words")
    place.settle()
    #expect(try place.read("rejected/a.txt.reason.txt") == "somebody's words")
    #expect(try place.read("rejected/a.txt.2") == "words")
    #expect(try place.read("rejected/a.txt.2.reason.txt").contains("comes twice"))
  }

  @Test("a file that is too large is refused unread, with its size and the key of the bound")
  func tooLarge() throws {
    try place.write("a.txt", String(repeating: "x", count: 1001))
    place.settle()
    #expect(place.arrivals.isEmpty)
    let reason = try place.read("rejected/a.txt.reason.txt")
    #expect(reason.contains("1001 bytes") && reason.contains("1000"))
    #expect(reason.contains("intake.max_bytes"))
    #expect(try place.names("rejected").contains("a.txt"))
  }

  @Test("a reason that a crash left is used when the file is refused again")
  func orphanedReason() throws {
    try place.write("a.txt", "words")
    place.settle()
    try place.move("rejected/a.txt", to: "a.txt")
    place.settle()
    #expect(try place.names("rejected") == ["a.txt", "a.txt.reason.txt"])
  }

  @Test("while rejected/ cannot take it a refused file stays and its reason is in the list")
  func noRoom() throws {
    place.loop.scan()
    rmdir(place.path + "/rejected")
    try place.write("a.txt", "words")
    place.settle()
    #expect(try place.names() == ["a.txt"])
    #expect(place.reason("a.txt")?.contains("comes twice") == true)
  }

  @Test("a file that is replaced while it is refused stays, and is judged anew")
  func replaced() throws {
    try place.write("a.txt", "old")
    try place.write("new.tmp", "new")
    place.verdict = { [unowned place] arrival in
      rename(place.path + "/new.tmp", place.path + "/a.txt")
      return .refused(["no stamp"])
    }
    place.settle()
    #expect(try place.read("a.txt") == "new")
    #expect(try place.names("rejected").isEmpty)
    place.settle()
    #expect(try place.read("rejected/a.txt") == "new")
    #expect(place.arrivals.count == 2)
  }
}
