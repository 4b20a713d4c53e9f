package import EmbargoCore
package import EmbargoOutputs
package import EmbargoTime

extension Configuration {
  /// A channel of announcements: who hears of what, and how.
  package struct Announce: Hashable, Sendable {
    /// Unique among channels and outputs.
    package var name: OutputName
    package var kind: Kind
    package var audience: Audience
    /// None twice.
    package var events: [AnnounceEvent]
    /// How long before its lift a release is named that lacks approvals.
    package var approvalLead: Span
    /// A problem that goes on is told no more often than this.
    package var again: Span
    package var mostPerHour: Int
    /// Fewer free bytes than this are a problem.
    package var diskLow: Int
    package var daily: DailyTime?

    package enum Kind: Hashable, Sendable {
      case mail(Mail)
      case webhook(Request)
      /// A file that lines are added to.
      case file(String)
      case journal
    }

    /// What those may know who are told.
    package enum Audience: String, CaseIterable, Sendable {
      /// Of a release its id and nothing else.
      case everybody = "public"
      /// Headline, slug and the reasons that people gave.
      case staff
    }

    package struct Mail: Hashable, Sendable {
      package var spool: String
      package var from: Mailbox
      /// At least one.
      package var to: [Mailbox]
    }

    package struct Request: Hashable, Sendable {
      package var url: Endpoint
      package var secret: Secret
      package var allowPrivate: Bool
      package var caFile: String?
      package var timeout: Span
    }
  }

  /// A moment of each day, by the wall clock of a place.
  package struct DailyTime: Hashable, Sendable {
    /// After midnight, 0 to 1439.
    package var minute: Int
    /// An IANA name; nil: UTC.
    package var zone: String?

    package init(minute: Int, zone: String? = nil) { (self.minute, self.zone) = (minute, zone) }
  }
}

/// The kinds of channels of announcements.
enum AnnounceKind: String, CaseIterable, Sendable { case mail, webhook, file, journal }
