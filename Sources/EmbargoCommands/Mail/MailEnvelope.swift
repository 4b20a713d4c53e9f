import EmbargoCore
import EmbargoSystem

/// Who a message goes to, as its envelope in the spool says.
struct MailEnvelope: Decodable, Hashable {
  var message: String
  var sender: String
  var recipients: [String]
  /// Of the message's bytes, in hexadecimal.
  var digest: String
  /// The release's id; nil: it is an announcement, and nobody is told what became of it.
  var release: String?

  /// What keeps it from being used; nil: nothing.
  ///
  /// The addresses become words of a command line.
  func fault(for name: FileName, bytes: [UInt8]) -> String? {
    if message != name.string { return "its envelope is that of another message" }
    if digest != Digest(of: bytes).description {
      return "it is not what was published: its digest is another than the envelope's"
    }
    guard 1...10_000 ~= recipients.count, ([sender] + recipients).allSatisfy(Self.isAddress)
    else { return "its envelope names no recipient, or something that is no address" }
    return nil
  }

  private static func isAddress(_ text: String) -> Bool {
    3...320 ~= text.utf8.count && !text.hasPrefix("-") && text.utf8.contains(UInt8(ascii: "@"))
      && text.utf8.allSatisfy { 0x21...0x7e ~= $0 }
  }
}
