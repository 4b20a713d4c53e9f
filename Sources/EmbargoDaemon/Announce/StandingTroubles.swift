package import EmbargoCore
package import EmbargoTime

extension Standing {
  /// What stands outside the engine.
  package struct Surroundings: Sendable {
    package var outputs: [OutputName: DaemonFacts.OutputHealth] = [:]
    package var ledgerRoom: UInt64?
    /// By what names them.
    package var problems: [String: String] = [:]
    /// For how long an output has had attempts that failed and are tried again.
    package var retrying: [OutputName: Span] = [:]

    package init() {}
  }

  /// - Parameter releases: that the problems name; what is not there any more is left out.
  package init(
    _ engine: Engine.Announceable, _ around: Surroundings, releases: [ReleaseID: Release],
    isSettled: Bool
  ) {
    var troubles = Self.queue(engine) + Self.outputs(engine, around) + Self.others(around)
    troubles += engine.problems.sorted { $0.key < $1.key }.compactMap { key, notice in
      Self.trouble(key, notice, engine, releases)
    }
    if let frozen = engine.frozen {
      troubles.append(
        Trouble(
          .held, key: "frozen",
          text: "nothing lifts: frozen since \(frozen.since.rfc3339) by \(frozen.by.name), until "
            + "embargoctl thaw",
          detail: frozen.sentence))
    }
    for index in troubles.indices {
      let release = troubles[index].release.flatMap { releases[$0] }
      troubles[index].words = troubles[index].words ?? release.map(Announcement.Words.init)
    }
    self.init(now: engine.now, troubles: troubles, isSettled: isSettled)
    if engine.held.count == Engine.mostAnnounced { cut.insert("held:") }
    if engine.unapproved.count == Engine.mostAnnounced { cut.insert("approval:") }
  }

  /// What waits for a person.
  private static func queue(_ engine: Engine.Announceable) -> [Trouble] {
    let held = engine.held.compactMap { release -> Trouble? in
      guard case .held(let hold) = release.phase else { return nil }
      var trouble = Trouble(
        .held, key: "held:\(release.id)", release: release.id, text: text(of: hold),
        detail: "\(text(of: hold)): \(hold.reason)")
      trouble.isIntended = hold.cause == .person
      trouble.words = .init(release)
      return trouble
    }
    let unapproved = engine.unapproved.filter { !$0.goesOutAtOnce }.map { release -> Trouble in
      var trouble = Trouble(
        .approvalMissing, key: "approval:\(release.id)", release: release.id,
        text: "it has \(release.approvalCount), and does not go out at \(release.due.rfc3339) "
          + "without them")
      trouble.due = release.due
      trouble.words = .init(release)
      return trouble
    }
    return held + unapproved
  }

  private static func text(of hold: Hold) -> String {
    switch hold.cause {
    case .person: "a person has stopped it"
    case .late: "it was late by more than its grace, and waits for a person"
    case .zoneRules: "the zone rules have changed, and it waits for a person"
    case .approval: "its instant came without its approvals, and it waits for a person"
    }
  }

  /// A failure that passes by itself within this is nothing for people.
  private static let patience = Span.minutes(1)

  private static func outputs(
    _ engine: Engine.Announceable, _ around: Surroundings
  ) -> [Trouble] {
    let names = Set(around.outputs.keys).union(engine.deliveries.keys)
      .union(engine.suspended.keys)
    return names.sorted().flatMap { name -> [Trouble] in
      let counts = engine.deliveries[name] ?? [:]
      let (failed, retrying) = (counts["failed"] ?? 0, counts["retrying"] ?? 0)
      var (words, detail) = ([String](), [String]())
      if let problem = around.outputs[name]?.problem {
        words.append("it could not publish now")
        detail.append(problem)
      }
      if engine.suspended[name] != nil { words.append("its endpoint wants nothing more") }
      if failed > 0 { words.append("\(failed) deliveries were given up") }
      if retrying > 0, (around.retrying[name] ?? .zero) >= patience {
        words.append("\(retrying) deliveries fail and are tried again")
      }
      var found: [Trouble] = []
      if !words.isEmpty {
        if let error = engine.errors[name] { detail.append("last: \(error)") }
        let text = "output \(name): " + words.joined(separator: "; ")
        var trouble = Trouble(
          .outputFailing, key: "output:\(name)", text: text,
          detail: detail.isEmpty ? nil : "\(text) (\(detail.joined(separator: "; ")))")
        trouble.level = failed
        // What was given up stays so until a person has it tried again.
        trouble.isLasting = failed > 0 && words.count == 1
        found.append(trouble)
      }
      if let free = around.outputs[name]?.free {
        found.append(Self.disk("disk:\(name)", "where output \(name) publishes", free))
      }
      return found
    }
  }

  private static func disk(_ key: String, _ place: String, _ free: UInt64) -> Trouble {
    var trouble = Trouble(.diskLow, key: key, text: "\(free >> 20) MiB are free \(place)")
    trouble.free = free
    return trouble
  }

  private static func others(_ around: Surroundings) -> [Trouble] {
    let disk = around.ledgerRoom.map { Self.disk("disk:ledger", "where the ledger lies", $0) }
    return [disk].compactMap(\.self)
      + around.problems.sorted { $0.key < $1.key }.map { key, sentence in
        let event: AnnounceEvent =
          switch key {
          case "zones.unusable", "queue.unresolved": .zoneMoved
          case "clock.unkept": .clockUntrusted
          default: .daemon
          }
        return Trouble(event, key: key, text: sentence)
      }
  }

  /// What the engine says of one of its problems; nil: it is told in another way.
  private static func trouble(
    _ key: String, _ notice: Notice, _ engine: Engine.Announceable,
    _ releases: [ReleaseID: Release]
  ) -> Trouble? {
    let kind = key.prefix { $0 != ":" }
    func trouble(_ event: AnnounceEvent, _ text: String? = nil) -> Trouble {
      Trouble(
        event, key: key, release: notice.release, text: text ?? notice.text,
        detail: text.map { _ in notice.text })
    }
    switch kind {
    case "preflight":
      guard let id = notice.release, let finding = engine.preflight[id] else { return nil }
      let found = finding.problems.filter { $0.code != "approval-missing" }
      guard !found.isEmpty else { return nil }
      let names = found.map { "\($0.code)\($0.output.map { " (\($0))" } ?? "")" }
      let due = releases[id].map { " at \($0.due.rfc3339)" } ?? ""
      return trouble(
        .preflight,
        "\(finding.horizon.words) before its lift\(due): \(names.joined(separator: ", "))")
    case "arm":
      if notice.code == "approval.missing" { return nil }
      return trouble(
        .preflight,
        notice.code == "arm.failed"
          ? "it cannot be prepared for its lift" : "an output is not ready for its lift")
    case "late", "stuck": return trouble(.late)
    case "clock", "clock-step": return trouble(.clockUntrusted)
    case "ledger": return trouble(notice.code == "ledger.full" ? .diskLow : .late)
    case "reserve": return trouble(.diskLow)
    case "feeds": return trouble(.outputFailing)
    // Told by output, by the state of the queue, or as a state of the daemon.
    case "delivery", "attempt", "suspended", "approval", "frozen": return nil
    default: return trouble(.daemon)
    }
  }
}
