import EmbargoControl
package import EmbargoCore
package import EmbargoTime
import Synchronization

/// The control API's other side: what people ask is understood here and done by the engine.
package final class Desk: Sendable {
  let engine: EngineThread
  let clock: @Sendable () -> Instant
  let facts: DaemonFacts
  let metricsPage: MetricsPage
  /// Nil: nobody is told anything.
  let announcer: Announcer?
  private let settings: Mutex<Settings>
  private let denials = Mutex(Denials())
  package let backups: BackupKeeper
  package let scrubber: Scrubber

  /// What a reload may change.
  package struct Settings: Sendable {
    package var intake: Intake
    package var permissions: Permissions
    package var maxQueue: Int
    /// Where each output publishes, in words.
    package var places: [OutputName: String]
    /// What outputs say of an early lift, with `{time}`, `{date}` and `{reason}`.
    package var earlyLiftNotice: String
    /// How many approvals a release needs depends on the groups of who submits it.
    package var looksUpGroups: Bool
    /// Signs receipts: the key that signs checkpoints.
    package var signer: CheckpointSigner?
    /// What the waiting releases of one submitter may come to.
    package var quota: Quota

    package init(
      intake: Intake, permissions: Permissions, maxQueue: Int, places: [OutputName: String] = [:],
      earlyLiftNotice: String = "", looksUpGroups: Bool = false, signer: CheckpointSigner? = nil,
      quota: Quota = Quota()
    ) {
      self.quota = quota
      (self.intake, self.permissions, self.maxQueue) = (intake, permissions, maxQueue)
      (self.places, self.looksUpGroups) = (places, looksUpGroups)
      (self.earlyLiftNotice, self.signer) = (earlyLiftNotice, signer)
    }
  }

  package init(
    engine: EngineThread, settings: Settings, facts: DaemonFacts, tally: Tally = Tally(),
    announcer: Announcer? = nil, clock: @escaping @Sendable () -> Instant
  ) {
    (self.engine, self.facts, self.clock) = (engine, facts, clock)
    metricsPage = MetricsPage(facts: facts, tally: tally)
    self.announcer = announcer
    self.settings = Mutex(settings)
    backups = BackupKeeper(engine: engine, directory: facts.stateDirectory, clock: clock)
    scrubber = Scrubber(engine: engine)
  }

  package func adopt(_ settings: Settings) { self.settings.withLock { $0 = settings } }

  var intake: Intake { settings.withLock(\.intake) }
  var permissions: Permissions { settings.withLock(\.permissions) }
  var maxQueue: Int { settings.withLock(\.maxQueue) }
  var quota: Quota { settings.withLock(\.quota) }
  var earlyLiftNotice: String { settings.withLock(\.earlyLiftNotice) }
  var places: [OutputName: String] { settings.withLock(\.places) }
  var signer: CheckpointSigner? { settings.withLock(\.signer) }
  var looksUpGroups: Bool { settings.withLock(\.looksUpGroups) }

  /// Asks the engine, and says what went wrong in the words of the API.
  func ask<Reply: Sendable>(
    _ body: @escaping @Sendable (Engine) throws -> Reply
  ) async throws(Problem) -> Reply {
    do {
      return try await engine.call(body)
    } catch {
      throw Self.problem(error)
    }
  }

  /// Does what somebody may do, and puts it on the record where they may not.
  func permitted<Reply: Sendable>(
    _ caller: Caller, _ action: Action, _ body: (Access) async throws(Problem) -> Reply
  ) async throws(Problem) -> Reply {
    do throws(Problem) {
      return try await body(try permissions.access(of: caller, to: action))
    } catch {
      if error.code == .notPermitted { await deny(caller.actor, action) }
      throw error
    }
  }

  /// What is refused to the owner of a file in an inbox is on the record, too.
  func admit(submitter: Actor) async throws(Problem) {
    do throws(Problem) {
      try permissions.check(submitter: submitter)
    } catch {
      if error.code == .notPermitted { await deny(submitter, .submit) }
      throw error
    }
  }

  /// Records a refusal; what somebody typed is not in it.
  private func deny(_ actor: Actor, _ action: Action) async {
    let now = clock()
    guard denials.withLock({ $0.note(actor, at: now) }) else { return }
    await recordDenial(by: actor, count: 1, ["action": .string(action.rawValue)])
  }

  /// Records how many refusals were not recorded one by one; called each minute.
  ///
  /// - Parameter always: also of the minute that is not over.
  package func recordDenials(always: Bool = false) async {
    let now = clock()
    for ended in denials.withLock({ $0.takeEnded(at: now, always: always) }) {
      await recordDenial(
        by: ended.actor, count: ended.count,
        ["count": .integer(Int64(ended.count)), "since": .string(ended.since.rfc3339)])
    }
  }

  /// What cannot be recorded now is counted, and recorded with the next count.
  private func recordDenial(by actor: Actor, count: Int, _ data: JSON.Members) async {
    do throws(Problem) {
      try await ask { engine in
        guard engine.failure == nil, !engine.isPaused else { throw EngineError.paused }
        try engine.record("access.denied", by: actor, data: data)
      }
    } catch {
      denials.withLock { $0.missed(actor, count, at: clock()) }
    }
  }

  static func problem(_ error: any Error) -> Problem {
    switch error {
    case let problem as Problem: problem
    case let error as EngineError: problem(of: error)
    case let error as LedgerError: problem(of: .ledger(error))
    case EngineThread.Refusal.busy:
      Problem(.busy, "too many requests are waiting; try again in a moment")
    case EngineThread.Refusal.stopped:
      Problem(.busy, "the daemon is stopping; try again when it is up")
    default: Problem(.internalError, "\(error)")
    }
  }

  private static func problem(of error: EngineError) -> Problem {
    switch error {
    case .notFound(let key): Problem(.notFound, "there is no release \"\(key.prefix(80))\"")
    case .severalMatch(let key, let ids):
      Problem(
        .ambiguous,
        "\"\(key)\" is the beginning of several ids: "
          + ids.prefix(5).map(\.description).joined(separator: ", "))
    case .refused(let refusal):
      Problem(code(for: refusal), refusal.message)
    case .tooLate(let id):
      Problem(
        .tooLate, "too late: the lift has begun and cannot be stopped",
        release: id.description)
    case .notRendered(let output, let error):
      Problem(.refused, "what goes to \(output) cannot be made: \(error)")
    case .goingOut(let id):
      Problem(
        .busy, "it is going out at this moment; ask again in a second, when that is on the record",
        release: id.description)
    case .duplicate(let id):
      Problem(
        .duplicate,
        "the same text with the same instant is queued already; submit it with --again if it is "
          + "wanted twice", release: id.description)
    case .slugTaken(let slug):
      Problem(.conflict, "the slug \(slug) is taken; choose another with --slug")
    case .nameTaken(let name, let output, let id):
      Problem(
        .conflict,
        "the name \(name) at output \(output) is reserved by another release; choose another slug",
        release: id.description)
    case .nameIsOwn(let name, let output):
      Problem(
        .conflict,
        "the name \(name) at output \(output) is that of a feed; choose another slug")
    case .unknownOutput(let name, let known):
      Problem(
        .refused,
        "there is no output named \(name); configured are "
          + (known.isEmpty ? "none" : known.map(\.description).joined(separator: ", ")))
    case .queueFull, .quotaFull, .quotaOfBytesFull: Problem(.busy, error.room)
    case .ledger(.taken(let detail)):
      Problem(.conflict, "a name that it needs is taken by another release: \(detail)")
    case .ledger(.full), .paused:
      Problem(
        .noSpace, "the ledger's disk is full; nothing was changed, try again when there is space")
    case .alreadyFrozen(let freeze): Problem(.wrongState, "it is \(freeze.sentence)")
    case .notFrozen: Problem(.wrongState, "nothing is frozen")
    case .notCompared: Problem(.wrongState, Freeze.comparisonWanted)
    case .notSuspended(let name):
      Problem(.wrongState, "the output \(name) is not suspended")
    case .nothingProposed(let id):
      Problem(
        .wrongState, "no correction of this release waits for approval", release: id.description)
    case .nothingToConfirm:
      Problem(
        .wrongState,
        "there is nothing to confirm: the clock was not set forward since it was last believed; "
          + "what it blocks is in embargoctl clock")
    case .notRecordedYet(let id):
      Problem(
        .busy, "the lift of this release is not on record yet; report it again in a moment",
        release: id.description)
    case .ledger(let error): Problem(.internalError, error.description)
    case .oneOf(let index, let error): problem(of: error).at(index)
    }
  }

  private static func code(for refusal: CommandRefusal) -> ProblemCode {
    switch refusal {
    case .wrongPhase, .wrongDeliveryState, .notLifted, .killed, .erased: .wrongState
    case .unknownOutput: .notFound
    case .past, .noOutputs, .badReason, .sameText, .ownWork: .refused
    case .notEarly, .noLiftAsked, .liftLapsed: .wrongState
    case .tooEarly, .noApprovalNeeded, .notApproved, .approvedAlready, .notApprovedBy: .wrongState
    case .notWhatWasSeen: .changed
    }
  }
}
