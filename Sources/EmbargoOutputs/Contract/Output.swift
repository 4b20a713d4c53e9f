package import EmbargoCore
package import EmbargoTime

/// Reads CLOCK_REALTIME; handed in, so that a simulation can be the clock.
package typealias ReadClock = @Sendable () -> Instant

/// A configured place to publish to. The bytes are made by `publication(of:)`, which is pure; how
/// they are delivered depends on the reach.
package protocol Output: Sendable {
  var name: OutputName { get }
  /// `files`, `webhook`, `email`.
  var kind: String { get }
  /// When a failed delivery is tried again.
  var retries: RetryPolicy { get }
  /// The names that a release will take here, known from its slug and its embargo alone; reserved
  /// when it is accepted.
  func names(slug: Slug, instant: Instant, attachments: [String]) -> [String]
  /// Names that the output itself takes, so that no release may.
  var ownNames: Set<String> { get }
  /// The final bytes. Pure.
  func publication(of material: Material) throws(OutputError) -> Publication
  /// Whether it could publish now, without contacting anybody outside the machine and without
  /// leaving a name anywhere; throws what is wrong and how to mend it.
  func check() throws(OutputError)
  /// Whether it could publish at a lift that is ahead, as far as can be seen now: as `check`, and
  /// whether what it was configured with outside the configuration (a credential) is still there.
  func checkAhead() throws(OutputError)
  /// The space that it publishes into; nil for one that is not on this machine.
  func room() throws(OutputError) -> OutputRoom?
  /// Proves that it works, with nothing of any release; a sentence on what was done. May contact
  /// an endpoint.
  func test() async throws(OutputError) -> String
  /// Lets go of connections; attempts that are under way end first.
  func shutdown() async
}

/// Space for what an output publishes.
package struct OutputRoom: Hashable, Sendable {
  /// Bytes.
  package var free: UInt64
  /// About how many times as large as the release what is published is.
  package var copies: Int

  package init(free: UInt64, copies: Int) { (self.free, self.copies) = (free, copies) }
}

extension Output {
  package func checkAhead() throws(OutputError) { try check() }
  package func room() throws(OutputError) -> OutputRoom? { nil }
  package var ownNames: Set<String> { [] }
  /// For those that hold nothing open.
  package func shutdown() async {}
}

/// An output on this machine: prepared without a name before the instant, published by one call.
package protocol LocalOutput: Output {
  /// Writes the bytes where they can be published at once, unnamed; nothing becomes visible. Where
  /// the file system has no unnamed files the bytes wait in memory. They are durable only when
  /// `secure` has returned.
  ///
  /// - Parameter isUrgent: true: what finds no room among the prepared files waits in memory, too,
  ///   and is written after the guard; false: it throws `findsNoRoom`.
  func prepare(
    _ publication: Publication, isUrgent: Bool
  ) throws(OutputError) -> any Prepared
  /// Looks at what stands under the names of an intent; changes nothing.
  func survey(_ intent: Intent) throws(OutputError) -> Survey
}

extension LocalOutput {
  /// For one delivery by itself, ready to be published.
  package func prepare(_ publication: Publication) throws(OutputError) -> any Prepared {
    let prepared = try prepare(publication, isUrgent: true)
    try prepared.secure()
    return prepared
  }
}

/// Staged bytes of one delivery; used from one thread at a time, and released by dropping it.
package protocol Prepared: AnyObject, Sendable {
  /// Makes what was staged durable; many at once: `secureTogether`.
  func secure() throws(OutputError)
  /// Has the kernel begin to write what was staged, without waiting.
  func beginSecuring()
  /// Where and how many unnamed files were staged; nil: none.
  var staged: (place: any StagingPlace, files: Int)? { get }
  /// Makes it visible, create-if-absent. `clock() >= instant` is checked as the last thing before
  /// each irrevocable call; before it the outcome is `.failed` and nothing was touched. A name that
  /// exists with our digest is a success (`recovered`), with another is `.refused`. Directories
  /// are synced before it returns; `finishedAt` is the moment at which the last name was there.
  func publish(notBefore instant: Instant, clock: ReadClock) -> AttemptOutcome
  /// The same without syncing directories: for many publications of one instant, followed by one
  /// `round.sync()` before any outcome is durably recorded.
  func publish(
    notBefore instant: Instant, clock: ReadClock, in round: PublishingRound
  ) -> AttemptOutcome
  /// Whether all of it, some of it, or nothing of it is already there with our digest.
  func present() -> Presence
  /// What stands in its way that a person can remove before the lift: another file with the name.
  func obstacle() -> OutputError?
  /// True when publishing is a matter of links alone. False when bytes must still be written after
  /// the guard: that happens on the output's own thread, where it delays nobody else.
  var isStaged: Bool { get }
}

extension Prepared {
  package func obstacle() -> OutputError? { nil }

  package func secure() throws(OutputError) {}

  package func beginSecuring() {}

  package var staged: (place: any StagingPlace, files: Int)? { nil }

  /// For those that have nothing to sync.
  package func publish(
    notBefore instant: Instant, clock: ReadClock, in round: PublishingRound
  ) -> AttemptOutcome {
    publish(notBefore: instant, clock: clock)
  }
}

/// How much of a publication stands at its output.
package enum Presence: Hashable, Sendable {
  case nothing, some, all
}

/// An output that answers over the network.
package protocol RemoteOutput: Output {
  /// Sends once. The guard is the last thing before the request leaves: before `instant` nothing
  /// is resolved or connected either, and the outcome is `.failed`. Bounded by its own time-outs.
  func send(
    _ publication: Publication, notBefore instant: Instant, clock: @escaping ReadClock
  ) async -> AttemptOutcome

  /// Begins to send each of them, by the same rules, and returns at once.
  func send(_ sendings: [Sending], clock: @escaping ReadClock)

  /// The publication with all that can be made of it before its instant; nobody is contacted.
  func prepared(
    _ publication: Publication, for instant: Instant
  ) throws(OutputError) -> Publication

  /// Looks whether somebody can be reached there, by the rules and time-outs of `send`, and says
  /// nothing of any release.
  ///
  /// - Parameter answer: called once, on any thread; must not wait.
  func knock(clock: @escaping ReadClock, answer: @escaping @Sendable (Bool) -> Void)
}

/// One publication that is to be sent, and who wants to know what became of it.
package struct Sending: Sendable {
  package var publication: Publication
  package var instant: Instant
  /// Called once, on any thread; must not wait.
  package var finished: @Sendable (AttemptOutcome) -> Void

  package init(
    _ publication: Publication, notBefore instant: Instant,
    finished: @escaping @Sendable (AttemptOutcome) -> Void
  ) {
    (self.publication, self.instant, self.finished) = (publication, instant, finished)
  }
}

extension RemoteOutput {
  package func prepared(
    _ publication: Publication, for instant: Instant
  ) throws(OutputError) -> Publication { publication }

  /// For those at which nobody can tell but by sending.
  package func knock(clock: @escaping ReadClock, answer: @escaping @Sendable (Bool) -> Void) {
    answer(false)
  }

  /// For those that send seldom: a task for each.
  package func send(_ sendings: [Sending], clock: @escaping ReadClock) {
    for sending in sendings {
      Task {
        sending.finished(
          await send(sending.publication, notBefore: sending.instant, clock: clock))
      }
    }
  }
}
