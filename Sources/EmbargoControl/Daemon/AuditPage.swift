package import EmbargoCore

/// One record of the audit chain exactly as it is stored, so that whoever asks can check the chain.
package struct RecordReply: Codable, Hashable, Sendable {
  package var seq: Int64
  /// The canonical JSON of the record; its UTF-8 bytes are what is hashed.
  package var text: String
  /// SHA-256 of `text`, lower-case hexadecimal.
  package var hash: String

  package init(_ record: Record) {
    seq = record.sequence
    text = String(decoding: record.bytes, as: UTF8.self)
    hash = record.hash.description
  }

  /// The record for `ChainVerifier`; nil when `hash` is no digest.
  package var record: Record? {
    guard let bytes = Hex.bytes(hash), let digest = Digest(bytes: bytes) else { return nil }
    return Record(sequence: seq, bytes: Array(text.utf8), hash: digest)
  }
}

/// Records in ascending order.
package struct AuditPage: Codable, Hashable, Sendable {
  package var records: [RecordReply]
  /// `after` of the next page; null when no record stands behind these.
  @OrNull package var next: Int64?
  /// `sequence:hash` of the last record of the chain when the page was made.
  package var head: String

  package init(records: [Record], next: Int64?, head: ChainHead) {
    self.records = records.map { RecordReply($0) }
    (self.next, self.head) = (next, head.text)
  }
}
