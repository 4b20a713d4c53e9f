package import EmbargoCore
package import EmbargoOutputs
package import EmbargoTime

/// What holds prepared releases and publishes them at their instant: the lift thread, or its
/// simulation.
package protocol Lifter: AnyObject {
  /// Takes a prepared release; if it is due already it goes out at once. A release that is armed
  /// again replaces what was prepared before.
  func arm(_ armed: ArmedRelease)
  /// True: nothing of it goes out any more. False: it is going out, or has gone out and its report
  /// is on the way.
  func disarm(_ id: ReleaseID) -> Bool
  /// The report of this release has been recorded.
  func settle(_ id: ReleaseID)
  /// While paused nothing is published but what is going out at this moment.
  func setPaused(_ paused: Bool)
  /// How many releases are going out, or have gone out and their report has not been recorded.
  var goingOut: Int { get }
  /// Why the clock forbids the lift of what is due at `due`; nil: it does not.
  func clockBlock(due: Instant) -> ClockGate.Block?
  /// What it knows of the clock at this moment.
  var gate: ClockGate { get }
  /// Somebody answers for a step of this size; see `ClockGate.confirm`.
  func confirmClock(_ step: Span)
}

/// One release with everything ready to go.
package struct ArmedRelease: Sendable {
  package var id: ReleaseID
  package var due: Instant
  /// After this it no longer goes out by itself: the late policy decides.
  package var expires: Instant
  package var works: [Work]

  package init(id: ReleaseID, due: Instant, expires: Instant, works: [Work]) {
    (self.id, self.due, self.expires, self.works) = (id, due, expires, works)
  }
}

/// One attempt, ready to be made.
package struct Work: Sendable {
  package enum Kind: Sendable {
    /// Links of staged bytes: the lift thread makes them itself.
    case publish(any Prepared)
    /// A request to an endpoint.
    case send(any RemoteOutput, Publication)
  }

  package var release: ReleaseID
  package var output: OutputName
  package var due: Instant
  package var kind: Kind

  package init(release: ReleaseID, output: OutputName, due: Instant, kind: Kind) {
    (self.release, self.output, self.due, self.kind) = (release, output, due, kind)
  }

  /// Whether it takes no longer than a few links.
  package var isQuick: Bool {
    if case .publish(let prepared) = kind { prepared.isStaged } else { false }
  }
}

/// What makes attempts that may take long, each output apart from the others. The outcome comes
/// back through `Engine.finished`.
package protocol Dispatcher: AnyObject {
  func dispatch(_ work: Work)
  /// Has the engine told by `Engine.returned` when somebody can be reached there again, if that is
  /// within a bounded time.
  func awaitReturn(of output: any RemoteOutput)
  /// None of them is waited for any more.
  func forgetReturns()
}

/// What the lift of one release came to.
package struct LiftReport: Sendable {
  package var id: ReleaseID
  package var began: Instant
  /// Of everything that was published by links.
  package var outcomes: [AttemptOutcome]
  /// Outputs whose attempts were handed to the dispatcher.
  package var dispatched: [OutputName]
  /// The clock as the lift found it.
  package var clock: ClockSample
  /// By how much that clock was set forward, which nothing has confirmed.
  package var unconfirmedStep = Span.zero

  package init(
    id: ReleaseID, began: Instant, outcomes: [AttemptOutcome], dispatched: [OutputName],
    clock: ClockSample
  ) {
    (self.id, self.began, self.outcomes) = (id, began, outcomes)
    (self.dispatched, self.clock) = (dispatched, clock)
  }
}

/// Something that people who run the daemon should read; never a word of a release.
package struct Notice: Hashable, Sendable {
  package enum Level: String, Hashable, Sendable { case info, warning, error }

  package var level: Level
  /// A stable name, such as `lift.late`.
  package var code: String
  package var release: ReleaseID?
  package var text: String

  package init(_ level: Level, _ code: String, release: ReleaseID? = nil, _ text: String) {
    (self.level, self.code, self.release, self.text) = (level, code, release, text)
  }
}

/// What the engine is connected to. Closures where one stateless function is needed, protocols
/// where a fake must keep state and fail on purpose.
package struct EnginePorts {
  package var ledger: any Ledger
  package var lifter: any Lifter
  package var dispatcher: any Dispatcher
  package var clock: ReadClock
  package var random: (Int) -> [UInt8]
  /// Takes accepted bytes apart again; they were read once before, at intake.
  package var document: (RevisionContent) throws(DocumentError) -> ReleaseDocument
  package var notify: (Notice) -> Void
  /// What the zone rules in use say of a release that is about to be armed; nil: what they said.
  package var zoneVerdict: (Release) -> ZoneVerdict?
  /// Bytes that are free where the ledger lies; nil: that cannot be said.
  package var ledgerRoom: () -> UInt64?
  /// Gives back the space that was kept for the records of what is being lifted.
  package var releaseReserve: () -> Void
  /// Sets that space aside again; false: there is no room for it yet.
  package var makeReserve: () -> Bool
  /// What is out at these outputs is not what it was, which is on the record.
  package var changed: (Set<OutputName>) -> Void
  /// Keeps what is known of the clock for the next daemon, where it has changed.
  package var keepClock: () -> Void
  /// What was lifted together is on the record.
  package var recorded: () -> Void
  /// What others may know of the engine without asking it.
  package var tally: Tally

  package init(
    ledger: any Ledger, lifter: any Lifter, dispatcher: any Dispatcher,
    clock: @escaping ReadClock, random: @escaping (Int) -> [UInt8],
    document: @escaping (RevisionContent) throws(DocumentError) -> ReleaseDocument,
    notify: @escaping (Notice) -> Void,
    zoneVerdict: @escaping (Release) -> ZoneVerdict? = { _ in nil },
    ledgerRoom: @escaping () -> UInt64? = { nil },
    releaseReserve: @escaping () -> Void = {},
    makeReserve: @escaping () -> Bool = { true },
    changed: @escaping (Set<OutputName>) -> Void = { _ in },
    keepClock: @escaping () -> Void = {},
    recorded: @escaping () -> Void = {},
    tally: Tally = Tally()
  ) {
    (self.ledger, self.lifter, self.dispatcher) = (ledger, lifter, dispatcher)
    (self.clock, self.random, self.document, self.notify) = (clock, random, document, notify)
    (self.zoneVerdict, self.ledgerRoom) = (zoneVerdict, ledgerRoom)
    (self.releaseReserve, self.makeReserve) = (releaseReserve, makeReserve)
    (self.changed, self.keepClock, self.recorded) = (changed, keepClock, recorded)
    self.tally = tally
  }
}

/// What the engine is told by the configuration.
package struct EngineSettings: Sendable {
  /// How long before its instant a release is armed.
  package var armAhead: Span
  package var policy: Policy
  package var organisation: String
  package var publicURL: String
  /// How often the queue is looked at even if nothing seems due: a lost timer is late by this.
  package var rescan: Span
  /// How many releases one pass takes from the ledger at a time.
  package var batch: Int
  /// What changed zone rules have moved goes out at its new instant by itself.
  package var followsZoneRules: Bool

  package init(
    armAhead: Span = .seconds(30), policy: Policy = Policy(), organisation: String = "",
    publicURL: String = "", rescan: Span = .seconds(1), batch: Int = 256,
    followsZoneRules: Bool = false
  ) {
    (self.armAhead, self.policy, self.organisation) = (armAhead, policy, organisation)
    (self.publicURL, self.rescan, self.batch) = (publicURL, rescan, batch)
    self.followsZoneRules = followsZoneRules
  }
}
