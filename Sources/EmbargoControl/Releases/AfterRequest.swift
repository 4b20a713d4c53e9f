package import EmbargoCore

#if canImport(FoundationEssentials)
  private import FoundationEssentials
#else
  private import Foundation
#endif

/// New bytes for a release that is out: its next revision. Its embargo is over, and what the text
/// says of one is ignored.
package struct CorrectRequest: Hashable, Sendable {
  package var content: SubmittedText
  /// The name of the file it came from; `.md` and `.markdown` mean Markdown.
  package var name: String?
  package var format: ReleaseDocument.Format?
  /// Ids of uploads; nil: the attachments stay as they are.
  package var attachments: [String]?
  /// For readers, too: outputs may show it.
  package var reason: String
  /// Checks whose findings are accepted on purpose.
  package var accept: [String]

  package init(
    bytes: [UInt8], name: String? = nil, format: ReleaseDocument.Format? = nil,
    attachments: [String]? = nil, reason: String, accept: [String] = []
  ) {
    (content, self.name, self.format) = (SubmittedText(bytes: bytes), name, format)
    (self.attachments, self.reason, self.accept) = (attachments, reason, accept)
  }
}

extension CorrectRequest: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case text, bytes, name, format, attachments, reason, accept
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    content = try SubmittedText(container, text: .text, bytes: .bytes, decoder: decoder)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    format = try container.decodeIfPresent(ReleaseDocument.Format.self, forKey: .format)
    attachments = try container.decodeIfPresent([String].self, forKey: .attachments)
    reason = try container.decode(String.self, forKey: .reason)
    accept = try container.decodeIfPresent([String].self, forKey: .accept) ?? []
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try content.encode(to: &container, text: .text, bytes: .bytes)
    try container.encodeIfPresent(name, forKey: .name)
    try container.encodeIfPresent(format, forKey: .format)
    try container.encodeIfPresent(attachments, forKey: .attachments)
    try container.encode(reason, forKey: .reason)
    if !accept.isEmpty { try container.encode(accept, forKey: .accept) }
  }
}

/// What an output will publish, or has published, of a release: exactly these bytes.
package struct PreviewReply: Codable, Hashable, Sendable {
  package var id: String
  package var slug: String
  package var revision: Int
  package var output: String
  package var kind: String
  /// What the output is told: `release.published`, `release.corrected` or `release.killed`.
  package var event: String
  /// The bytes are on the record and every attempt sends them; otherwise they are made anew.
  package var armed: Bool
  package var pieces: [Piece]

  /// One file, message or request body.
  package struct Piece: Codable, Hashable, Sendable {
    package var name: String
    package var size: Int
    /// SHA-256, in hexadecimal.
    package var digest: String
    /// In base64 (RFC 4648 section 4).
    private var base64: String

    private enum CodingKeys: String, CodingKey {
      case name, size, digest
      case base64 = "bytes"
    }

    package init(name: String, bytes: [UInt8]) {
      (self.name, size) = (name, bytes.count)
      (digest, base64) = (Digest(of: bytes).description, Data(bytes).base64EncodedString())
    }

    /// Nil when they are not base64.
    package var bytes: [UInt8]? { Data(base64Encoded: base64).map { Array($0) } }
  }

  package init(
    _ release: Release, output: String, kind: String, event: String, armed: Bool, pieces: [Piece]
  ) {
    (id, slug) = (release.id.description, release.slug.description)
    (revision, self.output, self.kind) = (release.revision, output, kind)
    (self.event, self.armed, self.pieces) = (event, armed, pieces)
  }
}
