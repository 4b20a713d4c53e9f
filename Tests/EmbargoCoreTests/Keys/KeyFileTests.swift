import Crypto
import EmbargoCore
import Testing

@Suite("The file with a daemon's keys")
struct KeyFileTests {
  private static func key(_ byte: UInt8) throws -> SecretKey {
    try #require(SecretKey(bytes: Array(repeating: byte, count: 32)))
  }

  private static func file() throws -> KeyFile {
    KeyFile(master: try key(1), signing: try key(2))
  }

  @Test("It is read as it is written")
  func roundTrip() throws {
    var file = try Self.file()
    for byte in UInt8(3)...9 {
      file = try #require(
        file.rotated(master: try Self.key(byte), signing: try Self.key(byte &+ 100)))
      #expect(try KeyFile(parsing: file.text) == file)
    }
    #expect(file.epoch(.master) == 8 && file.epoch(.signing) == 8)
    #expect(String(decoding: file.text, as: UTF8.self).hasPrefix("embargod-keys 1\nmaster 1 AQEB"))
  }

  @Test("The highest epoch is in use, and earlier ones are found by their id")
  func epochs() throws {
    let first = try Self.file()
    let second = try #require(first.rotated(master: try Self.key(3), signing: try Self.key(4)))
    let (old, new) = (try #require(first.signer), try #require(second.signer))
    #expect(old.key != new.key)
    #expect(second.signer(old.key.id)?.key == old.key)
    #expect(second.signer(new.key.id)?.key == new.key)
    #expect(first.signer(new.key.id) == nil)
  }

  @Test("A file that is wrong is refused by its line, and nothing of it is repeated")
  func refusals() throws {
    let good = String(decoding: try Self.file().text, as: UTF8.self)
    let key = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
    let cases: [(String, Int)] = [
      ("", 1), ("embargod-keys 2\n", 1), (good.replacing("keys 1\n", with: "keys 1 \n"), 1),
      (good + "signing 1 \(key)\n", 4), (good + "signing 02 \(key)\n", 4),
      (good + "signing 0 \(key)\n", 4), (good + "signing 1000001 \(key)\n", 4),
      (good + "signing 2  \(key)\n", 4), (good + "other 2 \(key)\n", 4),
      (good + "signing 2 \(key.dropFirst(4))\n", 4), (good + "signing 2 !\(key.dropFirst())\n", 4),
      (good + "signing 2 \(key.replacing("E=", with: "F="))\n", 4),
      ("embargod-keys 1\nmaster 1 \(key)\n", 3), ("embargod-keys 1\nsigning 1 \(key)\n", 3),
    ]
    for (text, line) in cases {
      let error = #expect(throws: KeyFileError.self) { try KeyFile(parsing: Array(text.utf8)) }
      #expect(error?.line == line, "\(text)")
      #expect(error.map { !"\($0)".contains("AQEB") } ?? false)
    }
    #expect(throws: KeyFileError.self) {
      try KeyFile(parsing: Array(repeating: 10, count: KeyFile.longest + 1))
    }
  }

  @Test("No text shows a secret")
  func secrecy() throws {
    let file = try Self.file()
    var dumped = ""
    dump(file, to: &dumped)
    for text in ["\(file)", String(reflecting: file), dumped, "\(try #require(file.signer))"] {
      #expect(!text.contains("AQEB") && !text.contains("[1, 1, 1") && !text.contains("- 1\n"))
    }
  }

  @Test("Base64 is that of RFC 4648, and has one way of writing anything")
  func base64() {
    let vectors = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]
    for (count, text) in vectors.enumerated() {
      let bytes = Array("foobar".utf8.prefix(count))
      #expect(Base64Text.text(bytes) == text && Base64Text.bytes(text) == bytes)
    }
    for wrong in ["Zg", "Zg=", "Zh==", "Zm9v=", "Zm 9", "====", "Zm9\u{e9}", "Z===", "Zg==Zg=="] {
      #expect(Base64Text.bytes(wrong) == nil, "\(wrong)")
    }
    #expect(Base64Text.text([251, 255]) == "+/8=")
  }

  @Test("Signatures are those of RFC 8032 (section 7.1, test 2)")
  func signatures() throws {
    let seed = try #require(
      Hex.bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
    let signer = CheckpointSigner(seed: try #require(SecretKey(bytes: seed)))
    #expect(
      Hex.text(signer.key.bytes)
        == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    let signature = signer.signature(over: [0x72])
    #expect(
      Hex.text(signature)
        == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
    #expect(signer.key.isSignature(signature, over: [0x72]))
    #expect(!signer.key.isSignature(signature, over: [0x73]))
    #expect(!signer.key.isSignature(Array(signature.dropLast()), over: [0x72]))
    #expect(CheckpointKey(text: signer.key.text) == signer.key)
    #expect(signer.key.id == Hex.text(Array(SHA256.hash(data: signer.key.bytes)).prefix(8)))
  }
}
