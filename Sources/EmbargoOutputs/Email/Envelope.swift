import EmbargoCore
import EmbargoSystem

/// Who a message goes to, beside it in the spool: one JSON object and a line end
/// (docs/outputs/email.md).
struct Envelope {
  var message: String
  var sender: String
  var recipients: [String]
  /// Of the message's bytes.
  var digest: Digest
  var key: IdempotencyKey
  /// Nil: the message is about no release, and nobody reports what becomes of it.
  var release: ReleaseID?
  var revision: Int?
  var event: String

  /// With members in the order of their names.
  var bytes: [UInt8] {
    var members: JSON.Members = [
      "digest": .string(digest.description),
      "event": .string(event),
      "key": .string(key.description),
      "message": .string(message),
      "recipients": .array(recipients.map { .string($0) }),
      "sender": .string(sender),
    ]
    members["release"] = release.map { .string($0.description) }
    members["revision"] = revision.map { .integer(Int64($0)) }
    return JSON.object(members).canonical + [0x0a]
  }
}

extension EmailOutput {
  /// A longer envelope is none of ours: 10,000 addresses of 254 characters and the rest.
  private static let longestEnvelope = 4 << 20
  /// In `envelopes/`; with more, earlier recipients could be overlooked.
  private static let mostEnvelopes = 1_000_000

  /// Whoever an envelope in the spool names for another event of the same release, in order of
  /// the names. Envelopes that were removed are not known any more.
  func earlierRecipients(
    of thread: MailThread, except word: String
  ) throws(OutputError) -> [MailAddress] {
    var addresses: [MailAddress] = []
    do throws(SystemError) {
      let envelopes = try Directory(path: settings.spool)
        .directory(RelativePath(FileName("envelopes")))
      let listing = try envelopes.entries(limit: Self.mostEnvelopes)
      guard listing.isComplete else {
        throw SystemError(
          "list", envelopes.path, code: Errno.tooLarge,
          detail: "it holds more than \(Self.mostEnvelopes) files; remove old ones")
      }
      let names = listing.entries.map(\.name).filter {
        thread.holds($0.string ?? "", except: word)
      }
      for name in names.sorted() {
        let bytes = try envelopes.readFile(RelativePath(name), limit: Self.longestEnvelope)
        addresses += try Self.recipients(in: bytes, of: name)
      }
    } catch {
      // Nothing was ever sent from a spool that does not have the directory.
      if error.code == Errno.notFound { return [] }
      throw OutputError(name, error)
    }
    return addresses
  }

  private static func recipients(
    in bytes: [UInt8], of name: FileName
  ) throws(SystemError) -> [MailAddress] {
    let damaged = SystemError(
      "read", "envelopes/\(name)", code: Errno.invalidArgument,
      detail: "it is no envelope of embargod any more; move it away")
    guard let envelope = try? JSON(parsing: bytes), case .array(let items)? = envelope["recipients"]
    else { throw damaged }
    var addresses: [MailAddress] = []
    for item in items {
      guard let text = item.text, let address = try? MailAddress(text) else { throw damaged }
      addresses.append(address)
    }
    return addresses
  }
}
