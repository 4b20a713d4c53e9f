/// Checks a chain record by record, from the first to the last, with memory for one of them.
package struct ChainVerifier: Sendable {
  /// What a check found.
  package enum Verdict: Hashable, Sendable {
    case good(head: ChainHead)
    /// The first sequence number at which the chain does not hold, and why.
    case tampered(sequence: Int64, why: String)
    /// Shorter than a head that was noted before: cut, or rolled back to an older copy.
    case truncated(head: ChainHead, remembered: ChainHead)
  }

  private var head = ChainHead.empty
  private var fault: (sequence: Int64, why: String)?
  private let remembered: [ChainHead]
  private var confirmed: Set<Int64> = [0]
  private var contradicted: ChainHead?

  /// - Parameter remembered: heads noted earlier, kept outside the ledger.
  package init(remembered: [ChainHead] = []) { self.remembered = remembered }

  /// Takes the next record; after a fault the rest is ignored.
  package mutating func check(_ record: Record) {
    guard fault == nil else { return }
    let expected = head.sequence + 1
    if let why = Self.fault(of: record, after: head) {
      fault = (expected, why)
      return
    }
    head = ChainHead(record)
    for noted in remembered where noted.sequence == head.sequence {
      if noted.hash == head.hash { confirmed.insert(noted.sequence) } else { contradicted = noted }
    }
  }

  package var verdict: Verdict {
    if let fault { return .tampered(sequence: fault.sequence, why: fault.why) }
    if let contradicted {
      return .tampered(
        sequence: contradicted.sequence, why: "its hash differs from the head that was noted")
    }
    if let missing = remembered.filter({ !confirmed.contains($0.sequence) })
      .max(by: { $0.sequence < $1.sequence })
    {
      return .truncated(head: head, remembered: missing)
    }
    return .good(head: head)
  }

  private static func fault(of record: Record, after head: ChainHead) -> String? {
    guard record.sequence == head.sequence + 1 else {
      return "the record stored here is number \(record.sequence)"
    }
    guard Digest(of: record.bytes) == record.hash else {
      return "its bytes do not have the hash that is stored with them"
    }
    let content: JSON
    do {
      content = try JSON(parsing: record.bytes)
    } catch {
      return "it is not JSON: \(error.message) at byte \(error.position)"
    }
    guard content.canonical == record.bytes else { return "it is not canonical JSON" }
    guard content["seq"] == .integer(record.sequence) else {
      return "the number inside it is not \(record.sequence)"
    }
    guard content["prev"]?.text == head.hash.description else {
      return "it does not follow the record before it"
    }
    return nil
  }
}
