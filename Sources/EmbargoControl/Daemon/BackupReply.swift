import EmbargoCore

/// A copy of the ledger that the daemon has made and keeps for whoever asked for it, until it was
/// read to its end or has not been read for two minutes.
package struct BackupReply: Codable, Hashable, Sendable {
  package var id: String
  /// Bytes.
  package var size: Int
  /// SHA-256 of all of them, in hexadecimal.
  package var digest: String
  /// The end of its records, as `audit verify --head` takes it.
  package var head: String
  /// The number of its schema.
  package var schema: Int
  package var releases: Int64
  /// The epoch of the oldest master key that may be needed to read its words, and the newest.
  package var oldestMasterKey: Int
  package var masterKey: Int

  private enum CodingKeys: String, CodingKey {
    case id, size, digest, head, schema, releases
    case oldestMasterKey = "oldest_master_key"
    case masterKey = "master_key"
  }

  package init(
    id: String, size: Int, digest: String, head: String, schema: Int, releases: Int64,
    oldestMasterKey: Int, masterKey: Int
  ) {
    (self.id, self.size, self.digest, self.head) = (id, size, digest, head)
    (self.schema, self.releases) = (schema, releases)
    (self.oldestMasterKey, self.masterKey) = (oldestMasterKey, masterKey)
  }
}

/// Some bytes of such a copy.
package struct BackupPiece: Codable, Hashable, Sendable {
  /// Bytes that one has at most.
  package static let longest = 3 << 20

  /// Where in the copy they begin.
  package var offset: Int
  /// In base64 (RFC 4648 section 4).
  private var base64: String
  /// Where the next piece begins; null: this is the last, and the daemon keeps the copy no longer.
  @OrNull package var next: Int?

  private enum CodingKeys: String, CodingKey {
    case offset, next
    case base64 = "bytes"
  }

  package init(offset: Int, bytes: [UInt8], next: Int?) {
    (self.offset, base64) = (offset, Base64Text.text(bytes))
    self.next = next
  }

  /// Nil where they are no base64.
  package var bytes: [UInt8]? { Base64Text.bytes(base64) }
}

/// Which piece is wanted.
package struct BackupQuery: Hashable, Sendable {
  package var offset: Int

  package init(offset: Int) { self.offset = offset }

  /// For `ControlRoute.target(query:)`.
  package var pairs: [(String, String?)] { [("offset", String(offset))] }

  package init(parsing query: [String: String]) throws(Problem) {
    try QueueQuery.checkNames(of: query, ["offset"])
    self.init(offset: try QueueQuery.number("offset", in: query, 0...Int.max) ?? 0)
  }
}
