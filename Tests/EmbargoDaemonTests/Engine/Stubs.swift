import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoTime
import Synchronization

/// An output on this machine whose directory is a dictionary.
final class StubFolder: LocalOutput {
  struct State {
    var files: [String: [UInt8]] = [:]
    var problem: OutputError?
    var isStaged = true
    var prepared = 0
    var checks = 0
    var renders = true
    var free: UInt64 = 1 << 40
    /// How many more may be prepared at a time.
    var room = 1_000_000
  }

  let name: OutputName
  let kind = "files"
  let retries = RetryPolicy.local
  let state = Mutex(State())

  init(_ name: OutputName) { self.name = name }

  func names(slug: Slug, instant: Instant, attachments: [String]) -> [String] { ["\(slug).txt"] }

  func publication(of material: Material) throws(OutputError) -> Publication {
    guard state.withLock(\.renders) else { throw OutputError("the page cannot be made") }
    return Publication(
      key: material.key,
      pieces: [.init(name: "\(material.release.slug).txt", bytes: material.content.bytes)])
  }

  func check() throws(OutputError) {
    let problem = state.withLock { state in
      state.checks += 1
      return state.problem
    }
    if let problem { throw problem }
  }

  func room() throws(OutputError) -> OutputRoom? {
    OutputRoom(free: state.withLock(\.free), copies: 2)
  }
  func test() async throws(OutputError) -> String { "well" }

  func prepare(
    _ publication: Publication, isUrgent: Bool
  ) throws(OutputError) -> any Prepared {
    let finds = state.withLock { state in
      guard state.room > 0 || isUrgent else { return false }
      state.room -= 1
      state.prepared += 1
      return true
    }
    if !finds { throw OutputError("no room", findsNoRoom: true) }
    return StubPrepared(folder: self, publication: publication)
  }

  func survey(_ intent: Intent) throws(OutputError) -> Survey {
    var survey = Survey()
    for (name, digest) in zip(intent.names, intent.pieces) {
      switch files[name].map({ Digest(of: $0) == digest }) {
      case true?: survey.same += 1
      case false?: survey.other += 1
      case nil: survey.missing += 1
      }
    }
    return survey
  }

  var files: [String: [UInt8]] { state.withLock(\.files) }
  func fail(_ text: String?) { state.withLock { $0.problem = text.map { OutputError($0) } } }
}

final class StubPrepared: Prepared {
  let folder: StubFolder
  let publication: Publication

  init(folder: StubFolder, publication: Publication) {
    (self.folder, self.publication) = (folder, publication)
  }

  deinit { folder.state.withLock { $0.room += 1 } }

  var isStaged: Bool { folder.state.withLock(\.isStaged) }

  func present() -> Presence {
    let files = folder.files
    return publication.pieces.allSatisfy { files[$0.name] == $0.bytes } ? .all : .nothing
  }

  func publish(notBefore instant: Instant, clock: ReadClock) -> AttemptOutcome {
    let began = clock()
    var result = AttemptOutcome.Result.failed(
      error: "not due", ambiguous: false, retryAfter: nil)
    if began >= instant {
      let isThere = present() == .all
      folder.state.withLock { state in
        for piece in publication.pieces { state.files[piece.name] = piece.bytes }
      }
      result = .delivered(receipt: "linked", recovered: isThere)
    }
    return AttemptOutcome(
      output: folder.name, startedAt: began, finishedAt: clock(), result: result)
  }
}

/// An endpoint that nobody contacts: what is sent waits in the dispatcher.
struct StubEndpoint: RemoteOutput {
  let name: OutputName
  let kind = "webhook"
  let retries = RetryPolicy.webhook

  init(_ name: OutputName) { self.name = name }

  func names(slug: Slug, instant: Instant, attachments: [String]) -> [String] { [] }

  func publication(of material: Material) throws(OutputError) -> Publication {
    Publication(key: material.key, body: material.content.bytes)
  }

  func check() throws(OutputError) {}
  func test() async throws(OutputError) -> String { "well" }

  func send(
    _ publication: Publication, notBefore instant: Instant, clock: @escaping ReadClock
  ) async -> AttemptOutcome {
    preconditionFailure("the stub dispatcher answers for endpoints")
  }
}

/// The lift thread without a thread.
final class StubLifter: Lifter {
  var table = ArmedTable()
  var block: ClockGate.Block?
  /// What the lifter was given since the test last looked.
  var armed: [ArmedRelease] = []
  /// Forgets what it is given, as if its timer were lost.
  var isForgetful = false

  func arm(_ release: ArmedRelease) {
    armed.append(release)
    if !isForgetful { table.arm(release) }
  }

  func disarm(_ id: ReleaseID) -> Bool { table.disarm(id) }
  func settle(_ id: ReleaseID) { table.settle(id) }
  func setPaused(_ paused: Bool) { table.isPaused = paused }
  var goingOut: Int { table.goingOut }
  func clockBlock(due: Instant) -> ClockGate.Block? { block }
  var gate = ClockGate(trust: .warn, maxError: .seconds(2))
  func confirmClock(_ step: Span) { gate.confirm(step) }
}

final class StubDispatcher: Dispatcher {
  var works: [Work] = []
  func dispatch(_ work: Work) { works.append(work) }
  /// Outputs that are looked for.
  var awaited: [OutputName] = []
  func awaitReturn(of output: any RemoteOutput) { awaited.append(output.name) }
  func forgetReturns() { awaited = [] }
}
