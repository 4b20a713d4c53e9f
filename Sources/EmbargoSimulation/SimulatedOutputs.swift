import EmbargoCore
import EmbargoOutputs
import EmbargoTime

/// A directory that forgets, in a crash, names that were not synced.
final class SimulatedDirectory {
  struct Entry {
    var bytes: [UInt8]
    var isSynced: Bool
    var created: Int
  }

  private(set) var entries: [String: Entry] = [:]
  var isFull = false

  func create(_ name: String, _ bytes: [UInt8]) {
    let times = (entries[name]?.created ?? 0) + 1
    entries[name] = Entry(bytes: bytes, isSynced: false, created: times)
  }

  func sync() {
    for name in entries.keys { entries[name]?.isSynced = true }
  }

  func crash(_ world: World) {
    for name in entries.keys.sorted() where entries[name]?.isSynced == false {
      if world.random.chance(1, in: 2) {
        entries[name] = nil
      } else {
        entries[name]?.isSynced = true
      }
    }
  }
}

/// What an endpoint does with a request.
enum EndpointMood: CaseIterable {
  case accepts, refuses, fails, hangs, gone
}

/// One simulated output; its bytes are the accepted bytes behind a name.
class SimulatedOutput: Output, @unchecked Sendable {
  let name: OutputName
  let kind: String
  let retries: RetryPolicy
  let world: World
  let directory = SimulatedDirectory()
  var mood = EndpointMood.accepts
  /// Every request that arrived.
  var received: [(key: String, body: [UInt8])] = []
  let watch: (Sighting) -> Void

  /// Something of a release became visible at an output.
  struct Sighting {
    var output: OutputName
    var key: IdempotencyKey
    var bytes: [UInt8]
  }

  init(
    name: OutputName, kind: String, retries: RetryPolicy, world: World,
    watch: @escaping (Sighting) -> Void
  ) {
    (self.name, self.kind, self.retries, self.world) = (name, kind, retries, world)
    self.watch = watch
  }

  func names(slug: Slug, instant: Instant, attachments: [String]) -> [String] {
    kind == "webhook" ? [] : ["\(slug).txt", "\(slug).html"]
  }

  func publication(of material: Material) throws(OutputError) -> Publication {
    let names = names(
      slug: material.release.slug, instant: material.release.embargo.instant, attachments: [])
    let pieces = names.isEmpty ? ["body"] : names
    return Publication(
      key: material.key,
      pieces: pieces.map { Publication.Piece(name: $0, bytes: material.content.bytes) })
  }

  func check() throws(OutputError) {
    if directory.isFull { throw OutputError("no space left in the directory") }
  }

  func test() async throws(OutputError) -> String { "simulated" }
}

/// An output on the machine's own disk.
final class SimulatedFolder: SimulatedOutput, LocalOutput, @unchecked Sendable {
  func prepare(_ publication: Publication) throws(OutputError) -> any Prepared {
    if world.step("stage \(name)") { throw OutputError("down") }
    if directory.isFull { throw OutputError("no space left in the directory") }
    return SimulatedPrepared(output: self, publication: publication)
  }
}

/// An output across the network.
final class SimulatedEndpoint: SimulatedOutput, RemoteOutput, @unchecked Sendable {
  func send(
    _ publication: Publication, notBefore instant: Instant, clock: @escaping ReadClock
  ) async -> AttemptOutcome {
    preconditionFailure("the simulated dispatcher answers for endpoints")
  }
}

/// Staged bytes in the simulation; what `publish` does is what the real one does, step by step.
final class SimulatedPrepared: Prepared, @unchecked Sendable {
  private let output: SimulatedOutput
  private let publication: Publication

  init(output: SimulatedOutput, publication: Publication) {
    (self.output, self.publication) = (output, publication)
  }

  var isStaged: Bool { true }

  func present() -> Presence {
    let there = publication.pieces.filter { output.directory.entries[$0.name]?.bytes == $0.bytes }
    return there.isEmpty ? .nothing : there.count == publication.pieces.count ? .all : .some
  }

  func publish(notBefore instant: Instant, clock: ReadClock) -> AttemptOutcome {
    let world = output.world
    let began = clock()
    func outcome(_ result: AttemptOutcome.Result) -> AttemptOutcome {
      AttemptOutcome(
        output: output.name, startedAt: began, finishedAt: clock(), result: result)
    }
    var created = 0
    for piece in publication.pieces {
      if clock() < instant, world.fault != .earlyLift {
        return outcome(.failed(error: "too early", ambiguous: false, retryAfter: nil))
      }
      if let entry = output.directory.entries[piece.name] {
        if entry.bytes == piece.bytes { continue }
        return outcome(.refused(error: "another file has the name \(piece.name)"))
      }
      if world.step("link \(piece.name)") { break }
      output.directory.create(piece.name, piece.bytes)
      output.watch(
        .init(output: output.name, key: publication.key, bytes: piece.bytes))
      created += 1
    }
    if !world.step("sync \(output.name)") { output.directory.sync() }
    return outcome(.delivered(receipt: "linked", recovered: created == 0))
  }
}
