import EmbargoCore
import EmbargoTime
import Testing

@Suite("The page on writing releases (docs/releases.md)")
struct ReleaseGuideTests {
  /// A fenced block: the words behind the fence and its lines.
  struct Block: Sendable {
    var title: String
    var lines: [String]
  }

  static let blocks: [Block] = {
    let bytes = ReleaseFixtures.bytes(ReleaseFixtures.root + "/docs/releases.md") ?? []
    var blocks: [Block] = []
    var open: Block?
    for line in String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      if line.hasPrefix("```"), let block = open {
        blocks.append(block)
        open = nil
      } else if line.hasPrefix("```") {
        open = Block(title: String(line.dropFirst(3)), lines: [])
      } else {
        open?.lines.append(String(line))
      }
    }
    return blocks
  }()

  /// A line without the words that stand right of it, and those words.
  private static func columns(_ line: String) -> (left: String, right: String) {
    guard let gap = line.ranges(of: "   ").first else { return (line, "") }
    let right = line[gap.upperBound...].drop { $0 == " " }
    return (String(line[..<gap.lowerBound]), String(right))
  }

  @Test("the examples are releases that go out when the page says")
  func examples() throws {
    let examples = Self.blocks.filter { $0.title.hasPrefix("text example: instant ") }
    #expect(examples.count == 3)
    for example in examples {
      let isMatter = example.lines.first == "+++"
      let lines = example.lines.map { isMatter ? $0 : Self.columns($0).left }
      let document = try ReleaseFixtures.document(
        lines.joined(separator: "\n"), format: isMatter ? .markdown : .text)
      #expect(document.headline == "Half of all small rivers now run dry in August")
      guard case .at(let reading, _) = document.read(with: ReleaseFixtures.reader) else {
        Issue.record("\(example.title) was not read")
        continue
      }
      #expect(example.title.hasSuffix(reading.instant.rfc3339))
    }
  }

  @Test("the first example has every part that the page names")
  func parts() throws {
    let example = try #require(Self.blocks.first)
    let document = try ReleaseFixtures.document(
      example.lines.map { Self.columns($0).left }.joined(separator: "\n"))
    #expect(
      document.parts.map(\.role).filter { $0 != .blank } == [
        .letterhead, .releaseLine, .contact, .headline, .subhead, .body, .body, .links,
        .boilerplate, .endMark,
      ])
    #expect(document.contacts.map(\.name) == ["Ada Lindqvist"])
    #expect(document.dateline?.text == "WASHINGTON, March 9, 2027")
    #expect(document.links.count == 2)
  }

  @Test("the front matter of the page sets what it says")
  func frontMatter() throws {
    let example = try #require(Self.blocks.first { $0.lines.first == "+++" })
    let document = try ReleaseFixtures.document(
      example.lines.joined(separator: "\n"), format: .markdown)
    #expect(document.frontMatter.slug == Slug("river-survey"))
    #expect(document.frontMatter.outputs?.count == 2)
    #expect(document.frontMatter.lateGrace == .hours(1))
    #expect(document.publishedBytes.starts(with: Array("# Half".utf8)))
  }

  @Test("the stamps mean the instants, and the refusals have the reasons, that the page says")
  func stamps() throws {
    let tables = Self.blocks.filter { $0.title == "text stamps" || $0.title == "text refusals" }
    #expect(tables.count == 2)
    for line in tables.flatMap(\.lines) {
      let (stamp, meaning) = Self.columns(line)
      let reading = try ReleaseFixtures.document("\(stamp)\n\nA headline\n").read(
        with: ReleaseFixtures.reader)
      switch reading {
      case .at(let reading, _): #expect(reading.instant.rfc3339 == meaning, "\(stamp)")
      case .immediate: Issue.record("\(stamp) is immediate")
      case .refused(let refusal, let line):
        #expect(refusal.reason.rawValue == meaning, "\(stamp): \(refusal.message)")
        #expect(line == 1)
      }
    }
  }

  @Test("the page counts the fixtures that are there")
  func count() {
    let all = ["releases", "second-look"].flatMap { ReleaseFixtures.releases(in: $0) }
    #expect(all.count == 26)
  }
}
