import Crypto

/// Lower-case hexadecimal.
package enum Hex {
  package static func text(_ bytes: some Collection<UInt8>) -> String {
    String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
      var end = 0
      for byte in bytes {
        text[end] = digit(byte >> 4)
        text[end + 1] = digit(byte & 15)
        end += 2
      }
      return end
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
  }

  /// Nil for an odd length or anything but `0-9a-f`.
  package static func bytes(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  /// The same of bytes that are such a text.
  static func bytes(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: digits.startIndex, to: digits.endIndex, by: 2) {
      guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 48...57: digit - 48
    case 97...102: digit - 87
    default: nil
    }
  }
}

/// A SHA-256 digest (FIPS 180-4): 32 bytes.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
  package let bytes: [UInt8]

  /// The digest of some bytes.
  package init(of content: [UInt8]) {
    bytes = Array(SHA256.hash(data: content))
  }

  /// The digest of several parts: of each part's length (8 bytes, big endian) and bytes in turn,
  /// so that moving a byte from one part to the next changes it.
  package init(parts: [[UInt8]]) {
    var hash = PartsHash()
    for part in parts { hash.add(part) }
    self = hash.digest
  }

  fileprivate init(_ hash: SHA256.Digest) { bytes = Array(hash) }

  /// A stored digest; nil unless it has 32 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// Lower-case hexadecimal, 64 characters.
  package var description: String { Hex.text(bytes) }
}

/// `Digest(parts:)` of what is not in memory all at once.
package struct PartsHash {
  private var hash = SHA256()

  package init() {}

  package mutating func add(_ part: [UInt8]) {
    hash.update(data: (0..<8).map { UInt8(truncatingIfNeeded: part.count >> (56 - 8 * $0)) })
    hash.update(data: part)
  }

  package var digest: Digest { Digest(hash.finalize()) }
}

/// The digest of what is not in memory all at once.
package struct RunningDigest {
  private var hash = SHA256()

  package init() {}

  package mutating func add(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// Of all that was added so far.
  package var digest: Digest {
    let copy = hash
    return Digest(copy.finalize())
  }
}

/// Keyed hashes: HMAC-SHA256 (RFC 2104).
package struct KeyedHash: Sendable {
  /// The key has been taken in, which is half of the work for a short message.
  private let keyed: HMAC<SHA256>

  package init(key: [UInt8]) { keyed = HMAC(key: SymmetricKey(data: key)) }

  package func bytes(over message: [UInt8]) -> [UInt8] {
    var code = keyed
    code.update(data: message)
    return Array(code.finalize())
  }

  package static func bytes(key: [UInt8], over message: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
  }
}

/// What a record says of sealed content before the lift: HMAC-SHA256 of its digest under a random
/// nonce that is opened in the record of the lift. A plain digest would let short texts be guessed.
package struct Commitment: Hashable, Sendable {
  package let text: String

  package init(to digest: Digest, nonce: [UInt8]) {
    text = Hex.text(KeyedHash.bytes(key: nonce, over: digest.bytes))
  }
}

/// The same for every attempt of one delivery, and different for any other: `msg_` and 26
/// characters of base32 (RFC 4648, lower case, no padding).
package struct IdempotencyKey: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  /// Derived, not drawn: a crash, a restore or another node gives the same key.
  package init(
    instance: [UInt8], release: ReleaseID, revision: Int, output: OutputName, event: String
  ) {
    let message = "\(release)|\(revision)|\(output)|\(event)"
    let code = KeyedHash.bytes(key: instance, over: Array(message.utf8)).prefix(16)
    description = "msg_" + Self.base32(Array(code))
  }

  /// A key read back from the ledger.
  package init(stored: String) { description = stored }

  private static func base32(_ bytes: [UInt8]) -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    var text: [UInt8] = []
    var buffer: UInt32 = 0
    var bits: UInt32 = 0
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        text.append(alphabet[Int(buffer >> bits & 31)])
      }
    }
    if bits > 0 { text.append(alphabet[Int(buffer << (5 - bits) & 31)]) }
    return String(decoding: text, as: UTF8.self)
  }
}
