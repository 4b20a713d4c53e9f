import EmbargoControl
import EmbargoCore
import EmbargoTime

/// Every key of the configuration with its type, default, unit and reason: the only place that says
/// so. Reading, the messages about mistakes and the sample file all draw on it.
enum ConfigurationKeys {
  static let stateDirectory = ConfigurationKey(
    "state_directory", .path, example: TOMLText.quoted(Places.defaultStateDirectory), unit: "path",
    """
    The ledger, the inbox and what else the daemon keeps. Left out, systemd's StateDirectory= \
    decides, and without systemd the path below.
    """)

  enum Control {
    static let socket = ConfigurationKey(
      "socket", .path, example: TOMLText.quoted(Places.defaultSocket), unit: "path",
      """
      Where embargoctl reaches the daemon. Left out, it lies in systemd's RuntimeDirectory=, and \
      without systemd at the path below.
      """)
  }

  enum Time {
    static let zoneinfo = ConfigurationKey(
      "zoneinfo", .path, example: TOMLText.quoted(Places.defaultZoneinfo), unit: "path",
      """
      The zone files that instants are computed with. Left out, TZDIR decides, and without it the \
      path below. The files are the system's, so that its updates count.
      """)
    static let defaultZone = DefaultedKey(
      "default_zone", .zone, nil, unit: "name of a zone",
      """
      The zone of stamps that state none, such as "Europe/Paris". Empty refuses such stamps: a \
      guess may publish hours early.
      """)
    static let onRuleChange = DefaultedKey(
      "on_rule_change", .choice, Configuration.RuleChange.hold, unit: "hold or follow",
      """
      When an update of the zone files moves a queued instant: "hold" stops the release for a \
      person to look at, "follow" keeps the wall clock that the text states.
      """)
  }

  enum Clock {
    static let trust = DefaultedKey(
      "trust", .choice, ClockTrust.strict, unit: "strict, warn or off",
      """
      "strict" lifts nothing while the kernel calls the clock unsynchronised or too uncertain: a \
      clock that is ahead publishes early. "warn" lifts and says so; "off" does not look.
      """)
    static let maxError = DefaultedKey(
      "max_error", .duration(.milliseconds(1) ... .hours(1)), .seconds(2), unit: "duration",
      "The uncertainty, as the kernel states it, above which the clock is not trusted.")
    static let commitWait = DefaultedKey(
      "commit_wait", .flag, false, unit: "true or false",
      """
      True waits until even the slowest clock within the uncertainty has reached the instant: \
      later by that much, and never early by any clock.
      """)
  }

  enum Late {
    static let grace = DefaultedKey(
      "grace", .duration(.zero ... .hours(168)), .minutes(15), unit: "duration",
      """
      A release that is overdue by more than this, after downtime, is held and announced instead \
      of published: old news may have become wrong news.
      """)
  }

  enum Lift {
    static let armAhead = DefaultedKey(
      "arm_ahead", .duration(.seconds(1) ... .minutes(10)), .seconds(30), unit: "duration",
      """
      How long before its instant a release is checked, rendered and staged. Longer leaves more \
      time to mend what is found; shorter keeps the staged bytes for less time.
      """)
    static let rescan = DefaultedKey(
      "rescan", .duration(.milliseconds(100) ... .minutes(1)), .seconds(5), unit: "duration",
      "How often the ledger is asked what is due, should a timer have been lost.")
  }

  enum Intake {
    static let inbox = ConfigurationKey(
      "inbox",
      .list(.inbox, of: "folders", count: 0...16),
      example: TOMLText.array([TOMLText.quoted(Places.defaultStateDirectory + "/inbox")]),
      unit: "array of paths",
      """
      The folders that are watched. { directory = "/path", submitter = "user" } names who counts \
      as submitter in place of each file's owner. Left out, it is inbox in the state directory.
      """)
    static let maxBytes = DefaultedKey(
      "max_bytes", .size(1024...64 << 20), 4 << 20, unit: "size",
      "The largest text of a release; a larger one is refused unread.")
    static let maxAttachmentBytes = DefaultedKey(
      "max_attachment_bytes", .size(0...4 << 30), 50 << 20, unit: "size",
      "The largest attachment; a larger one is refused.")
    static let maxQueue = DefaultedKey(
      "max_queue", .integer(1...100_000_000), 1_000_000, unit: "releases",
      "How many releases may wait at once; one more is refused, so that a loop fills no disk.")
    static let maxQueueEach = DefaultedKey(
      "max_queue_per_submitter", .integer(0...1_000_000), 0, unit: "releases",
      """
      How many releases of one submitter may wait at once, so that one program's fault leaves room \
      for others. 0: as many as max_queue allows.
      """)
    static let maxBytesEach = DefaultedKey(
      "max_bytes_per_submitter", .size(0...1 << 40), 0, unit: "size",
      """
      How many bytes the texts and attachments of one submitter's waiting releases may have \
      together. "0B": no limit. It is only looked at together with max_queue_per_submitter.
      """)

    static func check(_ check: TextCheck) -> DefaultedKey<CheckAction> {
      DefaultedKey(
        check.rawValue, .choice, check.defaultAction, unit: "refuse, warn or off", check.purpose)
    }
  }

  enum Publication {
    static let publicURL = DefaultedKey(
      "public_url", .publicURL, nil, unit: "address",
      """
      The address under which the files are published: the base of links and canonical addresses. \
      Empty: none are written.
      """)
    static let organisation = DefaultedKey(
      "organisation", .line, "", unit: "text",
      "Whose releases these are, as the published pages name it.")
    static let earlyLiftNotice = DefaultedKey(
      "early_lift_notice", .line, "Embargo lifted early at {time}: {reason}", unit: "text",
      """
      What pages, requests and messages say of a release whose broken embargo somebody lifted; \
      {time}, {date} and {reason} are filled in. The text itself stays as it is. Empty: nothing.
      """)
  }

  enum Roles {
    static func role(_ role: Configuration.Role) -> ConfigurationKey<[Configuration.Member]> {
      ConfigurationKey(
        role.rawValue, .list(.member, of: "users or @groups", count: 0...1000),
        example: role == .admin ? #"["@embargo-admin"]"# : #"["@comms"]"#,
        unit: "array of users and @groups",
        reason(role))
    }

    private static func reason(_ role: Configuration.Role) -> String {
      switch role {
      case .submitter: "Who may queue releases, and change, stop or withdraw their own."
      case .approver: "Who may approve a release that somebody else submitted. Not root."
      case .publisher: "Who may lift early, correct, kill, and stop what others submitted."
      case .operator: "Who may stop and let go, retry, and test outputs; reads no text."
      case .auditor: "Who may read the records; of a release nothing before its lift."
      case .admin: "Who may do everything but approve."
      }
    }
  }

  enum Approval {
    static let required = DefaultedKey(
      "required", .integer(0...10), 0, unit: "persons",
      """
      How many others must approve a release before it can lift, and a correction before it goes \
      out. An approval is for exactly the text, embargo, outputs and their settings: it falls when \
      one of them is changed. The most that any rule asks for counts.
      """)
    static let liftsEarlyByTwo = DefaultedKey(
      "early_lift_by_two", .flag, false, unit: "true or false",
      """
      True wants a second publisher to confirm an early lift within ten minutes: it cannot be \
      called back.
      """)
    static let group = DefaultedKey(
      "group", .list(.approvalGroup, of: "groups", count: 0...100), [],
      unit: "array of { name = \"@group\", required = number }",
      """
      How many others must approve what a member of a group submits, such as \
      [{ name = "@interns", required = 2 }]. Who belonged to it when submitting counts.
      """)
  }

  enum Keys {
    static let file = ConfigurationKey(
      "file", .secret, example: #"{ credential = "embargod.keys" }"#, unit: "place of a secret",
      """
      The daemon's keys, as "embargoctl key create" makes them: a systemd credential or \
      { file = "/path" } outside the state directory. Without them no checkpoints are signed.
      """)
  }

  enum Retention {
    private static let spans = ValueType<Span>.duration(.hours(1) ... .hours(24 * 36_500))

    static let published = ConfigurationKey(
      "published", spans, example: #""365d""#, unit: "duration",
      """
      How long after its lift, its last correction or its kill the words of a release are kept; \
      then they are erased, as embargoctl erase does it. Left out, they are kept.
      """)
    static let withdrawn = ConfigurationKey(
      "withdrawn", spans, example: #""30d""#, unit: "duration",
      """
      How long the words of a withdrawn release are kept; then they are erased. Left out, they are \
      kept.
      """)
    static let messages = ConfigurationKey(
      "messages", spans, example: #""90d""#, unit: "duration",
      """
      How long a message that was handed over stays in the spool (cur/), with the recipients in \
      its envelope. A correction or a kill goes to no one whose envelope is gone. Left out, they \
      stay.
      """)
    static let refused = ConfigurationKey(
      "refused", spans, example: #""90d""#, unit: "duration",
      """
      How long files that were refused stay in the rejected folder of an inbox, and receipts in \
      the accepted one. Left out, they stay.
      """)
  }

  enum Audit {
    static let checkpoints = DefaultedKey(
      "checkpoints", .list(.appendedFile, of: "places", count: 0...8), [],
      unit: "array of places",
      """
      Where checkpoints of the records are written beside the ledger and the journal: \
      { file = "/path" }, best a file of another owner that can only be added to. What is there \
      shows later that the records were not cut or rewritten.
      """)
  }

  enum Metrics {
    static let listen = DefaultedKey(
      "listen", .loopback, nil, unit: "loopback address and port",
      """
      Where Prometheus finds metrics beside the control socket, such as "127.0.0.1:9464". Every \
      user of this machine can read them there: counts of the queue are left out. Empty: nowhere.
      """)
  }

  enum Witness {
    static let directory = ConfigurationKey(
      "directory", .path, example: TOMLText.quoted("/var/lib/embargod-witness"), unit: "path",
      """
      Where embargod-witness, a program of another user, learns what is due when and that the \
      daemon lives. Left out, it is told nothing. The unit knows this place, and is told of \
      another one by: embargoctl outputs allow.
      """)
    static let limit = DefaultedKey(
      "limit", .duration(.seconds(1) ... .hours(1)), .seconds(60), unit: "duration",
      "How long after its instant a release may be missing before the witness says so.")
    static let silence = DefaultedKey(
      "silence", .duration(.seconds(3) ... .minutes(10)), .seconds(30), unit: "duration",
      """
      After so long without a sign of life of the daemon the witness says so. One is given three \
      times as often.
      """)
    static let addresses = DefaultedKey(
      "addresses", .flag, false, unit: "true or false",
      """
      True has the witness ask for what is out at its address below publication.public_url, until \
      it answers; its unit wants the network for that. Nothing is asked for before it is out.
      """)
  }
}
