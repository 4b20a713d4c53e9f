import Crypto
import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import Foundation
import Testing

@Suite("Requests")
struct WebhookBytesTests {
  static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  static func settings(
    _ url: String, secret: String = secret, allowPrivate: Bool = true
  ) throws -> WebhookOutput.Settings {
    try .init(
      name: Samples.name("wire"), endpoint: Endpoint(url),
      keys: SigningKey.keys(secret: Array(secret.utf8)), allowPrivate: allowPrivate,
      version: "1.2.3")
  }

  @Test("A secret that is gone is a problem ahead of a lift, and keeps no request back")
  func secretAhead() throws {
    var settings = try Self.settings("https://wire.example/hooks")
    try WebhookOutput(settings).checkAhead()
    settings.checkSecret = { () throws(OutputError) in throw OutputError("its secret is gone") }
    let output = try WebhookOutput(settings)
    try output.check()
    #expect(throws: OutputError.self) { try output.checkAhead() }
    #expect(try output.room() == nil)
  }

  @Test("A signature is verified by a program that is not ours", .enabled(if: Judge.isHere))
  func symmetric() throws {
    let output = try WebhookOutput(Self.settings("https://wire.example/hooks"))
    let body = try output.publication(of: Samples.material()).pieces[0].bytes
    let fields = try output.fields(
      id: Samples.key.description, timestamp: 1_700_000_000, body: body)
    let signature = try #require(fields.first { $0.name == "webhook-signature" }).value
    let question = [Self.secret, Samples.key.description, "1700000000", signature]
    #expect(try Judge.answer("signature", question, input: body) == "good")
    #expect(try Judge.answer("signature", question, input: body + [32]) == "bad")
    #expect(
      fields.map(\.name).sorted() == [
        "content-type", "user-agent", "webhook-id", "webhook-signature", "webhook-timestamp",
      ])
    #expect(fields.contains { $0 == ("user-agent", "embargod/1.2.3") })
  }

  @Test("During a rotation each key signs, also with Ed25519")
  func rotation() throws {
    let key = Curve25519.Signing.PrivateKey()
    let both = key.rawRepresentation + key.publicKey.rawRepresentation
    let secret = """
      # the new one
      whsk_\(both.base64EncodedString())

      \(Self.secret)
      whsk_\(key.rawRepresentation.base64EncodedString())
      """
    let output = try WebhookOutput(
      Self.settings("https://wire.example/hooks", secret: secret + "\r\n"))
    let body = Array("{}".utf8)
    let fields = try output.fields(id: "msg_1", timestamp: 7, body: body)
    let value = try #require(fields.first { $0.name == "webhook-signature" }).value
    let signatures = value.split(separator: " ").map(String.init)
    #expect(signatures.map { String($0.prefix { $0 != "," }) } == ["v1a", "v1", "v1a"])
    for signature in [signatures[0], signatures[2]] {
      let bytes = try #require(Data(base64Encoded: String(signature.dropFirst(4))))
      #expect(key.publicKey.isValidSignature(bytes, for: Data("msg_1.7.{}".utf8)))
    }
  }

  @Test(
    "A secret that is no key is refused without being repeated",
    arguments: [
      "", "# nothing", "hunter2", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!!",
      "whsec_" + String(repeating: "QUFB", count: 22), "whsk_c2hvcnQ=", "whpk_QUFB",
      Self.secret + "\nhunter2",
      "whsk_" + Data(repeating: 1, count: 64).base64EncodedString(),
    ])
  func badSecret(secret: String) {
    let error = #expect(throws: OutputError.self) {
      try SigningKey.keys(secret: Array(secret.utf8))
    }
    for line in secret.split(separator: "\n") where line.utf8.count > 8 {
      #expect(error?.description.contains(line) == false)
    }
  }

  @Test("The body holds the release, and its time is when it was due")
  func body() throws {
    let output = try WebhookOutput(Self.settings("https://wire.example/hooks"))
    let material = try Samples.material(attachments: [.init(name: "map.png", bytes: [1, 2])])
    let publication = try output.publication(of: material)
    #expect(publication.pieces.map(\.name) == ["body"])
    #expect(try output.publication(of: material) == publication)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(publication.pieces[0].bytes)) as? [String: Any])
    #expect(object.keys.sorted() == ["data", "timestamp", "type"])
    #expect(object["type"] as? String == "release.published")
    #expect(object["timestamp"] as? String == "2023-09-19T21:00:00Z")
    let data = try #require(object["data"] as? [String: Any])
    #expect(data["id"] as? String == material.release.id.description)
    #expect(data["slug"] as? String == "tides-turn-1")
    #expect(data["revision"] as? Int == 1)
    #expect(data["stamp"] as? String == "September 19, 2023, 5:00 p.m. EDT")
    #expect(data["instant"] as? String == "2023-09-19T21:00:00Z")
    #expect(
      data["text"] as? String
        == String(decoding: material.document.publishedBytes, as: UTF8.self))
    #expect(
      data["digest"] as? String == Digest(of: material.document.publishedBytes).description)
    let attachment = try #require((data["attachments"] as? [[String: Any]])?.first)
    #expect(attachment["name"] as? String == "map.png")
    #expect(attachment["size"] as? Int == 2)
    #expect((data["contacts"] as? [[String: Any]])?.first?["name"] as? String == "Ada Example")
  }

  @Test("A thin body holds a link and the digest instead of the text")
  func thin() throws {
    var settings = try Self.settings("https://wire.example/hooks")
    settings.content = .thin(address: try NameTemplate("{year}/{slug}.{ext}"))
    let body = try WebhookOutput(settings).publication(of: Samples.material()).pieces[0].bytes
    let text = String(decoding: body, as: UTF8.self)
    #expect(text.contains("\"url\":\"https://example.org/press/2023/tides-turn-1.html\""))
    #expect(!text.contains("\"text\""))
    #expect(text.contains("\"digest\""))
  }

  @Test(
    "A url that hides where it leads is refused",
    arguments: [
      "", "wire.example", "ftp://wire.example/", "https://", "https:///x",
      "https://u:p@wire.example/",
      "https://wire.example\\@evil.example/", "https://wire.example/#x", "https://wire.example:0/",
      "https://wire.example:99999/", "https://wire.example:80:80/", "https://[::1/", "https://[x]/",
      "https://[fe80::1%25eth0]/", "https://a b/", "https://ä.example/", "https://-a.example/",
      "https://a..b/", "https://wire.example/\r\nx", "https://@/", "https://wire.example./",
    ])
  func badEndpoint(url: String) {
    #expect(throws: OutputError.self) { try Endpoint(url) }
  }

  @Test("A url is taken apart and written in one way")
  func endpoint() throws {
    let endpoint = try Endpoint("HTTPS://Wire.Example:443?a=b")
    #expect(endpoint.description == "https://wire.example/?a=b")
    #expect(
      try Endpoint("http://[2001:DB8::1]:8080/x").description == "http://[2001:db8::1]:8080/x")
    #expect(try Endpoint("https://10.0.0.1/").address == .v4([10, 0, 0, 1]))
    #expect(try Endpoint("https://wire.example/hooks/token").origin == "https://wire.example")
  }

  @Test(
    "Addresses are told apart by where they lead",
    arguments: [
      ("8.8.8.8", IPAddress.Reach.global), ("127.0.0.1", .local), ("127.255.255.255", .local),
      ("10.1.2.3", .local), ("172.15.0.1", .global), ("172.16.0.1", .local),
      ("172.31.255.255", .local), ("172.32.0.1", .global), ("192.168.1.1", .local),
      ("169.254.169.254", .local), ("100.64.0.1", .local), ("100.128.0.1", .global),
      ("0.0.0.0", .unusable), ("224.0.0.1", .unusable), ("255.255.255.255", .unusable),
      ("192.0.2.1", .unusable), ("198.18.0.1", .unusable), ("192.88.99.1", .unusable),
      ("::", .unusable), ("::1", .local), ("::2", .unusable), ("::ffff:127.0.0.1", .local),
      ("::ffff:8.8.8.8", .unusable), ("::127.0.0.1", .unusable), ("64:ff9b::7f00:1", .unusable),
      ("64:ff9b::8.8.8.8", .unusable), ("2002:7f00:1::", .unusable), ("2001::1", .unusable),
      ("fc00::1", .local), ("fdff::1", .local), ("fe80::1", .local), ("fec0::1", .local),
      ("ff02::1", .unusable), ("2001:db8::1", .unusable), ("2606:4700::1111", .global),
      ("2a00:1450::1", .global), ("4000::1", .unusable),
    ])
  func reach(text: String, reach: IPAddress.Reach) throws {
    #expect(try #require(IPAddress(text)).reach == reach)
  }

  @Test(
    "What is no address is a name",
    arguments: [
      "", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "0x7f.0.0.1", "2130706433", "1.2.3.-4",
      ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "g::", "12345::", "::1%lo", "::1.2.3",
      "+1::",
    ])
  func noAddress(text: String) { #expect(IPAddress(text) == nil) }

  @Test("Plain http is for private addresses, and only where they are allowed")
  func plain() throws {
    #expect(throws: OutputError.self) {
      try WebhookOutput(Self.settings("http://wire.example/", allowPrivate: false))
    }
    #expect(throws: OutputError.self) { try WebhookOutput(Self.settings("http://8.8.8.8/")) }
    #expect(throws: OutputError.self) {
      try WebhookOutput(Self.settings("https://10.0.0.1/", allowPrivate: false))
    }
    #expect(throws: OutputError.self) { try WebhookOutput(Self.settings("https://0.0.0.0/")) }
    _ = try WebhookOutput(Self.settings("http://127.0.0.1/"))
    _ = try WebhookOutput(Self.settings("https://8.8.8.8/", allowPrivate: false))
  }
}
