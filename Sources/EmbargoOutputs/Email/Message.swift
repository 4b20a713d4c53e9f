import EmbargoCore
import EmbargoTime

/// One message (RFC 5322, RFC 2045 to 2049, RFC 2231) as it lies in a Maildir: lines end in LF.
///
/// The text as accepted and the page are alternatives of one another; attachments follow them.
struct Message {
  private let settings: EmailOutput.Settings
  private let material: Material
  private let page: ReleasePage
  private var bytes: [UInt8] = []

  static func bytes(
    _ material: Material, settings: EmailOutput.Settings, page: ReleasePage
  ) -> [UInt8] {
    var message = Message(settings: settings, material: material, page: page)
    message.write()
    return message.bytes
  }

  private init(settings: EmailOutput.Settings, material: Material, page: ReleasePage) {
    (self.settings, self.material, self.page) = (settings, material, page)
  }

  private mutating func write() {
    header()
    let attachments = material.content.attachments
    if attachments.isEmpty {
      alternatives()
    } else {
      // `=_` stands in no quoted-printable and in no base64 text.
      let boundary = "=_mixed_\(material.key)"
      add(HeaderField.tokens("Content-Type", ["multipart/mixed;", "boundary=\"\(boundary)\""]))
      add("\n--\(boundary)\n")
      alternatives()
      for attachment in attachments {
        add("\n--\(boundary)\n")
        self.attachment(attachment)
      }
      add("\n--\(boundary)--\n")
    }
  }

  private mutating func header() {
    let id = "<\(material.key)@\(settings.from.domain)>"
    add(HeaderField.tokens("Date", MailDate.words(material.release.due)))
    add(HeaderField.addresses("From", [settings.from]))
    add(HeaderField.addresses("To", settings.to))
    if let replyTo = settings.replyTo { add(HeaderField.addresses("Reply-To", [replyTo])) }
    add(HeaderField.text("Subject", material.document.headline))
    add(HeaderField.tokens("Message-ID", [id]))
    if let list = settings.listID {
      let phrase = list.name.map(HeaderField.phrase) ?? []
      add(HeaderField.tokens("List-Id", phrase + ["<\(list.identifier)>"]))
    }
    add(HeaderField.tokens("Auto-Submitted", ["auto-generated"]))
    add(HeaderField.tokens("MIME-Version", ["1.0"]))
  }

  private mutating func alternatives() {
    let boundary = "=_alternative_\(material.key)"
    add(HeaderField.tokens("Content-Type", ["multipart/alternative;", "boundary=\"\(boundary)\""]))
    let files = material.content.attachments.map {
      ReleasePage.File(name: $0.name, address: nil, size: $0.bytes.count)
    }
    let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
    let text = material.document.publishedBytes
    let parts = [
      ("plain", text.starts(with: byteOrderMark) ? Array(text.dropFirst(3)) : text),
      ("html", page.html(of: material, canonical: nil, files: files)),
    ]
    for (type, text) in parts {
      add("\n--\(boundary)\n")
      add("Content-Type: text/\(type); charset=utf-8\n")
      add("Content-Transfer-Encoding: quoted-printable\n\n")
      bytes += QuotedPrintable.encoded(text)
    }
    add("\n--\(boundary)--\n")
  }

  private mutating func attachment(_ attachment: Attachment) {
    add("Content-Type: \(MediaType.of(attachment.name))\n")
    add("Content-Transfer-Encoding: base64\n")
    let name = HeaderField.fileName(attachment.name)
    add(
      HeaderField.tokens(
        "Content-Disposition",
        ["attachment;"] + name.dropLast().map { $0 + ";" } + [name[name.count - 1]]))
    add("\n")
    let text = Base64.encoded(attachment.bytes)
    for start in stride(from: 0, to: text.count, by: 76) {
      bytes += text[start..<min(start + 76, text.count)]
      bytes.append(0x0a)
    }
  }

  private mutating func add(_ text: String) { bytes += text.utf8 }
}

/// Dates of messages.
enum MailDate {
  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

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

/// Media types of attachments, by the end of their names.
private enum MediaType {
  private static let known = [
    "csv": "text/csv; charset=utf-8",
    "docx":
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "gif": "image/gif", "jpeg": "image/jpeg", "jpg": "image/jpeg", "json": "application/json",
    "mp3": "audio/mpeg", "mp4": "video/mp4", "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
  ]

  static func of(_ name: String) -> String {
    let end = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return known[end] ?? "application/octet-stream"
  }
}
