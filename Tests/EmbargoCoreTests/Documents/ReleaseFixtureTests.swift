import EmbargoCore
import Testing

@Suite("Releases of many offices")
struct ReleaseFixtureTests {
  static let releases = ReleaseFixtures.releases(in: "releases")

  @Test("at least fifteen releases are there")
  func count() { #expect(Self.releases.count >= 15) }

  @Test("every line, contact, link and stamp is what a person found", arguments: releases)
  func read(release: ReleaseFixture) throws {
    try expectAgreement(release)
  }

  @Test("every line of every release is in exactly one part", arguments: releases)
  func lines(release: ReleaseFixture) throws {
    var next = 1
    for part in try release.document().parts {
      #expect(part.lines.lowerBound == next)
      #expect(
        part.text.split(separator: "\n", omittingEmptySubsequences: false).count == part.lines.count
      )
      next = part.lines.upperBound + 1
    }
  }
}

/// Compares member by member, so that a failure names what differs.
func expectAgreement(
  _ release: ReleaseFixture, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let expected = try release.expected()
  let found = try release.found(expected)
  for key in ["headline", "subhead", "dateline", "parts", "contacts", "links", "stamp"] {
    let (wanted, came) = (expected[key] ?? .null, found[key] ?? .null)
    #expect(
      String(decoding: came.canonical, as: UTF8.self)
        == String(decoding: wanted.canonical, as: UTF8.self),
      "\(release.name): \(key)", sourceLocation: sourceLocation)
  }
}
