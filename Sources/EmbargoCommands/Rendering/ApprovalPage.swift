import EmbargoControl
import EmbargoTime

/// What somebody is asked to approve, for people.
struct ApprovalPage {
  private let console: Console
  private let now: Instant

  init(_ session: Session) { (console, now) = (session.console, session.now()) }

  func show(_ reading: ApprovalReading) throws(Failure) {
    let isCorrection = reading.subject == "correction"
    try console.paragraph(reading.headline, style: .strong)
    var facts = [
      ("Release", "\(reading.slug)  \(reading.id)"),
      (
        isCorrection ? "Correction" : "Revision",
        "revision \(reading.revision), by \(reading.by), \(BriefTimes.utc(reading.at))"
      ),
    ]
    if let reason = reading.reason { facts.append(("Reason", reason)) }
    if !isCorrection {
      facts.append(("Stamp", stamp(reading.reading.facts)))
      facts.append(("Lifts", reading.reading.words))
      facts += reading.times.map { ("", $0) }
    }
    facts += reading.outputs.enumerated().map { index, output in
      (index == 0 ? "Goes to" : "", "\(output.name): \(output.place)")
    }
    if !reading.attachments.isEmpty {
      facts.append(("Attached", reading.attachments.joined(separator: ", ")))
    }
    facts += [
      ("Digest", reading.digest),
      ("Approved", approved(reading)),
    ]
    try console.facts(facts)
    for finding in reading.findings {
      try console.paragraph("Found: \(finding)", style: .warning, indent: 2, hanging: 7)
    }
    try console.paragraph(
      "The digest is over the text, its attachments, the embargo, the outputs and their settings. "
        + reading.sentence)
  }

  private func stamp(_ facts: TimeReply) -> String {
    switch facts {
    case .instant(let facts): facts.stamp
    case .immediate(let stamp): stamp
    case .refused(let refusal): refusal.reason.rawValue
    }
  }

  private func approved(_ reading: ApprovalReading) -> String {
    let count = "\(reading.approvals.count) of \(reading.required)"
    let names = reading.approvals.map { "\($0.by) \(BriefTimes.utc($0.at))" }
    return names.isEmpty ? count : count + ": " + names.joined(separator: ", ")
  }
}
