package import EmbargoControl
package import EmbargoCore
package import EmbargoTime
import Synchronization

/// What the daemon knows of itself and its surroundings, gathered beside the engine for status.
package final class DaemonFacts: Sendable {
  package let version: String
  package let process: Int32
  package let startedAt: Instant
  package let stateDirectory: String
  package let ledgerPath: String

  private struct State {
    var outputs: [OutputName: OutputHealth] = [:]
    var zoneVersion = "unknown"
    var zoneDirectory = ""
    var trust = ClockTrust.strict
    var problems: [String: String] = [:]
    var audit = AuditReply(key: nil, checkpoint: nil, checkpointAt: nil)
    var masterKeys = (oldest: 0, newest: 0)
    var ledgerRoom: UInt64?
  }

  /// What the last look at an output found.
  package struct OutputHealth: Hashable, Sendable {
    package var kind: String
    package var problem: String?
    package var checkedAt: Instant?
    /// Bytes that were free where it publishes; nil: not on this machine, or unknown.
    package var free: UInt64?

    package init(kind: String, problem: String?, checkedAt: Instant?, free: UInt64? = nil) {
      (self.kind, self.problem, self.checkedAt) = (kind, problem, checkedAt)
      self.free = free
    }
  }

  private let state = Mutex(State())
  /// The inbox's own list of files that it does not take.
  private let inbox: Mutex<@Sendable () -> InboxReply>
  private let inboxProblems = Mutex<@Sendable () -> [String]> { [] }
  /// The clock's state and the verdict of the lift thread's gate.
  private let clock: Mutex<@Sendable () -> ClockReply>

  package init(
    version: String, process: Int32, startedAt: Instant, stateDirectory: String,
    ledgerPath: String
  ) {
    (self.version, self.process, self.startedAt) = (version, process, startedAt)
    (self.stateDirectory, self.ledgerPath) = (stateDirectory, ledgerPath)
    inbox = Mutex { InboxReply(folders: [], leftAlone: []) }
    clock = Mutex {
      ClockReply(trust: "strict", synchronised: false, maxErrorNS: nil, blocked: nil)
    }
  }

  package var outputs: [OutputName: OutputHealth] { state.withLock(\.outputs) }

  package func setOutputs(_ outputs: [OutputName: OutputHealth]) {
    state.withLock { $0.outputs = outputs }
  }

  /// Bytes that were free where the ledger lies; nil: unknown.
  package var ledgerRoom: UInt64? { state.withLock(\.ledgerRoom) }

  package func setLedgerRoom(_ free: UInt64?) { state.withLock { $0.ledgerRoom = free } }

  package var auditReply: AuditReply { state.withLock(\.audit) }

  package func setAudit(_ reply: AuditReply) { state.withLock { $0.audit = reply } }

  /// The epochs of the oldest master key that is still needed, and of the one in use.
  package var masterKeys: (oldest: Int, newest: Int) { state.withLock(\.masterKeys) }

  package func setMasterKeys(oldest: Int, newest: Int) {
    state.withLock { $0.masterKeys = (oldest, newest) }
  }

  package func setZones(version: String, directory: String) {
    state.withLock { ($0.zoneVersion, $0.zoneDirectory) = (version, directory) }
  }

  /// A problem outside the engine, by a key that names it; nil: it is over. False: that was known.
  @discardableResult
  package func setProblem(_ key: String, _ sentence: String?) -> Bool {
    state.withLock { state in
      defer { state.problems[key] = sentence }
      return state.problems[key] != sentence
    }
  }

  package func setSources(
    inbox: @escaping @Sendable () -> InboxReply,
    inboxProblems: @escaping @Sendable () -> [String],
    clock: @escaping @Sendable () -> ClockReply
  ) {
    self.inboxProblems.withLock { $0 = inboxProblems }
    self.inbox.withLock { $0 = inbox }
    self.clock.withLock { $0 = clock }
  }

  package var inboxReply: InboxReply { inbox.withLock(\.self)() }
  package var clockReply: ClockReply { clock.withLock(\.self)() }

  package var zoneReply: ZoneDataReply {
    state.withLock { ZoneDataReply(version: $0.zoneVersion, directory: $0.zoneDirectory) }
  }

  /// The same by what names it; troubles of the inbox by themselves.
  package var keyedProblems: [String: String] {
    var problems = state.withLock(\.problems)
    for sentence in inboxProblems.withLock(\.self)() { problems["inbox: \(sentence)"] = sentence }
    return problems
  }

  /// What is wrong outside the engine, each one sentence.
  package var problems: [String] {
    inboxProblems.withLock(\.self)()
      + state.withLock { state in state.problems.sorted { $0.key < $1.key }.map(\.value) }
  }
}
