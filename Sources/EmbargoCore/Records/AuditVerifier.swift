import EmbargoTime

/// Checks a chain of records with its checkpoints, each behind the record that it names, and what
/// the records of lifts open of what was committed to before.
package struct AuditVerifier: Sendable {
  /// What whoever checks has from elsewhere.
  package struct Trust: Sendable {
    package var heads: [ChainHead] = []
    /// From a second place; their signatures were checked when they were read.
    package var checkpoints: [Checkpoint] = []
    /// Public keys that are known to be the daemon's; empty: the keys are what the records say.
    package var keys: [CheckpointKey] = []

    package init() {}
  }

  /// What a good chain has been found to be.
  package struct Findings: Hashable, Sendable {
    package var head: ChainHead
    package var checkpoints = 0
    /// The number of the last record that a checkpoint covers, by a key that is trusted where
    /// one was given; 0: none.
    package var covered: Int64 = 0
    /// The keys that have signed, in order.
    package var keys: [CheckpointKey] = []
    /// Commitments that were opened.
    package var opened = 0
  }

  package enum Verdict: Hashable, Sendable {
    case good(Findings)
    /// The first sequence number at which it does not hold, and why.
    case tampered(sequence: Int64, why: String)
    /// Shorter than it once was.
    case truncated(head: ChainHead, why: String)
    case unknown(String)
  }

  private var chain: ChainVerifier
  private let trust: Trust
  /// The id that every checkpoint must name; nil: that of the first.
  private var name: String?
  private var fault: (sequence: Int64, why: String)?
  private var beyond: Checkpoint?
  private var last: (digest: Digest, key: CheckpointKey, sequence: Int64)?
  /// Keys with the records from which they sign.
  private var epochs: [(from: Int64, key: CheckpointKey)] = []
  private var trusted: Set<CheckpointKey>
  private var findings = Findings(head: .empty)
  private var openings = Openings()
  /// Digests of checkpoints from elsewhere that have not been met.
  private var unmet: Set<Digest>

  /// - Parameter chain: the id that the chain must have; nil: that is not known.
  package init(trust: Trust = Trust(), chain name: String? = nil) {
    self.trust = trust
    self.name = name
    trusted = Set(trust.keys)
    unmet = Set(trust.checkpoints.map(\.digest))
    chain = ChainVerifier(remembered: trust.heads + trust.checkpoints.map(\.head))
  }

  package var head: ChainHead { chain.head }

  /// Takes the next record; after a fault the rest is ignored.
  package mutating func take(_ record: Record) {
    guard fault == nil, let scanned = chain.examine(record) else { return }
    if let why = beyond.map({ _ in "a checkpoint of a later record stands before it" }) {
      return fault = (record.sequence, why)
    }
    if scanned.isEvent(KeyChange.event) {
      guard let data = scanned.content.json("data"), let change = KeyChange(data: data) else {
        return fault = (record.sequence, "it does not say which key signs from then on")
      }
      epochs.append((record.sequence, change.to))
    }
    if let why = openings.take(scanned) { fault = (record.sequence, why) }
  }

  /// Takes the next checkpoint; the records up to the one that it names have been taken.
  package mutating func take(checkpoint bytes: [UInt8]) {
    guard fault == nil, case .good = chainVerdictSoFar else { return }
    do throws(Checkpoint.Flaw) {
      let checkpoint = try Checkpoint(parsing: bytes)
      if let why = flaw(of: checkpoint) {
        return fault = (checkpoint.head.sequence, "its checkpoint does not hold: \(why)")
      }
      note(checkpoint)
    } catch {
      fault = (max(1, chain.head.sequence), "the checkpoint behind it does not hold: \(error)")
    }
  }

  private var chainVerdictSoFar: ChainVerifier.Verdict {
    if case .tampered = chain.verdict { chain.verdict } else { .good(head: chain.head) }
  }

  private func flaw(of checkpoint: Checkpoint) -> String? {
    let draft = checkpoint.draft
    if let name, draft.chain != name { return "it is of the chain \(draft.chain), this is \(name)" }
    if let last, last.digest != draft.previous { return "it does not follow the one before it" }
    if last == nil, draft.previous != ChainHead.empty.hash {
      return "there is none before it, and it follows one"
    }
    if draft.head.sequence < chain.head.sequence { return "it does not stand behind its record" }
    if draft.head.sequence == chain.head.sequence, draft.head.hash != chain.head.hash {
      return "the record has another hash"
    }
    if draft.head.sequence > chain.head.sequence { return nil }
    guard let key = epochs.last?.key else { return "no record before it names a key that signs" }
    guard key == checkpoint.key else {
      return "it is signed by key \(checkpoint.key.id), and by the records \(key.id) signs there"
    }
    if let last, last.key != checkpoint.key, !trust.keys.contains(checkpoint.key),
      !checkpoint.isEndorsed(by: last.key)
    {
      return "key \(checkpoint.key.id) is new, and key \(last.key.id) of before does not vouch for "
        + "it; if that one was lost, name the new one, too: --key \(checkpoint.key.text)"
    }
    return nil
  }

  private mutating func note(_ checkpoint: Checkpoint) {
    guard checkpoint.head.sequence == chain.head.sequence else {
      if beyond == nil { beyond = checkpoint }
      return
    }
    name = checkpoint.draft.chain
    if let last, trusted.contains(last.key), checkpoint.isEndorsed(by: last.key) {
      trusted.insert(checkpoint.key)
    }
    if findings.keys.last != checkpoint.key { findings.keys.append(checkpoint.key) }
    if trust.keys.isEmpty || trusted.contains(checkpoint.key) {
      findings.covered = checkpoint.head.sequence
    }
    unmet.remove(checkpoint.digest)
    findings.checkpoints += 1
    last = (checkpoint.digest, checkpoint.key, checkpoint.head.sequence)
  }

  /// Of a checkpoint from elsewhere that is not among those taken. A ledger has all of them: each
  /// was kept there first.
  package var lost: (sequence: Int64, why: String)? {
    let lost = trust.checkpoints.filter { unmet.contains($0.digest) }.map(\.head.sequence).min()
    return lost.map { ($0, "the ledger has lost the checkpoint of it that is kept elsewhere") }
  }

  package var verdict: Verdict {
    let chainVerdict = chain.verdict
    if case .tampered(let sequence, let why) = chainVerdict, sequence <= fault?.sequence ?? .max {
      return .tampered(sequence: sequence, why: why)
    }
    if let fault { return .tampered(sequence: fault.sequence, why: fault.why) }
    if let name, let stranger = trust.checkpoints.first(where: { $0.draft.chain != name }) {
      return .unknown(
        "the checkpoints from elsewhere are of the chain \(stranger.draft.chain), this is \(name): "
          + "it is another ledger, or another has been put in its place")
    }
    for outside in trust.checkpoints where outside.head.sequence <= chain.head.sequence {
      let named = epochs.last { $0.from <= outside.head.sequence }?.key
      guard named == outside.key || trust.keys.contains(outside.key) else {
        return .tampered(
          sequence: outside.head.sequence,
          why:
            "the checkpoint from elsewhere is signed by key \(outside.key.id), which the records "
            + "do not name there")
      }
    }
    if case .truncated(let head, let remembered) = chainVerdict {
      return .truncated(
        head: head,
        why: "there are \(head.sequence) records, but \(remembered.sequence) were there when that "
          + "head was noted")
    }
    if let beyond {
      return .truncated(
        head: chain.head,
        why: "there are \(chain.head.sequence) records, but a checkpoint of "
          + "\(beyond.draft.at.rfc3339) covers \(beyond.head.sequence)")
    }
    if !trust.keys.isEmpty, findings.covered == 0 {
      guard let last else { return .unknown("there are no checkpoints that a key could be of") }
      return .tampered(
        sequence: last.sequence, why: "no checkpoint is signed by the key that was given")
    }
    var findings = findings
    (findings.head, findings.opened) = (chain.head, openings.count)
    return .good(findings)
  }
}
