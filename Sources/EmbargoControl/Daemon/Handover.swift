package import EmbargoTime

/// What became of a message of a spool.
package enum HandoverState: String, CaseIterable, Codable, Hashable, Sendable {
  /// The mail server has taken it.
  case handedOver = "handed-over"
  /// The mail server could not take it now; it is tried again.
  case deferred
  /// The mail server does not want it, or it is none that may be sent; it waits for a person.
  case refused
  /// The hand-over was broken off: it may be sent or not, and waits for a person.
  case uncertain
  /// A person has it sent again.
  case resent
  /// A person has given it up.
  case discarded
  /// The release was killed before it was handed over; it is not sent.
  case stopped
}

/// A report on one message: the body of a report of the hand-over.
package struct HandoverReport: Codable, Hashable, Sendable {
  /// The name of its file in the spool.
  package var message: String
  /// The id of its release.
  package var release: String
  package var state: HandoverState
  /// When that became of it, by the clock of who reports.
  package var at: Instant
  /// How many its envelope names.
  package var recipients: Int
  /// What the mail server said, or why a person decided so; may be empty.
  package var detail: String
  /// The user who decided so; nil: nobody did.
  package var by: String?

  package init(
    message: String, release: String, state: HandoverState, at: Instant, recipients: Int,
    detail: String, by: String? = nil
  ) {
    (self.message, self.release, self.state) = (message, release, state)
    (self.at, self.recipients, self.detail, self.by) = (at, recipients, detail, by)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case message, release, state, at, recipients, detail, by
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    message = try container.decode(String.self, forKey: .message)
    release = try container.decode(String.self, forKey: .release)
    state = try container.decode(HandoverState.self, forKey: .state)
    at = try container.decode(Instant.self, forKey: .at)
    recipients = try container.decode(Int.self, forKey: .recipients)
    detail = try container.decode(String.self, forKey: .detail)
    by = try container.decodeIfPresent(String.self, forKey: .by)
  }
}

/// That a report is on record.
package struct HandoverReply: Codable, Hashable, Sendable {
  /// What the record calls it: `mail.handed-over`.
  package var event: String

  package init(event: String) { self.event = event }
}
