import EmbargoCore
import EmbargoSystem
import EmbargoTime
import Testing

@testable import EmbargoOutputs

@Suite("Feeds")
struct FeedTests {
  private static func item(
    _ number: Int, headline: String = "Tides turn", summary: String = "At noon.",
    event: ReleaseEvent = .published
  ) throws -> Feed.Item {
    let published = Samples.instant + .seconds(Int64(number))
    return Feed.Item(
      id: ReleaseID(at: published, random: [UInt8](repeating: UInt8(number), count: 10)),
      slug: try Samples.slug("tides-\(number)"), headline: headline, summary: summary,
      language: nil, address: "https://example.org/press/tides-\(number).html",
      published: published, event: event)
  }

  private static func feed(
    _ items: [Feed.Item], output: String = "newsroom", kinds: [Feed.Kind] = Feed.Kind.allCases
  ) throws -> Feed {
    Feed(
      output: try Samples.name(output), organisation: "Institute of Tides & Sons",
      home: "https://example.org/press", kinds: kinds, items: items)
  }

  private func text(_ feed: Feed, _ kind: Feed.Kind) -> String {
    String(decoding: feed.bytes(kind), as: UTF8.self)
  }

  @Test("Each says what is out, when, and where, in its own form")
  func forms() throws {
    let feed = try Self.feed([Self.item(1), Self.item(0)])
    let atom = text(feed, .atom)
    #expect(atom.contains("<id>https://example.org/press/feed.atom</id>"))
    #expect(atom.contains("<title>Institute of Tides &amp; Sons: press releases</title>"))
    #expect(atom.contains("<updated>2023-09-19T21:00:01Z</updated>"))
    let page = "https://example.org/press/tides-1.html"
    #expect(atom.contains("<link rel=\"alternate\" href=\"\(page)\"/>"))
    #expect(atom.contains("<id>\(feed.items[0].identifier)</id>"))
    let rss = text(feed, .rss)
    #expect(rss.contains("<pubDate>Tue, 19 Sep 2023 21:00:01 +0000</pubDate>"))
    #expect(rss.contains("<guid isPermaLink=\"false\">urn:uuid:"))
    guard case .object(let members) = try JSON(parsing: Array(feed.bytes(.json).dropLast())),
      case .array(let items)? = members["items"]
    else {
      Issue.record("no JSON object with items")
      return
    }
    #expect(members["version"]?.text == "https://jsonfeed.org/version/1.1")
    #expect(items.first?["date_published"]?.text == "2023-09-19T21:00:01Z")
    let index = text(feed, .index)
    #expect(index.contains("<a href=\"\(page)\"><bdi>Tides turn</bdi>"))
    #expect(index.contains("type=\"application/feed+json\""))
    #expect(!text(try Self.feed([Self.item(0)], kinds: [.index]), .index).contains("feed.json"))
  }

  @Test("The same items give the same bytes", arguments: Feed.Kind.allCases)
  func deterministic(_ kind: Feed.Kind) throws {
    let items = try (0..<9).map { try Self.item($0) }
    #expect(try Self.feed(items).bytes(kind) == Self.feed(items).bytes(kind))
  }

  @Test(
    "What was corrected keeps its id and is newer; what was killed has no text",
    arguments: Feed.Kind.allCases)
  func events(_ kind: Feed.Kind) throws {
    let at = Samples.instant + .hours(2)
    let plain = text(try Self.feed([Self.item(0)]), kind)
    let corrected = text(
      try Self.feed([Self.item(0, event: .corrected(reason: "a wrong hour", at: at))]), kind)
    let killed = text(
      try Self.feed([Self.item(0, event: .killed(reason: "a hoax", at: at))]), kind)
    let identifier = try Self.item(0).identifier
    if kind != .index {
      for text in [plain, corrected, killed] { #expect(text.contains(identifier)) }
      for text in [corrected, killed] { #expect(text.contains("2023-09-19T23:00:00Z")) }
    }
    #expect(corrected.contains("a wrong hour") && corrected.contains("At noon."))
    #expect(killed.contains("Release withdrawn: tides-0") && killed.contains("a hoax"))
    #expect(!killed.contains("At noon.") && !killed.contains("Tides turn"))
    #expect(!plain.contains("ithdrawn"))
  }

  @Test("Hostile words end no element and no line", arguments: Feed.Kind.allCases)
  func hostile(_ kind: Feed.Kind) throws {
    let words = "</title><script>\"'\u{0}\u{1b}[31m\r\nx ]]> \u{fffe}\u{ffff}\u{202e}&amp;"
    let shown = text(try Self.feed([Self.item(0, headline: words, summary: words)]), kind)
    let allowed: Set<Unicode.Scalar> = ["\n"]
    #expect(
      shown.unicodeScalars.allSatisfy {
        $0.properties.generalCategory != .control || allowed.contains($0)
      })
    if kind == .json { return }
    #expect(!shown.contains("<script>") && !shown.contains("]]>"))
    #expect(!shown.unicodeScalars.contains { $0.value == 0xfffe || $0.value == 0xffff })
  }

  @Test("Titles and summaries are bounded, also where one character is very long")
  func bounds() throws {
    let long = String(repeating: "x", count: 1 << 20)
    let marks = "x" + String(repeating: "\u{301}", count: 1 << 16)
    for words in [long, marks, String(repeating: "word ", count: 1 << 16)] {
      let document = Samples.document([(.headline, words), (.blank, ""), (.body, words)])
      let summary = FeedText.summary(of: document)
      #expect(summary.unicodeScalars.count <= FeedText.longest + 2)
      let bytes = try Self.feed([Self.item(0, headline: words, summary: summary)]).bytes(.atom)
      #expect(bytes.count < 8192)
    }
    let summary = FeedText.summary(of: Samples.document())
    #expect(summary.hasPrefix("First record"))
  }

  @Test("Feeds are replaced where they have changed, and left alone where they are not ours")
  func files() throws {
    let folder = try Folder()
    var settings = FilesOutput.Settings(name: try Samples.name("newsroom"), directory: folder.path)
    settings.feeds = Feed.Kind.allCases
    let output = try FilesOutput(settings)
    let first = try Self.feed([Self.item(0)])
    #expect(try output.put(first) == 4)
    #expect(try output.put(first) == 0)
    #expect(
      try folder.files() == ["feed.atom", "feed.json", "feed.rss", "index.html"])
    let second = try Self.feed([Self.item(1), Self.item(0)])
    #expect(try output.put(second) == 4)
    for kind in Feed.Kind.allCases {
      #expect(try folder.read(kind.fileName) == second.bytes(kind))
      #expect(Feed.isOwn(second.bytes(kind), kind: kind, output: output.name))
      let others = [
        Array("<!doctype html>\n<title>our own page</title>\n".utf8),
        try Self.feed([Self.item(0)], output: "archive").bytes(kind), [],
      ]
      for other in others {
        try folder.write(kind.fileName, other)
        let error = #expect(throws: OutputError.self) { try output.put(first) }
        #expect(error?.description.contains(kind.fileName) == true)
        #expect(error?.description.contains("move it away") == true)
        #expect(try folder.read(kind.fileName) == other)
      }
      try folder.write(kind.fileName, second.bytes(kind))
    }
    #expect(try folder.files().count == 4)
  }

  @Test("No release takes the name of a feed")
  func names() throws {
    let folder = try Folder()
    var settings = FilesOutput.Settings(name: try Samples.name("newsroom"), directory: folder.path)
    settings.feeds = [.index]
    let output = try FilesOutput(settings)
    #expect(output.ownNames == ["index.html"])
    var material = try Samples.material()
    material.release.slug = try Samples.slug("index")
    let error = #expect(throws: OutputError.self) { try output.publication(of: material) }
    #expect(error?.description.contains("another slug") == true)
    settings.feeds = []
    #expect(try FilesOutput(settings).publication(of: material).pieces.count == 2)
  }

  @Test("A release's address is that of its page, as recorded or as named")
  func address() throws {
    let output = try FilesOutput(
      .init(
        name: Samples.name("newsroom"), directory: "/srv/press",
        template: NameTemplate("{year}/{slug}.{ext}")))
    var release = try Samples.material().release
    let home = "https://example.org/press"
    #expect(output.address(of: release, home: home) == home + "/2023/tides-turn-1.html")
    release.deliveries = [
      Delivery(
        output: output.name,
        intent: Intent(
          key: Samples.key, digest: Digest(of: []), names: ["ä b/x.html", "ä b/x.txt"]))
    ]
    #expect(output.address(of: release, home: home) == home + "/%C3%A4%20b/x.html")
  }
}
