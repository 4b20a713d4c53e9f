package import EmbargoControl
package import EmbargoCore
package import EmbargoTime

/// Everything that an administrator can say about the daemon, read and checked.
///
/// A value of this type is possible as a whole: names are unique, paths absolute, limits within
/// their bounds. `ConfigurationKeys` has the defaults and the reasons.
package struct Configuration: Hashable, Sendable {
  /// The places that the file names itself; `places(options:environment:)` has them all.
  package var named: Places.Named
  package var time: Time
  package var clock: Clock
  package var late: Late
  package var lift: Lift
  package var intake: Intake
  package var publication: Publication
  /// Nil: root and the daemon's own user may do everything but approve.
  package var roles: Roles?
  package var approval: Approval
  /// The daemon's keys; nil: there are none, and checkpoints are not made.
  package var keyFile: Secret?
  package var audit: Audit
  package var metrics: Metrics
  package var witness: Witness
  package var retention: Retention
  /// In the order of the file.
  package var announcements: [Announce]
  /// In the order of the file.
  package var outputs: [Output]

  package struct Time: Hashable, Sendable {
    /// An IANA name, or nil: no zone is supposed.
    package var defaultZone: String?
    package var onRuleChange: RuleChange
  }

  /// What becomes of a queued release whose instant new zone rules move.
  package enum RuleChange: String, CaseIterable, Sendable { case hold, follow }

  package struct Clock: Hashable, Sendable {
    package var trust: ClockTrust
    package var maxError: Span
    package var commitWait: Bool
  }

  package struct Late: Hashable, Sendable {
    package var grace: Span
  }

  package struct Lift: Hashable, Sendable {
    package var armAhead: Span
    package var rescan: Span
  }

  package struct Intake: Hashable, Sendable {
    /// Nil: the folder `inbox` in the state directory.
    package var inboxes: [Inbox]?
    package var maxBytes: Int
    package var maxAttachmentBytes: Int
    package var maxQueue: Int
    package var quota: Quota
    package var checks: CheckPolicy
  }

  /// A folder that is watched for releases.
  package struct Inbox: Hashable, Sendable {
    package var directory: String
    /// The user who is recorded as submitter; nil: the owner of each file.
    package var submitter: String?

    package init(directory: String, submitter: String? = nil) {
      (self.directory, self.submitter) = (directory, submitter)
    }
  }

  package struct Publication: Hashable, Sendable {
    /// The base of links, without a slash at the end; nil: no links are written.
    package var publicURL: String?
    /// Empty: the releases do not say whose they are.
    package var organisation: String
    /// With `{time}`, `{date}` and `{reason}`; empty: nothing is said.
    package var earlyLiftNotice = ""
  }

  package struct Approval: Hashable, Sendable {
    /// Of every release.
    package var required: Int
    /// Of what their members submit.
    package var groups: [Group] = []
    /// An early lift takes two publishers.
    package var liftsEarlyByTwo = false

    /// A group whose members' releases need so many approvals.
    package struct Group: Hashable, Sendable {
      package var name: String
      package var required: Int
    }
  }

  package struct Audit: Hashable, Sendable {
    /// Where checkpoints are written beside the ledger and the journal: files.
    package var checkpoints: [String]
  }

  package struct Metrics: Hashable, Sendable {
    /// Nil: there are metrics at the control socket only.
    package var listen: LoopbackAddress?
  }

  /// An address and a port that only this machine reaches.
  package struct LoopbackAddress: Hashable, Sendable {
    package var address: IPAddress
    /// 1 to 65535.
    package var port: Int
  }

  package struct Witness: Hashable, Sendable {
    /// Where the daemon and the witness meet; nil: there is no witness.
    package var directory: String?
    package var limit: Span
    package var silence: Span
    /// It is told the addresses of what is out.
    package var addresses: Bool
  }

  /// How long words are kept; nil: they are not removed.
  package struct Retention: Hashable, Sendable {
    package var published: Span?
    package var withdrawn: Span?
    package var messages: Span?
    package var refused: Span?

    package init(
      published: Span? = nil, withdrawn: Span? = nil, messages: Span? = nil, refused: Span? = nil
    ) {
      (self.published, self.withdrawn) = (published, withdrawn)
      (self.messages, self.refused) = (messages, refused)
    }
  }

  /// The configured outputs' `[[output]]` sections, one value each.
  package struct Output: Hashable, Sendable {
    package var name: OutputName
    package var kind: Kind
    /// How many others must approve what goes there.
    package var approvalRequired = 0

    package enum Kind: Hashable, Sendable {
      case files(Files)
      case webhook(Webhook)
      case email(Email)
    }
  }
}

extension Configuration {
  /// Where everything is, once the command line and the environment have been heard.
  package func places(
    options: Places.Named = Places.Named(), environment: [String: String]
  ) -> Places {
    Places(options: options, file: named, environment: environment)
  }

  /// The folders to watch.
  package func inboxes(in places: Places) -> [Inbox] {
    intake.inboxes ?? [Inbox(directory: places.inbox)]
  }
}
