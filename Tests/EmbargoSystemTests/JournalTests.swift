import EmbargoSystem
import Testing

@Suite("The systemd journal")
struct JournalTests {
  @Test("an entry arrives as one datagram, a field a line")
  func arrives() throws {
    let folder = try TemporaryFolder()
    let server = try UnixSocket(path: folder.path + "/journal", type: .datagram)
    let journal = JournalSocket(path: folder.path + "/journal")
    try journal.send([("MESSAGE", "it is late"), ("PRIORITY", "3")])
    #expect(server.receive() == "MESSAGE=it is late\nPRIORITY=3\n")
  }

  @Test("a value with line ends cannot become another field")
  func lineEnds() throws {
    let folder = try TemporaryFolder()
    let server = try UnixSocket(path: folder.path + "/journal", type: .datagram)
    try JournalSocket(path: folder.path + "/journal").send([("MESSAGE", "a\nPRIORITY=0")])
    #expect(server.receive() == "MESSAGE\n\u{0C}\0\0\0\0\0\0\0a\nPRIORITY=0\n")
  }

  @Test("a journal that is not there, and an entry too large for it, are errors")
  func refused() throws {
    let folder = try TemporaryFolder()
    let journal = JournalSocket(path: folder.path + "/journal")
    #expect(throws: SystemError.self) { try journal.send([("MESSAGE", "a")]) }
    let server = try UnixSocket(path: folder.path + "/journal", type: .datagram)
    let large = String(repeating: "x", count: 8 << 20)
    #expect(throws: SystemError.self) { try journal.send([("MESSAGE", large)]) }
    #expect(server.receive() == nil)
  }
}
