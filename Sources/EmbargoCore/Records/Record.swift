package import EmbargoTime

/// One entry of the audit chain before it has its place in it.
package struct RecordDraft: Hashable, Sendable {
  /// What happened: `release.submitted`, `delivery.delivered`, `daemon.started` …
  package var event: String
  package var release: ReleaseID?
  package var actor: Actor
  package var at: Instant
  /// Facts of the event. Never text, headline or slug; content only as a `Commitment` before the
  /// lift. Nanoseconds and other large numbers are strings.
  package var data: [String: JSON]

  package init(
    event: String, release: ReleaseID?, actor: Actor, at: Instant, data: [String: JSON] = [:]
  ) {
    (self.event, self.release, self.actor) = (event, release, actor)
    (self.at, self.data) = (at, data)
  }
}

/// One entry of the audit chain: its exact bytes and their hash.
///
/// The bytes are the canonical JSON (RFC 8785) of `actor, at, data, event, prev, release?, seq`;
/// `prev` is the hash of the entry before it, so that an edit, a gap or a swap breaks every later
/// link.
package struct Record: Hashable, Sendable {
  /// Counts from 1 without gaps.
  package let sequence: Int64
  package let bytes: [UInt8]
  /// SHA-256 of `bytes`.
  package let hash: Digest

  /// A record as it was stored; nothing is checked here (`ChainVerifier` does).
  package init(sequence: Int64, bytes: [UInt8], hash: Digest) {
    (self.sequence, self.bytes, self.hash) = (sequence, bytes, hash)
  }

  /// Gives a draft its place behind `head`.
  package init(sealing draft: RecordDraft, after head: ChainHead) {
    sequence = head.sequence + 1
    bytes = Self.bytes(of: draft, sequence: sequence, previous: head.hash)
    hash = Digest(of: bytes)
  }

  /// The members stand here in their canonical order: a lift of ten thousand releases seals some
  /// thirty thousand records.
  private static func bytes(
    of draft: RecordDraft, sequence: Int64, previous: Digest
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(768)
    bytes += #"{"actor":{"name":"#.utf8
    JSON.write(draft.actor.name, into: &bytes)
    bytes += #","uid":"#.utf8
    (draft.actor.uid.map { .integer(Int64($0)) } ?? JSON.null).write(into: &bytes)
    bytes += #"},"at":"#.utf8
    JSON.write(draft.at.rfc3339, into: &bytes)
    bytes += #","data":"#.utf8
    JSON.object(draft.data).write(into: &bytes)
    bytes += #","event":"#.utf8
    JSON.write(draft.event, into: &bytes)
    bytes += #","prev":"#.utf8
    JSON.write(previous.description, into: &bytes)
    if let release = draft.release {
      bytes += #","release":"#.utf8
      JSON.write(release.description, into: &bytes)
    }
    bytes += #","seq":"#.utf8
    JSON.integer(sequence).write(into: &bytes)
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }
}

/// The end of a chain: what the next record must name.
package struct ChainHead: Hashable, Sendable {
  package var sequence: Int64
  package var hash: Digest

  package init(sequence: Int64, hash: Digest) { (self.sequence, self.hash) = (sequence, hash) }

  package init(_ record: Record) { self.init(sequence: record.sequence, hash: record.hash) }

  /// Before the first record: sequence 0 and the digest of nothing.
  package static let empty = ChainHead(sequence: 0, hash: Digest(of: []))

  /// `12:9f86d0…`: what a person may note down and give to `audit verify --head`.
  package var text: String { "\(sequence):\(hash)" }

  /// Reads what `text` writes.
  package init?(text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let sequence = Int64(parts[0]), sequence >= 0,
      let bytes = Hex.bytes(String(parts[1])), let hash = Digest(bytes: bytes)
    else { return nil }
    self.init(sequence: sequence, hash: hash)
  }
}
