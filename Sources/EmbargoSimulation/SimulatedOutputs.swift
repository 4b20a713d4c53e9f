import EmbargoCore
import EmbargoOutputs
import EmbargoTime

/// A directory that forgets, in a crash, names that were not synced.
final class SimulatedDirectory {
  struct Entry {
    var bytes: [UInt8]
    var isSynced: Bool
  }

  private(set) var entries: [String: Entry] = [:]
  private var unsynced: Set<String> = []
  /// What was durable under a name until something else took its place.
  private var before: [String: Entry] = [:]
  var isFull = false

  /// Takes the place of what has the name.
  func create(_ name: String, _ bytes: [UInt8]) {
    if let old = entries[name], old.isSynced { before[name] = old }
    entries[name] = Entry(bytes: bytes, isSynced: false)
    unsynced.insert(name)
  }

  func sync() {
    for name in unsynced { entries[name]?.isSynced = true }
    (unsynced, before) = ([], [:])
  }

  func crash(_ world: World) {
    for name in unsynced.sorted() {
      if world.random.chance(1, in: 2) {
        entries[name] = before[name]
      } else {
        entries[name]?.isSynced = true
      }
    }
    (unsynced, before) = ([], [:])
  }
}

/// What an endpoint does with a request.
enum EndpointMood: CaseIterable {
  case accepts, refuses, fails, gone
  /// The request ends by its time-out.
  case hangs
  /// Not even that: the answer never comes.
  case silent
}

/// One simulated output; its bytes are the accepted bytes behind a name.
class SimulatedOutput: Output, @unchecked Sendable {
  let name: OutputName
  let kind: String
  let retries: RetryPolicy
  let world: World
  let directory = SimulatedDirectory()
  var mood = EndpointMood.accepts
  let watcher: Watcher

  /// Something of a release became visible at an output.
  struct Sighting {
    var output: OutputName
    var key: IdempotencyKey
    var bytes: [UInt8]
    /// It was there already.
    var isRepeated = false
  }

  init(name: OutputName, kind: String, retries: RetryPolicy, watcher: Watcher) {
    (self.name, self.kind, self.retries) = (name, kind, retries)
    (self.world, self.watcher) = (watcher.world, watcher)
  }

  func names(slug: Slug, instant: Instant, attachments: [String]) -> [String] {
    kind == "webhook" ? [] : ["\(slug).txt", "\(slug).html"]
  }

  func publication(of material: Material) throws(OutputError) -> Publication {
    let names = names(
      slug: material.release.slug, instant: material.release.embargo.instant, attachments: [])
    let pieces = names.isEmpty ? ["body"] : names
    let bytes = Self.bytes(
      of: material.release, event: material.event, text: material.content.bytes)
    return Publication(
      key: material.key, pieces: pieces.map { Publication.Piece(name: $0, bytes: bytes) })
  }

  /// The accepted bytes, or the notice that they must not be used.
  static func bytes(of release: Release, event: ReleaseEvent, text: [UInt8]) -> [UInt8] {
    guard case .killed(let reason, _) = event else { return text }
    return Array("must not be used: \(release.slug): \(reason)".utf8)
  }

  func check() throws(OutputError) {
    if directory.isFull { throw OutputError("no space left in the directory") }
  }

  func test() async throws(OutputError) -> String { "simulated" }
}

/// An output on the machine's own disk.
final class SimulatedFolder: SimulatedOutput, LocalOutput, @unchecked Sendable {
  /// Whether its file system has unnamed files.
  let stages: Bool
  /// Until then, in true time, its disk answers nothing that must be waited for.
  var hangsUntil = Span.zero

  init(name: OutputName, kind: String, stages: Bool, watcher: Watcher) {
    self.stages = stages
    super.init(name: name, kind: kind, retries: .local, watcher: watcher)
  }

  func prepare(
    _ publication: Publication, isUrgent: Bool
  ) throws(OutputError) -> any Prepared {
    if world.step("stage \(name)") { throw OutputError("down") }
    world.takeTime()
    if stages, !directory.isFull, !world.isResting, world.random.chance(1, in: 400) {
      directory.isFull = true
      world.note("\(name) is full while it stages")
    }
    if stages, directory.isFull {
      throw OutputError("no space left for \(publication.pieces.map(\.name))")
    }
    return SimulatedPrepared(output: self, publication: publication)
  }

  func survey(_ intent: Intent) throws(OutputError) -> Survey {
    var survey = Survey()
    for (name, digest) in zip(intent.names, intent.pieces) {
      switch directory.entries[name].map({ Digest(of: $0.bytes) == digest }) {
      case true?: survey.same += 1
      case false?: survey.other += 1
      case nil: survey.missing += 1
      }
    }
    return survey
  }
}

/// An output across the network.
final class SimulatedEndpoint: SimulatedOutput, RemoteOutput, @unchecked Sendable {
  init(name: OutputName, watcher: Watcher) {
    super.init(name: name, kind: "webhook", retries: .webhook, watcher: watcher)
  }

  func send(
    _ publication: Publication, notBefore instant: Instant, clock: @escaping ReadClock
  ) async -> AttemptOutcome {
    preconditionFailure("the simulated dispatcher answers for endpoints")
  }
}

/// Prepared bytes in the simulation; what `publish` does is what the real one does, step by step.
final class SimulatedPrepared: Prepared, @unchecked Sendable {
  private let output: SimulatedFolder
  private let publication: Publication

  init(output: SimulatedFolder, publication: Publication) {
    (self.output, self.publication) = (output, publication)
  }

  var isStaged: Bool { output.stages }

  /// How long its disk will not answer.
  var hang: Span {
    max(.zero, output.hangsUntil - output.world.elapsed)
  }

  func present() -> Presence {
    let there = publication.pieces.filter { output.directory.entries[$0.name]?.bytes == $0.bytes }
    return there.isEmpty ? .nothing : there.count == publication.pieces.count ? .all : .some
  }

  /// Whether what stands under a name is a piece of an earlier revision.
  private func makesWay(_ entry: SimulatedDirectory.Entry, under name: String) -> Bool {
    guard let earlier = publication.supersedes else { return false }
    let digest = Digest(of: entry.bytes)
    return zip(earlier.names, earlier.pieces).contains { $0 == (name, digest) }
  }

  func publish(notBefore instant: Instant, clock: ReadClock) -> AttemptOutcome {
    let world = output.world
    world.setClockPerhaps()
    let began = clock()
    func outcome(_ result: AttemptOutcome.Result) -> AttemptOutcome {
      AttemptOutcome(
        output: output.name, startedAt: began, finishedAt: clock(), result: result)
    }
    func failed(_ error: String) -> AttemptOutcome {
      outcome(.failed(error: error, ambiguous: false, retryAfter: nil))
    }
    var created = 0
    for piece in publication.pieces {
      if clock() < instant, world.fault != .earlyLift { return failed("too early") }
      let entry = output.directory.entries[piece.name]
      if let entry, entry.bytes != piece.bytes, !makesWay(entry, under: piece.name) {
        return outcome(.refused(error: "another file has the name \(piece.name)"))
      }
      if entry?.bytes == piece.bytes, world.fault != .twice { continue }
      if !output.stages, output.directory.isFull { return failed("no space left") }
      if world.step("link \(piece.name)") { return failed("down") }
      output.directory.create(piece.name, piece.bytes)
      output.watcher.saw(
        .init(
          output: output.name, key: publication.key, bytes: piece.bytes,
          isRepeated: entry?.bytes == piece.bytes))
      created += 1
      if world.step("linked \(piece.name)") { return failed("down") }
      world.setClockPerhaps()
    }
    if world.step("sync \(output.name)") { return failed("down") }
    if world.fault != .unsynced { output.directory.sync() }
    if output.stages, hang > .zero {
      world.note("the lift thread hangs at \(output.name)")
      world.suspend(for: hang)
    }
    return outcome(.delivered(receipt: "linked", recovered: created == 0))
  }
}
