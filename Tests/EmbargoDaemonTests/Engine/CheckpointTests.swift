import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("The engine gives out what is to be signed, and keeps what was")
struct CheckpointTests {
  private let bench = Bench()

  private func signer(_ byte: UInt8) throws -> CheckpointSigner {
    CheckpointSigner(
      seed: try #require(SecretKey(bytes: Array(repeating: byte, count: 32))))
  }

  /// Has the head signed and kept; nil where nothing was to be signed.
  private func check(
    _ signer: CheckpointSigner, endorser: CheckpointSigner? = nil
  ) throws -> Checkpoint? {
    let turn = try bench.engine.checkpointTurn(of: signer.key, clock: [:], isPatient: true)
    guard case .sign(let draft, _) = turn else { return nil }
    let checkpoint = draft.signed(by: signer, endorsedBy: endorser)
    return try bench.engine.keep(checkpoint) ? checkpoint : nil
  }

  @Test("Without news there is nothing to sign")
  func news() throws {
    let signer = try signer(1)
    try bench.submit()
    let first = try #require(try check(signer))
    #expect(first.head == bench.ledger.head())
    #expect(try check(signer) == nil)
    try bench.submit("other")
    let second = try #require(try check(signer))
    #expect(second.draft.previous == first.digest && second.head == bench.ledger.head())
    #expect(second.draft.chain == first.draft.chain)
  }

  @Test("A key that takes over is on the record before it signs, once")
  func keys() throws {
    let (old, new) = (try signer(1), try signer(2))
    try bench.submit()
    _ = try #require(try check(old))
    let turn = try bench.engine.checkpointTurn(of: new.key, clock: [:], isPatient: true)
    guard case .sign(_, let last) = turn else {
      Issue.record("\(turn)")
      return
    }
    #expect(last == old.key.id)
    // The signature was lost on its way: the record stands.
    _ = try #require(try check(new, endorser: old))
    bench.restart()
    try bench.submit("other")
    _ = try #require(try check(new))
    let changes = try bench.events().filter { $0 == KeyChange.event }
    #expect(changes.count == 2)
    var verifier = AuditVerifier()
    var checkpoints = try bench.ledger.checkpoints(after: 0, count: 10)[...]
    for record in try bench.ledger.records(after: 0, count: 100, release: nil) {
      verifier.take(record)
      while let next = checkpoints.first,
        try Checkpoint(parsing: next.bytes).head.sequence == record.sequence
      {
        verifier.take(checkpoint: next.bytes)
        checkpoints.removeFirst()
      }
    }
    guard case .good(let findings) = verifier.verdict else {
      Issue.record("\(verifier.verdict)")
      return
    }
    #expect(findings.checkpoints == 3 && findings.keys == [old.key, new.key])
  }

  @Test("While something is lifted, or about to be, it has to wait")
  func lifting() throws {
    let signer = try signer(1)
    try bench.submit(in: .seconds(20))
    bench.engine.tick()
    bench.now = bench.now + .milliseconds(19_800)
    #expect(
      try bench.engine.checkpointTurn(of: signer.key, clock: [:], isPatient: true) == .notNow)
    let turn = try bench.engine.checkpointTurn(of: signer.key, clock: [:], isPatient: false)
    guard case .sign(let draft, _) = turn else {
      Issue.record("\(turn)")
      return
    }
    bench.now = bench.now + .milliseconds(200)
    bench.engine.lifting(bench.fire())
    #expect(try !bench.engine.keep(draft.signed(by: signer)))
    #expect(
      try bench.engine.checkpointTurn(of: signer.key, clock: [:], isPatient: false) == .notNow)
    bench.engine.lifted([])
    #expect(try check(signer) != nil)
  }

  @Test("With a full ledger it waits, and a checkpoint of another past is refused")
  func refused() throws {
    let signer = try signer(1)
    try bench.submit()
    let stale = CheckpointDraft(
      chain: "", head: bench.ledger.head(), at: bench.now, clock: [:], previous: Digest(of: [1]))
    #expect(throws: LedgerError.self) { try bench.engine.keep(stale.signed(by: signer)) }
    bench.ledger.isFull = true
    #expect(throws: (any Error).self) { try bench.submit("no room") }
    #expect(
      try bench.engine.checkpointTurn(of: signer.key, clock: [:], isPatient: true) == .notNow)
  }

  @Test("Records tell of the rows that are written with them, and of no content before the lift")
  func rows() throws {
    let release = try bench.submit()
    bench.engine.tick()
    let records = try bench.ledger.records(after: 0, count: 100, release: nil)
    var told: [String: Int] = [:]
    for record in records {
      let text = String(decoding: record.bytes, as: UTF8.self)
      #expect(!text.contains("\(release.digest)") && !text.contains("\(release.slug)"))
      for delivery in try bench.release(release.id).deliveries {
        if let digest = delivery.intent?.digest.description {
          #expect(!text.contains(digest.prefix(8)), "a beginning of it would do to guess")
        }
      }
      guard case .object(let rows)? = try JSON(parsing: record.bytes)["data"]?["rows"] else {
        continue
      }
      for name in rows.keys { told[String(name.prefix { $0 != "/" }), default: 0] += 1 }
    }
    #expect(told["release"] == 2 && told["revision"] == 1 && told["names"] == 1)
    #expect(told["delivery"] == 4 && told["body"] == 1)
  }
}
