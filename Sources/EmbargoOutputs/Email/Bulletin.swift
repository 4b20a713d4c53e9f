import EmbargoCore
import EmbargoSystem
package import EmbargoTime

/// A plain message to the people who run the daemon, about no release that is published by it.
package struct Bulletin: Hashable, Sendable {
  /// 26 letters or digits: the same message has the same code, and another has another.
  package var code: String
  package var at: Instant
  package var subject: String
  /// Lines end in LF.
  package var text: String

  package init(code: String, at: Instant, subject: String, text: String) {
    (self.code, self.at, self.subject, self.text) = (code, at, subject, text)
  }
}

extension EmailOutput {
  /// Puts a message into the spool, for the recipients of the settings, durably. One that is there
  /// already, or was moved on, is not written again.
  package func post(_ bulletin: Bulletin) throws(OutputError) {
    let prepared = try prepare(publication(of: bulletin), isUrgent: true)
    try prepared.secure()
    let outcome = prepared.publish(notBefore: bulletin.at) {
      max(bulletin.at, Instant(nanoseconds: WallClock.now()))
    }
    switch outcome.result {
    case .delivered: return
    case .failed(let error, _, _): throw OutputError(error)
    case .refused(let error): throw OutputError(error, mayPass: false)
    }
  }

  /// Envelope and message under names that nobody can tell anything from.
  func publication(of bulletin: Bulletin) -> Publication {
    let name = "\(bulletin.at.seconds).\(bulletin.code).announced.1.embargod"
    let key = IdempotencyKey(stored: "msg_" + bulletin.code)
    let message = Array(header(of: bulletin).utf8) + body(of: bulletin)
    let envelope = Envelope(
      message: name, sender: settings.from.address, recipients: settings.to.map(\.address),
      digest: Digest(of: message), key: key, release: nil, revision: nil, event: "announcement")
    return Publication(
      key: key,
      pieces: [
        .init(name: "envelopes/\(name).json", bytes: envelope.bytes),
        .init(name: "new/\(name)", bytes: message),
      ])
  }

  private func header(of bulletin: Bulletin) -> String {
    HeaderField.tokens("Date", MailDate.words(bulletin.at))
      + HeaderField.addresses("From", [settings.from])
      + HeaderField.addresses("To", settings.to)
      + HeaderField.text("Subject", bulletin.subject)
      + HeaderField.tokens("Message-ID", ["<\(bulletin.code).announced@\(settings.from.domain)>"])
      + HeaderField.tokens("Auto-Submitted", ["auto-generated"])
      + HeaderField.tokens("MIME-Version", ["1.0"])
      + HeaderField.tokens("Content-Type", ["text/plain; charset=utf-8"])
      + HeaderField.tokens("Content-Transfer-Encoding", ["quoted-printable"]) + "\n"
  }

  private func body(of bulletin: Bulletin) -> [UInt8] {
    QuotedPrintable.encoded(Array(bulletin.text.utf8))
  }
}
