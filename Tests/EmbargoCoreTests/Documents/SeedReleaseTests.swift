import EmbargoCore
import EmbargoTime
import Testing

@Suite("The seed release")
struct SeedReleaseTests {
  static let seed = ReleaseFixtures.bytes(
    ReleaseFixtures.root + "/../shared/seed/uhrp-2023-09-19.txt")

  @Test(
    "headline, release line, stamp, two contacts, body and four entries are found",
    .enabled(if: seed != nil, "skipped: the seed release is not beside the package"))
  func parts() throws {
    let document = try document()
    #expect(document.headline.hasPrefix("UHRP Urges US President Biden"))
    #expect(
      document.parts.map { "\($0.role.rawValue) \($0.lines)" } == [
        "headline 1...1", "release-line 2...2", "stamp 3...3", "contact 4...4", "body 5...8",
        "links 9...13",
      ])
    #expect(document.contacts.map(\.name) == ["Omer Kanat", "Peter Irwin"])
    #expect(document.contacts.map(\.phones) == [["+1 (202) 790-1795"], ["+1 (646) 906-7722"]])
    #expect(document.links.count == 4)
    #expect(document.links.first?.hasSuffix("RFA, May 4, 2022") == true)
    #expect(document.publishedBytes == Self.seed)
  }

  @Test(
    "the stamp is 5 p.m. in New York; past it goes out at once, and to come it is waited for",
    .enabled(if: seed != nil, "skipped: the seed release is not beside the package"),
    arguments: [("2023-09-19T20:59:59Z", "still to come"), ("2023-09-19T21:00:00Z", "at once")])
  func stamp(now: String, words: String) throws {
    let reading = try document().read(
      with: ReleaseFixtures.reader, context: StampContext(), now: Instant(rfc3339: now))
    guard case .at(let stamp, let note) = reading else {
      Issue.record("\(reading)")
      return
    }
    #expect(stamp.instant.rfc3339 == "2023-09-19T21:00:00Z")
    #expect(stamp.zone == .named("America/New_York"))
    #expect(stamp.stamp == "September 19, 2023, 5:00 p.m. EDT")
    #expect(note?.contains(words) == true)
  }

  private func document() throws -> ReleaseDocument {
    try ReleaseDocument(
      bytes: Self.seed ?? [], format: .text, limit: 1 << 20, reader: ReleaseFixtures.reader)
  }
}
