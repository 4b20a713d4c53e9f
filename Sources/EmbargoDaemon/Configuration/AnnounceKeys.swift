import EmbargoCore
import EmbargoOutputs
import EmbargoTime

extension ConfigurationKeys {
  /// What every `[[announce]]` has.
  enum Announce {
    static let name = ConfigurationKey(
      "name", .outputName, example: #""desk""#, unit: "name",
      "What status and commands call it; unique among channels and outputs.")
    static let kind = ConfigurationKey(
      "kind", ValueType<AnnounceKind>.choice, example: #""mail""#,
      unit: "mail, webhook, file or journal",
      "How people are told; decides which of the keys below there are.")
    static let audience = DefaultedKey(
      "audience", .choice, Configuration.Announce.Audience.everybody, unit: "public or staff",
      """
      "public" tells the id of a release and nothing else of it. "staff" tells headline, slug and \
      the reasons that people gave, before the lift, too: for those who may see the whole queue.
      """)
    static let events = DefaultedKey(
      "events", .list(.choice, of: "events", count: 1...AnnounceEvent.allCases.count),
      AnnounceEvent.usual, unit: "array of events",
      "What is told; docs/announcements.md says what each is, and who should act.")
    static let approvalLead = DefaultedKey(
      "approval_lead", .duration(.minutes(1) ... .hours(168)), .hours(24), unit: "duration",
      "How long before its lift a release is named that others have yet to approve.")
    static let again = DefaultedKey(
      "repeat", .duration(.minutes(1) ... .hours(168)), .hours(1), unit: "duration",
      "A problem that goes on is told again after this, and one that comes and goes no more often.")
    static let mostPerHour = DefaultedKey(
      "most_per_hour", .integer(1...1000), 60, unit: "announcements",
      """
      More in one hour are left out, and then their number is told: a flood is not read, and \
      whoever gets it learns to look away.
      """)
    static let diskLow = DefaultedKey(
      "disk_low", .size(0...1 << 50), 1 << 30, unit: "size",
      "Less free space than this under the ledger or an output is a problem.")
    static let daily = DefaultedKey(
      "daily", .daily, nil, unit: "time of day with a zone",
      """
      When one line a day says that nothing is wrong, or how much is, such as \
      "08:00 Europe/Berlin" or "07:30 UTC": silence is then a sign. Empty: none.
      """)
  }

  enum AnnounceMail {
    static let spool = ConfigurationKey(
      "spool", .path, example: #""/var/spool/embargod/desk""#, unit: "path",
      "A Maildir, as that of an email output; embargod-mail@NAME hands its messages over.")
    static let from = ConfigurationKey(
      "from", .mailbox, example: #""embargod <embargod@example.org>""#, unit: "address",
      "Who the messages are from.")
    static let to = ConfigurationKey(
      "to", .list(.mailbox, of: "addresses", count: 1...100), example: #"["desk@example.org"]"#,
      unit: "array of addresses", "Who gets them; all are named.")
  }

  enum AnnounceWebhook {
    static let url = ConfigurationKey(
      "url", .endpoint, example: #""https://chat.example/hooks/desk""#, unit: "address",
      "Where requests go. Https, unless private addresses are allowed.")
    static let secret = ConfigurationKey(
      "secret", .secret, example: #"{ credential = "desk" }"#, unit: "place of a secret",
      "Where the signing key lies, as an output's: a systemd credential or { file = \"/path\" }.")
    static let timeout = DefaultedKey(
      "timeout", .duration(.milliseconds(100) ... .minutes(1)), .seconds(15), unit: "duration",
      "How long an attempt may take in all.")
  }

  enum AnnounceFile {
    static let path = ConfigurationKey(
      "path", .path, example: #""/var/log/embargod/announcements""#, unit: "path",
      "Lines are added at its end, one an announcement; made (0640) where there is none.")
  }
}

extension ValueType where Value == Configuration.DailyTime? {
  /// `08:00 Europe/Berlin`; empty: none.
  static var daily: Self {
    Self("a time of day such as \"08:00 Europe/Berlin\" or \"07:30 UTC\", or \"\"") {
      value -> Configuration.DailyTime?? in
      guard let text = value.string else { return nil }
      if text.isEmpty { return .some(nil) }
      return Configuration.DailyTime(text).map { .some($0) }
    } write: {
      TOMLText.quoted($0?.description ?? "")
    }
  }
}

extension Configuration.DailyTime: CustomStringConvertible {
  init?(_ text: String) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    let clock = parts[0].split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, clock.count == 2,
      clock.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { 48...57 ~= $0 } }),
      let hour = Int(clock[0]), let minute = Int(clock[1]), hour < 24, minute < 60
    else { return nil }
    let zone = parts.count == 2 ? String(parts[1]) : "UTC"
    guard ZoneDatabase.isWellFormed(zone) else { return nil }
    self.init(minute: hour * 60 + minute, zone: zone == "UTC" ? nil : zone)
  }

  package var description: String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return "\(two(minute / 60)):\(two(minute % 60)) \(zone ?? "UTC")"
  }
}
