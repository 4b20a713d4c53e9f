/// Which channels of announcements are to be tested; the body may be empty.
package struct AnnounceTestRequest: Codable, Hashable, Sendable {
  /// Nil: all.
  package var name: String?

  package init(name: String? = nil) { self.name = name }

  private enum CodingKeys: String, CodingKey, CaseIterable { case name }

  package init(from decoder: any Decoder) throws {
    name = try decoder.strictContainer(keyedBy: CodingKeys.self)
      .decodeIfPresent(String.self, forKey: .name)
  }
}

/// What came of the tests, in the order of the configuration.
package struct AnnounceTestReply: Codable, Hashable, Sendable {
  package var channels: [OutputTestReply]

  package init(channels: [OutputTestReply]) { self.channels = channels }
}
