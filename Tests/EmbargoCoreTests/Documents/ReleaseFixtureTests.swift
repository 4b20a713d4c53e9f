import EmbargoCore
import EmbargoTime
import Testing

@Suite("Releases of many offices")
struct ReleaseFixtureTests {
  static let releases = ReleaseFixtures.releases(in: "releases")

  @Test("at least fifteen releases are there")
  func count() { #expect(Self.releases.count >= 15) }

  @Test("every line, contact, link and stamp is what was marked by hand", arguments: releases)
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

@Suite("Damaged releases")
struct DamagedReleaseTests {
  static let releases = ["releases", "second-look"].flatMap { ReleaseFixtures.releases(in: $0) }

  @Test("a release cut off behind any line is taken apart or refused", arguments: releases)
  func cut(release: ReleaseFixture) throws {
    let bytes = try #require(ReleaseFixtures.bytes("\(release.folder)/\(release.name)"))
    for end in bytes.indices where bytes[end] == 10 { Self.read(Array(bytes[...end]), release) }
  }

  @Test(
    "a release without any one of its lines is refused or goes out at the same instant",
    arguments: releases)
  func without(release: ReleaseFixture) throws {
    let bytes = try #require(ReleaseFixtures.bytes("\(release.folder)/\(release.name)"))
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    let stamp = try release.expected()["stamp"]?.text
    let isImmediate = bytes.split(separator: 10).contains {
      String(decoding: $0, as: UTF8.self).lowercased().contains("immediate")
    }
    for index in lines.indices {
      var rest = lines
      rest.remove(at: index)
      switch Self.read(Array(rest.joined(separator: [10])), release) {
      case .at(let reading, _)?: #expect(reading.instant.rfc3339 == stamp)
      case .immediate?: #expect(isImmediate)
      case .refused?, nil: break
      }
    }
  }

  @discardableResult
  private static func read(_ bytes: [UInt8], _ release: ReleaseFixture) -> DocumentReading? {
    do throws(DocumentError) {
      let document = try ReleaseDocument(
        bytes: bytes, format: release.format, limit: 1 << 20, reader: ReleaseFixtures.reader)
      var next = 1
      for part in document.parts {
        #expect(part.lines.lowerBound == next)
        next = part.lines.upperBound + 1
      }
      #expect(!document.headline.isEmpty)
      return document.read(with: ReleaseFixtures.reader)
    } catch {
      #expect(!error.message.isEmpty)
      return nil
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
