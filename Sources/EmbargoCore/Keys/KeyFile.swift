/// All secrets of a daemon, as one small text file holds them.
///
/// The first line is `embargod-keys 1`. Each other line is one key: `master EPOCH BASE64` (the key
/// that seals the ledger) or `signing EPOCH BASE64` (the seed of an Ed25519 key, RFC 8032), each of
/// 32 bytes. The highest epoch is in use; the others open what they sealed and vouch for what came
/// after them.
package struct KeyFile: Hashable, Sendable {
  /// Bytes that a key file may have.
  package static let longest = 1 << 16
  package static let epochs = 1...1_000_000
  private static let firstLine = "embargod-keys 1"

  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case master, signing
  }

  /// By epoch.
  package private(set) var master: [Int: SecretKey] = [:]
  package private(set) var signing: [Int: SecretKey] = [:]

  /// A new file with the first epoch of both.
  ///
  /// - Parameters:
  ///   - master: 32 random bytes.
  ///   - signing: 32 others.
  package init(master: SecretKey, signing: SecretKey) {
    (self.master, self.signing) = ([1: master], [1: signing])
  }

  /// Reads what `text` writes. What is wrong is named by its line and never repeats it.
  package init(parsing bytes: [UInt8]) throws(KeyFileError) {
    guard bytes.count <= Self.longest else {
      throw KeyFileError(line: 1, problem: "the file is longer than \(Self.longest) bytes")
    }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.first.map({ $0.elementsEqual(Self.firstLine.utf8) }) == true else {
      throw KeyFileError(
        line: 1, problem: "wanted \"\(Self.firstLine)\": this is no key file of embargod")
    }
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      try read(String(decoding: line, as: UTF8.self), line: index + 1)
    }
    for kind in Kind.allCases where keys(kind).isEmpty {
      throw KeyFileError(line: lines.count, problem: "there is no \(kind.rawValue) key")
    }
  }

  private mutating func read(_ line: String, line number: Int) throws(KeyFileError) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, let kind = Kind(rawValue: String(words[0])) else {
      throw KeyFileError(
        line: number, problem: "wanted \"master EPOCH KEY\" or \"signing EPOCH KEY\"")
    }
    guard let epoch = Int(words[1]), String(epoch) == words[1], Self.epochs.contains(epoch) else {
      throw KeyFileError(
        line: number,
        problem: "wanted an epoch from \(Self.epochs.lowerBound) to \(Self.epochs.upperBound)")
    }
    guard let key = Base64Text.bytes(String(words[2])).flatMap(SecretKey.init(bytes:)) else {
      throw KeyFileError(line: number, problem: "wanted a key of 32 bytes in base64")
    }
    guard keys(kind)[epoch] == nil else {
      throw KeyFileError(line: number, problem: "\(kind.rawValue) key \(epoch) comes twice")
    }
    switch kind {
    case .master: master[epoch] = key
    case .signing: signing[epoch] = key
    }
  }

  package func keys(_ kind: Kind) -> [Int: SecretKey] {
    switch kind {
    case .master: master
    case .signing: signing
    }
  }

  /// The epoch that is in use.
  package func epoch(_ kind: Kind) -> Int { keys(kind).keys.max() ?? 0 }

  /// Adds an epoch of both, which is in use from then on. Nil: there is no epoch left.
  package func rotated(master: SecretKey, signing: SecretKey) -> KeyFile? {
    let next = max(epoch(.master), epoch(.signing)) + 1
    guard Self.epochs.contains(next) else { return nil }
    var rotated = self
    rotated.master[next] = master
    rotated.signing[next] = signing
    return rotated
  }

  /// What is written to disk.
  package var text: [UInt8] {
    var text = Self.firstLine + "\n"
    for kind in Kind.allCases {
      for (epoch, key) in keys(kind).sorted(by: { $0.key < $1.key }) {
        text += "\(kind.rawValue) \(epoch) \(Base64Text.text(key.bytes))\n"
      }
    }
    return Array(text.utf8)
  }

  /// What signs checkpoints now.
  package var signer: CheckpointSigner? {
    signing[epoch(.signing)].map(CheckpointSigner.init(seed:))
  }

  /// The signer with that key, of whatever epoch.
  package func signer(_ id: String) -> CheckpointSigner? {
    signing.values.lazy.map(CheckpointSigner.init(seed:)).first { $0.key.id == id }
  }
}

/// 32 secret bytes, which no text shows.
package struct SecretKey: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  package let bytes: [UInt8]

  /// Nil unless there are 32.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  package var description: String { "a secret key" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// The name of a master key: the first 16 hexadecimal digits of a keyed digest that says nothing
  /// of it.
  package var masterID: String {
    Hex.text(KeyedHash.bytes(key: bytes, over: Array("embargod master key id".utf8)).prefix(8))
  }
}

/// Why some bytes are no key file. Nothing of them is repeated.
package struct KeyFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// From 1.
  package var line: Int
  package var problem: String

  package var description: String { "line \(line): \(problem)" }
}
