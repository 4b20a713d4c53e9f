import EmbargoControl
import EmbargoCore
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Logging
import Synchronization

/// Tells the witness what is to happen when and where, and that the daemon lives: the ledger is
/// asked each time, so a daemon whose engine hangs says nothing.
final class WitnessKeeper: Sendable {
  private struct State {
    var settings: Configuration.Witness?
    var outputs: [FilesOutput] = []
    /// The base of addresses, where the witness is to ask for what is out.
    var home: String?
    var isRunning = false
  }

  private let engine: EngineThread
  private let facts: DaemonFacts
  private let logger: Logger
  private let state = Mutex(State())

  /// Releases read in one turn of the engine, told of in all, and looked through for arrivals.
  private static let (piece, most, latest) = (64, 1000, 32)
  /// How far ahead it tells of lifts, and around the present of what is stopped.
  private static let (horizon, vicinity) = (Span.hours(24), Span.minutes(10))
  /// What the witness's user reads as a member of the directory's group.
  private static let mode: FileMode = 0o640

  init(engine: EngineThread, facts: DaemonFacts, logger: Logger) {
    (self.engine, self.facts, self.logger) = (engine, facts, logger)
  }

  /// Takes up the configuration.
  func adopt(
    _ settings: Configuration.Witness, _ outputs: [any Output],
    _ publication: Configuration.Publication
  ) {
    state.withLock { state in
      state.settings = settings.directory == nil ? nil : settings
      state.outputs = outputs.compactMap { $0 as? FilesOutput }
      state.home = settings.addresses ? publication.publicURL : nil
    }
    if settings.directory == nil { facts.setProblem("witness", nil) }
  }

  /// Three words before it counts as silent, so that one may be late.
  var pace: Span {
    state.withLock { state in
      guard let settings = state.settings else { return .hours(1) }
      return Span(nanoseconds: settings.silence.nanoseconds / 3)
    }
  }

  /// Begins to write a word, unless that is being done, and returns at once.
  func begin() {
    let taken = state.withLock { state -> State? in
      guard state.settings != nil, !state.isRunning else { return nil }
      state.isRunning = true
      return state
    }
    guard let taken else { return }
    Task(priority: .utility) {
      await self.run(taken)
      self.state.withLock { $0.isRunning = false }
    }
  }

  private func run(_ state: State) async {
    guard let settings = state.settings, let path = settings.directory else { return }
    do {
      let word = try await word(settings, state.outputs, home: state.home)
      try Directory(path: path).replaceFile(
        FileName(WitnessWord.fileName), try ControlJSON.encode(word), mode: Self.mode)
      facts.setProblem("witness", nil)
    } catch EngineThread.Refusal.stopped {
      return
    } catch {
      let problem = "the witness cannot be told what is to happen: \(error)"
      if facts.setProblem("witness", problem) { logger.error("\(problem)") }
    }
  }

  private func word(
    _ settings: Configuration.Witness, _ outputs: [FilesOutput], home: String?
  ) async throws -> WitnessWord {
    let now = Instant.readWallClock()
    let (isFrozen, key) = try await engine.call(always: true) { engine in
      (engine.frozen != nil, engine.ports.ledger.instanceKey)
    }
    let ids = OpaqueIDs(instanceKey: key)
    var word = WitnessWord(
      at: now, limit: settings.limit, silence: settings.silence, frozen: isFrozen)
    word.places = outputs.map {
      .init(output: $0.name.description, directory: $0.settings.directory)
    }
    for release in try await scheduled(until: now + Self.horizon) {
      word.lifts.append(
        .init(
          id: ids.text(of: release.id), due: release.due,
          marks: outputs.compactMap { Self.mark(of: release, at: $0) }))
    }
    for output in outputs { word.arrivals += try await arrivals(at: output, home: home, ids) }
    word.stopped = try await stopped(around: now).map { ids.text(of: $0.id) }
    return word
  }

  /// Nil: it does not go there, or nothing of it can be seen without a word of it.
  private static func mark(of release: Release, at output: FilesOutput) -> WitnessWord.Mark? {
    guard release.delivery(to: output.name) != nil else { return nil }
    let name = output.name.description
    switch output.visible(of: release) {
    case .paths(let paths): return .init(output: name, paths: paths, names: paths.count)
    case .names(let count): return .init(output: name, paths: [], names: count)
    case .nothing: return nil
    }
  }

  private func scheduled(until limit: Instant) async throws -> [Release] {
    var (releases, cursor) = ([Release](), LedgerCursor?.none)
    while releases.count < Self.most {
      let page = try await engine.call(always: true) { [cursor] engine in
        try engine.ports.ledger.list(
          phases: [ReleaseState.scheduled.rawValue], submitter: nil, after: cursor,
          count: Self.piece)
      }
      releases += page.prefix { $0.due <= limit }
      guard let last = page.last, page.count == Self.piece, last.due <= limit else { break }
      cursor = LedgerCursor(instant: last.due, id: last.id)
    }
    return releases
  }

  private func arrivals(
    at output: FilesOutput, home: String?, _ ids: OpaqueIDs
  ) async throws -> [WitnessWord.Arrival] {
    let name = output.name
    let page = try await engine.call(always: true) { engine in
      try engine.published(at: name, before: nil, count: Self.latest)
    }
    return page.releases.compactMap { release in
      guard case .delivered(let delivered)? = release.delivery(to: name)?.state else { return nil }
      return .init(
        id: ids.text(of: release.id), output: name.description, due: release.embargo.instant,
        at: delivered.at, address: home.map { output.address(of: release, home: $0) })
    }
  }

  private func stopped(around now: Instant) async throws -> [Release] {
    let start = LedgerCursor(
      instant: now - Self.vicinity, id: ReleaseID(at: Instant(nanoseconds: 0), random: []))
    let states: [ReleaseState] = [.held, .withdrawn]
    let page = try await engine.call(always: true) { engine in
      try engine.ports.ledger.list(
        phases: Set(states.map(\.rawValue)), submitter: nil, after: start, count: Self.most)
    }
    return Array(page.prefix { $0.due <= now + Self.vicinity })
  }
}

/// Ids for those who may know that something is due, and not what: keyed by what never leaves the
/// ledger.
struct OpaqueIDs {
  private let key: [UInt8]

  init(instanceKey: [UInt8]) {
    key = KeyedHash.bytes(key: instanceKey, over: Array("embargod witness".utf8))
  }

  func text(of id: ReleaseID) -> String {
    Hex.text(KeyedHash.bytes(key: key, over: Array(id.description.utf8)).prefix(16))
  }
}
