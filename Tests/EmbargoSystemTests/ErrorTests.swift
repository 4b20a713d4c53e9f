import EmbargoSystem
import Testing

@Suite("Errors and text for people")
struct ErrorTests {
  @Test("an error says what was tried on what, and why it failed")
  func description() {
    let error = SystemError("open", "/srv/press", code: Errno.noSpace)
    #expect(error.description == "cannot open /srv/press: No space left on device (ENOSPC)")
    let own = SystemError("read", "x", code: Errno.tooLarge, detail: "it is longer than 4 bytes")
    #expect(own.description == "cannot read x: it is longer than 4 bytes (EFBIG)")
    #expect(SystemError("read", "x", code: 9999).reason == "unknown error (error 9999)")
  }

  @Test("what an error was about cannot control a terminal")
  func subjectIsEscaped() {
    let error = SystemError("open", "a\u{1B}[2Jb\n", code: Errno.notFound)
    #expect(error.subject == #"a\u{001B}[2Jb\n"#)
  }

  @Test(
    "text from outside is escaped without two inputs becoming one",
    arguments: [
      ("plain é 日本", "plain é 日本"),
      ("a\nb\tc\rd\\", #"a\nb\tc\rd\\"#),
      ("\u{202E}cod.exe", #"\u{202E}cod.exe"#),
      ("\u{7F}\u{85}\u{2028}\u{200B}", #"\u{007F}\u{0085}\u{2028}\u{200B}"#),
      ("👩‍🚀", #"👩\u{200D}🚀"#),
      ("", ""),
    ])
  func escapes(raw: String, shown: String) {
    #expect(displayText(raw.utf8) == shown)
  }

  @Test(
    "bytes that are no UTF-8 come out one by one",
    arguments: [
      ([0x61, 0xFF, 0x62], #"a\xFFb"#),
      ([0xC3], #"\xC3"#),
      ([0xE2, 0x82, 0x61, 0x0A], #"\xE2\x82a\n"#),
      ([0xC0, 0xAF], #"\xC0\xAF"#),
      ([0xED, 0xA0, 0x80], #"\xED\xA0\x80"#),
      ([0xFF, 0xC3, 0xA9, 0xF0, 0x9F, 0x9A, 0x80], #"\xFFé🚀"#),
    ] as [([UInt8], String)])
  func invalidBytes(raw: [UInt8], shown: String) {
    #expect(displayText(raw) == shown)
  }

  @Test("random bytes differ from call to call, and print as hexadecimal digits")
  func random() throws {
    let first = try SecureRandom.bytes(32)
    #expect(first.count == 32)
    #expect(try SecureRandom.bytes(32) != first)
    #expect(try SecureRandom.bytes(0).isEmpty)
    let digits = try SecureRandom.hexadecimal(bytes: 8)
    #expect(digits.count == 16 && digits.allSatisfy("0123456789abcdef".contains))
  }
}
