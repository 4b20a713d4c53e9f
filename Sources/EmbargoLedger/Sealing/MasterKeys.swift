import Crypto
package import EmbargoCore

/// The master keys of a ledger by epoch; the highest is in use, the others open what they sealed.
///
/// They are kept outside the ledger (`embargoctl key create`): a copy of the ledger without them
/// shows no word of a release.
package struct MasterKeys: Sendable {
  /// The epoch in use.
  package let epoch: Int
  private let keys: [Int: SymmetricKey]
  let current: SymmetricKey

  /// - Parameter keys: 32 random bytes each.
  /// - Throws: `forbidden` where there is none, or one of another length.
  package init(_ keys: [Int: [UInt8]]) throws(LedgerError) {
    guard let newest = keys.max(by: { $0.key < $1.key }) else {
      throw .forbidden("a ledger needs a master key: embargoctl key create makes one")
    }
    if let short = keys.first(where: { $0.value.count != 32 }) {
      throw .forbidden("master key \(short.key) has \(short.value.count) bytes, wanted 32")
    }
    epoch = newest.key
    current = SymmetricKey(data: newest.value)
    self.keys = keys.mapValues { SymmetricKey(data: $0) }
  }

  /// Those of a daemon's key file.
  package init(_ file: KeyFile) throws(LedgerError) {
    try self.init(file.master.mapValues(\.bytes))
  }

  func key(_ epoch: Int) throws(LedgerError) -> SymmetricKey {
    guard let key = keys[epoch] else {
      throw .forbidden(
        "the ledger was sealed with master key \(epoch), and the key file has "
          + "\(keys.keys.sorted().map(String.init).joined(separator: ", ")): "
          + "put back the key file that belongs to it")
    }
    return key
  }
}
