import EmbargoCore
import Testing

@Suite("Releases that were written without looking at the reader")
struct SecondLookTests {
  static let releases = ReleaseFixtures.releases(in: "second-look")

  @Test("ten releases are there")
  func count() { #expect(Self.releases.count == 10) }

  @Test("every line, contact, link and stamp is what was marked by hand", arguments: releases)
  func read(release: ReleaseFixture) throws {
    try expectAgreement(release)
  }
}
