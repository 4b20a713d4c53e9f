/// A signed statement of what became of one release: what was meant, who approved it, when it went
/// out, to whom, and what they answered.
///
/// Its bytes are canonical JSON (RFC 8785), described member by member in `docs/receipts.md`. The
/// signature (Ed25519, RFC 8032) is over `prefix` and the canonical bytes of all members but
/// `signature`. `records` names each record of the release by its place and hash, so that an export
/// of the records shows whether the daemon said then what it says here.
package struct ReleaseReceipt: Hashable, Sendable {
  package static let format = "embargod-receipt"
  package static let version: Int64 = 1
  /// Bytes that a receipt may have; a release has a few thousand records at most.
  package static let longest = 8 << 20
  /// Keeps a signature of one thing from being taken for another's.
  static let prefix = "embargod receipt 1\n"

  package let content: JSON
  package let key: CheckpointKey
  package let bytes: [UInt8]

  /// Signs what a receipt says.
  package init(_ facts: ReceiptFacts, signedBy signer: CheckpointSigner) {
    var members = facts.members
    members["format"] = .string(Self.format)
    members["version"] = .integer(Self.version)
    members["key"] = .string(signer.key.id)
    members["public"] = .string(signer.key.text)
    let statement = JSON.object(members).canonical
    members["signature"] = .string(
      Base64Text.text(signer.signature(over: Array(Self.prefix.utf8) + statement)))
    content = .object(members)
    (key, bytes) = (signer.key, content.canonical)
  }

  /// Why some bytes are no receipt, or none that its key has signed.
  package struct Flaw: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
    /// It has the form of a receipt and its signature does not hold: something was changed.
    package var isForged: Bool

    init(_ description: String, isForged: Bool = false) {
      (self.description, self.isForged) = (description, isForged)
    }
  }

  /// Reads a receipt, however its members are laid out, and checks its signature; whether the key
  /// is to be trusted is another question.
  package init(parsing bytes: [UInt8]) throws(Flaw) {
    guard bytes.count <= Self.longest else {
      throw Flaw("it is longer than the \(Self.longest) bytes that a receipt may have")
    }
    let parsed: JSON
    do throws(JSON.ParseError) { parsed = try JSON(parsing: bytes) } catch {
      throw Flaw("it is not JSON: \(error.message) at byte \(error.position)")
    }
    guard case .object(var statement) = parsed, statement["format"]?.text == Self.format else {
      throw Flaw("it is no receipt: \"format\" is not \"\(Self.format)\"")
    }
    guard statement["version"] == .integer(Self.version) else {
      throw Flaw("it is a receipt of a version that this program does not know")
    }
    let signature = statement.remove("signature")?.text.flatMap(Base64Text.bytes)
    guard let key = statement["public"]?.text.flatMap(CheckpointKey.init(text:)),
      statement["key"]?.text == key.id
    else { throw Flaw("its key is not the one that it names", isForged: true) }
    guard let signature,
      key.isSignature(
        signature, over: Array(Self.prefix.utf8) + JSON.object(statement).canonical)
    else { throw Flaw("its signature is not that of key \(key.id)", isForged: true) }
    (content, self.key, self.bytes) = (parsed, key, parsed.canonical)
  }

  /// A member by the names that lead to it.
  package subscript(path: String...) -> JSON? {
    path.reduce(content) { $0?[$1] }
  }

  /// A record of the release as the receipt names it.
  package struct Entry: Hashable, Sendable {
    package var sequence: Int64
    package var hash: Digest
    package var event: String
  }

  /// In the order of the chain.
  package var records: [Entry] {
    guard case .array(let entries)? = self["records", "own"] else { return [] }
    return entries.compactMap { entry in
      guard case .integer(let sequence)? = entry["seq"], let event = entry["event"]?.text,
        let hash = entry["hash"]?.text.flatMap(Hex.bytes).flatMap(Digest.init(bytes:))
      else { return nil }
      return Entry(sequence: sequence, hash: hash, event: event)
    }
  }

  package var chain: String { self["chain"]?.text ?? "" }

  /// The digests of the text and the attachments of each revision that went out: SHA-256 by file.
  package var digests: [Digest] {
    guard case .array(let revisions)? = content["revisions"] else { return [] }
    return revisions.flatMap { revision -> [Digest] in
      guard case .array(let files)? = revision["files"] else { return [] }
      return files.compactMap {
        $0["sha256"]?.text.flatMap(Hex.bytes).flatMap(Digest.init(bytes:))
      }
    }
  }
}

/// Compares a receipt with the records that it names, as they come out of an export.
package struct ReceiptCheck: Sendable {
  private var wanted: [Int64: Digest]
  private let chain: String
  /// What is wrong; nil: nothing so far.
  package private(set) var fault: String?

  package init(_ receipt: ReleaseReceipt) {
    wanted = Dictionary(receipt.records.map { ($0.sequence, $0.hash) }) { first, _ in first }
    chain = receipt.chain
  }

  package mutating func take(chain: String) {
    if chain != self.chain { fault = fault ?? "it is about another chain of records" }
  }

  package mutating func take(_ record: Record) {
    guard let hash = wanted.removeValue(forKey: record.sequence), hash != record.hash else {
      return
    }
    fault = fault ?? "record \(record.sequence) is another than the one that it names"
  }

  /// How many of the records that it names have not come.
  package var missing: Int { wanted.count }
}
