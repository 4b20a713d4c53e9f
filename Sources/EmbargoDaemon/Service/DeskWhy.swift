package import EmbargoControl
import EmbargoCore
import EmbargoTime

extension Desk {
  package func why(_ id: String, _ caller: Caller) async throws(Problem) -> WhyReply {
    let now = clock()
    let (release, blocks) = try await permitted(caller, .why) { access throws(Problem) in
      try await ask { engine in
        let release = try engine.find(id, for: access)
        return (release, Self.blocks(of: release, in: engine, at: now))
      }
    }
    let words = intake.readBack(release.embargo, now: nil).words
    var sentences = Self.sentences(on: release, words: words, blocks: blocks, at: now)
    if case .held(let hold) = release.phase, hold.cause == .zoneRules {
      // The rules may have changed again since it was stopped.
      let resolver = ZoneResolver(rules: intake.rules.rules, defaultZone: intake.defaultZone)
      if let sentence = resolver.sentence(on: QueuedEmbargo(release)) { sentences.append(sentence) }
    }
    return WhyReply(release, sentences: sentences, blockedBy: blocks)
  }

  /// What keeps a release from its lift that ends by itself, or by what the remedy says.
  static func blocks(of release: Release, in engine: Engine, at now: Instant) -> [BlockReply] {
    guard release.phase.isQueued else { return [] }
    var blocks: [BlockReply] = []
    if let freeze = engine.frozen {
      blocks.append(
        BlockReply(
          code: "frozen",
          sentence: "Nothing lifts: it was frozen at \(freeze.since.rfc3339) by \(freeze.by.name): "
            + "\(freeze.reason)",
          remedy: "To let lifts happen again: embargoctl thaw"))
    }
    if engine.isPaused {
      blocks.append(
        BlockReply(
          code: "ledger-full", sentence: "The ledger's disk is full.",
          remedy: "Make space where the state directory is; it goes on by itself."))
    }
    if release.phase == .scheduled, let block = engine.ports.lifter.clockBlock(due: release.due) {
      let sentence = block.sentence.prefix(1).uppercased() + block.sentence.dropFirst()
      blocks.append(
        BlockReply(
          code: "clock-not-trusted", sentence: sentence + ".",
          remedy: block.remedy))
    }
    for output in release.outputs {
      let key = "arm:\(release.id)"
      if let notice = engine.problems[key], notice.text.contains("output \(output) ") {
        blocks.append(
          BlockReply(
            code: "output-unusable",
            sentence: notice.text.prefix(1).uppercased()
              + notice.text.dropFirst() + ".",
            remedy: "Mend the output; it is looked at again every few seconds."))
      }
    }
    for output in release.outputs {
      guard let suspension = engine.suspended[output] else { continue }
      let sentence = suspension.sentence.prefix(1).uppercased() + suspension.sentence.dropFirst()
      blocks.append(
        BlockReply(
          code: "output-suspended", sentence: sentence + ".",
          remedy: "Ask whoever runs the endpoint, then: embargoctl outputs resume \(output)"))
    }
    return blocks + preflightBlocks(of: release, in: engine, beside: blocks)
  }

  /// What was found ahead of the lift and is said by no other block.
  private static func preflightBlocks(
    of release: Release, in engine: Engine, beside blocks: [BlockReply]
  ) -> [BlockReply] {
    guard let finding = engine.preflightFinding(of: release.id) else { return [] }
    return finding.problems.filter { problem in !blocks.contains { $0.code == problem.code } }
      .map { problem in
        BlockReply(
          code: problem.code,
          sentence: "Preflight \(finding.horizon.words) before its lift: \(problem.text).",
          remedy: "Mend it before the lift; it is looked at again each ten seconds.")
      }
  }

  private static func sentences(
    on release: Release, words: String, blocks: [BlockReply], at now: Instant
  ) -> [String] {
    var sentences: [String] = []
    switch release.phase {
    case .scheduled:
      sentences.append(
        release.due > now
          ? "It waits for its instant: \(words); \(release.due.distance(from: now))."
          : "Its instant has come: \(words).")
      sentences += blocks.map(\.sentence)
      if blocks.isEmpty { sentences.append("Nothing else stands in its way.") }
    case .held(let hold):
      sentences.append(
        "It is held since \(hold.at.rfc3339) (\(hold.cause.rawValue)): \(hold.reason)")
      sentences.append(
        "It goes out only after: embargoctl resume \(release.slug)"
          + (release.due <= now ? " (at once, because its instant has passed)." : "."))
    case .lifting:
      sentences.append("Its lift has begun; some outputs have not had their first attempt.")
    case .lifted(let at):
      sentences.append("It was lifted at \(at.rfc3339).")
      sentences += change(of: release)
    case .killed: sentences += change(of: release)
    case .withdrawn(let at): sentences.append("It was withdrawn at \(at.rfc3339).")
    }
    return sentences + release.deliveries.compactMap { sentence(on: $0, of: release, at: now) }
  }

  /// What a correction or a kill said.
  private static func change(of release: Release) -> [String] {
    switch release.event {
    case .published: []
    case .corrected(let reason, let at):
      ["Revision \(release.revision) corrects it since \(at.rfc3339): \(reason)"]
    case .killed(let reason, let at):
      [
        "It was killed at \(at.rfc3339): \(reason)",
        "Every output that has it, or may have it, is told that it must not be used.",
      ]
    }
  }

  private static func sentence(
    on delivery: Delivery, of release: Release, at now: Instant
  ) -> String? {
    let error = delivery.lastError.map { ": \($0)" } ?? ""
    switch delivery.state {
    case .postponed:
      return "The delivery to \(delivery.output) waits, because its output is suspended; "
        + "embargoctl outputs resume \(delivery.output) lets it go again."
    case .retrying(let next):
      return "The delivery to \(delivery.output) failed\(error); it is tried again "
        + "\(next.distance(from: now))."
    case .failed:
      return "The delivery to \(delivery.output) was given up\(error); "
        + "embargoctl retry lets it go again."
    case .attempting: return "The delivery to \(delivery.output) is being attempted."
    case .waiting where release.event != .published:
      return "\(delivery.output) has not been told yet: what it was sent before has not ended."
    case .cancelled where release.phase.name == "killed":
      return "\(delivery.output) has nothing of it, and is told nothing."
    case .waiting, .delivered, .cancelled: return nil
    }
  }
}

extension ClockGate.Block {
  fileprivate var remedy: String {
    let synchronise = "Synchronise the clock (timedatectl, chronyc tracking); it goes on by itself."
    guard case .steppedForward = self else { return synchronise }
    return synchronise
      + " Or look whether the clock is right, and say so: embargoctl clock confirm --reason TEXT"
  }
}
