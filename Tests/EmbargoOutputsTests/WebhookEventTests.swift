import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import Foundation
import Testing

@Suite("What endpoints are told")
struct WebhookEventTests {
  private static let text = "Tides turn at noon, institute says\n"
  private static let corrected = Samples.instant + .hours(11) + .minutes(30)
  private static let killed = Samples.instant + .hours(12)

  static func material(
    _ event: ReleaseEvent, revision: Int = 1, attachments: [EmbargoCore.Attachment] = []
  ) throws -> Material {
    var material = try Samples.material(
      Samples.document(bytes: Array(text.utf8)), attachments: attachments)
    (material.event, material.release.revision) = (event, revision)
    return material
  }

  /// Each event as docs/outputs/webhooks.md shows it, and the bytes that are sent.
  private static func examples() throws -> [(name: String, bytes: [UInt8])] {
    let output = try WebhookOutput(WebhookBytesTests.settings("https://wire.example/hooks"))
    let events: [(ReleaseEvent, Int)] = [
      (.published, 1), (.corrected(reason: "The report has 12 pages, not 21.", at: corrected), 2),
      (.killed(reason: "The measurement was wrong.", at: killed), 2),
    ]
    return try events.map { event, revision in
      let attachments =
        event == .published ? [Attachment(name: "chart.png", bytes: [1, 2, 3])] : []
      let material = try material(event, revision: revision, attachments: attachments)
      return (event.name, try output.publication(of: material).pieces[0].bytes)
    }
  }

  @Test("Each example in the guide for receivers is what is sent, member for member")
  func guide() throws {
    let parts = Judge.fixtures.split(separator: "/", omittingEmptySubsequences: false)
    let path = parts.dropLast(3).joined(separator: "/") + "/docs/outputs/webhooks.md"
    let guide = try String(contentsOfFile: path, encoding: .utf8)
    for (name, bytes) in try Self.examples() {
      let section = try #require(guide.range(of: "### `\(name)`"), "\(name)")
      let start = try #require(guide[section.upperBound...].range(of: "```json\n"))
      let end = try #require(guide[start.upperBound...].range(of: "\n```"))
      let example = try JSON(parsing: Array(guide[start.upperBound..<end.lowerBound].utf8))
      #expect(
        String(decoding: example.canonical, as: UTF8.self)
          == String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test("A correction has the same id, its reason and the new text; its time is its own")
  func correction() throws {
    let output = try WebhookOutput(WebhookBytesTests.settings("https://wire.example/hooks"))
    let event = ReleaseEvent.corrected(reason: "\"12\" pages", at: Self.corrected)
    let first = try JSON(
      parsing: output.publication(of: Self.material(.published)).pieces[0].bytes)
    let second = try JSON(
      parsing: output.publication(of: Self.material(event, revision: 2)).pieces[0].bytes)
    #expect(second["type"] == "release.corrected")
    #expect(second["timestamp"] == .string(Self.corrected.rfc3339))
    #expect(second["data"]?["id"] == first["data"]?["id"])
    #expect(second["data"]?["revision"] == 2)
    #expect(second["data"]?["reason"] == "\"12\" pages")
    #expect(second["data"]?["text"] == .string(Self.text))
    #expect(first["data"]?["reason"] == nil)
  }

  @Test("A kill has id, headline and reason, and nothing that could be used")
  func kill() throws {
    let output = try WebhookOutput(WebhookBytesTests.settings("https://wire.example/hooks"))
    let event = ReleaseEvent.killed(reason: "wrong", at: Self.killed)
    let material = try Self.material(
      event, revision: 3, attachments: [.init(name: "a", bytes: [1])])
    let body = try JSON(parsing: output.publication(of: material).pieces[0].bytes)
    guard case .object(let data)? = body["data"] else {
      Issue.record("\(body)")
      return
    }
    #expect(
      data.keys.sorted() == ["headline", "id", "instant", "reason", "revision", "slug"])
    #expect(body["timestamp"] == .string(Self.killed.rfc3339))
  }
}
