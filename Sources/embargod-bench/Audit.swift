import ArgumentParser
import EmbargoCore
import EmbargoSystem
import EmbargoTime

/// Verifying records, and what a record of a lift costs.
struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Measures the check of an export, and what records say of a lift's rows.")

  @Option(help: "How many releases go from their submission to their lift, three records each.")
  var releases = 50_000

  func run() throws {
    guard let seed = SecretKey(bytes: Array(repeating: 1, count: 32)) else { return }
    let signer = CheckpointSigner(seed: seed)
    var lines = Lines(signer: signer)
    var commitments = Samples()
    for number in 0..<releases { lines.add(Lifted(number), &commitments) }
    let export = lines.finished
    let start = WallClock.monotonic()
    var verifier = ExportVerifier(trust: AuditVerifier.Trust())
    for line in export { verifier.take(line) }
    let verdict = verifier.finish(isWhole: true)
    let time = WallClock.monotonic() - start
    guard case .good(let findings) = verdict else { throw ValidationError("\(verdict)") }
    let rate = Double(findings.head.sequence) * 1e9 / Double(time)
    print("records/s\t\(Int(rate))\t\(findings.head.sequence) records, \(findings.opened) opened")
    print(commitments.line("rows of a lift"))
  }
}

/// A release to one output, as it is stored and as it is when it has been lifted.
private struct Lifted {
  let stored: Release
  let after: Release
  let drafts: [RecordDraft]
  let attempt: StoredAttempt

  init(_ number: Int) {
    let due = Instant(seconds: 1_800_000_000)
    guard let output = OutputName("newsroom"), let slug = Slug("release-\(number)") else {
      preconditionFailure("these are names")
    }
    let content = Digest(of: Array("text \(number)".utf8))
    var release = Release(
      id: ReleaseID(
        at: due, random: (0..<10).map { UInt8(truncatingIfNeeded: number >> ($0 * 4)) }),
      slug: slug, revision: 1, headline: "A headline of the usual length for number \(number)",
      digest: content, nonce: Digest(of: content.bytes).bytes,
      embargo: Embargo(
        stamp: "15 January 2027, 8:00 UTC", civil: CivilDateTime(due), zone: .fixed(0),
        instant: due, tzdb: "2026a"),
      due: due, phase: .scheduled, deliveries: [Delivery(output: output)],
      submitter: Actor(uid: 1000, name: "ada"), submittedAt: due - .hours(1), lateGrace: nil)
    let submitted = Event.submitted(.none)
    var drafts = [submitted.draft(of: release, by: release.submitter, at: due - .hours(1))]
    let key = IdempotencyKey(
      instance: [1], release: release.id, revision: 1, output: output, event: "release.published")
    let armed = Event.armed([
      output: Intent(key: key, digest: content, names: ["\(slug).txt"], pieces: [content])
    ])
    release.apply(armed, by: .daemon, at: due - .seconds(30))
    drafts.append(armed.draft(of: release, by: .daemon, at: due - .seconds(30)))
    stored = release
    let outcome = AttemptOutcome(
      output: output, startedAt: due, finishedAt: due + .milliseconds(1),
      result: .delivered(receipt: "/srv/press/\(slug).txt", recovered: false))
    let events: [Event] = [.liftBegan, .attemptEnded(outcome, lateness: .zero, next: nil), .lifted]
    for event in events { release.apply(event, by: .daemon, at: due + .milliseconds(1)) }
    drafts.append(
      release.draft(
        ofLift: events, clock: ["max_error_ns": "1000", "synchronised": true], began: due,
        ended: due + .milliseconds(1)))
    (after, self.drafts) = (release, drafts)
    attempt = StoredAttempt(release: release.id, revision: 1, number: 1, outcome: outcome)
  }
}

/// The lines of an export.
private struct Lines {
  private let signer: CheckpointSigner
  private let commitments = RowCommitments(rowKey: Array(repeating: 2, count: 32))
  private var lines: [[UInt8]] = []
  private var head = ChainHead.empty
  private let chain = ChainID.text(instanceKey: [])

  init(signer: CheckpointSigner) {
    self.signer = signer
    lines = [ExportLine.header(chain: chain, keys: [signer.key], program: "embargod-bench")]
    add(
      RecordDraft(
        event: KeyChange.event, release: nil, actor: .daemon, at: Instant(seconds: 0),
        data: KeyChange(from: nil, to: signer.key).data))
  }

  private mutating func add(_ draft: RecordDraft) {
    let record = Record(sealing: draft, after: head)
    head = ChainHead(record)
    lines.append(ExportLine.record(record))
  }

  mutating func add(_ lifted: Lifted, _ samples: inout Samples) {
    var transaction = LedgerTransaction()
    transaction.releases = [lifted.after]
    transaction.stored = [lifted.after.id: lifted.stored]
    transaction.attempts = [lifted.attempt]
    transaction.records = lifted.drafts
    samples.measure { commitments.commit(&transaction) }
    for draft in transaction.records { add(draft) }
  }

  /// With a checkpoint of the last record and the end.
  var finished: [[UInt8]] {
    var lines = lines
    let draft = CheckpointDraft(
      chain: chain, head: head, at: Instant(seconds: 0), clock: [:],
      previous: ChainHead.empty.hash)
    lines.append(ExportLine.checkpoint(draft.signed(by: signer).bytes))
    var digest = RunningDigest()
    for line in lines { digest.add(line + [UInt8(ascii: "\n")]) }
    lines.append(
      ExportLine.end(
        records: head.sequence, checkpoints: 1, head: head, digest: digest.digest))
    return lines
  }
}
