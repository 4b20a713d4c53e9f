package import EmbargoTime

/// How far the records are covered by signed checkpoints.
package struct AuditReply: Codable, Hashable, Sendable {
  /// The id of the key that signs; null: there is none, and no checkpoints are made.
  @OrNull package var key: String?
  /// The sequence number of the last record that a checkpoint of this daemon covers.
  @OrNull package var checkpoint: Int64?
  @OrNull package var checkpointAt: Instant?

  private enum CodingKeys: String, CodingKey {
    case key, checkpoint
    case checkpointAt = "checkpoint_at"
  }

  package init(key: String?, checkpoint: Int64?, checkpointAt: Instant?) {
    (self.key, self.checkpoint, self.checkpointAt) = (key, checkpoint, checkpointAt)
  }

  /// What a daemon without a key says.
  package static let withoutKey =
    "there is no key, and no checkpoints of the records are signed: make one with embargoctl key "
    + "create /etc/embargod/embargod.keys and name it in the configuration under [keys]"
}

/// A page of checkpoints, as they are kept.
package struct CheckpointPage: Codable, Hashable, Sendable {
  /// The public id of the ledger's chain.
  package var chain: String
  /// In order; each the exact text (canonical JSON) of one checkpoint.
  package var checkpoints: [String]
  /// `after` of the next page; null when no checkpoint stands behind these.
  @OrNull package var next: Int64?

  package init(chain: String, checkpoints: [String], next: Int64?) {
    (self.chain, self.checkpoints, self.next) = (chain, checkpoints, next)
  }
}
