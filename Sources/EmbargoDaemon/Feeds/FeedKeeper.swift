package import EmbargoCore
package import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Synchronization

/// Keeps the feeds of outputs as the ledger has it: what has arrived there is in them within some
/// two seconds, whatever came of an earlier daemon, and a burst takes few rebuilds.
///
/// It reads the ledger through the engine in small pieces and writes beside it; lifts have a thread
/// of their own.
package final class FeedKeeper: Sendable {
  package typealias ReadDocument =
    @Sendable (RevisionContent) throws(DocumentError) -> ReleaseDocument

  private struct State {
    var outputs: [OutputName: FilesOutput] = [:]
    var organisation = ""
    var home = ""
    /// Whose feeds may not say what the ledger says.
    var stale: Set<OutputName> = []
    /// After a failure not before this, by the monotonic clock (nanoseconds).
    var waits: [OutputName: Int64] = [:]
    var isRunning = false
    /// What was read of the texts that are in feeds now.
    var known: [OutputName: [Text: Words]] = [:]
  }

  private struct Text: Hashable {
    var release: ReleaseID
    var revision: Int
  }

  /// What a feed says of a text.
  private struct Words {
    var summary: String
    var language: String?
  }

  private let engine: EngineThread
  private let document: ReadDocument
  private let state = Mutex(State())

  /// So many releases are looked at in one turn of the engine, and for one feed.
  private static let (piece, farthest) = (64, 10_000)
  private static let pause: Int64 = 10_000_000_000

  package init(engine: EngineThread, document: @escaping ReadDocument) {
    (self.engine, self.document) = (engine, document)
  }

  /// Takes up the configuration; all feeds are looked at anew.
  package func adopt(_ outputs: [any Output], _ publication: Configuration.Publication) {
    let feeding = outputs.compactMap { $0 as? FilesOutput }.filter { !$0.settings.feeds.isEmpty }
    let given = state.withLock { state in
      let names = Set(feeding.map(\.name))
      let given = Set(state.outputs.keys).subtracting(names)
      state.outputs = Dictionary(feeding.map { ($0.name, $0) }) { first, _ in first }
      state.organisation = publication.organisation
      state.home = publication.publicURL ?? ""
      (state.stale, state.waits) = (names, [:])
      state.known = state.known.filter { names.contains($0.key) }
      return given
    }
    for name in given.sorted() { report(nil, of: name) }
  }

  /// What is out at these outputs is not what it was.
  package func mark(_ outputs: Set<OutputName>) {
    state.withLock { state in
      state.stale.formUnion(outputs.filter { state.outputs[$0] != nil })
    }
  }

  /// How often it is worth a look whether anything is stale.
  var pace: Span { state.withLock { $0.outputs.isEmpty ? .minutes(1) : .seconds(2) } }

  /// Begins to rebuild what is stale, unless that is being done, and returns at once.
  package func begin() {
    let now = WallClock.monotonic()
    let starts = state.withLock { state in
      guard !state.isRunning, !Self.turns(state, at: now).isEmpty else { return false }
      state.isRunning = true
      return true
    }
    guard starts else { return }
    Task(priority: .utility) { await self.run() }
  }

  private static func turns(_ state: State, at now: Int64) -> [OutputName] {
    state.stale.filter { state.waits[$0] ?? .min <= now }.sorted()
  }

  private func run() async {
    let names = state.withLock { state in
      let names = Self.turns(state, at: WallClock.monotonic())
      // What arrives while a feed is made makes it stale again.
      state.stale.subtract(names)
      return names
    }
    for name in names {
      do {
        try await rebuild(name)
        state.withLock { $0.waits[name] = nil }
        report(nil, of: name)
      } catch EngineThread.Refusal.stopped {
        break
      } catch {
        state.withLock { state in
          guard state.outputs[name] != nil else { return }
          state.stale.insert(name)
          state.waits[name] = WallClock.monotonic() + Self.pause
        }
        report("\(error)", of: name)
      }
    }
    state.withLock { $0.isRunning = false }
  }

  private func report(_ problem: String?, of name: OutputName) {
    engine.post { engine in
      guard let problem else { return engine.resolve("feeds:\(name)") }
      engine.report(
        Notice(
          .error, "feeds.not-written",
          "the feeds of output \(name) do not show what is out: \(problem)"),
        problem: "feeds:\(name)")
    }
  }

  private func rebuild(_ name: OutputName) async throws {
    let taken = state.withLock { state in
      state.outputs[name].map { ($0, state.organisation, state.home, state.known[name] ?? [:]) }
    }
    guard let (output, organisation, home, known) = taken else { return }
    let releases = try await releases(of: output)
    // Before the first release there is nothing to say, and no moment to say it of. When all that
    // was out has been erased the feed must not go on showing it.
    if releases.isEmpty {
      let isUnused = try await engine.call(always: true) { engine in
        try engine.ports.ledger.published(at: name, before: nil, count: 1).releases.isEmpty
      }
      if isUnused { return }
    }
    var (items, used) = ([Feed.Item](), [Text: Words]())
    for release in releases {
      let text = Text(release: release.id, revision: release.revision)
      var words = known[text]
      if case .killed = release.event { words = Words(summary: "", language: nil) }
      if words == nil { words = try await read(release) }
      used[text] = words
      items.append(
        Feed.Item(
          id: release.id, slug: release.slug, headline: release.headline,
          summary: words?.summary ?? "",
          language: words?.language, address: output.address(of: release, home: home),
          published: release.due,
          event: release.delivery(to: name).map(release.event(for:)) ?? release.event))
    }
    try output.put(
      Feed(
        output: name, organisation: organisation, home: home, kinds: output.settings.feeds,
        items: items))
    state.withLock { [used] state in
      if state.outputs[name] != nil { state.known[name] = used }
    }
  }

  /// The newest, at most as many as the feed lists, of the latest that are out.
  private func releases(of output: FilesOutput) async throws -> [Release] {
    let (name, length) = (output.name, output.settings.feedLength)
    var (releases, cursor, looked) = ([Release](), LedgerCursor?.none, 0)
    repeat {
      let page = try await engine.call(always: true) { [cursor] engine in
        try engine.published(at: name, before: cursor, count: Self.piece)
      }
      releases += page.releases.prefix(length - releases.count)
      (cursor, looked) = (page.next, looked + Self.piece)
    } while cursor != nil && releases.count < length && looked < Self.farthest
    return releases
  }

  private func read(_ release: Release) async throws -> Words {
    let content = try await engine.call(always: true) { try $0.publishedContent(of: release) }
    guard let content else { return Words(summary: "", language: nil) }
    do throws(DocumentError) {
      let document = try self.document(content)
      return Words(
        summary: FeedText.summary(of: document), language: document.frontMatter.language)
    } catch {
      // It was published; what can no longer be read is listed by its headline.
      return Words(summary: "", language: nil)
    }
  }
}
