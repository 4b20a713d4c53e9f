import EmbargoCore
import EmbargoTime

/// The messages about one release at one output: what they are called and how they refer to one
/// another.
///
/// The first message's `Message-ID` must be known when a correction is made, when its idempotency
/// key is not at hand: so the names come from the release's id and the output's name alone.
struct MailThread: Hashable {
  /// 26 hexadecimal digits, by which nobody can tell the release: with all that stands around it a
  /// `Message-ID` fits into a line where the domain is not long.
  let code: String

  init(release: ReleaseID, output: OutputName) {
    let parts = ["embargod thread", release.description, output.description]
    code = String(Digest(parts: parts.map { Array($0.utf8) }).description.prefix(26))
  }

  /// The recipient's part of a name, where each has a message of his own.
  static func tag(_ recipient: MailAddress) -> String {
    String(Digest(of: Array(recipient.address.utf8)).description.prefix(16))
  }

  /// `published`, `corrected-2`, `killed-2`: a release is published once, and corrected by a
  /// revision.
  static func word(_ event: ReleaseEvent, revision: Int) -> String {
    switch event {
    case .published: "published"
    case .corrected: "corrected-\(revision)"
    case .killed: "killed-\(revision)"
    }
  }

  /// Without angle brackets.
  ///
  /// - Parameter tag: of the recipient, where there is a message for each.
  func messageID(_ word: String, tag: String?, domain: String) -> String {
    "\(code).\(word)\(tag.map { "." + $0 } ?? "")@\(domain)"
  }

  /// The name of a message in the spool: the second of the event, then what is unique, then what
  /// stands for the host (Maildir).
  func fileName(_ word: String, part: String, at instant: Instant) -> String {
    "\(instant.seconds).\(code).\(word).\(part).embargod"
  }

  /// Whether a file name is one of this thread's and about another event.
  func holds(_ name: String, except word: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count >= 5 && parts[1] == code && parts[2] != word
  }
}
