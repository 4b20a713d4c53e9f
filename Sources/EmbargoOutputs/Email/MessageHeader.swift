import EmbargoCore
package import EmbargoTime

/// The header of a message, up to what says how its body is made (RFC 5322 section 3.6).
struct MessageHeader {
  let settings: EmailOutput.Settings
  let letter: Letter
  let thread: MailThread
  let mailing: EmailOutput.Mailing

  /// Lines end in LF.
  var text: String {
    let material = letter.material
    let word = MailThread.word(material.event, revision: material.release.revision)
    var text = HeaderField.tokens("Date", MailDate.words(letter.instant))
    text += HeaderField.addresses("From", [settings.from])
    text +=
      mailing.shown.isEmpty
      ? HeaderField.tokens("To", ["undisclosed-recipients:;"])
      : HeaderField.addresses("To", mailing.shown)
    if let replyTo = settings.replyTo { text += HeaderField.addresses("Reply-To", [replyTo]) }
    text += HeaderField.text("Subject", letter.subject)
    text += HeaderField.tokens("Message-ID", [id(word)])
    if material.event != .published {
      let first = id(MailThread.word(.published, revision: 0))
      text += HeaderField.tokens("In-Reply-To", [first])
      text += HeaderField.tokens("References", [first])
    }
    if let list = settings.listID {
      let phrase = list.name.map(HeaderField.phrase) ?? []
      text += HeaderField.tokens("List-Id", phrase + ["<\(list.identifier)>"])
    }
    text += HeaderField.tokens("Auto-Submitted", ["auto-generated"])
    return text + HeaderField.tokens("MIME-Version", ["1.0"])
  }

  private func id(_ word: String) -> String {
    "<\(thread.messageID(word, tag: mailing.tag, domain: settings.from.domain))>"
  }
}

/// Dates of messages.
package enum MailDate {
  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// RFC 9110 section 5.6.7, as HTTP has it: `Tue, 19 Sep 2023 21:00:00 GMT`.
  package static func http(_ instant: Instant) -> String {
    var words = words(instant)
    (words[1], words[5]) = (UTCWords.twoDigits(CivilDateTime(instant).day), "GMT")
    return words.joined(separator: " ")
  }

  /// RFC 5322 section 3.3: `Tue, 19 Sep 2023 21:00:00 +0000`, word by word.
  static func words(_ instant: Instant) -> [String] {
    let civil = CivilDateTime(instant)
    let clock = [civil.hour, civil.minute, civil.second].map(UTCWords.twoDigits)
    return [
      days[civil.weekday.rawValue] + ",", String(civil.day), months[civil.month - 1],
      String(civil.year), clock.joined(separator: ":"), "+0000",
    ]
  }
}
