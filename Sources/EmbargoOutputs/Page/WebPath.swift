private import EmbargoCore

/// Percent-encoding for paths (RFC 3986 section 3.3).
enum WebPath {
  /// - Parameter kept: What stays beside the unreserved characters.
  static func encoded(_ text: some StringProtocol, keeping kept: String = "") -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122: encoded.unicodeScalars.append(Unicode.Scalar(byte))
      case _ where "-._~".utf8.contains(byte) || kept.utf8.contains(byte):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default: encoded += "%" + Hex.text([byte]).uppercased()
      }
    }
    return encoded
  }

  /// The address of a name below the base of links; nil without a base.
  static func address(_ name: String, below base: String) -> String? {
    if base.isEmpty { return nil }
    return base + (base.hasSuffix("/") ? "" : "/") + encoded(name, keeping: "/")
  }
}
