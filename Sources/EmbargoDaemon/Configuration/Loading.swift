import EmbargoControl
import EmbargoCore
import EmbargoTOML
import EmbargoTime

extension Configuration {
  /// The defaults: what an empty file says.
  package static var defaults: Configuration {
    var reader = SectionReader(
      TOMLTable(), section: "", position: TOMLPosition(line: 1, column: 1))
    return Configuration(&reader)
  }

  /// Reads a configuration; everything that is wrong with it is reported at once.
  ///
  /// - Parameter file: the name that the messages begin with.
  package static func load(
    bytes: [UInt8], file: String
  ) throws(ConfigurationErrors) -> Configuration {
    let table: TOMLTable
    do throws(TOMLError) {
      table = try TOML.parse(bytes)
    } catch {
      let problem = ConfigurationErrors.Problem(position: error.position, message: error.message)
      throw ConfigurationErrors(file: file, problems: [problem])
    }
    var reader = SectionReader(table, section: "", position: TOMLPosition(line: 1, column: 1))
    let configuration = Configuration(&reader)
    reader.finish()
    let problems = (reader.problems + Suggestion.problems(reader.unknown)).enumerated().sorted {
      ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
    }
    guard problems.isEmpty else {
      throw ConfigurationErrors(file: file, problems: problems.map(\.element))
    }
    return configuration
  }

  init(_ reader: inout SectionReader) {
    typealias Keys = ConfigurationKeys
    let state = reader.optional(Keys.stateDirectory)
    let socket = reader.table("control") { $0.optional(Keys.Control.socket) }
    var zoneinfo: String?
    time = reader.table("time") { section in
      zoneinfo = section.optional(Keys.Time.zoneinfo)
      return Time(
        defaultZone: section.value(Keys.Time.defaultZone),
        onRuleChange: section.value(Keys.Time.onRuleChange))
    }
    named = Places.Named(stateDirectory: state, socket: socket, zoneinfo: zoneinfo)
    clock = reader.table("clock") {
      Clock(
        trust: $0.value(Keys.Clock.trust), maxError: $0.value(Keys.Clock.maxError),
        commitWait: $0.value(Keys.Clock.commitWait))
    }
    late = reader.table("late") { Late(grace: $0.value(Keys.Late.grace)) }
    lift = reader.table("lift") {
      Lift(armAhead: $0.value(Keys.Lift.armAhead), rescan: $0.value(Keys.Lift.rescan))
    }
    intake = reader.table("intake") {
      Intake(
        inboxes: $0.optional(Keys.Intake.inbox), maxBytes: $0.value(Keys.Intake.maxBytes),
        maxAttachmentBytes: $0.value(Keys.Intake.maxAttachmentBytes),
        maxQueue: $0.value(Keys.Intake.maxQueue),
        quota: Quota(
          releases: $0.value(Keys.Intake.maxQueueEach), bytes: $0.value(Keys.Intake.maxBytesEach)),
        checks: $0.table("checks", CheckPolicy.init))
    }
    publication = reader.table("publication") {
      Publication(
        publicURL: $0.value(Keys.Publication.publicURL),
        organisation: $0.value(Keys.Publication.organisation),
        earlyLiftNotice: $0.value(Keys.Publication.earlyLiftNotice))
    }
    roles = reader.optionalTable("roles", Roles.init)
    approval = reader.table("approval", Approval.init)
    keyFile = reader.table("keys") { $0.optional(Keys.Keys.file) }
    audit = reader.table("audit") {
      Audit(checkpoints: $0.value(Keys.Audit.checkpoints))
    }
    metrics = reader.table("metrics") { Metrics(listen: $0.value(Keys.Metrics.listen)) }
    witness = reader.table("witness") {
      Witness(
        directory: $0.optional(Keys.Witness.directory), limit: $0.value(Keys.Witness.limit),
        silence: $0.value(Keys.Witness.silence), addresses: $0.value(Keys.Witness.addresses))
    }
    retention = reader.table("retention") {
      Retention(
        published: $0.optional(Keys.Retention.published),
        withdrawn: $0.optional(Keys.Retention.withdrawn),
        messages: $0.optional(Keys.Retention.messages),
        refused: $0.optional(Keys.Retention.refused))
    }
    outputs = Self.outputs(&reader, publicURL: publication.publicURL)
    announcements = Self.announcements(&reader, taken: outputs.map(\.name))
  }
}

extension Configuration.Roles {
  init(_ section: inout SectionReader) {
    var members: [Configuration.Role: [Configuration.Member]] = [:]
    for role in Configuration.Role.allCases {
      members[role] = section.optional(ConfigurationKeys.Roles.role(role))
    }
    if members[.approver]?.contains(.user("root")) ?? false {
      section.refuse(
        "approver", "wanted persons, got \"root\": root may do everything but approve")
    }
    self.init(members)
  }
}

extension CheckPolicy {
  init(_ section: inout SectionReader) {
    var actions: [TextCheck: CheckAction] = [:]
    for check in TextCheck.allCases {
      actions[check] = section.value(ConfigurationKeys.Intake.check(check))
    }
    self.init(actions)
  }
}

extension Configuration.Approval {
  init(_ section: inout SectionReader) {
    required = section.value(ConfigurationKeys.Approval.required)
    liftsEarlyByTwo = section.value(ConfigurationKeys.Approval.liftsEarlyByTwo)
    groups = section.value(ConfigurationKeys.Approval.group)
    var names: Set<String> = []
    for group in groups where !names.insert(group.name).inserted {
      section.refuse("group", "wanted each group once, got \"@\(group.name)\" a second time")
    }
  }
}
