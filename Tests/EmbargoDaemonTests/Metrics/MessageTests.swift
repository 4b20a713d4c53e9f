import EmbargoDaemon
import EmbargoSystem
import Glibc
import Logging
import Testing

@Suite("Messages in the journal")
struct MessageTests {
  @Test("docs/metrics.md has the id of each kind of message, and no kind has that of another")
  func ids() throws {
    let page = String(decoding: try ProjectFile.read("docs/metrics.md"), as: UTF8.self)
    var rows: [String: String] = [:]
    for line in page.split(separator: "\n") {
      let cells = line.split(separator: "|").map { $0.filter { $0 != "`" && $0 != " " } }
      guard cells.count == 2, cells[1].utf8.count == 32 else { continue }
      rows[cells[0]] = cells[1]
    }
    #expect(rows == MessageID.table)
    let ids = MessageID.table.values
    #expect(ids.count > 40 && Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } })
  }

  @Test("An entry has the event, its id and the release as fields, and all of it in its line")
  func fields() throws {
    let journal = try DatagramSocket()
    var logger = Logger(label: "test") { _ in
      JournalLogHandler(JournalSocket(path: journal.path))
    }
    logger.logLevel = .info
    logger.error("was due\nand is late", metadata: ["event": "release.late", "release": "018a"])
    let id = try #require(MessageID.table["release.late"])
    #expect(
      journal.receive() == """
        MESSAGE=was due\\nand is late event=release.late release=018a
        PRIORITY=3
        SYSLOG_IDENTIFIER=embargod
        MESSAGE_ID=\(id)
        EMBARGO_EVENT=release.late
        EMBARGO_RELEASE=018a

        """)
    logger.info("over", metadata: ["event": "release.late.over"])
    #expect(journal.receive()?.contains("MESSAGE_ID=\(id)\n") == true)
    logger.notice("it speaks for itself")
    #expect(journal.receive()?.contains("MESSAGE_ID") == false)
    logger.debug("not told")
    #expect(journal.receive() == nil)
  }
}

/// A socket as the journal's, in a folder of its own.
private final class DatagramSocket {
  private let folder: TemporaryFolder
  private let number: Int32
  var path: String { folder.path + "/other" }

  init() throws {
    folder = try TemporaryFolder()
    number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = (folder.path + "/other").utf8
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafeBytes(of: &address) { bytes in
      bytes.baseAddress.map { bind(number, $0.assumingMemoryBound(to: sockaddr.self), size) } ?? -1
    }
    try #require(result == 0)
  }

  deinit { close(number) }

  /// What is there already; nil: nothing.
  func receive() -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let got = recv(number, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    return got < 0 ? nil : String(decoding: bytes.prefix(got), as: UTF8.self)
  }
}
