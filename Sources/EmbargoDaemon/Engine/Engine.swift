package import EmbargoCore
package import EmbargoOutputs
package import EmbargoTime

/// The one place that owns mutable state: it asks releases what follows from a command or from the
/// time, records it, and has it carried out. The record is written before anything else changes.
///
/// Single-threaded: a thread of its own calls it in the daemon, the simulation calls it directly.
/// Releases are read from the ledger when they are needed; memory holds only what is armed.
package final class Engine {
  package var settings: EngineSettings
  package let ports: EnginePorts
  let commitments: RowCommitments
  package private(set) var outputs: [OutputName: any Output]

  /// Releases with the lifter, as they were prepared and are stored.
  var armed: [ReleaseID: Release] = [:]
  /// Armed releases of which an output was not ready; prepared again at each pass.
  var incomplete: Set<ReleaseID> = []
  /// Where the next pass goes on, after one that had as much to prepare as a pass may; nil: at the
  /// nearest.
  var place: LedgerCursor?
  /// No more can be prepared until something of what is prepared has gone out.
  var isStagingFull = false
  /// Something has gone out that others were waiting for.
  var isHurried = false
  /// What is being published at this moment, as far as it has been reported.
  var burst: Burst?
  /// Outputs that want nothing until a person lets them go again, as they are stored.
  package internal(set) var suspended: [OutputName: Suspension] = [:]
  /// Attempts with the dispatcher: of which revision, and since when.
  var inFlight: [Flight: Attempt] = [:]
  /// Deliveries that wait because nobody could be reached; see `returned`.
  var absences = Absences()
  /// Reports that the ledger had no room for.
  var unrecorded: [Unrecorded] = []
  /// Answers that came before the lift that they belong to was recorded.
  var early: [Finished] = []
  /// What was found ahead of lifts; see `lookAhead`.
  var preflight = Preflight()
  /// Who has read what is sealed within the last minute.
  var readings = Readings()
  /// What is wrong now, by a key that names it; shown in status until it is over.
  package private(set) var problems: [String: Notice] = [:]
  /// How the last attempts at each output went, since the start.
  package internal(set) var histories: [OutputName: OutputHistory] = [:]
  /// Set when the ledger cannot be used any more; the daemon ends and is started again.
  package private(set) var failure: LedgerError?
  package internal(set) var isPaused = false
  /// The key that the records say signs checkpoints, as far as this daemon has said so.
  var recordedKey: CheckpointKey?
  /// Set while nothing may lift, as it is stored.
  package internal(set) var frozen: Freeze?
  /// What would have gone out since it was frozen, and for which instant, so that a pass need not
  /// read it again.
  var withheld: [ReleaseID: Instant] = [:]
  /// Releases that wait for outputs which are not configured.
  var orphans = Orphans()
  /// Who waits until nothing is going out any more.
  var waiting: [StillnessWait] = []

  package struct OutputHistory: Hashable, Sendable {
    package var lastSuccess: Instant?
    package var lastFailure: Instant?
    /// Of the last failure.
    package var lastError: String?
  }

  /// An output is sent one thing of a release at a time, so that what it gets comes in order.
  struct Flight: Hashable {
    var release: ReleaseID
    var output: OutputName
  }

  struct Attempt: Hashable {
    var revision: Int
    var began: Instant
    /// Before its turn: somebody was said to be there again.
    var isEarly = false
  }

  /// What happened outside and is not in the ledger yet.
  enum Unrecorded {
    case lift(LiftReport)
    case outcome(Finished)
  }

  package init(outputs: [any Output], settings: EngineSettings, ports: EnginePorts) {
    self.outputs = Dictionary(outputs.map { ($0.name, $0) }) { first, _ in first }
    self.settings = settings
    self.ports = ports
    commitments = RowCommitments(rowKey: ports.ledger.rowKey)
    adoptRetries()
    readSuspensions()
    readFreeze()
  }

  /// New outputs and settings, after a reload; what is armed is prepared again.
  package func reconfigure(outputs: [any Output], settings: EngineSettings) {
    self.outputs = Dictionary(outputs.map { ($0.name, $0) }) { first, _ in first }
    self.settings = settings
    adoptRetries()
    awaitReturns()
    for id in armed.keys.sorted() where ports.lifter.disarm(id) { armed[id] = nil }
    tick()
  }

  private func adoptRetries() {
    settings.policy.retries = outputs.mapValues(\.retries)
  }

  /// Records something that happened to the daemon itself, or that changes nothing of a release.
  ///
  /// - Parameter answer: what to remember for a repeated request.
  package func record(
    _ event: String, of release: ReleaseID? = nil, by actor: Actor = .daemon,
    data: JSON.Members = [:], answer: StoredAnswer? = nil
  ) throws(LedgerError) {
    var transaction = LedgerTransaction()
    if let answer { transaction.answers = [answer] }
    transaction.records = [
      RecordDraft(event: event, release: release, actor: actor, at: ports.clock(), data: data)
    ]
    try commit(transaction)
  }

  /// Writes to the ledger and notes what that came to: full pauses, broken ends.
  func commit(_ transaction: LedgerTransaction) throws(LedgerError) {
    try keepBurstApart()
    var transaction = transaction
    commitments.commit(&transaction)
    do {
      try ports.ledger.commit(transaction)
    } catch {
      switch error {
      case .full: pause(error)
      case .broken: fail(error)
      case .taken, .forbidden: break
      }
      throw error
    }
  }

  /// Applies events to a release and records them, in one transaction.
  func carryOut(
    _ events: [Event], on release: Release, by actor: Actor, at now: Instant,
    with extra: (inout LedgerTransaction, Release) -> Void = { _, _ in }
  ) throws(LedgerError) -> Release {
    guard !events.isEmpty else { return release }
    var transaction = LedgerTransaction()
    let after = Self.apply(events, to: release, by: actor, at: now, recording: &transaction)
    transaction.releases = [after]
    transaction.stored = [release.id: release]
    extra(&transaction, after)
    try commit(transaction)
    return after
  }

  static func apply(
    _ events: [Event], to release: Release, by actor: Actor, at now: Instant,
    recording transaction: inout LedgerTransaction
  ) -> Release {
    var after = release
    for event in events {
      after.apply(event, by: actor, at: now)
      transaction.records.append(event.draft(of: after, by: actor, at: now))
    }
    return after
  }

  func report(_ notice: Notice, problem key: String? = nil) {
    if let key {
      if problems[key] == notice { return }
      // Beyond this it is still told, and no longer listed.
      if problems[key] != nil || problems.count < Self.mostProblems { problems[key] = notice }
    }
    ports.notify(notice)
  }

  private static let mostProblems = 1000

  func resolve(_ key: @autoclosure () -> String) {
    if problems.isEmpty { return }
    guard let notice = problems.removeValue(forKey: key()) else { return }
    ports.notify(
      Notice(.info, notice.code + ".over", release: notice.release, "over: " + notice.text))
  }

  /// Whatever stood in the way of the lift of one release does so no longer.
  func resolveProblems(of release: ReleaseID) {
    for kind in ["arm", "clock", "late", "stuck"] { resolve("\(kind):\(release)") }
  }

  func fail(_ error: LedgerError) {
    failure = error
    ports.lifter.setPaused(true)
    tellStillness(always: true)
    report(Notice(.error, "ledger.broken", error.description), problem: "ledger")
  }

  private func pause(_ error: LedgerError) {
    isPaused = true
    ports.lifter.setPaused(true)
    report(
      Notice(
        .error, "ledger.full",
        "\(error); nothing is accepted and nothing lifts until there is space"),
      problem: "ledger")
  }
}
