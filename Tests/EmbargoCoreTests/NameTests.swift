import EmbargoCore
import EmbargoTime
import Testing

@Suite("Names are what they promise to be")
struct NameTests {
  private let instant = Instant(seconds: 1_800_000_000)

  @Test("An id is a UUID of version 7 with the time in front (RFC 9562, section 5.7)")
  func identifier() {
    let id = ReleaseID(at: instant, random: Array(repeating: 0xff, count: 10))
    #expect(id.description == "01a3185c-5000-7fff-bfff-ffffffffffff")
    let zeros = ReleaseID(at: instant, random: [])
    #expect(zeros.description == "01a3185c-5000-7000-8000-000000000000")
    #expect(ReleaseID(at: instant, random: Array(repeating: 0, count: 99)) == zeros)
    #expect(ReleaseID(id.description) == id)
  }

  @Test("Ids of later milliseconds come later, whatever their random part")
  func order() {
    var random = Seeded(1)
    var before = ReleaseID(at: Instant(nanoseconds: -1), random: Array(repeating: 255, count: 10))
    for step in 1...500 {
      let at = Instant(seconds: 1) + .milliseconds(Int64(step * step))
      let id = ReleaseID(at: at, random: random.bytes(10))
      #expect(before < id)
      before = id
    }
  }

  @Test(
    "Text that is no id in lower case is refused",
    arguments: [
      "", "01a31a19", "01A31A19-5c00-7fff-bfff-ffffffffffff",
      "01a31a195c00-7fff-bfff-ffffffffffff0", "01a3185c-5000-7fff-bfff-fffffffffffg",
      "01a3185c-5000-7fff-bfff-ffffffffffff ", "{01a3185c-5000-7fff-bfff-ffffffffff}",
    ])
  func noIdentifier(text: String) {
    #expect(ReleaseID(text) == nil)
  }

  @Test(
    "A slug is made from the headline",
    arguments: [
      ("Central Asia Letter", "central-asia-letter"),
      ("Élan: «Ça va?» – Ökonomie’s Straße", "elan-ca-va-okonomies-strasse"),
      ("Don't panic", "dont-panic"), ("Łódź, Ærø & Øresund", "lodz-aero-oresund"),
      ("E\u{301}lan", "elan"), ("  --  ", "release"), ("", "release"), ("新闻稿", "release"),
      ("COVID-19: 3.5 % up", "covid-19-3-5-up"), ("../../etc/passwd", "etc-passwd"),
      ("one two three four five six seven eight nine", "one-two-three-four-five-six-seven-eight"),
    ])
  func fromHeadline(headline: String, wanted: String) {
    #expect(Slug(headline: headline).description == wanted)
  }

  @Test("Every headline gives a slug that is one, of at most 60 characters")
  func anyHeadline() {
    var random = Seeded(2)
    for _ in 0..<3000 {
      let scalars = (0..<random.below(90)).compactMap { _ in
        Unicode.Scalar(
          UInt32(random.pick([0x20, 0x80, 0x250, 0x3000, 0x1f600])) + UInt32(random.below(90)))
      }
      let slug = Slug(headline: String(String.UnicodeScalarView(scalars)))
      #expect(Slug(slug.description) == slug)
      #expect(slug.description.utf8.count <= 60)
      for number in [2, 10, 1000] {
        let numbered = slug.numbered(number)
        #expect(Slug(numbered.description) == numbered)
        #expect(numbered.description.hasSuffix("-\(number)"))
      }
    }
  }

  @Test("A slug of 80 characters keeps its number within 80")
  func numbered() throws {
    let long = try #require(Slug(String(repeating: "a", count: 77) + "-bc"))
    #expect(long.numbered(7).description == String(repeating: "a", count: 77) + "-7")
    #expect(long.numbered(1000).description.utf8.count == 80)
  }

  @Test(
    "Text that is no slug is refused",
    arguments: [
      "", "-a", "a-", "a--b", "A", "a b", "a_b", "a.b", "../a", "é", "a\u{0}", "a/b",
      String(repeating: "a", count: 81), "01a3185c-5000-7fff-bfff-ffffffffffff",
    ])
  func noSlug(text: String) {
    #expect(Slug(text) == nil)
  }

  @Test("Names of outputs are 1 to 32 of a-z, 0-9 and hyphens")
  func outputs() {
    for good in ["a", "wire-2", String(repeating: "x", count: 32)] {
      #expect(OutputName(good)?.description == good)
    }
    for bad in ["", "Wire", "a b", "a/b", "..", String(repeating: "x", count: 33), "é"] {
      #expect(OutputName(bad) == nil, "\(bad)")
    }
  }

  @Test("A delivery's key is always the same, and that of any other is different")
  func keys() throws {
    func key(
      instance: [UInt8] = [1], id: UInt8 = 0, revision: Int = 1, output: String = "wire",
      event: String = "release.published"
    ) -> String {
      IdempotencyKey(
        instance: instance, release: ReleaseID(at: instant, random: [id]), revision: revision,
        output: Sample.output(output), event: event
      ).description
    }
    #expect(key() == key())
    let others = [
      key(), key(instance: [2]), key(id: 1), key(revision: 2), key(revision: 11),
      key(output: "wire2"), key(event: "release.killed"),
    ]
    #expect(Set(others).count == others.count)
    for key in others {
      #expect(key.hasPrefix("msg_") && key.utf8.count == 30)
      #expect(key.dropFirst(4).allSatisfy { "abcdefghijklmnopqrstuvwxyz234567".contains($0) })
    }
  }
}
