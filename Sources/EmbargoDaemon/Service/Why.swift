import EmbargoControl
import EmbargoCore
import EmbargoTime

/// What stands between a release and its lift, in sentences: each with the command that changes it,
/// and who may give it.
struct Why {
  var release: Release
  /// The embargo in the words of its reading.
  var words: String
  var blocks: [BlockReply]
  var permissions: Permissions
  var history: History
  /// How long before its instant it is prepared, and whether it is.
  var armAhead: Span
  var isArmed: Bool
  /// At which nobody could be reached, so that somebody is looked for.
  var absent: [OutputName]
  var now: Instant

  var sentences: [String] {
    let sentences: [String] =
      switch release.phase {
      case .scheduled: waiting
      case .held(let hold): held(hold)
      case .lifting(let since):
        [
          "Its lift began at \(since.rfc3339), and cannot be stopped; some outputs have not had "
            + "their first attempt."
        ]
      case .lifted(let at): ["It was lifted at \(at.rfc3339)."] + early + change + proposed
      case .killed: change
      case .withdrawn(let at): [withdrawn(at)]
      }
    return sentences + release.deliveries.compactMap(sentence(on:))
  }

  private var waiting: [String] {
    let instant =
      release.due > now
      ? "It waits for its instant: \(words); \(release.due.distance(from: now))."
      : "Its instant has come: \(words)."
    let time = "Another time: embargoctl reschedule \(release.slug) STAMP --reason TEXT."
    return ["\(instant) \(time) \(who(.reschedule))"] + arming
      + (blocks.isEmpty ? ["Nothing else stands in its way."] : blocks.map(sentence(on:)))
  }

  private var arming: [String] {
    if blocks.contains(where: { $0.code == "frozen" }) { return [] }
    if isArmed { return ["It is prepared: what goes out is fixed, and on the record."] }
    let at = release.due - armAhead
    guard at > now else { return [] }
    return ["It is prepared for its lift at \(at.rfc3339), \(at.distance(from: now))."]
  }

  private func held(_ hold: Hold) -> [String] {
    let by =
      hold.cause == .person ? " by \(history.actor("release.held") ?? "a person")" : ""
    let cause = hold.cause == .person ? "" : " (\(hold.cause.rawValue))"
    let outcome = release.due <= now ? ", at once, because its instant has passed" : ""
    return [
      "It is held since \(hold.at.rfc3339)\(by)\(cause): \(hold.reason)", unapproved,
      "It goes out only after: embargoctl resume \(release.slug)\(outcome). \(who(.resume))",
      release.due > now
        ? "Then it would wait for its instant: \(words); \(release.due.distance(from: now))." : nil,
    ].compactMap(\.self) + blocks.map(sentence(on:))
  }

  private func withdrawn(_ at: Instant) -> String {
    let by = history.actor("release.withdrawn").map { " by \($0)" } ?? ""
    let reason = history.reason("release.withdrawn").map { ": \($0)" } ?? "."
    return "It was withdrawn at \(at.rfc3339)\(by)\(reason)"
  }

  private var early: [String] {
    guard let early = release.earlyLift else { return [] }
    return [
      "\(early.by.name) lifted it early (\(early.reason)); its embargo was until "
        + "\(early.from.instant.rfc3339)."
    ]
  }

  private var proposed: [String] {
    guard let proposal = release.proposal else { return [] }
    return [
      "A correction by \(proposal.by.name) waits for approval (\(proposal.reason)). To look at "
        + "it: embargoctl approve \(release.slug)"
    ]
  }

  /// A held release is asked for its approvals when it is resumed.
  private var unapproved: String? {
    guard release.ownApprovals.count < release.approvalsRequired, !release.awaitsApproval else {
      return nil
    }
    return "It has \(release.approvalCount). To approve it: embargoctl approve \(release.slug). "
      + who(.approve)
  }

  /// What a correction or a kill said.
  private var change: [String] {
    switch release.event {
    case .published: []
    case .corrected(let reason, let at):
      [
        "Revision \(release.revision) corrects it since \(at.rfc3339)"
          + "\(by("release.corrected")): \(reason)"
      ]
    case .killed(let reason, let at):
      [
        "It was killed at \(at.rfc3339)\(by("release.killed")): \(reason)",
        "Every output that has it, or may have it, is told that it must not be used.",
      ]
    }
  }

  private func by(_ event: String) -> String { history.actor(event).map { " by \($0)" } ?? "" }

  private func sentence(on block: BlockReply) -> String {
    let remedy = block.remedy.map { " \($0)" + ($0.hasSuffix(".") ? "" : ".") } ?? ""
    let sentence = block.sentence + (block.sentence.hasSuffix(".") ? "" : ".")
    return sentence + remedy + (Self.action(against: block).map { " " + who($0) } ?? "")
  }

  /// What a person does about it with embargoctl; nil: it is mended on the machine, or elsewhere.
  private static func action(against block: BlockReply) -> Action? {
    switch block.code {
    case "frozen": .thaw
    case "approval-missing": .approve
    case "output-suspended": .resumeOutput
    case "clock-not-trusted" where block.remedy?.contains("clock confirm") == true: .confirmClock
    default: nil
    }
  }

  private func who(_ action: Action) -> String {
    "Who may: \(permissions.whoMay(action, with: release))."
  }

  private func sentence(on delivery: Delivery) -> String? {
    let error = delivery.lastError.map { ": \($0)" } ?? ""
    switch delivery.state {
    case .postponed:
      return "The delivery to \(delivery.output) waits, because its output is suspended; "
        + "embargoctl outputs resume \(delivery.output) lets it go again. \(who(.resumeOutput))"
    case .retrying(let next):
      let isLookedFor = absent.contains(delivery.output)
      let sooner = isLookedFor ? "as soon as somebody can be reached there, at the latest " : ""
      return "The delivery to \(delivery.output) failed\(error); it is tried again "
        + "\(sooner)\(next.distance(from: now))."
    case .failed:
      return "The delivery to \(delivery.output) was given up\(error); "
        + "embargoctl retry \(release.slug) \(delivery.output) lets it go again. \(who(.retry))"
    case .attempting: return "The delivery to \(delivery.output) is being attempted."
    case .waiting where release.event != .published:
      return "\(delivery.output) has not been told yet: what it was sent before has not ended."
    case .cancelled where release.phase.name == "killed":
      return "\(delivery.output) has nothing of it, and is told nothing."
    case .delivered(let delivered):
      return "\(delivery.output) has it since \(delivered.at.rfc3339): \(delivered.receipt)"
    case .waiting, .cancelled: return nil
    }
  }
}

/// What the records say of a release, by the last record of each event.
struct History {
  private var last: JSON.Members = [:]

  /// What these records say; one that cannot be read says nothing.
  init(_ records: [Record]) {
    for record in records {
      guard let content = try? JSON(parsing: record.bytes), let event = content["event"]?.text
      else { continue }
      last[event] = content
    }
  }

  func actor(_ event: String) -> String? { last[event]?["actor"]?["name"]?.text }

  func reason(_ event: String) -> String? { last[event]?["data"]?["reason"]?.text }
}

extension Permissions {
  /// Who may do this with a release, by name: `ada, who submitted it; operator: @sysops; root`.
  func whoMay(_ action: Action, with release: Release) -> String {
    guard let roles else { return "root and the daemon's own user" }
    let rule = action.rule
    var parts: [String] = []
    if rule.own.contains(.submitter) { parts.append("\(release.submitter.name), who submitted it") }
    for role in rule.any.union(rule.others).sorted(by: { $0.rawValue < $1.rawValue }) {
      let members = (roles.members[role] ?? []).map(\.written)
      if role == .admin, members.isEmpty { continue }
      let names = members.isEmpty ? "nobody" : members.joined(separator: ", ")
      parts.append("\(role.rawValue): \(names)")
    }
    let isNamed = roles.members[.admin]?.contains(.user("root")) ?? false
    if rule.any.contains(.admin), !isNamed { parts.append("root") }
    return parts.joined(separator: "; ")
  }
}

extension Configuration.Member {
  /// As the configuration has it.
  fileprivate var written: String {
    switch self {
    case .user(let name): name
    case .group(let name): "@" + name
    }
  }
}
