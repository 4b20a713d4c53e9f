package import EmbargoTime

/// A file that was uploaded and can be attached to a release by its id, once, by who uploaded it.
package struct AttachmentReply: Codable, Hashable, Sendable {
  package var id: String
  package var name: String
  /// Its size in bytes.
  package var size: Int
  /// When it is dropped unless a release was submitted with it.
  package var expiresAt: Instant

  private enum CodingKeys: String, CodingKey {
    case id, name, size
    case expiresAt = "expires_at"
  }

  package init(id: String, name: String, size: Int, expiresAt: Instant) {
    (self.id, self.name, self.size, self.expiresAt) = (id, name, size, expiresAt)
  }
}
