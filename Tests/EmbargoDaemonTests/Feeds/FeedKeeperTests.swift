import EmbargoCore
import EmbargoOutputs
import EmbargoSimulation
import EmbargoSystem
import EmbargoTime
import Foundation
import Testing

@testable import EmbargoDaemon

/// The directory of an output, removed with all that is in it.
private final class Press: Sendable {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.path
    path = folder + "/feeds-" + (try SecureRandom.hexadecimal(bytes: 6))
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite("Feeds are kept as the ledger has it", .timeLimit(.minutes(5)))
struct FeedKeeperTests {
  private let press: Press
  private let output: FilesOutput
  private let publication = Configuration.Publication(
    publicURL: "https://example.org/press", organisation: "Institute of Tides")

  init() throws {
    press = try Press()
    var settings = FilesOutput.Settings(
      name: Bench.output("newsroom"), directory: press.path, formats: [.text])
    settings.feeds = [.json]
    output = try FilesOutput(settings)
  }

  /// An engine that has lifted these headlines, oldest first.
  private func engine(_ headlines: [String]) throws -> EngineThread {
    let thread = try EngineThread(passed: {}, failed: { Issue.record("the engine ended: \($0)") })
    try thread.start { [output] in
      let bench = Bench()
      bench.restart(outputs: [output])
      for headline in headlines {
        let release = try bench.submit(headline)
        bench.engine.tick()
        bench.now = release.due
        bench.engine.lifted(bench.fire())
      }
      return bench.engine
    } end: { _ in
    }
    return thread
  }

  private func keeper(_ engine: EngineThread) -> FeedKeeper {
    let keeper = FeedKeeper(engine: engine) { content throws(DocumentError) in
      ReleaseDocument(
        format: .text, parts: [], headline: "headline", subhead: nil, contacts: [], links: [],
        frontMatter: .init(), publishedBytes: content.bytes)
    }
    keeper.adopt([output], publication)
    return keeper
  }

  /// 20 ms, in which the keeper may work.
  private func pause() { _ = try? WallTimer().wait(until: nil, atMost: 20_000_000) }

  /// The titles in the feed, once it is as wanted or after some seconds; nil without a feed.
  private func titles(
    _ keeper: FeedKeeper, until isWanted: ([String]?) -> Bool
  ) async throws -> [String]? {
    for _ in 0..<500 {
      keeper.begin()
      let found = try read()
      if isWanted(found) { return found }
      pause()
    }
    return try read()
  }

  private func read() throws -> [String]? {
    guard let data = FileManager.default.contents(atPath: press.path + "/feed.json"),
      case .array(let items)? = try JSON(parsing: Array(data))["items"]
    else { return nil }
    return items.compactMap { $0["title"]?.text }
  }

  private func problems(_ engine: EngineThread) async throws -> [String] {
    try await engine.call { $0.problems.keys.sorted() }
  }

  @Test("What is out is listed, the latest first, and a kill is seen after a mark")
  func listed() async throws {
    let engine = try engine(["The tide turns", "The tide turns again"])
    let keeper = keeper(engine)
    let wanted = ["The tide turns again", "The tide turns"]
    #expect(try await titles(keeper) { $0 == wanted } == wanted)
    let killed = try await engine.call { engine in
      let page = try engine.published(at: Bench.output("newsroom"), before: nil, count: 1)
      let release = try #require(page.releases.first)
      _ = try engine.perform(.kill(reason: "wrong"), on: "\(release.id)", by: Bench.editor)
      return release.headline
    }
    #expect(killed == "The tide turns again")
    keeper.mark([Bench.output("newsroom")])
    let after = try await titles(keeper) { $0 != wanted }
    #expect(after?.count == 2 && after != wanted)
    try engine.stop()
  }

  @Test("Before anything is out there is no feed")
  func nothing() async throws {
    let engine = try engine([])
    let keeper = keeper(engine)
    keeper.begin()
    try await engine.call { _ in }
    for _ in 0..<10 { pause() }
    #expect(try read() == nil)
    #expect(try await problems(engine) == [])
    try engine.stop()
  }

  @Test("A feed that cannot be written is a problem until it can, and leaves nothing half")
  func problem() async throws {
    let engine = try engine(["The tide turns"])
    // Somebody's directory has its name.
    let name = press.path + "/feed.json"
    try FileManager.default.createDirectory(atPath: name, withIntermediateDirectories: false)
    let keeper = keeper(engine)
    for _ in 0..<500 where try await problems(engine).isEmpty {
      keeper.begin()
      pause()
    }
    #expect(try await problems(engine) == ["feeds:newsroom"])
    try FileManager.default.removeItem(atPath: name)
    // A reload looks again at once.
    keeper.adopt([output], publication)
    #expect(try await titles(keeper) { $0 != nil } == ["The tide turns"])
    for _ in 0..<500 where try await !problems(engine).isEmpty {
      pause()
    }
    #expect(try await problems(engine) == [])
    try engine.stop()
  }
}
