import EmbargoControl
import EmbargoTime

/// What the daemon says of releases, for people.
struct ReleasePages {
  let console: Console
  let now: Instant

  init(_ session: Session) { (console, now) = (session.console, session.now()) }

  /// What was understood of a release that was queued, and what happens next.
  func queued(_ reply: SubmitReply) throws(Failure) {
    try console.print(
      Text("Queued ") + Text(reply.slug, .strong) + Text("  (\(reply.state.rawValue))", .faint))
    try console.facts([
      ("Lifts", lift(reply.liftsAt, reading: reply.reading, state: reply.state)),
      ("Stamp", stamp(reply.reading.facts)), ("Goes to", outputs(reply.outputs)),
      ("Id", reply.id),
    ])
    let read = notes(reply.reading.facts).filter { !reply.notes.contains($0) }
    try OutcomePage.notes(read + reply.notes, on: console)
    try FindingPage.print(reply.findings, on: console)
  }

  /// What holds after a command.
  func commanded(_ reply: CommandReply) throws(Failure) {
    try console.paragraph(reply.sentence, style: .strong)
    try console.facts([
      ("Release", "\(reply.slug)  \(reply.id)"),
      ("State", "\(reply.state.rawValue), revision \(reply.revision)"),
      ("Lifts", lift(reply.due, reading: reply.reading, state: reply.state)),
      ("Goes to", outputs(reply.outputs)),
    ])
    try OutcomePage.notes(reply.notes, on: console)
    try FindingPage.print(reply.findings, on: console)
  }

  /// What has come of a correction or a kill, and what has not.
  func told(_ release: ReleaseDeliveries) throws(Failure) {
    try console.print()
    try console.table(Self.deliveries(release.deliveries))
    let open = release.deliveries.filter {
      ["waiting", "attempting", "retrying", "failed"].contains($0.state)
    }
    guard !open.isEmpty else { return }
    try console.paragraph(
      "Still open: \(open.map(\.output).joined(separator: ", ")). See: embargoctl deliveries "
        + release.slug, style: .warning, hanging: 2)
  }

  /// On a narrow terminal without the outputs, and without the weekdays where they do not fit.
  func table(_ releases: [ReleaseSummary]) -> Table {
    let isWide = console.tableWidth >= 100
    let table = table(releases, isWide: isWide, isShort: false)
    return isWide || table.fits(console.tableWidth)
      ? table : self.table(releases, isWide: false, isShort: true)
  }

  private func table(_ releases: [ReleaseSummary], isWide: Bool, isShort: Bool) -> Table {
    var columns = [
      Table.Column("SLUG", least: 16, yields: !isWide), Table.Column("STATE"),
      Table.Column("LIFTS", least: 16), Table.Column(""),
    ]
    if isWide { columns.append(Table.Column("OUTPUTS", least: 10, yields: true)) }
    var table = Table(columns)
    for release in releases {
      let isOpen = Self.open.contains(release.state)
      table.add([
        Text(release.slug, .strong), Self.state(of: release) + Self.approvals(of: release),
        Text(BriefTimes.wall(release.civil, zone: release.zone, isShort: isShort)),
        Text(isOpen ? release.due.distance(from: now) : "", .faint),
        Text(release.outputs.joined(separator: ", ")),
      ])
    }
    return table
  }

  /// States in which a release still has something before it.
  static let open: [ReleaseState] = [.awaitingApproval, .scheduled, .held, .lifting]
  static let finished: [ReleaseState] = [.lifted, .withdrawn, .killed]

  func detail(_ detail: ReleaseDetail, attempts: [AttemptReply]) throws(Failure) {
    let release = detail.summary
    try console.paragraph(release.headline, style: .strong)
    var facts = [
      ("Release", "\(release.slug)  \(release.id)"), ("State", stateWords(detail)),
      ("Lifts", lift(release.due, reading: detail.reading, state: release.state)),
      ("Stamp", release.stamp),
      ("Queued", "\(BriefTimes.utc(release.submittedAt)) by \(release.submittedBy)"),
    ]
    facts += detail.revisions.dropFirst().map {
      (
        "Revision \($0.revision)",
        "\($0.change) \(BriefTimes.utc($0.at)) by \($0.by)" + ($0.reason.map { ": \($0)" } ?? "")
      )
    }
    if release.approvalsRequired > 0 {
      facts.append(("Approvals", "\(release.approvalsGiven) of \(release.approvalsRequired)"))
    }
    facts += Self.findings(detail.revisions)
    facts += detail.approvals.map {
      ("Approved", "revision \($0.revision) by \($0.by), \(BriefTimes.utc($0.at))")
    }
    if let proposal = detail.proposal {
      facts.append(
        (
          "Waits",
          (proposal.kind == "correction" ? "a correction" : "an early lift")
            + " by \(proposal.by), \(BriefTimes.utc(proposal.at)), for others to agree: "
            + proposal.reason
        ))
    }
    if let early = detail.earlyLift {
      facts.append(
        (
          "Lifted early",
          "by \(early.by), embargo until \(BriefTimes.utc(early.from)): \(early.reason)"
        ))
    }
    try console.facts(facts)
    try OutcomePage.notes(notes(detail.reading.facts), on: console)
    try blocks(detail.blockedBy)
    try console.print()
    try console.table(Self.deliveries(detail.deliveries))
    let troubled = attempts.filter { $0.result != "delivered" }
    if !troubled.isEmpty { try self.attempts(attempts) }
  }

  /// With which findings the present text was taken.
  private static func findings(_ revisions: [RevisionReply]) -> [(String, String)] {
    let texts = revisions.last { ["submitted", "replaced", "corrected"].contains($0.change) }
    return (texts?.findings ?? []).map { noted in
      let lines = noted.lines.map(String.init).joined(separator: ", ")
      let label = noted.action == "accepted" ? "Accepted" : "Warned of"
      return (label, "\(noted.check), line\(noted.lines.count == 1 ? "" : "s") \(lines)")
    }
  }

  func blocks(_ blocks: [BlockReply]) throws(Failure) {
    for block in blocks {
      let remedy = block.remedy.map { " " + $0 } ?? ""
      try console.paragraph(
        "Blocked: \(block.sentence)\(remedy)", style: .bad, indent: 2, hanging: 9)
    }
  }

  static func deliveries(_ deliveries: [DeliveryReply]) -> Table {
    var table = Table([
      Table.Column("OUTPUT"), Table.Column("STATE"), Table.Column("ATTEMPTS"),
      Table.Column("DELIVERED (UTC)"), Table.Column("LATE BY"), Table.Column("", least: 20),
    ])
    for delivery in deliveries {
      let note = delivery.receipt ?? delivery.lastError ?? ""
      table.add([
        Text(delivery.output, .strong), state(delivery: delivery.state),
        Text("\(delivery.attempts)"), Text(delivery.deliveredAt.map(BriefTimes.stamp) ?? ""),
        Text(delivery.latenessNS.map(BriefTimes.lateness) ?? ""),
        Text(next(delivery) + note, delivery.receipt == nil ? .plain : .faint),
      ])
    }
    return table
  }

  /// The deliveries of one release with all attempts.
  func deliveries(of release: ReleaseDeliveries) throws(Failure) {
    try console.print(
      Text(release.slug, .strong)
        + Text("  (\(release.state.rawValue), revision \(release.revision))", .faint))
    try console.table(Self.deliveries(release.deliveries))
    if !release.attempts.isEmpty { try attempts(release.attempts) }
  }

  private func attempts(_ attempts: [AttemptReply]) throws(Failure) {
    try console.print()
    var table = Table([
      Table.Column("ATTEMPT"), Table.Column("BEGAN (UTC)"), Table.Column("TOOK"),
      Table.Column("RESULT"), Table.Column("", least: 20),
    ])
    for attempt in attempts {
      let took = (attempt.finishedAt - attempt.startedAt).nanoseconds
      table.add([
        Text("\(attempt.output) \(attempt.number)"), Text(BriefTimes.stamp(attempt.startedAt)),
        Text(BriefTimes.lateness(max(0, took))), Self.state(delivery: attempt.result),
        Text(attempt.error ?? attempt.receipt ?? "")
          + Text(attempt.ambiguous ? " (it may have arrived)" : "", .warning),
      ])
    }
    try console.table(table)
  }

  private static func next(_ delivery: DeliveryReply) -> String {
    delivery.nextAttemptAt.map { "next try \(BriefTimes.stamp($0)): " } ?? ""
  }

  /// ` 1/2` where it needs approvals and has not gone out.
  private static func approvals(of release: ReleaseSummary) -> Text {
    guard release.approvalsRequired > 0, open.contains(release.state), release.state != .lifting
    else { return Text("") }
    return Text(" \(release.approvalsGiven)/\(release.approvalsRequired)", .faint)
  }

  /// `lifted` with what came after it.
  private static func state(of release: ReleaseSummary) -> Text {
    guard release.change?.event == "release.corrected" else { return state(release.state) }
    return state(release.state) + Text(", corrected", .warning)
  }

  static func state(_ state: ReleaseState) -> Text {
    switch state {
    case .scheduled: Text(state.rawValue)
    case .lifting, .lifted: Text(state.rawValue, .good)
    case .held, .awaitingApproval: Text(state.rawValue, .warning)
    case .withdrawn: Text(state.rawValue, .faint)
    case .killed: Text(state.rawValue, .bad)
    }
  }

  static func state(delivery state: String) -> Text {
    switch state {
    case "delivered": Text(state, .good)
    case "retrying", "attempting": Text(state, .warning)
    case "failed", "refused": Text(state, .bad)
    default: Text(state)
    }
  }

  private func stateWords(_ detail: ReleaseDetail) -> String {
    var words = detail.summary.state.rawValue
    if detail.summary.revision > 1 { words += ", revision \(detail.summary.revision)" }
    if let held = detail.summary.held { words += ": \(held.reason)" }
    if let change = detail.summary.change {
      let what = change.event == "release.killed" ? "must not be used" : "corrected"
      words += ", \(what) since \(BriefTimes.utc(change.at)): \(change.reason)"
      if let at = detail.liftedAt { words += " (lifted \(BriefTimes.utc(at)))" }
    } else if let at = detail.liftedAt {
      words += " \(BriefTimes.utc(at))"
    }
    return words
  }

  /// The reading in words with how far away it is; what goes out later than its reading says when.
  private func lift(_ due: Instant, reading: ReadingReply, state: ReleaseState) -> String {
    guard Self.open.contains(state), state != .lifting else { return reading.words }
    if state == .awaitingApproval, reading.words.hasSuffix("approved") { return reading.words }
    if case .instant(let facts) = reading.facts, due - facts.instant >= .seconds(1) {
      return "\(reading.words); it may go out from \(BriefTimes.utc(due)) on"
    }
    return Self.withDistance(reading.words, to: due, from: now)
  }

  /// Adds how far away an instant is, unless the words say it already.
  static func withDistance(_ words: String, to instant: Instant, from now: Instant) -> String {
    words.contains("; ") ? words : "\(words); \(instant.distance(from: now))"
  }

  private func stamp(_ facts: TimeReply) -> String {
    switch facts {
    case .instant(let facts): facts.stamp
    case .immediate(let stamp): stamp
    case .refused(let refusal): refusal.reason.rawValue
    }
  }

  private func notes(_ facts: TimeReply) -> [String] {
    if case .instant(let facts) = facts { facts.notes } else { [] }
  }

  private func outputs(_ names: [String]) -> String { names.joined(separator: ", ") }
}
