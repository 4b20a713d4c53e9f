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
  package var data: JSON.Members

  package init(
    event: String, release: ReleaseID?, actor: Actor, at: Instant, data: JSON.Members = [:]
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
    self.init(sealing: RecordText(draft), after: head)
  }

  /// Gives what is written already its place behind `head`.
  package init(sealing text: RecordText, after head: ChainHead) {
    sequence = head.sequence + 1
    bytes = text.bytes(sequence: sequence, previous: head.hash)
    hash = Digest(of: bytes)
  }
}

/// A draft written out but for its place in the chain, which may be given to it on another thread.
///
/// The members stand here in their canonical order: a lift of ten thousand releases writes some
/// thirty thousand records.
package struct RecordText: Sendable {
  package let release: ReleaseID?
  /// Up to the previous hash, and from behind it to the sequence.
  private var start: [UInt8] = []
  private var end: [UInt8] = []

  package init(_ draft: RecordDraft) {
    release = draft.release
    start.reserveCapacity(768)
    start += #"{"actor":{"name":"#.utf8
    JSON.write(draft.actor.name, into: &start)
    start += #","uid":"#.utf8
    (draft.actor.uid.map { .integer(Int64($0)) } ?? JSON.null).write(into: &start)
    start += #"},"at":"#.utf8
    JSON.write(draft.at.rfc3339, into: &start)
    start += #","data":"#.utf8
    draft.data.write(into: &start)
    start += #","event":"#.utf8
    JSON.write(draft.event, into: &start)
    start += #","prev":""#.utf8
    end += #"""#.utf8
    if let release = draft.release {
      end += #","release":"#.utf8
      JSON.write(release.description, into: &end)
    }
    end += #","seq":"#.utf8
  }

  fileprivate func bytes(sequence: Int64, previous: Digest) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(start.count + end.count + 96)
    bytes += start
    bytes += previous.description.utf8
    bytes += end
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
