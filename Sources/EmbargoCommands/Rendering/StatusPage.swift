import EmbargoControl
import EmbargoTime

/// How the daemon fares, for people.
struct StatusPage {
  let status: StatusReply
  let console: Console

  func print() throws(Failure) {
    try problems()
    var facts = [
      ("Daemon", daemon), ("Queue", queue), ("Next lift", nextLift), ("Clock", clock),
    ]
    facts += ClockPage(clock: status.clock).history
    facts += [
      ("Zone data", "\(status.zoneData.version) in \(status.zoneData.directory)"),
      ("Ledger", status.ledger.path), ("Its head", status.ledger.head),
      ("Checkpoint", checkpoint),
      ("Inbox", status.inbox.folders.joined(separator: ", ")),
    ]
    try console.facts(facts)
    for file in status.inbox.leftAlone {
      try console.paragraph(
        "Left alone: \(file.path): \(file.reason)", style: .warning, indent: 2, hanging: 4)
    }
    guard !status.outputs.isEmpty else { return }
    try console.print()
    try console.table(OutputsListVerb.table(status.outputs))
  }

  private func problems() throws(Failure) {
    if let frozen = status.frozen {
      try console.paragraph("It is \(frozen.sentence)", style: .bad, hanging: 2)
    }
    guard !status.problems.isEmpty else {
      return try console.print(Text("All is well.", .good))
    }
    for problem in status.problems where problem != status.frozen?.sentence {
      try console.paragraph("Problem: " + problem, style: .bad, hanging: 9)
    }
  }

  private var daemon: String {
    "embargod \(status.version), process \(status.pid), up \((status.now - status.startedAt).words)"
  }

  private var checkpoint: String {
    guard let key = status.audit.key else { return AuditReply.withoutKey }
    guard let covered = status.audit.checkpoint, let at = status.audit.checkpointAt else {
      return "none yet, key \(key)"
    }
    return "record \(covered), \((status.now - at).words) ago, key \(key)"
  }

  private var queue: String {
    let counts = ReleaseState.allCases.filter { status.queue[$0] > 0 }
      .map { "\(status.queue[$0]) \($0.rawValue)" }
    return counts.isEmpty ? "empty" : counts.joined(separator: ", ")
  }

  private var nextLift: String {
    guard let next = status.nextLift else {
      return status.queue[.scheduled] > 0 ? "none that you may see" : "none is queued"
    }
    let words = ReleasePages.withDistance(next.words, to: next.due, from: status.now)
    return "\(next.slug), \(words)"
  }

  private var clock: String {
    ClockPage(clock: status.clock).state
  }
}
