import EmbargoTime

/// What came of reading a stamp, for people.
enum OutcomePage {
  static func print(_ outcome: StampOutcome, on console: Console) throws(Failure) {
    switch outcome {
    case .instant(let reading):
      try console.paragraph(reading.words(), style: .good)
      try console.facts(facts(reading))
      try notes(reading.notes, on: console)
    case .immediate(let stamp, _):
      try console.paragraph(
        "For immediate release: it goes out as soon as it is queued.", style: .good)
      try console.facts([("Stamp", stamp)])
    case .refused(let refusal): try print(refusal, on: console)
    }
  }

  /// What stands behind the words.
  static func facts(_ reading: Reading) -> [(String, String)] {
    let offset = reading.offset == 0 ? "" : UTCOffset.text(reading.offset)
    return [
      ("Stamp", reading.stamp),
      ("Zone", "\(reading.zone.name) = UTC\(offset) then; zone data \(reading.tzdb)"),
      ("Instant", reading.instant.rfc3339),
    ]
  }

  static func notes(_ notes: [String], on console: Console) throws(Failure) {
    for note in notes {
      try console.paragraph("Note: " + note, style: .warning, indent: 2, hanging: 6)
    }
  }

  static func print(_ refusal: StampRefusal, on console: Console) throws(Failure) {
    try console.paragraph("Refused: " + refusal.message, style: .bad, hanging: 2)
    var facts = [("Reason", "\(refusal.reason.rawValue) (rule \(refusal.rule))")]
    if let stamp = refusal.stamp { facts.append(("Words", stamp)) }
    try console.facts(facts)
    for line in alternatives(refusal.candidates) { try console.print(line) }
  }

  /// What to write instead, one line each, with what it would mean; nothing where there is
  /// nothing to offer.
  static func alternatives(_ candidates: [Candidate]) -> [Text] {
    guard !candidates.isEmpty else { return [] }
    let sorted = candidates.sorted { $0.instant < $1.instant }
    let widest = sorted.map { DisplayWidth.of($0.write) }.max() ?? 0
    return [sorted.count == 1 ? "Write instead:" : "Write instead one of:"]
      + sorted.map { candidate in
        let padding = String(repeating: " ", count: widest - DisplayWidth.of(candidate.write))
        return Text("  ") + Text(candidate.write, .strong)
          + Text("\(padding)  = \(BriefTimes.utc(candidate.instant))", .faint)
      }
  }
}
