package import EmbargoControl
import EmbargoCore
import EmbargoTime

extension Desk {
  package func why(_ id: String, _ caller: Caller) async throws(Problem) -> WhyReply {
    let now = clock()
    let (release, blocks, records, armAhead, isArmed, absent) = try await permitted(caller, .why) {
      access throws(Problem) in
      try await ask { engine in
        let release = try engine.find(id, for: access)
        return (
          release, Self.blocks(of: release, in: engine, at: now),
          try engine.history(of: release.id), engine.settings.armAhead,
          engine.armed[release.id] != nil, engine.absences.outputs(of: release.id)
        )
      }
    }
    var sentences = Why(
      release: release, words: intake.readBack(release.embargo, now: nil).words, blocks: blocks,
      permissions: permissions, history: History(records), armAhead: armAhead, isArmed: isArmed,
      absent: absent, now: now
    ).sentences
    if case .held(let hold) = release.phase, hold.cause == .zoneRules {
      // The rules may have changed again since it was stopped.
      let resolver = ZoneResolver(rules: intake.rules.rules, defaultZone: intake.defaultZone)
      if let sentence = resolver.sentence(on: QueuedEmbargo(release)) { sentences.append(sentence) }
    }
    if release.phase.isQueued { sentences += Self.textNotes(records) }
    return WhyReply(release, sentences: sentences, blockedBy: blocks)
  }

  /// What keeps a release from its lift that ends by itself, or by what the remedy says.
  static func blocks(of release: Release, in engine: Engine, at now: Instant) -> [BlockReply] {
    guard release.phase.isQueued else { return [] }
    var blocks: [BlockReply] = []
    if let freeze = engine.frozen {
      let since = Instant(seconds: freeze.since.seconds).rfc3339
      blocks.append(
        BlockReply(
          code: "frozen",
          sentence: "Nothing lifts: it is frozen since \(since) by \(freeze.by.name): "
            + freeze.reason + (freeze.reason.hasSuffix(".") ? "" : "."),
          remedy: freeze.restored == nil
            ? "To let lifts happen again: embargoctl thaw"
            : "Look at what is out: embargoctl compare, then embargoctl thaw"))
    }
    blocks += [approvalBlock(on: release)].compactMap { $0 }
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
    for output in release.outputs where engine.outputs[output] == nil {
      blocks.append(
        BlockReply(
          code: "output-unknown",
          sentence: "It goes to output \(output), which is not configured any more.",
          remedy: "Configure it again, or: embargoctl set \(release.slug) --output NAME"))
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
    return finding.problems
      // That is said by what is on the record, which may be newer.
      .filter { $0.code != "approval-missing" }
      .filter { problem in !blocks.contains { $0.code == problem.code } }
      .map { problem in
        BlockReply(
          code: problem.code,
          sentence: "Preflight \(finding.horizon.words) before its lift: \(problem.text).",
          remedy: "Mend it before the lift; it is looked at again each ten seconds.")
      }
  }
}

extension Engine {
  /// The records of a release, at most the first 20,000.
  fileprivate func history(of release: ReleaseID) throws(LedgerError) -> [Record] {
    var records: [Record] = []
    for _ in 0..<20 {
      let page = try ports.ledger.records(
        after: records.last?.sequence ?? 0, count: 1000, release: release)
      records += page
      if page.count < 1000 { break }
    }
    return records
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
