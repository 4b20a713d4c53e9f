import EmbargoCore
import EmbargoTime

/// The bodies of requests: canonical JSON, the same at every attempt.
enum WebhookBody {
  /// The time of the event is the moment at which the release was due, was corrected or was killed.
  static func event(_ material: Material, content: WebhookOutput.Content) -> [UInt8] {
    let (release, document) = (material.release, material.document)
    var data: JSON.Members = [
      "id": .string(release.id.description),
      "slug": .string(release.slug.description),
      "revision": .integer(Int64(release.revision)),
      "headline": .string(document.headline),
      "instant": .string(release.embargo.instant.rfc3339),
    ]
    switch material.event {
    case .published:
      data["notice"] = material.earlyNotice.map { .string($0) }
      add(material, content, to: &data)
    case .corrected(let reason, _):
      data["reason"] = .string(reason)
      add(material, content, to: &data)
    case .killed(let reason, _):
      // Nothing that somebody could go on using.
      data["reason"] = .string(reason)
    }
    return body(material.event.name, at: moment(of: material), data: .object(data))
  }

  /// `test.ping`, with nothing of any release.
  static func ping(output: OutputName, at instant: Instant) -> [UInt8] {
    body("test.ping", at: instant, data: ["output": .string(output.description)])
  }

  static func moment(of material: Material) -> Instant {
    switch material.event {
    case .published: material.release.due
    case .corrected(_, let at), .killed(_, let at): at
    }
  }

  /// The page of a release that the address template gives; nil where there is no public URL.
  static func url(_ material: Material, address: NameTemplate) -> String? {
    guard !material.publicURL.isEmpty else { return nil }
    let (release, base) = (material.release, material.publicURL)
    let name = address.name(
      slug: release.slug, id: release.id, instant: release.embargo.instant, ext: "html")
    return base + (base.hasSuffix("/") ? "" : "/") + name
  }

  private static func add(
    _ material: Material, _ content: WebhookOutput.Content, to data: inout JSON.Members
  ) {
    let document = material.document
    data["stamp"] = .string(material.release.embargo.stamp)
    data["digest"] = .string(Digest(of: document.publishedBytes).description)
    data["contacts"] = .array(document.contacts.map(contact))
    data["attachments"] = .array(material.content.attachments.map(attachment))
    switch content {
    case .full:
      data["text"] = .string(String(decoding: document.publishedBytes, as: UTF8.self))
    case .thin(let address):
      data["url"] = url(material, address: address).map { .string($0) }
    case .templated: break
    }
  }

  private static func body(_ type: String, at instant: Instant, data: JSON) -> [UInt8] {
    let body: JSON = [
      "type": .string(type), "timestamp": .string(instant.rfc3339), "data": data,
    ]
    return body.canonical
  }

  private static func contact(_ contact: ReleaseDocument.Contact) -> JSON {
    [
      "name": .string(contact.name), "phones": .array(contact.phones.map(JSON.string)),
      "emails": .array(contact.emails.map(JSON.string)),
    ]
  }

  private static func attachment(_ attachment: Attachment) -> JSON {
    [
      "name": .string(attachment.name),
      "digest": .string(Digest(of: attachment.bytes).description),
      "size": .integer(Int64(attachment.bytes.count)),
    ]
  }
}

extension BodyTemplate.Content {
  /// A killed release has no text, as in the bodies of our own.
  init(_ material: Material, link: NameTemplate) {
    let (release, document) = (material.release, material.document)
    let event: Event =
      switch material.event {
      case .published: .published
      case .corrected: .corrected
      case .killed: .killed
      }
    self.init(
      event, at: WebhookBody.moment(of: material), revision: release.revision,
      headline: document.headline)
    (id, slug) = (release.id.description, release.slug.description)
    organisation = material.organisation.isEmpty ? nil : material.organisation
    language = document.frontMatter.language
    instant = release.embargo.instant.rfc3339
    url = WebhookBody.url(material, address: link)
    switch material.event {
    case .published: notice = material.earlyNotice
    case .corrected(let words, _), .killed(let words, _): reason = words
    }
    if event != .killed { add(document, of: material) }
    escape()
  }

  private mutating func add(_ document: ReleaseDocument, of material: Material) {
    subhead = document.subhead
    stamp = material.release.embargo.stamp
    released = UTCWords.text(material.release.due)
    digest = Digest(of: document.publishedBytes).description
    text = String(decoding: document.publishedBytes, as: UTF8.self)
    contacts = document.contacts.map {
      Contact(name: $0.name, phones: $0.phones, emails: $0.emails)
    }
    attachments = material.content.attachments.map {
      File(
        name: $0.name, digest: Digest(of: $0.bytes).description, size: $0.bytes.count)
    }
  }

  /// For a test, in the form that the service knows.
  static func ping(output: OutputName, at instant: Instant) -> Self {
    Self(.ping, at: instant, revision: 0, headline: "Test of the output \(output) by embargod")
  }
}
