package import EmbargoControl
import EmbargoCore
import EmbargoOutputs
import EmbargoTime

/// Looks at what is out, beside what the ledger believes: for a ledger that was restored from a
/// backup, which knows nothing of what was done after it.
extension Desk {
  /// Queued releases that are looked at, the nearest first, and of what is out the latest at each
  /// output.
  static let mostCompared = (queued: 20_000, out: 5_000)
  /// Rendered in one turn of the engine: some milliseconds.
  private static let piece = 8

  struct Comparison: Sendable {
    var reply: ComparisonReply
    /// Of all that was looked at, endpoints left out: what they have nobody can see.
    var digest: Digest
  }

  package func comparison(_ caller: Caller) async throws(Problem) -> ComparisonReply {
    try await compare().reply
  }

  func compare() async throws(Problem) -> Comparison {
    let (freeze, outputs, queued) = try await ask { engine in
      let counts = try engine.ports.ledger.counts()
      let waiting = ["awaiting-approval", "scheduled", "held", "lifting"]
      return (
        engine.frozen, engine.outputs.values.sorted { $0.name < $1.name },
        waiting.reduce(0) { $0 + (counts[$1] ?? 0) }
      )
    }
    var work = Comparing(now: clock())
    // What was handed in after the restoration cannot have gone out before it.
    let limit = freeze?.restored == nil ? clock() : freeze?.since ?? clock()
    var cursor: LedgerCursor?
    repeat {
      let page = try await ask { [cursor] engine in
        try engine.soughtQueued(until: limit, after: cursor, count: Self.piece)
      }
      work.look(at: page)
      cursor = page.next
    } while cursor != nil && work.releases < Self.mostCompared.queued
    let unlooked = cursor == nil ? 0 : max(0, queued - work.releases)
    for output in outputs where output is any LocalOutput {
      var left = Self.mostCompared.out
      var cursor: LedgerCursor?
      repeat {
        let page = try await ask { [cursor] engine in
          try engine.soughtOut(at: output, before: cursor, count: 64)
        }
        work.look(at: page)
        (cursor, left) = (page.next, left - 64)
      } while cursor != nil && left > 0
    }
    let digest = work.digest
    return Comparison(
      reply: ComparisonReply(
        restored: freeze?.restored?.text, digest: digest.description, releases: work.releases,
        unlooked: unlooked, agreeing: work.agreeing, findings: work.findings), digest: digest)
  }
}

/// A comparison under way.
private struct Comparing {
  let now: Instant
  var releases = 0
  var agreeing = 0
  var findings: [ComparisonFinding] = []
  private var hash = RunningDigest()

  init(now: Instant) { self.now = now }

  var digest: Digest { hash.digest }

  mutating func look(at page: SoughtPage) {
    releases += page.releases
    for delivery in page.deliveries { look(at: delivery) }
  }

  private mutating func look(at delivery: SoughtDelivery) {
    let belief = delivery.isOut ? ComparisonFinding.Belief.out : .queued
    guard let local = delivery.output as? any LocalOutput else {
      // What is not due yet can have been sent by somebody's early lift alone: it is told, too.
      if !delivery.isOut { add(delivery, belief, .unseen, Self.unseen(delivery, now)) }
      return
    }
    var found = ComparisonFinding.Found.unknown
    var why = delivery.obstacle ?? ""
    do throws(OutputError) {
      if let intent = delivery.intent {
        found = Self.found(try local.survey(intent).verdict)
        if !delivery.isOut, found == .other, let earlier = delivery.supersedes,
          try local.survey(earlier).verdict == .same
        {
          found = .nothing
        }
      }
    } catch {
      why = error.description
    }
    let line =
      "\(delivery.release)|\(delivery.revision)|\(local.name)|\(belief.rawValue)|\(found.rawValue)"
    hash.add(Array((line + "\n").utf8))
    switch (belief, found) {
    case (.queued, .nothing), (.out, .same): agreeing += 1
    default: add(delivery, belief, found, Self.sentence(belief, found, why))
    }
  }

  private mutating func add(
    _ delivery: SoughtDelivery, _ belief: ComparisonFinding.Belief,
    _ found: ComparisonFinding.Found, _ sentence: String
  ) {
    findings.append(
      ComparisonFinding(
        release: delivery.release.description, slug: delivery.slug.description,
        revision: delivery.revision, output: delivery.output.name.description, due: delivery.due,
        believed: belief, found: found, sentence: sentence))
  }

  private static func found(_ verdict: Survey.Verdict) -> ComparisonFinding.Found {
    switch verdict {
    case .same: .same
    case .partly: .partly
    case .other: .other
    case .nothing: .nothing
    }
  }

  private static func unseen(_ delivery: SoughtDelivery, _ now: Instant) -> String {
    let again = "the endpoint gets the same id, by which the receiver knows it"
    return delivery.due <= now
      ? "It may have been sent. If it goes out again \(again)."
      : "It is not due yet. Should somebody have lifted it early, \(again)."
  }

  private static func sentence(
    _ belief: ComparisonFinding.Belief, _ found: ComparisonFinding.Found, _ why: String
  ) -> String {
    switch (belief, found) {
    case (.queued, .same):
      "It is out already. Its lift finds it there and writes nothing twice; to have it out of the "
        + "queue without that: embargoctl withdraw."
    case (.queued, .partly):
      "A part of it is out already. Its lift writes the rest."
    case (.queued, .other):
      "Something else has its name: perhaps a later text of it that this ledger does not know. Its "
        + "lift would not touch that and fail. Look at it, then embargoctl withdraw or replace."
    case (.out, .nothing): "It is not there any more."
    case (.out, .partly): "A part of it is not there any more."
    case (.out, .other):
      "Something else has its name: perhaps a correction that this ledger does not know."
    default: why
    }
  }
}
