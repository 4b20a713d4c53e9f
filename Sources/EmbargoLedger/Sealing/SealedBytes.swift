import Crypto
import EmbargoCore

/// What a sealed value belongs to. It is authenticated with it, so that a value that is moved to
/// another row or column does not open.
struct SealedPlace: Hashable {
  /// The whole ledger where there is no release.
  var release: ReleaseID?
  var revision = 0
  /// The column, and what else tells apart values of one revision.
  var field: String

  fileprivate var bytes: [UInt8] {
    Array("embargod seal 1|\(release?.description ?? "")|\(revision)|\(field)".utf8)
  }
}

/// Sealed bytes: ChaCha20-Poly1305 (RFC 8439) with a random nonce, as nonce (12 bytes), ciphertext
/// and tag (16 bytes). The plain bytes stand behind their length (4 bytes, big endian) and are
/// filled up with zeros, so that a size says little of the words.
enum SealedBytes {
  /// Nonce, tag and length.
  static let overhead = 12 + 16 + 4

  /// - Parameter least: plain bytes are filled up to so many at least.
  static func seal(
    _ plain: [UInt8], at place: SealedPlace, with key: SymmetricKey, least: Int
  ) throws(LedgerError) -> [UInt8] {
    guard let length = UInt32(exactly: plain.count) else {
      throw .forbidden("\(plain.count) bytes are more than can be sealed")
    }
    var padded: [UInt8] = []
    let size = padding(of: max(plain.count, least))
    padded.reserveCapacity(4 + size)
    for shift in [24, 16, 8, 0] as [UInt32] {
      padded.append(UInt8(truncatingIfNeeded: length >> shift))
    }
    padded += plain
    padded.append(contentsOf: repeatElement(0, count: size - plain.count))
    return try sealWhole(padded, at: place, with: key)
  }

  /// - Throws: `broken` for bytes that were not sealed there with that key, or were changed since.
  static func open(
    _ sealed: [UInt8], at place: SealedPlace, with key: SymmetricKey
  ) throws(LedgerError) -> [UInt8] {
    let padded = try openWhole(sealed, at: place, with: key)
    guard padded.count >= 4 else { throw damage(place) }
    let length = padded[..<4].reduce(0) { $0 << 8 | Int($1) }
    guard padded.count >= 4 + length else { throw damage(place) }
    return Array(padded[4..<(4 + length)])
  }

  /// Without a length: for what has always the same one.
  static func sealWhole(
    _ plain: [UInt8], at place: SealedPlace, with key: SymmetricKey
  ) throws(LedgerError) -> [UInt8] {
    do {
      return Array(
        try ChaChaPoly.seal(plain, using: key, authenticating: place.bytes).combined)
    } catch {
      throw .broken("\(place.field) of a release cannot be sealed")
    }
  }

  static func openWhole(
    _ sealed: [UInt8], at place: SealedPlace, with key: SymmetricKey
  ) throws(LedgerError) -> [UInt8] {
    do {
      let box = try ChaChaPoly.SealedBox(combined: sealed)
      return Array(try ChaChaPoly.open(box, using: key, authenticating: place.bytes))
    } catch {
      throw damage(place)
    }
  }

  private static func damage(_ place: SealedPlace) -> LedgerError {
    let whose = place.release.map { "revision \(place.revision) of release \($0)" } ?? "the ledger"
    return .broken(
      "the sealed \(place.field) of \(whose) does not open: it was changed, or sealed with "
        + "another key")
  }

  /// How many bytes a value of so many is filled up to: at most an eighth more (Padmé; Nikitin et
  /// al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019).
  static func padding(of count: Int) -> Int {
    guard count > 1 else { return count }
    let exponent = Int.bitWidth - 1 - count.leadingZeroBitCount
    let significant = Int.bitWidth - exponent.leadingZeroBitCount
    let mask = exponent > significant ? (1 << (exponent - significant)) - 1 : 0
    return (count + mask) & ~mask
  }

  /// At least the bytes that were sealed, when so many are stored.
  static func mostPlain(of stored: Int) -> Int { max(0, stored - overhead) }
}
