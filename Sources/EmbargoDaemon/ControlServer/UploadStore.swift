import EmbargoControl
import EmbargoCore
import EmbargoSystem
import EmbargoTime

/// Uploaded attachments that wait for their release, in memory only: no plain text of a sealed
/// release lies in a file of its own, and after a restart the client uploads again.
///
/// Each belongs to the user who uploaded it, and is dropped after ten minutes.
actor UploadStore {
  private struct Upload {
    var attachment: Attachment
    var owner: UInt32
    var expiresAt: Instant
  }

  static let lifetime = Span.minutes(10)
  /// Of one user.
  static let mostUploads = 64

  private let maxBytes: Int
  private let now: @Sendable () -> Instant
  private var uploads: [String: Upload] = [:]
  /// Room that is promised to uploads under way.
  private var reserved = 0

  init(maxBytes: Int, now: @escaping @Sendable () -> Instant) {
    (self.maxBytes, self.now) = (maxBytes, now)
  }

  /// Makes room before the bytes are read; `unreserve` gives it back.
  func reserve(_ bytes: Int) throws(Problem) {
    expire()
    let stored = uploads.values.reduce(0) { $0 + $1.attachment.bytes.count }
    guard stored + reserved + bytes <= maxBytes else {
      throw Problem(
        .busy,
        "uploads that wait for their release take \(stored + reserved) bytes already, of "
          + "\(maxBytes) at most; submit or wait ten minutes, then upload again")
    }
    reserved += bytes
  }

  func unreserve(_ bytes: Int) { reserved -= bytes }

  func add(_ attachment: Attachment, owner: UInt32) throws(Problem) -> AttachmentReply {
    expire()
    guard uploads.values.count(where: { $0.owner == owner }) < Self.mostUploads else {
      throw Problem(
        .busy,
        "\(Self.mostUploads) uploads of yours wait for their release; submit or wait "
          + "ten minutes, then upload again")
    }
    let id: String
    do {
      id = "att_" + (try SecureRandom.hexadecimal(bytes: 16))
    } catch {
      throw Problem(.internalError, "no random name could be made for the upload")
    }
    let expiresAt = now() + Self.lifetime
    uploads[id] = Upload(attachment: attachment, owner: owner, expiresAt: expiresAt)
    return AttachmentReply(
      id: id, name: attachment.name, size: attachment.bytes.count, expiresAt: expiresAt)
  }

  /// The files behind ids, in that order; they stay until `drop`.
  func attachments(_ ids: [String], owner: UInt32, index: Int?) throws(Problem) -> [Attachment] {
    expire()
    var found: [Attachment] = []
    for id in ids {
      guard let upload = uploads[id], upload.owner == owner else {
        throw Problem(
          .notFound, "there is no upload \"\(id.prefix(60))\" of yours (any more); upload again",
          index: index)
      }
      guard !found.contains(where: { $0.name == upload.attachment.name }) else {
        throw Problem(.refused, "two attachments of one release have the same name", index: index)
      }
      found.append(upload.attachment)
    }
    return found
  }

  func drop(_ ids: [String]) {
    for id in ids { uploads[id] = nil }
  }

  private func expire() {
    let now = now()
    uploads = uploads.filter { $0.value.expiresAt > now }
  }
}
