package import EmbargoCore
package import EmbargoTime

#if canImport(FoundationEssentials)
  private import FoundationEssentials
#else
  private import Foundation
#endif

/// The bytes of a release in a request: `text` as a string, or `bytes` in base64 (RFC 4648
/// section 4), which keeps what is no UTF-8 for an exact refusal. Exactly one of the two.
package struct SubmittedText: Hashable, Sendable {
  package var bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }

  init<Key: CodingKey>(
    _ container: KeyedDecodingContainer<Key>, text: Key, bytes: Key, decoder: any Decoder
  ) throws {
    let string = try container.decodeIfPresent(String.self, forKey: text)
    let encoded = try container.decodeIfPresent(String.self, forKey: bytes)
    switch (string, encoded) {
    case (let string?, nil): self.bytes = Array(string.utf8)
    case (nil, let encoded?):
      guard let data = Data(base64Encoded: encoded) else {
        throw decoder.corrupted("\"bytes\" is not base64")
      }
      self.bytes = Array(data)
    case (nil, nil), (.some, .some):
      throw decoder.corrupted("exactly one of \"text\" and \"bytes\" is needed")
    }
  }

  func encode<Key: CodingKey>(
    to container: inout KeyedEncodingContainer<Key>, text: Key, bytes: Key
  ) throws {
    if let string = String(validating: self.bytes, as: UTF8.self) {
      try container.encode(string, forKey: text)
    } else {
      try container.encode(Data(self.bytes).base64EncodedString(), forKey: bytes)
    }
  }
}

/// One release to be queued.
package struct SubmitRequest: Hashable, Sendable {
  package var content: SubmittedText
  /// The name of the file it came from; `.md` and `.markdown` mean Markdown.
  package var name: String?
  /// `text` or `markdown`; goes before `name`.
  package var format: ReleaseDocument.Format?
  /// A stamp beside the text; what the text says itself must agree with it.
  package var embargo: String?
  package var slug: String?
  /// Nil: all that are configured.
  package var outputs: [String]?
  /// Ids of uploads, in the order in which they are attached.
  package var attachments: [String]
  /// A stamp in the past goes out at once.
  package var now: Bool
  /// Queued as held.
  package var hold: Bool
  /// Even if the same bytes with the same instant are queued.
  package var again: Bool
  /// Checks whose findings are accepted on purpose.
  package var accept: [String]

  package init(
    bytes: [UInt8], name: String? = nil, format: ReleaseDocument.Format? = nil,
    embargo: String? = nil, slug: String? = nil, outputs: [String]? = nil,
    attachments: [String] = [], now: Bool = false, hold: Bool = false, again: Bool = false,
    accept: [String] = []
  ) {
    (content, self.name, self.format) = (SubmittedText(bytes: bytes), name, format)
    (self.embargo, self.slug, self.outputs) = (embargo, slug, outputs)
    (self.attachments, self.now, self.hold, self.again) = (attachments, now, hold, again)
    self.accept = accept
  }
}

extension ReleaseDocument.Format: Codable {}

extension SubmitRequest: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case text, bytes, name, format, embargo, slug, outputs, attachments, now, hold, again,
      accept
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    content = try SubmittedText(container, text: .text, bytes: .bytes, decoder: decoder)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    format = try container.decodeIfPresent(ReleaseDocument.Format.self, forKey: .format)
    embargo = try container.decodeIfPresent(String.self, forKey: .embargo)
    slug = try container.decodeIfPresent(String.self, forKey: .slug)
    outputs = try container.decodeIfPresent([String].self, forKey: .outputs)
    attachments = try container.decodeIfPresent([String].self, forKey: .attachments) ?? []
    now = try container.decodeIfPresent(Bool.self, forKey: .now) ?? false
    hold = try container.decodeIfPresent(Bool.self, forKey: .hold) ?? false
    again = try container.decodeIfPresent(Bool.self, forKey: .again) ?? false
    accept = try container.decodeIfPresent([String].self, forKey: .accept) ?? []
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try content.encode(to: &container, text: .text, bytes: .bytes)
    try container.encodeIfPresent(name, forKey: .name)
    try container.encodeIfPresent(format, forKey: .format)
    try container.encodeIfPresent(embargo, forKey: .embargo)
    try container.encodeIfPresent(slug, forKey: .slug)
    try container.encodeIfPresent(outputs, forKey: .outputs)
    try container.encode(attachments, forKey: .attachments)
    try container.encode(now, forKey: .now)
    try container.encode(hold, forKey: .hold)
    try container.encode(again, forKey: .again)
    if !accept.isEmpty { try container.encode(accept, forKey: .accept) }
  }
}

/// What came of one release that was queued.
package struct SubmitReply: Codable, Hashable, Sendable {
  package var id: String
  package var slug: String
  package var state: ReleaseState
  package var reading: ReadingReply
  /// When it goes out; the embargo's instant, or now.
  package var liftsAt: Instant
  package var outputs: [String]
  /// What is right but deserves a look, each one sentence.
  package var notes: [String]
  /// What the checks of its text have found and was accepted or is warned of.
  package var findings: [FindingReply]

  private enum CodingKeys: String, CodingKey {
    case id, slug, state, reading, outputs, notes, findings
    case liftsAt = "lifts_at"
  }

  package init(
    _ release: Release, reading: ReadingReply, notes: [String], findings: [FindingReply] = []
  ) {
    (id, slug) = (release.id.description, release.slug.description)
    (state, self.reading) = (ReleaseState(release), reading)
    (liftsAt, outputs) = (release.due, release.outputs.map(\.description))
    (self.notes, self.findings) = (notes, findings)
  }
}

/// One value, or an array of them, in the same form as they were asked for.
package enum OneOrMany<Value> {
  case one(Value)
  case many([Value])

  package var values: [Value] {
    switch self {
    case .one(let value): [value]
    case .many(let values): values
    }
  }

  /// The same form with other values.
  ///
  /// - Parameter transform: gets each value and its place, from 0.
  package func map<Other, Failure: Error>(
    _ transform: (Int, Value) throws(Failure) -> Other
  ) throws(Failure) -> OneOrMany<Other> {
    switch self {
    case .one(let value): return .one(try transform(0, value))
    case .many(let values):
      var others: [Other] = []
      for (index, value) in values.enumerated() { others.append(try transform(index, value)) }
      return .many(others)
    }
  }
}

extension OneOrMany: Sendable where Value: Sendable {}
extension OneOrMany: Equatable where Value: Equatable {}
extension OneOrMany: Hashable where Value: Hashable {}

extension OneOrMany: Encodable where Value: Encodable {
  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .one(let value): try value.encode(to: encoder)
    case .many(let values): try values.encode(to: encoder)
    }
  }
}

extension OneOrMany: Decodable where Value: Decodable {
  package init(from decoder: any Decoder) throws {
    if (try? decoder.unkeyedContainer()) != nil {
      self = .many(try [Value](from: decoder))
    } else {
      self = .one(try Value(from: decoder))
    }
  }
}

/// New bytes for a queued release: its next revision.
package struct ReplaceRequest: Hashable, Sendable {
  package var content: SubmittedText
  /// The name of the file it came from; `.md` and `.markdown` mean Markdown.
  package var name: String?
  package var format: ReleaseDocument.Format?
  /// A stamp beside the new text; what the text says itself must agree with it.
  package var embargo: String?
  /// Ids of uploads; nil: the attachments stay as they are.
  package var attachments: [String]?
  /// A stamp in the past goes out at once.
  package var now: Bool
  package var reason: String
  /// Checks whose findings are accepted on purpose.
  package var accept: [String]

  package init(
    bytes: [UInt8], name: String? = nil, format: ReleaseDocument.Format? = nil,
    embargo: String? = nil, attachments: [String]? = nil, now: Bool = false, reason: String,
    accept: [String] = []
  ) {
    (content, self.name, self.format) = (SubmittedText(bytes: bytes), name, format)
    (self.embargo, self.attachments) = (embargo, attachments)
    (self.now, self.reason, self.accept) = (now, reason, accept)
  }
}

extension ReplaceRequest: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case text, bytes, name, format, embargo, attachments, now, reason, accept
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    content = try SubmittedText(container, text: .text, bytes: .bytes, decoder: decoder)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    format = try container.decodeIfPresent(ReleaseDocument.Format.self, forKey: .format)
    embargo = try container.decodeIfPresent(String.self, forKey: .embargo)
    attachments = try container.decodeIfPresent([String].self, forKey: .attachments)
    now = try container.decodeIfPresent(Bool.self, forKey: .now) ?? false
    reason = try container.decode(String.self, forKey: .reason)
    accept = try container.decodeIfPresent([String].self, forKey: .accept) ?? []
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try content.encode(to: &container, text: .text, bytes: .bytes)
    try container.encodeIfPresent(name, forKey: .name)
    try container.encodeIfPresent(format, forKey: .format)
    try container.encodeIfPresent(embargo, forKey: .embargo)
    try container.encodeIfPresent(attachments, forKey: .attachments)
    try container.encode(now, forKey: .now)
    try container.encode(reason, forKey: .reason)
    if !accept.isEmpty { try container.encode(accept, forKey: .accept) }
  }
}
