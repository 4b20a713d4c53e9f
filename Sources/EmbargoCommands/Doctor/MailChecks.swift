import EmbargoControl
import EmbargoSystem
import EmbargoTime

extension DoctorCode {
  static let spoolUnread = DoctorCode(
    "spool-unread", .mail, .problem, "Messages lie in a spool, and nothing takes them.",
    why: "They were published for embargod and have reached nobody.",
    mend: "`embargoctl mail hand-over NAME`, and enable the unit that does it")
  static let spoolWaiting = DoctorCode(
    "spool-waiting", .mail, .warning, "Messages wait for a person in `failed` or `uncertain`.",
    why: "They are not tried again by themselves.",
    mend: "`embargoctl mail NAME`, then `mail resend` or `mail discard`")
  static let mailUnit = DoctorCode(
    "mail-unit", .mail, .warning, "The unit that hands messages over is not enabled.",
    why: "After a restart of the machine nothing takes messages out of the spool.",
    mend: "`systemctl enable --now embargod-mail@NAME.path embargod-mail@NAME.timer`")
  static let mailSpool = DoctorCode(
    "mail-spool", .mail, .warning, "The units of the hand-over know another spool.",
    why: "They look into /var/spool/embargod/NAME, where no message will be.",
    mend: "`embargoctl outputs allow`, and `systemctl daemon-reload`")

  static let mailCodes = [spoolUnread, spoolWaiting, mailUnit, mailSpool]
}

/// Spools: whether something takes the messages.
struct MailChecks {
  /// The hand-over takes a new message within seconds, and its timer comes every five minutes.
  private static let patience = Span.minutes(15)
  private static let mostFiles = MailSpool.mostFiles

  let here: Surroundings

  static func run(_ here: Surroundings) -> [DoctorFinding] {
    let checks = MailChecks(here: here)
    return here.configuration.outputs.filter { $0.kind == "email" }.flatMap { output in
      checks.unit(of: output.name) + [checks.place(of: output)].compactMap(\.self)
        + (output.text("spool").map { checks.spool($0, output) } ?? [])
    }
  }

  /// Nil: they know it, or somebody has told them by a drop-in of their own.
  private func place(of output: DoctorConfiguration.Section) -> DoctorFinding? {
    guard here.unit != nil, let place = output.text("spool") else { return nil }
    let spool = WrittenPlace(what: "spool", path: place, owner: output.name, isSpool: true)
    let dropIns = MailDropIns(root: here.dropInRoot, state: here.places.stateDirectory)
    let path = "embargod-mail@\(output.name).path"
    guard let wanted = try? dropIns.all([spool], [output.name]),
      wanted.contains(where: { $0.unit == path && $0.change == .write }),
      !isTold(path)
    else { return nil }
    return .warning(
      .mailSpool, "\(path) waits for messages elsewhere than in \(spool.path).",
      mend: here.allowing, "systemctl daemon-reload", "systemctl restart embargod",
      "systemctl try-restart \(path)")
  }

  /// Whether people have written a drop-in for a unit.
  private func isTold(_ unit: String) -> Bool {
    let folder = try? Directory(path: "\(here.dropInRoot)/\(unit).d")
    let names = (try? folder?.entries(limit: Self.mostFiles).entries)?.compactMap(\.name.string)
    return names?.contains { $0.hasSuffix(".conf") && $0 != DropIn.name } == true
  }

  private func spool(
    _ path: String, _ output: DoctorConfiguration.Section
  ) -> [DoctorFinding] {
    // One that is missing is a matter of the directories.
    guard let root = try? Directory(path: path) else { return [] }
    do throws(SystemError) {
      return [try unread(root, output), try waiting(root, output)]
    } catch {
      return [
        .note(
          .spoolUnread, "spool of \(output.name): this user cannot look at it: \(error).",
          mend: "sudo embargoctl doctor")
      ]
    }
  }

  private func entries(_ name: String, of root: Directory) throws(SystemError) -> [FileAttributes] {
    let path = "\(root.path)/\(name)"
    guard try FileAttributes.of(path: path)?.kind == .directory else { return [] }
    let directory = try Directory(path: path)
    var found: [FileAttributes] = []
    for entry in try directory.entries(limit: Self.mostFiles).entries {
      guard entry.name.bytes.first != UInt8(ascii: "."), !entry.name.description.hasSuffix(".txt"),
        let attributes = try FileAttributes.of(entry.name, in: directory)
      else { continue }
      found.append(attributes)
    }
    return found
  }

  private func unread(
    _ root: Directory, _ output: DoctorConfiguration.Section
  ) throws(SystemError) -> DoctorFinding {
    let messages = try entries("new", of: root)
    guard let oldest = messages.map(\.lastModification).min() else {
      return .ok(.spoolUnread, "spool of \(output.name): no message waits.")
    }
    let age = here.session.now() - Instant(nanoseconds: oldest)
    let words =
      "spool of \(output.name): \(messages.count) messages in new, the oldest for "
      + age.words
    guard age > Self.patience else { return .ok(.spoolUnread, words + ".") }
    let config = here.configuration
    let option = config.isChosen ? " --config \(shellWord(config.path))" : ""
    return .problem(
      .spoolUnread, words + ": nothing takes them.",
      mend: "embargoctl mail hand-over \(output.name)\(option)",
      "systemctl enable --now embargod-mail@\(output.name).path embargod-mail@\(output.name).timer")
  }

  private func waiting(
    _ root: Directory, _ output: DoctorConfiguration.Section
  ) throws(SystemError) -> DoctorFinding {
    var count = 0
    for place in ["failed", "uncertain"] { count += try entries(place, of: root).count }
    guard count > 0 else {
      return .ok(.spoolWaiting, "spool of \(output.name): no message waits for a person.")
    }
    return .warning(
      .spoolWaiting, "spool of \(output.name): \(count) messages wait for a person.",
      mend: "embargoctl mail \(output.name)")
  }

  private func unit(of output: String) -> [DoctorFinding] {
    guard here.unit != nil else { return [] }
    let isEnabled = here.isEnabled("embargod-mail@\(output).path")
    guard !isEnabled else { return [.ok(.mailUnit, "embargod-mail@\(output).path is enabled.")] }
    return [
      .warning(
        .mailUnit, "embargod-mail@\(output).path is not enabled.",
        mend: "systemctl enable --now embargod-mail@\(output).path embargod-mail@\(output).timer")
    ]
  }
}
