import EmbargoCore
import EmbargoTime

/// The bodies of requests: canonical JSON, the same at every attempt.
enum WebhookBody {
  /// `release.published`: the time of the event is the moment at which the release was due.
  static func published(_ material: Material, content: WebhookOutput.Content) -> [UInt8] {
    let (release, document) = (material.release, material.document)
    var data: [String: JSON] = [
      "id": .string(release.id.description),
      "slug": .string(release.slug.description),
      "revision": .integer(Int64(release.revision)),
      "headline": .string(document.headline),
      "instant": .string(release.embargo.instant.rfc3339),
      "stamp": .string(release.embargo.stamp),
      "digest": .string(Digest(of: document.publishedBytes).description),
      "contacts": .array(document.contacts.map(contact)),
      "attachments": .array(material.content.attachments.map(attachment)),
    ]
    switch content {
    case .full:
      data["text"] = .string(String(decoding: document.publishedBytes, as: UTF8.self))
    case .thin(let address):
      guard !material.publicURL.isEmpty else { break }
      let base = material.publicURL
      let name = address.name(
        slug: release.slug, id: release.id, instant: release.embargo.instant, ext: "html")
      data["url"] = .string(base + (base.hasSuffix("/") ? "" : "/") + name)
    }
    return event("release.published", at: release.due, data: .object(data))
  }

  /// `test.ping`, with nothing of any release.
  static func ping(output: OutputName, at instant: Instant) -> [UInt8] {
    event("test.ping", at: instant, data: ["output": .string(output.description)])
  }

  private static func event(_ type: String, at instant: Instant, data: JSON) -> [UInt8] {
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
