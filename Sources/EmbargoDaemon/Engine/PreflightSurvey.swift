import EmbargoCore
import EmbargoOutputs
import EmbargoTime

/// What holds for all releases of one pass, asked once.
struct PreflightSurvey {
  var outputs: [OutputName: PreflightProblem?] = [:]
  var rooms: [OutputName: OutputRoom?] = [:]
  var clock: ClockGate.Block??
  var ledgerRoom: UInt64??
}

extension Engine {
  /// What would stand in the way of a lift: missing approvals, the clock, the ledger's disk, each
  /// output with its credentials and its space, and the text.
  func problems(
    of release: Release, rendering: Bool, now: Instant, _ survey: inout PreflightSurvey
  ) throws(LedgerError) -> [PreflightProblem] {
    let size = try ports.ledger.contentSize(of: release.id, revision: release.revision) ?? 0
    var problems = [approvalProblem(of: release)].compactMap { $0 }
    problems += surroundings(of: release, size: size, &survey)
    for name in release.outputs {
      if let problem = problem(of: name, size: size, &survey) { problems.append(problem) }
    }
    if rendering { problems += try textProblems(of: release) }
    return problems.map { $0.withheld(from: release) }
  }

  /// What arming found, in the words of preflight, in order of the outputs.
  func problems(from faults: [OutputName: OutputError]) -> [PreflightProblem] {
    faults.sorted { $0.key < $1.key }.map { name, fault in
      PreflightProblem(
        outputs[name] == nil ? "output-unknown" : "output-unusable", output: name,
        fault.description)
    }
  }

  /// What is asked of no output.
  func surroundings(
    of release: Release, size: Int, _ survey: inout PreflightSurvey
  ) -> [PreflightProblem] {
    var problems: [PreflightProblem] = []
    if let block = clockBlock(due: release.due, &survey) {
      problems.append(PreflightProblem("clock-not-trusted", block.sentence))
    }
    if let problem = ledgerProblem(of: release, size: size, &survey) { problems.append(problem) }
    return problems
  }

  private func clockBlock(due: Instant, _ survey: inout PreflightSurvey) -> ClockGate.Block? {
    if let known = survey.clock { return known }
    let block = ports.lifter.clockBlock(due: due)
    survey.clock = .some(block)
    return block
  }

  /// The records of the lift, and what is kept for endpoints, must find room.
  private func ledgerProblem(
    of release: Release, size: Int, _ survey: inout PreflightSurvey
  ) -> PreflightProblem? {
    let room = survey.ledgerRoom ?? ports.ledgerRoom()
    survey.ledgerRoom = .some(room)
    let need = Self.leastLedgerRoom + size * release.outputs.count
    guard let room, room < UInt64(need) else { return nil }
    return PreflightProblem(
      "ledger-space",
      "the ledger's file system has \(room >> 10) KiB left, and the lift may need "
        + "\(need >> 10) KiB; free some space where the state directory is")
  }

  /// Bytes for the records and the write-ahead log.
  private static let leastLedgerRoom = 1 << 20

  private func problem(
    of name: OutputName, size: Int, _ survey: inout PreflightSurvey
  ) -> PreflightProblem? {
    guard let output = outputs[name] else {
      return PreflightProblem(
        "output-unknown", output: name,
        "output \(name): no output of that name is configured any more")
    }
    if let suspension = suspended[name] {
      return PreflightProblem("output-suspended", output: name, suspension.sentence)
    }
    if let known = survey.outputs[name] {
      if let known { return known }
    } else {
      let found = check(output, &survey)
      survey.outputs[name] = .some(found)
      if let found { return found }
    }
    guard case .some(.some(let room)) = survey.rooms[name],
      room.free < UInt64(size * room.copies)
    else { return nil }
    return PreflightProblem(
      "output-space", output: name,
      "output \(name): there are \(room.free >> 10) KiB left, and the release may need "
        + "\(size * room.copies >> 10) KiB; free some space there")
  }

  private func check(
    _ output: any Output, _ survey: inout PreflightSurvey
  ) -> PreflightProblem? {
    do throws(OutputError) {
      try output.checkAhead()
      survey.rooms[output.name] = .some(try output.room())
      return nil
    } catch {
      return PreflightProblem("output-unusable", output: output.name, error.description)
    }
  }

  /// Whether the accepted bytes can still be read, and all that is to be published be made of them.
  private func textProblems(of release: Release) throws(LedgerError) -> [PreflightProblem] {
    guard let content = try ports.ledger.content(of: release.id, revision: release.revision)
    else { throw .broken("the text of release \(release.id) is missing") }
    let document: ReleaseDocument
    do {
      document = try ports.document(content)
    } catch {
      return [
        PreflightProblem(
          "text-unreadable", "the accepted text can no longer be read: \(error.message)")
      ]
    }
    return release.outputs.compactMap { name in
      guard let output = outputs[name], let delivery = release.delivery(to: name) else {
        return nil
      }
      do throws(OutputError) {
        _ = try output.publication(
          of: material(of: delivery, release: release, document, content))
        return nil
      } catch {
        return PreflightProblem(
          "text-not-rendered", output: name, "output \(name): \(error.description)")
      }
    }
  }
}
