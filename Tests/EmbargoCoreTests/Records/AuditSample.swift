import EmbargoCore
import EmbargoTime

/// A chain with checkpoints, as a daemon makes it.
struct AuditSample {
  enum Item {
    case record(Record)
    case checkpoint([UInt8])
  }

  static let instanceKey: [UInt8] = Array(repeating: 3, count: 32)
  static let chain = ChainID.text(instanceKey: instanceKey)

  private(set) var items: [Item] = []
  private(set) var head = ChainHead.empty
  private(set) var checkpoints: [Checkpoint] = []
  private var at = Sample.base

  static func signer(_ byte: UInt8) -> CheckpointSigner {
    guard let seed = SecretKey(bytes: Array(repeating: byte, count: 32)) else {
      preconditionFailure("32 bytes are a seed")
    }
    return CheckpointSigner(seed: seed)
  }

  var records: [Record] {
    items.compactMap { if case .record(let record) = $0 { record } else { nil } }
  }

  mutating func add(_ draft: RecordDraft) {
    let record = Record(sealing: draft, after: head)
    head = ChainHead(record)
    items.append(.record(record))
  }

  mutating func add(_ event: String, _ data: JSON.Members = [:]) {
    at = at + .seconds(1)
    add(RecordDraft(event: event, release: nil, actor: .daemon, at: at, data: data))
  }

  mutating func change(from: String?, to signer: CheckpointSigner) {
    add(KeyChange.event, KeyChange(from: from, to: signer.key).data)
  }

  mutating func check(by signer: CheckpointSigner, endorsedBy endorser: CheckpointSigner? = nil) {
    let draft = CheckpointDraft(
      chain: Self.chain, head: head, at: at, clock: ["synchronised": true],
      previous: checkpoints.last?.digest ?? ChainHead.empty.hash)
    let checkpoint = draft.signed(by: signer, endorsedBy: endorser)
    checkpoints.append(checkpoint)
    items.append(.checkpoint(checkpoint.bytes))
  }

  /// A release from its submission to its lift.
  mutating func lift() throws {
    var release = Sample.release()
    func add(_ events: [Event], at now: Instant, to sample: inout AuditSample) {
      for event in events {
        release.apply(event, by: Sample.editor, at: now)
        sample.add(event.draft(of: release, by: Sample.editor, at: now))
      }
    }
    add([.submitted(.none), .armed(Sample.intents())], at: Sample.base - .hours(1), to: &self)
    let outcomes = [
      Sample.outcome(Sample.newsroom, Sample.delivered, at: Sample.base),
      Sample.outcome(Sample.wire, Sample.delivered, at: Sample.base),
    ]
    let events = try release.decide(.finish(outcomes), at: Sample.base, policy: Sample.policy)
    for event in events { release.apply(event, by: .daemon, at: Sample.base) }
    self.add(
      release.draft(
        ofLift: events, clock: ["synchronised": true], began: Sample.base,
        ended: Sample.base + .milliseconds(3)))
  }

  /// Two keys, some releases, checkpoints in between.
  static func long() throws -> AuditSample {
    var sample = AuditSample()
    sample.add("daemon.started")
    sample.change(from: nil, to: signer(1))
    sample.check(by: signer(1))
    try sample.lift()
    sample.check(by: signer(1))
    sample.add("daemon.reloaded")
    sample.change(from: signer(1).key.id, to: signer(2))
    sample.check(by: signer(2), endorsedBy: signer(1))
    sample.add("daemon.reloaded")
    sample.add("daemon.stopped")
    sample.check(by: signer(2))
    return sample
  }

  func verdict(_ trust: AuditVerifier.Trust = .init()) -> AuditVerifier.Verdict {
    Self.verdict(items, trust)
  }

  static func verdict(
    _ items: [Item], _ trust: AuditVerifier.Trust = .init()
  ) -> AuditVerifier.Verdict {
    var verifier = AuditVerifier(trust: trust, chain: chain)
    for item in items {
      switch item {
      case .record(let record): verifier.take(record)
      case .checkpoint(let bytes): verifier.take(checkpoint: bytes)
      }
    }
    return verifier.verdict
  }

  /// The lines of an export of it.
  var lines: [[UInt8]] {
    var keys: [CheckpointKey] = []
    for checkpoint in checkpoints where !keys.contains(checkpoint.key) {
      keys.append(checkpoint.key)
    }
    var lines = [ExportLine.header(chain: Self.chain, keys: keys, program: "test")]
    for item in items {
      switch item {
      case .record(let record): lines.append(ExportLine.record(record))
      case .checkpoint(let bytes): lines.append(ExportLine.checkpoint(bytes))
      }
    }
    return lines + [Self.end(of: lines, head: head)]
  }

  static func end(of lines: [[UInt8]], head: ChainHead) -> [UInt8] {
    var digest = RunningDigest()
    for line in lines { digest.add(line + [10]) }
    let checkpoints = lines.count { $0.starts(with: #"{"checkpoint""#.utf8) }
    return ExportLine.end(
      records: Int64(lines.count - checkpoints - 1), checkpoints: Int64(checkpoints), head: head,
      digest: digest.digest)
  }

  static func verdict(
    ofExport lines: [[UInt8]], _ trust: AuditVerifier.Trust = .init(), isWhole: Bool = true
  ) -> AuditVerifier.Verdict {
    var verifier = ExportVerifier(trust: trust)
    for line in lines { verifier.take(line) }
    return verifier.finish(isWhole: isWhole)
  }
}

extension AuditVerifier.Verdict {
  /// 0 good, 1 tampered, 2 truncated, 3 cannot tell.
  var code: Int {
    switch self {
    case .good: 0
    case .tampered: 1
    case .truncated: 2
    case .unknown: 3
    }
  }

  var sequence: Int64? { if case .tampered(let sequence, _) = self { sequence } else { nil } }
}
