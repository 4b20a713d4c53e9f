import EmbargoCore
import EmbargoTime
import Testing

@Suite("Checkpoints say how far the records went")
struct CheckpointTests {
  private static func trust(
    keys: [CheckpointKey] = [], checkpoints: [Checkpoint] = []
  ) -> AuditVerifier.Trust {
    var trust = AuditVerifier.Trust()
    (trust.keys, trust.checkpoints) = (keys, checkpoints)
    return trust
  }

  @Test("A chain with its checkpoints is good, and what a lift opened holds")
  func good() throws {
    let sample = try AuditSample.long()
    guard case .good(let findings) = sample.verdict() else {
      Issue.record("\(sample.verdict())")
      return
    }
    #expect(findings.head == sample.head && findings.covered == sample.head.sequence)
    #expect(findings.checkpoints == 4 && findings.opened == 3)
    #expect(findings.keys == [AuditSample.signer(1).key, AuditSample.signer(2).key])
    for key in findings.keys { #expect(sample.verdict(Self.trust(keys: [key])).code == 0) }
    let all = Self.trust(checkpoints: sample.checkpoints)
    #expect(sample.verdict(all).code == 0)
    #expect(AuditSample.verdict(ofExport: sample.lines, all) == sample.verdict())
  }

  @Test("A checkpoint is read as it was made, and any changed byte is noticed")
  func bytes() throws {
    let sample = try AuditSample.long()
    var random = Seeded(5)
    for checkpoint in sample.checkpoints {
      #expect(try Checkpoint(parsing: checkpoint.bytes) == checkpoint)
      for _ in 0..<60 {
        var bytes = checkpoint.bytes
        bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8))
        if let read = try? Checkpoint(parsing: bytes) {
          // Only what the key of before says of it is not under its own signature.
          #expect(read.draft == checkpoint.draft && checkpoint.endorser != nil)
          #expect(!read.isEndorsed(by: AuditSample.signer(1).key))
        }
      }
    }
  }

  @Test("Another key than the trusted one is refused")
  func otherKey() throws {
    let sample = try AuditSample.long()
    let stranger = AuditSample.signer(9).key
    #expect(sample.verdict(Self.trust(keys: [stranger])).code == 1)
    var unsigned = AuditSample()
    unsigned.add("daemon.started")
    #expect(unsigned.verdict().code == 0)
    #expect(unsigned.verdict(Self.trust(keys: [stranger])).code == 3)
  }

  @Test("A key takes over only with the word of the one before, or when it is named")
  func takeover() throws {
    func sample(endorser: CheckpointSigner?) -> AuditSample {
      var sample = AuditSample()
      sample.change(from: nil, to: AuditSample.signer(1))
      sample.check(by: AuditSample.signer(1))
      sample.change(from: AuditSample.signer(1).key.id, to: AuditSample.signer(2))
      sample.check(by: AuditSample.signer(2), endorsedBy: endorser)
      return sample
    }
    let (old, new) = (AuditSample.signer(1), AuditSample.signer(2))
    #expect(sample(endorser: old).verdict(Self.trust(keys: [old.key])).code == 0)
    for endorser in [nil, new, AuditSample.signer(9)] {
      #expect(sample(endorser: endorser).verdict().sequence == 2)
      #expect(sample(endorser: endorser).verdict(Self.trust(keys: [old.key])).code == 1)
      #expect(sample(endorser: endorser).verdict(Self.trust(keys: [new.key])).code == 0)
    }
  }

  @Test("A key signs only what lies in its own epoch")
  func epochs() throws {
    var sample = AuditSample()
    sample.change(from: nil, to: AuditSample.signer(1))
    sample.check(by: AuditSample.signer(1))
    sample.change(from: AuditSample.signer(1).key.id, to: AuditSample.signer(2))
    sample.check(by: AuditSample.signer(2), endorsedBy: AuditSample.signer(1))
    sample.add("daemon.reloaded")
    // The old key, stolen later, cannot speak for what came after it.
    sample.check(by: AuditSample.signer(1), endorsedBy: AuditSample.signer(2))
    #expect(sample.verdict().sequence == 3)
    var silent = AuditSample()
    silent.add("daemon.started")
    silent.check(by: AuditSample.signer(1))
    #expect(silent.verdict().sequence == 1, "no record names its key")
  }

  @Test("A chain that was made anew or cut differs from a checkpoint that is kept elsewhere")
  func outside() throws {
    let sample = try AuditSample.long()
    let last = try #require(sample.checkpoints.last)
    let trust = Self.trust(keys: [AuditSample.signer(1).key], checkpoints: [last])
    var forged = AuditSample()
    forged.add("daemon.started")
    forged.change(from: nil, to: AuditSample.signer(1))
    for _ in 0..<12 { forged.add("daemon.reloaded") }
    forged.check(by: AuditSample.signer(1))
    #expect(forged.verdict(Self.trust(keys: trust.keys)).code == 0, "a thief of the key can")
    #expect(forged.verdict(trust).sequence == last.head.sequence)
    // Cut behind the second checkpoint, at which everything is in order.
    let cut = Array(sample.items.prefix(7))
    #expect(AuditSample.verdict(cut).code == 0)
    #expect(AuditSample.verdict(cut, trust).code == 2)
    // Only the records are cut: a checkpoint that stands there says so itself.
    let rest = sample.items.filter {
      if case .record(let record) = $0 { record.sequence < 8 } else { true }
    }
    #expect(AuditSample.verdict(rest).code == 2)
  }

  @Test("What a lift opens must be what was committed to")
  func openings() throws {
    for other in 0..<2 {
      var sample = AuditSample()
      try sample.lift()
      let records = sample.records
      var forged = AuditSample()
      for record in records {
        var text = String(decoding: record.bytes, as: UTF8.self)
        let digest = other == 0 ? Sample.content.digest : Digest(of: [1])
        if record.sequence == 3 {
          text = text.replacing("\(digest)", with: "\(Digest(of: [9]))")
        }
        let content = try JSON(parsing: Array(text.utf8))
        guard case .object(let data)? = content["data"] else { continue }
        forged.add(
          RecordDraft(
            event: content["event"]?.text ?? "", release: Sample.id, actor: Sample.editor,
            at: Sample.base, data: data))
      }
      #expect(forged.verdict().sequence == 3, "\(other)")
    }
  }
}
