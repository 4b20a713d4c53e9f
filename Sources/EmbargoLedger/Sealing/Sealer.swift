import Crypto
import EmbargoCore

/// Seals and opens the words of releases in one ledger.
///
/// Each revision has a random key of its own, which a master key wraps: to forget the key is to
/// forget the words. What must be found by its value, such as a slug, has a mark beside it: a keyed
/// hash, of which nobody without the master key can make another.
struct Sealer: Sendable {
  /// What a mark is of.
  enum Mark: String, CaseIterable {
    case slug, name, content, revision, body
  }

  let masters: MasterKeys
  /// Keys what records say of rows.
  let rowKey: [UInt8]
  /// The key and the kind have been taken in.
  private let marks: [Mark: HMAC<SHA256>]
  private let values: SymmetricKey

  /// - Parameter ledgerKey: 32 random bytes that stay with the ledger, wrapped.
  init(masters: MasterKeys, ledgerKey: [UInt8]) {
    self.masters = masters
    let key = SymmetricKey(data: ledgerKey)
    let markKey = Self.derived(from: key, for: "marks")
    marks = Dictionary(
      uniqueKeysWithValues: Mark.allCases.map { kind in
        var code = HMAC<SHA256>(key: markKey)
        code.update(data: Array(kind.rawValue.utf8))
        return (kind, code)
      })
    values = Self.derived(from: key, for: "values")
    rowKey = Self.derived(from: key, for: "rows").withUnsafeBytes { Array($0) }
  }

  /// HKDF-SHA256 (RFC 5869).
  private static func derived(from key: SymmetricKey, for purpose: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: key, info: Array("embargod ledger 1 \(purpose)".utf8), outputByteCount: 32)
  }

  // MARK: Keys

  /// 32 random bytes.
  static func makeLedgerKey() -> [UInt8] {
    SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
  }

  private static let ledgerPlace = SealedPlace(field: "key")

  static func wrap(ledgerKey: [UInt8], by masters: MasterKeys) throws(LedgerError) -> [UInt8] {
    try SealedBytes.sealWhole(ledgerKey, at: ledgerPlace, with: masters.current)
  }

  static func unwrap(
    ledgerKey wrapped: [UInt8], epoch: Int, by masters: MasterKeys
  ) throws(LedgerError) -> [UInt8] {
    let key = try masters.key(epoch)
    do throws(LedgerError) {
      return try SealedBytes.openWhole(wrapped, at: ledgerPlace, with: key)
    } catch {
      throw .forbidden(
        "master key \(epoch) of the key file is not the one that this ledger was sealed with: "
          + "put back the key file that belongs to it")
    }
  }

  /// A new random key for a revision.
  func makeKey(of release: ReleaseID, revision: Int) -> RevisionKey {
    RevisionKey(release: release, revision: revision, key: SymmetricKey(size: .bits256))
  }

  /// By the master key that is in use.
  func wrap(_ key: RevisionKey) throws(LedgerError) -> [UInt8] {
    try SealedBytes.sealWhole(
      key.key.withUnsafeBytes { Array($0) }, at: key.place("key"), with: masters.current)
  }

  func unwrap(
    _ wrapped: [UInt8], epoch: Int, of release: ReleaseID, revision: Int
  ) throws(LedgerError) -> RevisionKey {
    let place = SealedPlace(release: release, revision: revision, field: "key")
    let bytes = try SealedBytes.openWhole(wrapped, at: place, with: try masters.key(epoch))
    return RevisionKey(release: release, revision: revision, key: SymmetricKey(data: bytes))
  }

  // MARK: Marks

  /// HMAC-SHA256 over what it is of and the lengths and bytes of the parts: 32 bytes.
  func mark(_ kind: Mark, _ parts: [UInt8]...) -> [UInt8] {
    guard var code = marks[kind] else { preconditionFailure("every kind has its code") }
    var message: [UInt8] = []
    message.reserveCapacity(parts.reduce(0) { $0 + $1.count + 8 })
    for part in parts {
      withUnsafeBytes(of: UInt64(part.count).bigEndian) { message += $0 }
      message += part
    }
    code.update(data: message)
    return Array(code.finalize())
  }

  // MARK: Values of no revision

  /// A name that a release holds at an output; it keeps it through its revisions.
  func seal(name: String, at output: String) throws(LedgerError) -> [UInt8] {
    try SealedBytes.seal(
      Array(name.utf8), at: SealedPlace(field: "name at \(output)"), with: values, least: 96)
  }

  func open(name sealed: [UInt8], at output: String) throws(LedgerError) -> String {
    let name = try SealedBytes.open(
      sealed, at: SealedPlace(field: "name at \(output)"), with: values)
    return String(decoding: name, as: UTF8.self)
  }

  /// Answers repeat headlines and slugs, and the digest of a request its text; they are remembered
  /// for a while and belong to no revision.
  func seal(_ answer: StoredAnswer) throws(LedgerError) -> [UInt8] {
    try SealedBytes.seal(
      answer.request.bytes + answer.body, at: SealedPlace(field: "answer \(answer.key)"),
      with: values, least: 512)
  }

  func open(
    answer sealed: [UInt8], key: String, status: Int
  ) throws(LedgerError) -> StoredAnswer {
    let plain = try SealedBytes.open(
      sealed, at: SealedPlace(field: "answer \(key)"), with: values)
    guard plain.count >= 32, let request = EmbargoCore.Digest(bytes: Array(plain[..<32])) else {
      throw .broken("a remembered answer is not whole")
    }
    return StoredAnswer(
      key: key, request: request, status: status, body: Array(plain[32...]))
  }
}

/// The key of one revision.
struct RevisionKey {
  /// What is sealed with it, and how large each is at least.
  enum Field {
    case slug, revision, proposal, content
    case attachmentName(Int)
    case attachment(Int)
    case intent(OutputName)
    case earlier(OutputName)
    case body(OutputName, mark: [UInt8])

    fileprivate var name: String {
      switch self {
      case .slug: "slug"
      case .revision: "headline"
      case .proposal: "proposed headline"
      case .content: "text"
      case .attachmentName(let position): "name of attachment \(position + 1)"
      case .attachment(let position): "attachment \(position + 1)"
      case .intent(let output): "intent for \(output)"
      case .earlier(let output): "earlier intents for \(output)"
      case .body(let output, let mark): "body \(Hex.text(mark.prefix(8))) for \(output)"
      }
    }

    fileprivate var least: Int {
      switch self {
      case .slug: 80
      case .revision, .proposal: 256
      case .attachmentName: 128
      case .intent: 384
      case .content, .attachment, .earlier, .body: 1024
      }
    }
  }

  let release: ReleaseID
  let revision: Int
  fileprivate let key: SymmetricKey

  fileprivate func place(_ field: String) -> SealedPlace {
    SealedPlace(release: release, revision: revision, field: field)
  }

  func seal(_ plain: [UInt8], as field: Field) throws(LedgerError) -> [UInt8] {
    try SealedBytes.seal(plain, at: place(field.name), with: key, least: field.least)
  }

  func open(_ sealed: [UInt8], as field: Field) throws(LedgerError) -> [UInt8] {
    try SealedBytes.open(sealed, at: place(field.name), with: key)
  }
}
