package import EmbargoTime

/// What a checkpoint says, before it is signed.
package struct CheckpointDraft: Hashable, Sendable {
  /// The id of the ledger's chain; see `ChainID`.
  package var chain: String
  /// The last record that it covers.
  package var head: ChainHead
  package var at: Instant
  /// The clock as the kernel described it then.
  package var clock: JSON
  /// The digest of the checkpoint before it; that of nothing for the first.
  package var previous: Digest

  package init(chain: String, head: ChainHead, at: Instant, clock: JSON, previous: Digest) {
    (self.chain, self.head, self.at) = (chain, head, at)
    (self.clock, self.previous) = (clock, previous)
  }

  /// The signed checkpoint.
  ///
  /// - Parameter endorser: the signer of the checkpoint before it, where that was another: it
  ///   vouches for the new key.
  package func signed(
    by signer: CheckpointSigner, endorsedBy endorser: CheckpointSigner? = nil
  ) -> Checkpoint {
    var members = statement(of: signer.key)
    let bytes = JSON.object(members).canonical
    members["signature"] = .string(
      Base64Text.text(signer.signature(over: Checkpoint.message(bytes))))
    if let endorser {
      members["endorsement"] = [
        "key": .string(endorser.key.id),
        "signature": .string(
          Base64Text.text(endorser.signature(over: Checkpoint.endorsement(bytes)))),
      ]
    }
    return Checkpoint(self, key: signer.key, bytes: JSON.object(members).canonical)
  }

  private func statement(of key: CheckpointKey) -> JSON.Members {
    [
      "at": .string(at.rfc3339), "chain": .string(chain), "clock": clock,
      "hash": .string(head.hash.description), "key": .string(key.id),
      "previous": .string(previous.description), "public": .string(key.text),
      "sequence": .integer(head.sequence),
    ]
  }
}

/// A signed statement of how far the chain of records went and how it ended there. Kept elsewhere,
/// it shows later that nothing up to there was changed or cut off.
///
/// Its bytes are canonical JSON (RFC 8785): `at, chain, clock, endorsement?, hash, key, previous,
/// public, sequence, signature`. The signature (Ed25519) is over `prefix` and the canonical bytes
/// of all members but `endorsement` and `signature`; an endorsement is the same with another
/// prefix, by the key of the checkpoint before.
package struct Checkpoint: Hashable, Sendable {
  package let draft: CheckpointDraft
  package let key: CheckpointKey
  package let bytes: [UInt8]

  fileprivate init(_ draft: CheckpointDraft, key: CheckpointKey, bytes: [UInt8]) {
    (self.draft, self.key, self.bytes) = (draft, key, bytes)
  }

  package var head: ChainHead { draft.head }
  package var digest: Digest { Digest(of: bytes) }

  /// Keeps a signature of one thing from being taken for another's.
  static let prefix = "embargod checkpoint 1\n"
  static let endorsementPrefix = "embargod checkpoint endorsement 1\n"

  static func message(_ statement: [UInt8]) -> [UInt8] { Array(prefix.utf8) + statement }
  static func endorsement(_ statement: [UInt8]) -> [UInt8] {
    Array(endorsementPrefix.utf8) + statement
  }

  /// Why some bytes are no checkpoint, or none that its key has signed.
  package struct Flaw: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
    init(_ description: String) { self.description = description }
  }

  /// Reads a checkpoint and checks its form, that its key is the one that it names, and its
  /// signature; whether the key is to be trusted is another question.
  package init(parsing bytes: [UInt8]) throws(Flaw) {
    let content: JSON
    do throws(JSON.ParseError) { content = try JSON(parsing: bytes) } catch {
      throw Flaw("it is not JSON: \(error.message) at byte \(error.position)")
    }
    guard content.canonical == bytes, case .object(var statement) = content else {
      throw Flaw("it is no object of canonical JSON")
    }
    let signature = statement.remove("signature")?.text.flatMap(Base64Text.bytes)
    statement["endorsement"] = nil
    guard
      statement.keys.sorted() == [
        "at", "chain", "clock", "hash", "key", "previous", "public", "sequence",
      ]
    else { throw Flaw("its members are not those of a checkpoint") }
    guard let at = statement["at"]?.text.flatMap(Instant.init(rfc3339:)),
      let chain = statement["chain"]?.text, let clock = statement["clock"],
      let hash = Self.digest(statement["hash"]), let previous = Self.digest(statement["previous"]),
      case .integer(let sequence)? = statement["sequence"], sequence >= 1
    else { throw Flaw("a member does not have its form") }
    guard let key = statement["public"]?.text.flatMap(CheckpointKey.init(text:)),
      statement["key"]?.text == key.id
    else { throw Flaw("its key is not the one that it names") }
    let draft = CheckpointDraft(
      chain: chain, head: ChainHead(sequence: sequence, hash: hash), at: at, clock: clock,
      previous: previous)
    self.init(draft, key: key, bytes: bytes)
    guard let signature,
      key.isSignature(signature, over: Self.message(JSON.object(statement).canonical))
    else { throw Flaw("its signature is not that of key \(key.id)") }
  }

  private static func digest(_ value: JSON?) -> Digest? {
    value?.text.flatMap(Hex.bytes).flatMap(Digest.init(bytes:))
  }

  /// The id of the key that vouches for this one's; nil: none does.
  package var endorser: String? { endorsementMembers?["key"]?.text }

  /// Whether that key vouches for this checkpoint and with it for its key.
  package func isEndorsed(by endorser: CheckpointKey) -> Bool {
    guard case .object(var statement)? = try? JSON(parsing: bytes), self.endorser == endorser.id,
      let signature = endorsementMembers?["signature"]?.text.flatMap(Base64Text.bytes)
    else { return false }
    (statement["endorsement"], statement["signature"]) = (nil, nil)
    return endorser.isSignature(
      signature, over: Self.endorsement(JSON.object(statement).canonical))
  }

  private var endorsementMembers: JSON? { (try? JSON(parsing: bytes))?["endorsement"] }
}

/// The public name of a ledger's chain.
package enum ChainID {
  /// 32 hexadecimal digits, derived from the instance's key and saying nothing of it.
  package static func text(instanceKey: [UInt8]) -> String {
    Hex.text(KeyedHash.bytes(key: instanceKey, over: Array("embargod chain id".utf8)).prefix(16))
  }
}

/// The record by which another key takes over: `audit.key-changed`.
package struct KeyChange: Hashable, Sendable {
  package static let event = "audit.key-changed"

  /// The id of the key until then; nil: there was none.
  package var from: String?
  package var to: CheckpointKey

  package init(from: String?, to: CheckpointKey) { (self.from, self.to) = (from, to) }

  package var data: JSON.Members {
    [
      "from": from.map { .string($0) } ?? .null, "public": .string(to.text), "to": .string(to.id),
    ]
  }

  /// Nil: it does not say which key took over.
  package init?(data: JSON) {
    guard let key = data["public"]?.text.flatMap(CheckpointKey.init(text:)),
      data["to"]?.text == key.id
    else { return nil }
    self.init(from: data["from"]?.text, to: key)
  }
}

/// A checkpoint as it is kept.
package struct StoredCheckpoint: Hashable, Sendable {
  /// Counts from 1 without gaps.
  package var number: Int64
  package var bytes: [UInt8]

  package init(number: Int64, bytes: [UInt8]) { (self.number, self.bytes) = (number, bytes) }
}
