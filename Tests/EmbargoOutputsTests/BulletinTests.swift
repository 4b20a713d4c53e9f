import EmbargoCore
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Glibc
import Testing

@Suite("Messages to the people who run the daemon", .enabled(if: Judge.isHere, "no python3"))
struct BulletinTests {
  private let bulletin = Bulletin(
    code: String(repeating: "a", count: 26), at: Instant(seconds: 1_695_157_200),
    subject: "[embargod] Problem: späte Lieferung\nBcc: x@example.org",
    text: "Problem: it is late\n\nFrom here on – ünïcödé.\n")

  private func output(_ folder: Folder) throws -> EmailOutput {
    try EmailOutput(
      EmailOutput.Settings(
        name: Samples.name("desk"), spool: folder.path,
        from: MailAddress("embargod <embargod@example.org>"),
        to: [MailAddress("desk@example.org"), MailAddress("Ada <ada@example.org>")]))
  }

  @Test("One is a message by the rules, with an envelope that names no release")
  func message() throws {
    let folder = try Folder()
    try output(folder).post(bulletin)
    let found = try Judge.answer("maildir", [folder.path])
    #expect(found.contains(#""defects": []"#) && !found.lowercased().contains(#""bcc""#))
    #expect(found.contains("sp\\u00e4te Lieferung") || found.contains("späte Lieferung"))
    let name = "1695157200.\(bulletin.code).announced.1.embargod"
    let envelope = try JSON(parsing: folder.read("envelopes/\(name).json"))
    #expect(envelope["event"]?.text == "announcement" && envelope["release"] == nil)
    #expect(
      envelope["recipients"] == .array([.string("desk@example.org"), .string("ada@example.org")]))
    #expect(
      envelope["digest"]?.text == Digest(of: try folder.read("new/\(name)")).description)
  }

  @Test("The same one is there once, also when it was moved on")
  func once() throws {
    let folder = try Folder()
    let output = try output(folder)
    try output.post(bulletin)
    try output.post(bulletin)
    let name = "1695157200.\(bulletin.code).announced.1.embargod"
    let (new, cur) = (folder.path + "/new/", folder.path + "/cur/")
    try #require(rename(new + name, cur + name + ":2,S") == 0)
    try output.post(bulletin)
    #expect(try Directory(path: folder.path + "/new").entries(limit: 10).entries.isEmpty)
  }
}
