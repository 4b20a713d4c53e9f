import EmbargoCore
import Testing

@Suite("Digests and commitments")
struct DigestTests {
  @Test("A digest is SHA-256 (FIPS 180-4)")
  func sha256() {
    #expect(
      Digest(of: Array("abc".utf8)).description
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test("A keyed hash is HMAC-SHA256 (RFC 4231, test case 2)")
  func hmac() {
    let code = KeyedHash.bytes(
      key: Array("Jefe".utf8), over: Array("what do ya want for nothing?".utf8))
    #expect(
      Hex.text(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }

  @Test("Moving a byte from one part to the next changes the digest of parts")
  func parts() {
    let splits: [[[UInt8]]] = [
      [[1, 2], [3]], [[1], [2, 3]], [[1, 2, 3]], [[], [1, 2, 3]], [[1, 2, 3], []],
    ]
    #expect(Set(splits.map { Digest(parts: $0) }).count == splits.count)
  }

  @Test("The digest of a revision covers format, text, attachments and their names")
  func revision() {
    let plain = RevisionContent(bytes: [1, 2])
    let others = [
      plain, RevisionContent(bytes: [1]), RevisionContent(bytes: [1, 2], format: .markdown),
      RevisionContent(bytes: [1, 2], attachments: [Attachment(name: "a", bytes: [])]),
      RevisionContent(bytes: [1, 2], attachments: [Attachment(name: "b", bytes: [])]),
      RevisionContent(bytes: [1, 2], attachments: [Attachment(name: "a", bytes: [1])]),
    ]
    #expect(Set(others.map(\.digest)).count == others.count)
  }

  @Test("A commitment needs its nonce, and does not show the digest")
  func commitment() {
    let digest = Digest(of: [1])
    let commitment = Commitment(to: digest, nonce: [1, 2])
    #expect(commitment == Commitment(to: digest, nonce: [1, 2]))
    #expect(commitment != Commitment(to: digest, nonce: [1, 3]))
    #expect(commitment != Commitment(to: Digest(of: [2]), nonce: [1, 2]))
    #expect(commitment.text != digest.description && commitment.text.utf8.count == 64)
  }

  @Test("Hexadecimal is read as it is written, in lower case only")
  func hexadecimal() {
    let all = Array(0...255 as ClosedRange<UInt8>)
    #expect(Hex.bytes(Hex.text(all)) == all)
    #expect(Hex.bytes("") == [])
    for bad in ["0", "0G", "AB", "0x", " 00", "é"] { #expect(Hex.bytes(bad) == nil, "\(bad)") }
    #expect(Digest(bytes: [1]) == nil)
  }
}
