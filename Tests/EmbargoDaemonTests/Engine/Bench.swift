import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoSimulation
import EmbargoTime
import Synchronization
import Testing

/// A clock that a test sets.
final class SetClock: Sendable {
  private let time: Mutex<Instant>

  init(_ now: Instant) { time = Mutex(now) }

  var now: Instant {
    get { time.withLock(\.self) }
    set { time.withLock { $0 = newValue } }
  }

  var read: ReadClock { { [self] in now } }
}

/// An engine between stubs, with a clock that the test sets.
final class Bench {
  static let start = Instant(seconds: 1_800_000_000)
  static let editor = Actor(uid: 1000, name: "ada")

  let clock = SetClock(Bench.start)
  let ledger = SimulatedLedger(instanceKey: Array(repeating: 1, count: 32))
  let lifter = StubLifter()
  let dispatcher = StubDispatcher()
  let newsroom = StubFolder(Bench.output("newsroom"))
  let wire = StubEndpoint(Bench.output("wire"))
  private(set) var notices: [Notice] = []
  /// Whether the reserve lies aside; whether there is room for it.
  var (hasReserve, hasRoom) = (true, true)
  /// Bytes that are free where the ledger lies.
  var ledgerRoom: UInt64? = 1 << 40
  /// What the zone rules in use say of a release that is about to be armed.
  var verdict: (Release) -> ZoneVerdict? = { _ in nil }
  private var random = SeededRandom(seed: 7)
  private var made: Engine?

  var engine: Engine {
    guard let made else { preconditionFailure("a bench has an engine from its start") }
    return made
  }

  private let readClock: ReadClock?

  /// - Parameter clock: what the engine reads instead of the clock that the test sets.
  init(_ settings: EngineSettings = EngineSettings(), clock: ReadClock? = nil) {
    readClock = clock
    restart(settings)
  }

  var now: Instant {
    get { clock.now }
    set { clock.now = newValue }
  }

  static func output(_ name: String) -> OutputName {
    guard let output = OutputName(name) else { preconditionFailure("bad name \(name)") }
    return output
  }

  /// A new engine on the same ledger and outputs, as after a crash.
  func restart(
    _ settings: EngineSettings = EngineSettings(), outputs: [any Output]? = nil
  ) {
    lifter.table = ArmedTable()
    dispatcher.works = []
    let ports = EnginePorts(
      ledger: ledger, lifter: lifter, dispatcher: dispatcher,
      clock: readClock ?? clock.read, random: { [self] in random.bytes($0) },
      document: { content throws(DocumentError) in
        ReleaseDocument(
          format: .text, parts: [], headline: "headline", subhead: nil, contacts: [], links: [],
          frontMatter: .init(), publishedBytes: content.bytes)
      },
      notify: { [self] in notices.append($0) },
      zoneVerdict: { [self] in verdict($0) },
      ledgerRoom: { [self] in ledgerRoom },
      releaseReserve: { [self] in
        if hasReserve { ledger.isFull = false }
        hasReserve = false
      },
      makeReserve: { [self] in
        hasReserve = hasRoom
        return hasRoom
      })
    made = Engine(outputs: outputs ?? [newsroom, wire], settings: settings, ports: ports)
  }

  func submission(
    _ text: String, due: Instant, slug: String? = nil, outputs: [String]? = nil
  ) -> AcceptedRelease {
    AcceptedRelease(
      content: RevisionContent(bytes: Array(text.utf8)), headline: text,
      embargo: Bench.embargo(due), slug: slug.flatMap { Slug($0) },
      outputs: outputs?.map(Bench.output), submitter: Bench.editor)
  }

  static func embargo(_ instant: Instant) -> Embargo {
    Embargo(
      stamp: "stamp", civil: CivilDateTime(instant), zone: .fixed(0), instant: instant,
      tzdb: "2026a")
  }

  @discardableResult
  func submit(
    _ text: String = "text", in span: Span = .seconds(20), slug: String? = nil,
    outputs: [String]? = nil
  ) throws -> Release {
    let submission = submission(text, due: now + span, slug: slug, outputs: outputs)
    return try #require(try engine.submit([submission]).first)
  }

  /// What the lift thread does at this moment.
  func fire() -> [LiftReport] {
    let sample = ClockSample(
      now: now, boottime: now - Bench.start, monotonic: now - Bench.start, synchronised: true,
      maxError: .zero)
    let due = lifter.table.takeDue(now) { _ in lifter.block != nil }
    return due.map { release in
      let quick = release.works.filter(\.isQuick)
      for work in release.works where !work.isQuick { dispatcher.dispatch(work) }
      let outcomes = quick.compactMap { work -> AttemptOutcome? in
        guard case .publish(let prepared) = work.kind else { return nil }
        return prepared.publish(notBefore: release.due, clock: clock.read)
      }
      return LiftReport(
        id: release.id, began: sample.now, outcomes: outcomes,
        dispatched: release.works.filter { !$0.isQuick }.map(\.output), clock: sample)
    }
  }

  /// The endpoint's answer to the oldest request that waits.
  func answer(
    _ result: AttemptOutcome.Result = .delivered(receipt: "204", recovered: false),
    suspends: Bool = false, isUnreached: Bool = false
  ) throws {
    let work = try #require(dispatcher.works.isEmpty ? nil : dispatcher.works.removeFirst())
    engine.finished(
      work.release,
      AttemptOutcome(
        output: work.output, startedAt: now, finishedAt: now, result: result, suspends: suspends,
        isUnreached: isUnreached))
  }

  func release(_ id: ReleaseID) throws -> Release { try #require(try ledger.release(id)) }

  func state(_ id: ReleaseID, _ output: OutputName) throws -> String? {
    try release(id).delivery(to: output)?.state.name
  }

  func codes(_ level: Notice.Level = .error) -> [String] {
    notices.filter { $0.level == level }.map(\.code)
  }

  /// The events on the record, oldest first.
  func events() throws -> [String] {
    try ledger.records(after: 0, count: 10_000, release: nil).compactMap { record in
      try JSON(parsing: record.bytes)["event"]?.text
    }
  }

  /// The refusal of a command, by its case; of one of several behind its place: `1: duplicate`.
  func refusal(_ body: () throws -> some Any) -> String? {
    do {
      _ = try body()
      return nil
    } catch EngineError.oneOf(let index, let error) {
      return "\(index): " + "\(error)".prefix { $0 != "(" }
    } catch {
      return String("\(error)".prefix { $0 != "(" })
    }
  }
}
