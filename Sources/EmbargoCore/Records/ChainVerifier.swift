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

  package private(set) var head = ChainHead.empty
  private var fault: (sequence: Int64, why: String)?
  /// By sequence number.
  private let remembered: [Int64: [ChainHead]]
  private let latest: ChainHead?
  private var contradicted: ChainHead?

  /// - Parameter remembered: heads noted earlier, kept outside the ledger.
  package init(remembered: [ChainHead] = []) {
    self.remembered = Dictionary(grouping: remembered, by: \.sequence)
    latest = remembered.max { $0.sequence < $1.sequence }
    for noted in self.remembered[0] ?? [] where noted.hash != head.hash { contradicted = noted }
  }

  /// Takes the next record; after a fault the rest is ignored.
  package mutating func check(_ record: Record) { _ = examine(record) }

  /// The same, and what the record is made of; nil: it does not hold, or came after a fault.
  mutating func examine(_ record: Record) -> ScannedRecord? {
    guard fault == nil else { return nil }
    switch ScannedRecord.examine(record, after: head) {
    case .failure(let reason):
      fault = (head.sequence + 1, reason.text)
      return nil
    case .success(let scanned):
      head = ChainHead(record)
      for noted in remembered[head.sequence] ?? [] where noted.hash != head.hash {
        contradicted = contradicted ?? noted
      }
      return scanned
    }
  }

  package var verdict: Verdict {
    if let contradicted, contradicted.sequence <= fault?.sequence ?? .max {
      return .tampered(
        sequence: contradicted.sequence, why: "its hash differs from the head that was noted")
    }
    if let fault { return .tampered(sequence: fault.sequence, why: fault.why) }
    if let latest, latest.sequence > head.sequence {
      return .truncated(head: head, remembered: latest)
    }
    return .good(head: head)
  }
}

/// A record that stands in its place, taken apart as far as checks need it.
struct ScannedRecord {
  let sequence: Int64
  let content: ScannedObject

  struct Reason: Error {
    var text: String
  }

  /// Checks one record behind `head`.
  static func examine(_ record: Record, after head: ChainHead) -> Result<ScannedRecord, Reason> {
    func failure(_ text: String) -> Result<ScannedRecord, Reason> { .failure(Reason(text: text)) }
    guard record.sequence == head.sequence + 1 else {
      return failure("the record stored here is number \(record.sequence)")
    }
    guard Digest(of: record.bytes) == record.hash else {
      return failure("its bytes do not have the hash that is stored with them")
    }
    guard let content = ScannedObject(record.bytes) else {
      return failure(flaw(of: record.bytes))
    }
    guard content.integer("seq") == record.sequence else {
      return failure("the number inside it is not \(record.sequence)")
    }
    guard content.text("prev").map({ isHex($0, of: head.hash) }) == true else {
      return failure("it does not follow the record before it")
    }
    return .success(ScannedRecord(sequence: record.sequence, content: content))
  }

  private static func flaw(of bytes: [UInt8]) -> String {
    do throws(JSON.ParseError) {
      guard case .object = try JSON(parsing: bytes) else { return "it is no object" }
      return "it is not canonical JSON"
    } catch {
      return "it is not JSON: \(error.message) at byte \(error.position)"
    }
  }

  private static func isHex(_ text: ArraySlice<UInt8>, of digest: Digest) -> Bool {
    Hex.bytes(text) == digest.bytes
  }

  var event: ArraySlice<UInt8> { content.text("event") ?? [] }

  func isEvent(_ name: String) -> Bool { event.elementsEqual(name.utf8) }
}
