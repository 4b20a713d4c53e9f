package import EmbargoCore

/// The receipt of one release exactly as it is signed, so that whoever asks can check it.
package struct ReceiptReply: Codable, Hashable, Sendable {
  /// The canonical JSON of the receipt.
  package var receipt: String

  package init(receipt: String) { self.receipt = receipt }

  package init(_ receipt: ReleaseReceipt) {
    self.receipt = String(decoding: receipt.bytes, as: UTF8.self)
  }
}
