import EmbargoCore

/// What is sealed of a revision beside its text.
struct RevisionWords: Hashable {
  var headline: String
  /// Of the accepted bytes; in plain it would let short texts be guessed.
  var digest: Digest
  /// Opens the commitment to the digest; 32 bytes.
  var nonce: [UInt8]

  init(headline: String, digest: Digest, nonce: [UInt8]) {
    (self.headline, self.digest, self.nonce) = (headline, digest, nonce)
  }

  var bytes: [UInt8] { digest.bytes + nonce + Array(headline.utf8) }

  /// Reads what `bytes` writes.
  init(_ bytes: [UInt8]) throws(LedgerError) {
    guard bytes.count >= 64, let digest = Digest(bytes: Array(bytes[..<32])) else {
      throw .broken("the sealed words of a revision are not whole")
    }
    self.init(
      headline: String(decoding: bytes[64...], as: UTF8.self), digest: digest,
      nonce: Array(bytes[32..<64]))
  }
}

extension Sealer {
  /// The same bytes of one release are kept once.
  func contentMark(_ digest: Digest, of release: ReleaseID) -> [UInt8] {
    mark(.content, Array(release.description.utf8), digest.bytes)
  }

  /// The same for the same bytes in whatever release: finds what was handed in twice.
  func twinMark(_ digest: Digest) -> [UInt8] { mark(.content, digest.bytes) }

  func mark(of words: RevisionWords) -> [UInt8] { mark(.revision, words.bytes) }

  func slugMark(_ slug: String) -> String { Hex.text(mark(.slug, Array(slug.utf8))) }

  func nameMark(_ name: String, at output: String) -> String {
    Hex.text(mark(.name, Array(output.utf8), Array(name.utf8)))
  }
}

/// What is sealed of a delivery: a JSON array of intents.
enum IntentWords {
  static func seal(
    _ intents: [Intent], as field: RevisionKey.Field, with key: RevisionKey
  ) throws(LedgerError) -> [UInt8] {
    let items = intents.map { intent in
      JSON.object([
        "digest": .string(intent.digest.description),
        "key": .string(intent.key.description),
        "names": .array(intent.names.map { .string($0) }),
        "pieces": .array(intent.pieces.map { .string($0.description) }),
      ])
    }
    return try key.seal(JSON.array(items).canonical, as: field)
  }

  static func open(
    _ sealed: [UInt8], as field: RevisionKey.Field, with key: RevisionKey
  ) throws(LedgerError) -> [Intent] {
    let text = try key.open(sealed, as: field)
    guard case .array(let items)? = try? JSON(parsing: text) else { throw unreadable }
    var intents: [Intent] = []
    for item in items {
      guard let key = item["key"]?.text, case .array(let names)? = item["names"],
        case .array(let pieces)? = item["pieces"], let digest = item["digest"].flatMap(digest)
      else { throw unreadable }
      intents.append(
        Intent(
          key: IdempotencyKey(stored: key), digest: digest, names: names.compactMap(\.text),
          pieces: pieces.compactMap(Self.digest)))
    }
    return intents
  }

  private static func digest(_ item: JSON) -> Digest? {
    item.text.flatMap(Hex.bytes).flatMap(Digest.init(bytes:))
  }

  private static var unreadable: LedgerError {
    .broken("what a stored delivery says of its intents is not a list of intents")
  }
}
