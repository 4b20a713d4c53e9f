import Crypto

/// Signs checkpoints with an Ed25519 key (RFC 8032).
package struct CheckpointSigner: Sendable {
  package let key: CheckpointKey
  private let seed: SecretKey

  package init(seed: SecretKey) {
    self.seed = seed
    key = CheckpointKey(of: Self.pair(seed))
  }

  /// 64 bytes.
  package func signature(over message: [UInt8]) -> [UInt8] {
    do {
      return Array(try Self.pair(seed).signature(for: message))
    } catch {
      preconditionFailure("Ed25519 signs any message: \(error)")
    }
  }

  private static func pair(_ seed: SecretKey) -> Curve25519.Signing.PrivateKey {
    do {
      return try Curve25519.Signing.PrivateKey(rawRepresentation: seed.bytes)
    } catch {
      preconditionFailure("any 32 bytes are an Ed25519 seed: \(error)")
    }
  }
}

/// The public half of a signing key.
package struct CheckpointKey: Hashable, Sendable {
  /// 32 bytes.
  package let bytes: [UInt8]

  /// Nil unless there are 32 bytes that a public key may have.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32, (try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)) != nil
    else { return nil }
    self.bytes = bytes
  }

  /// Reads what `text` writes.
  package init?(text: String) {
    guard let bytes = Base64Text.bytes(text) else { return nil }
    self.init(bytes: bytes)
  }

  fileprivate init(of pair: Curve25519.Signing.PrivateKey) {
    bytes = Array(pair.publicKey.rawRepresentation)
  }

  /// Base64, 44 characters: what auditors are given.
  package var text: String { Base64Text.text(bytes) }

  /// The first 16 hexadecimal digits of SHA-256 of the key.
  package var id: String { Hex.text(Digest(of: bytes).bytes.prefix(8)) }

  package func isSignature(_ signature: [UInt8], over message: [UInt8]) -> Bool {
    do {
      return try Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        .isValidSignature(signature, for: message)
    } catch {
      return false
    }
  }
}
