package import EmbargoCore
import EmbargoSystem
package import EmbargoTime

/// Publishes releases as messages in a Maildir, from which a mail server or another program takes
/// them.
///
/// A message lies in `new/`, the envelope that goes with it (sender and recipients as JSON) in
/// `envelopes/` under the same name with `.json` behind; the envelope is there first. Both appear
/// at the lift and not before, complete, by a link. The name follows from the release, so a repeat
/// finds it, in `new/` or where it was moved on to, and publishes nothing twice.
package struct EmailOutput: Sendable {
  package let settings: Settings
  let unnamedFiles: Bool
  private let page: MailPage
  let openPlace = OpenPlace()
  /// In all messages of one release together.
  private static let mostBytes = 256 << 20

  /// - Parameter unnamedFiles: False does as if the file system had none (O_TMPFILE).
  /// - Throws: what is wrong with the settings.
  package init(_ settings: Settings, unnamedFiles: Bool = true) throws(OutputError) {
    (self.settings, self.unnamedFiles) = (settings, unnamedFiles)
    page = try MailPage()
    func refuse(_ what: String) -> OutputError {
      OutputError("output \(settings.name): \(what)", mayPass: false)
    }
    let file = settings.recipientsFile
    for (key, path) in [("spool", settings.spool), ("recipients_file", file ?? "/")] {
      guard path.hasPrefix("/"), !path.utf8.contains(0) else {
        throw refuse("\(key) must be an absolute path, not \"\(path)\"")
      }
    }
    guard !settings.to.isEmpty || file != nil else {
      throw refuse("to must name an address, or recipients_file a file of them")
    }
    switch settings.addressing {
    case .list where file != nil:
      throw refuse("the addresses of a recipients_file would all be shown to each reader")
    case .bcc(let batch, _) where !(1...1000 ~= batch): throw refuse("batch must be 1 to 1000")
    case .list, .oneEach, .bcc: break
    }
  }

  package var name: OutputName { settings.name }
  package var kind: String { "email" }
  package var retries: RetryPolicy { .local }

  /// Names hold a code of the release, which no other one has.
  package func names(slug: Slug, instant: Instant, attachments: [String]) -> [String] { [] }

  /// Pure but for two things that it reads: the file of recipients as it is now, and, for a
  /// correction or a kill, the envelopes of what was sent of the release before, so that whoever
  /// got that hears of it, too.
  package func publication(of material: Material) throws(OutputError) -> Publication {
    let letter = Letter(material, page: page, from: settings.from)
    let thread = MailThread(release: material.release.id, output: settings.name)
    var recipients = try Recipients.read(settings)
    if material.event != .published {
      let word = MailThread.word(material.event, revision: material.release.revision)
      recipients = Recipients.distinct(
        recipients + (try earlierRecipients(of: thread, except: word)))
    }
    let mailings = mailings(to: recipients)
    guard letter.size * mailings.count <= Self.mostBytes else {
      throw OutputError(
        "output \(settings.name): \(mailings.count) messages of \(letter.size) bytes are more than "
          + "\(Self.mostBytes >> 20) MiB; use addressing = \"bcc\" with a larger batch, or a list",
        mayPass: false)
    }
    var pieces: [Publication.Piece] = []
    for mailing in mailings {
      pieces += self.pieces(of: mailing, letter: letter, thread: thread)
    }
    return Publication(key: material.key, pieces: pieces, modified: letter.instant)
  }

  /// One message with its envelope.
  struct Mailing {
    /// What `To` names; empty: nobody.
    var shown: [MailAddress]
    var recipients: [MailAddress]
    /// In the name of the file.
    var part: String
    /// In the `Message-ID`; nil: all messages of the event are the same.
    var tag: String?
  }

  private func mailings(to recipients: [MailAddress]) -> [Mailing] {
    switch settings.addressing {
    case .list:
      return [Mailing(shown: settings.to, recipients: recipients, part: "1", tag: nil)]
    case .oneEach:
      return recipients.map { recipient in
        let tag = MailThread.tag(recipient)
        return Mailing(shown: [recipient], recipients: [recipient], part: tag, tag: tag)
      }
    case .bcc(let batch, let shown):
      return stride(from: 0, to: recipients.count, by: batch).enumerated().map { number, start in
        Mailing(
          shown: shown.map { [$0] } ?? [],
          recipients: Array(recipients[start..<min(start + batch, recipients.count)]),
          part: String(number + 1), tag: nil)
      }
    }
  }

  private func pieces(
    of mailing: Mailing, letter: Letter, thread: MailThread
  ) -> [Publication.Piece] {
    let material = letter.material
    let word = MailThread.word(material.event, revision: material.release.revision)
    let header = MessageHeader(
      settings: settings, letter: letter, thread: thread, mailing: mailing)
    let message = Array(header.text.utf8) + letter.body
    let name = thread.fileName(word, part: mailing.part, at: letter.instant)
    let envelope = Envelope(
      message: name, sender: settings.from.address,
      recipients: mailing.recipients.map(\.address), digest: Digest(of: message),
      key: material.key, release: material.release.id, revision: material.release.revision,
      event: material.event.name)
    return [
      .init(name: "envelopes/\(name).json", bytes: envelope.bytes),
      .init(name: "new/\(name)", bytes: message),
    ]
  }
}
