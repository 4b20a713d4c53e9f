import EmbargoCore
import EmbargoTime

/// What one event of a release says to its readers, whoever they are: the same subject and the same
/// body in all messages.
struct Letter {
  let material: Material
  /// When what it says happened: the lift, the correction, the kill.
  let instant: Instant
  let subject: String
  /// From its `Content-Type` to its end; lines end in LF (RFC 2045 to 2049).
  let body: [UInt8]

  /// Bytes, the header of about a thousand included.
  var size: Int { body.count + 1024 }

  /// - Parameter from: Who says it, where no organisation is configured.
  init(_ material: Material, page: MailPage, from: MailAddress) {
    self.material = material
    let headline = material.document.headline
    let notice = MailNotice(material, from: from)
    (instant, subject) =
      switch material.event {
      case .published: (material.release.due, headline)
      case .corrected(_, let at): (at, "CORRECTION: " + headline)
      case .killed(_, let at): (at, "KILL: " + headline)
      }
    var text = notice.map { Array($0.text.utf8) } ?? []
    if !material.isKilled {
      let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
      let accepted = material.document.publishedBytes
      text += accepted.starts(with: byteOrderMark) ? accepted.dropFirst(3) : accepted[...]
    }
    let attachments = material.isKilled ? [] : material.content.attachments
    var writer = BodyWriter(key: material.key)
    writer.write(text: text, html: page.html(of: material, notice: notice), attachments)
    body = writer.bytes
  }
}

/// What stands before a corrected text and before one that was lifted early, or in place of a
/// killed one.
struct MailNotice {
  /// `CORRECTION`, `KILL`: what news agencies call it.
  let title: String
  let sentences: [String]

  /// Nil for what is published the first time, at its instant.
  init?(_ material: Material, from: MailAddress) {
    let lift = UTCWords.text(material.release.due)
    let name = "“\(material.document.headline)”"
    let sender =
      material.organisation.isEmpty ? from.name ?? from.address : material.organisation
    switch material.event {
    case .published:
      guard let notice = material.earlyNotice else { return nil }
      (title, sentences) = ("EMBARGO LIFTED", [notice])
    case .corrected(let reason, let at):
      title = "CORRECTION"
      sentences = [
        "This replaces the release \(name) as sent before, first on \(lift).",
        "What was corrected on \(UTCWords.text(at)): \(reason)",
      ]
    case .killed(let reason, let at):
      title = "KILL"
      sentences = [
        "Do not use the release \(name) sent on \(lift). It is withdrawn; remove it where it has "
          + "been published.",
        "Reason, given on \(UTCWords.text(at)): \(reason)",
        sender,
      ]
    }
  }

  /// As plain text, with what parts it from the text of a release.
  var text: String {
    let paragraphs = ([title] + sentences).joined(separator: "\n\n")
    return paragraphs + "\n\n" + (title == "KILL" ? "" : "-- -- --\n\n")
  }
}

/// Writes the body of a message.
private struct BodyWriter {
  let key: IdempotencyKey
  var bytes: [UInt8] = []

  init(key: IdempotencyKey) { self.key = key }

  mutating func write(text: [UInt8], html: [UInt8], _ attachments: [Attachment]) {
    guard !attachments.isEmpty else { return alternatives(text, html) }
    // `=_` stands in no quoted-printable and in no base64 text.
    let boundary = "=_mixed_\(key)"
    add(HeaderField.tokens("Content-Type", ["multipart/mixed;", "boundary=\"\(boundary)\""]))
    add("\n--\(boundary)\n")
    alternatives(text, html)
    for attachment in attachments {
      add("\n--\(boundary)\n")
      add(attachment)
    }
    add("\n--\(boundary)--\n")
  }

  private mutating func alternatives(_ text: [UInt8], _ html: [UInt8]) {
    let boundary = "=_alternative_\(key)"
    add(HeaderField.tokens("Content-Type", ["multipart/alternative;", "boundary=\"\(boundary)\""]))
    for (type, part) in [("plain", text), ("html", html)] {
      let encoded = TextEncoding.shortest(part)
      add("\n--\(boundary)\n")
      add("Content-Type: text/\(type); charset=utf-8\n")
      add("Content-Transfer-Encoding: \(encoded.name)\n\n")
      bytes += encoded.bytes
    }
    add("\n--\(boundary)--\n")
  }

  private mutating func add(_ attachment: Attachment) {
    let name = attachment.name
    let type = MediaType.of(name)
    // Readers that do not know RFC 2231 look for a name here.
    add(
      HeaderField.tokens(
        "Content-Type", [type + ";", "name=\"\(HeaderField.plainFileName(name))\""]))
    add("Content-Transfer-Encoding: base64\n")
    let parameters = HeaderField.fileName(name)
    add(
      HeaderField.tokens(
        "Content-Disposition",
        ["attachment;"] + parameters.dropLast().map { $0 + ";" } + [parameters.last ?? ""]))
    add("\n")
    bytes += Base64.lines(attachment.bytes)
  }

  private mutating func add(_ text: String) { bytes += text.utf8 }
}

/// How a text is carried over channels for ASCII.
enum TextEncoding {
  /// Quoted-printable, which people can read; base64 where that is shorter by a quarter, as for
  /// scripts other than the Latin one.
  static func shortest(_ text: [UInt8]) -> (name: String, bytes: [UInt8]) {
    let strange = text.count { $0 >= 0x80 || $0 < 0x20 && $0 != 0x0a && $0 != 0x0d }
    guard 5 * (text.count + 2 * strange) > 9 * text.count else {
      return ("quoted-printable", QuotedPrintable.encoded(text))
    }
    return ("base64", Base64.lines(canonical(text)))
  }

  /// With CR and LF at the end of each line: the form in which text is encoded (RFC 2045
  /// section 6.8).
  private static func canonical(_ text: [UInt8]) -> [UInt8] {
    var canonical: [UInt8] = []
    canonical.reserveCapacity(text.count + text.count / 32)
    var last: UInt8 = 0
    for byte in text {
      if byte == 0x0a, last != 0x0d { canonical.append(0x0d) }
      canonical.append(byte)
      last = byte
    }
    return canonical
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
