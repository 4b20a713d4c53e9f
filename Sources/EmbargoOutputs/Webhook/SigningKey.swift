import Crypto
import EmbargoCore

/// A key that requests are signed with, as Standard Webhooks 1.0.0 writes them.
package struct SigningKey: Sendable {
  private enum Kind: Sendable {
    /// `whsec_`: HMAC-SHA256 with 24 to 64 bytes; signatures are called `v1`.
    case symmetric(SymmetricKey)
    /// `whsk_`: Ed25519, the seed of 32 bytes or the seed with its public key; `v1a`.
    case asymmetric(Curve25519.Signing.PrivateKey)
  }

  /// Old and new during a rotation, with room to spare.
  private static let mostKeys = 8

  private let kind: Kind

  /// Reads the content of a secret: one key a line; empty lines and lines that begin with `#` are
  /// left out.
  ///
  /// - Throws: which line is wrong and how, never what it holds.
  package static func keys(secret: [UInt8]) throws(OutputError) -> [SigningKey] {
    guard let text = String(validating: secret, as: UTF8.self) else {
      throw OutputError("the secret is not text", mayPass: false)
    }
    var keys: [SigningKey] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let key = line.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
      if key.isEmpty || key.hasPrefix("#") { continue }
      keys.append(try SigningKey(String(key), line: index + 1))
    }
    guard !keys.isEmpty else {
      throw OutputError(
        "the secret holds no key; a Standard Webhooks key begins with whsec_ or whsk_",
        mayPass: false)
    }
    guard keys.count <= mostKeys else {
      throw OutputError(
        "the secret holds \(keys.count) keys; at most \(mostKeys) are possible", mayPass: false)
    }
    return keys
  }

  private init(_ text: String, line: Int) throws(OutputError) {
    func refuse(_ reason: String) -> OutputError {
      OutputError("the secret's line \(line) \(reason)", mayPass: false)
    }
    if text.hasPrefix("whsec_") {
      guard let bytes = Base64.bytes(String(text.dropFirst(6))), 24...64 ~= bytes.count else {
        throw refuse("is no whsec_ key: 24 to 64 bytes in base64 should follow whsec_")
      }
      kind = .symmetric(SymmetricKey(data: bytes))
    } else if text.hasPrefix("whsk_") {
      guard let bytes = Base64.bytes(String(text.dropFirst(5))),
        bytes.count == 32 || bytes.count == 64,
        let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.prefix(32)),
        bytes.count == 32 || Array(key.publicKey.rawRepresentation) == Array(bytes.suffix(32))
      else { throw refuse("is no whsk_ key: an Ed25519 key in base64 should follow whsk_") }
      kind = .asymmetric(key)
    } else {
      throw refuse("is no Standard Webhooks key: it should begin with whsec_ or whsk_")
    }
  }

  /// `v1,…` or `v1a,…` over `id.timestamp.body`.
  package func signature(
    id: String, timestamp: Int64, body: [UInt8]
  ) throws(OutputError) -> String {
    let start = Array("\(id).\(timestamp).".utf8)
    switch kind {
    case .symmetric(let key):
      // Not joined first: bodies may be long.
      var code = HMAC<SHA256>(key: key)
      code.update(data: start)
      code.update(data: body)
      return "v1," + Base64.text(Array(code.finalize()))
    case .asymmetric(let key):
      do {
        return "v1a," + Base64.text(Array(try key.signature(for: start + body)))
      } catch {
        throw OutputError("the request cannot be signed: \(error)")
      }
    }
  }
}
