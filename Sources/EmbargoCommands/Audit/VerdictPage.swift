import EmbargoCore

/// What a check of the records found, and the exit code that says so.
struct VerdictPage {
  let verdict: AuditVerifier.Verdict
  /// What was compared of the ledger; nil: it was not looked at.
  var rows: LedgerCheck.Rows?
  /// Whether somebody said which key is the daemon's.
  var isKeyGiven: Bool

  func print(on console: Console, asJSON: Bool) throws(Failure) -> Ending {
    switch verdict {
    case .good(let findings):
      if asJSON { try console.json(good(findings).bytes) } else { try tell(findings, on: console) }
      return .done
    case .tampered(let sequence, let why):
      let place = sequence > 0 ? " at record \(sequence)" : ""
      try show(
        "Tampered: it does not hold\(place): \(why).",
        [("sequence", sequence > 0 ? .integer(sequence) : .null), ("why", .string(why))],
        on: console, asJSON: asJSON)
      return Ending(code: 1)
    case .truncated(let head, let why):
      try show(
        "Truncated or rolled back: \(why).", [("head", .string(head.text)), ("why", .string(why))],
        on: console, asJSON: asJSON)
      return Ending(code: 2)
    case .unknown(let why): return try Self.cannotTell(why, on: console, asJSON: asJSON)
    }
  }

  private func tell(_ findings: AuditVerifier.Findings, on console: Console) throws(Failure) {
    try console.paragraph(
      "Good: \(findings.head.sequence) records, each in its place and unchanged.", style: .good,
      hanging: 2)
    var facts = [("Head", findings.head.text), ("Checkpoints", checkpoints(findings))]
    if let key = findings.keys.last {
      facts.append(
        ("Key", key.id + (isKeyGiven ? ", vouched for by the key that was given" : "")))
    }
    if findings.opened > 0 {
      facts.append(("Opened", "\(findings.opened) commitments hold"))
    }
    if let rows, rows.areSealed {
      facts.append(("Ledger", "not compared: its words are sealed, say --keys FILE"))
    } else if let rows {
      let rest = rows.uncovered > 0 ? "; \(rows.uncovered) older releases are not covered" : ""
      facts.append(("Ledger", "\(rows.good) rows are as the records say\(rest)"))
    }
    try console.facts(facts)
    if !isKeyGiven, !findings.keys.isEmpty {
      console.say(
        "Whose key that is only the records themselves say: give the daemon's public key to --key "
          + "(embargoctl key show prints it).")
    }
    console.say("Note the head down elsewhere; the next time say --head \(findings.head.text)")
  }

  private func checkpoints(_ findings: AuditVerifier.Findings) -> String {
    guard findings.checkpoints > 0 else { return "none: nothing is signed" }
    let rest = findings.head.sequence - findings.covered
    return "\(findings.checkpoints), up to record \(findings.covered)"
      + (rest > 0 ? "; the last \(rest) are not signed yet" : "")
  }

  private func good(_ findings: AuditVerifier.Findings) -> JSONText {
    var members: [(String, JSONText)] = [
      ("verdict", .string("good")), ("records", .value(.integer(findings.head.sequence))),
      ("head", .string(findings.head.text)),
      ("checkpoints", .value(.integer(Int64(findings.checkpoints)))),
      ("covered", .value(.integer(findings.covered))),
      ("keys", .array(findings.keys.map { .string($0.text) })),
      ("key_given", .value(.bool(isKeyGiven))),
      ("opened", .value(.integer(Int64(findings.opened)))),
    ]
    if let rows, !rows.areSealed {
      members.append(("rows", .value(.integer(Int64(rows.good)))))
      members.append(("uncovered", .value(.integer(Int64(rows.uncovered)))))
    }
    return .object(members)
  }

  private func show(
    _ sentence: String, _ facts: [(String, JSON)], on console: Console, asJSON: Bool
  ) throws(Failure) {
    guard asJSON else { return try console.paragraph(sentence, style: .bad, hanging: 2) }
    let members: [(String, JSONText)] =
      [("verdict", .string(word))] + facts.map { ($0.0, .value($0.1)) }
    try console.json(JSONText.object(members).bytes)
  }

  private var word: String {
    switch verdict {
    case .good: "good"
    case .tampered: "tampered"
    case .truncated: "truncated"
    case .unknown: "unknown"
    }
  }

  /// The records could not be had.
  static func cannotTell(
    _ failure: Failure, on console: Console, asJSON: Bool
  ) throws(Failure) -> Ending {
    let ending = try cannotTell(failure.message, on: console, asJSON: asJSON)
    for sentence in failure.advice { console.say(sentence, indent: 2, hanging: 2) }
    return ending
  }

  private static func cannotTell(
    _ why: String, on console: Console, asJSON: Bool
  ) throws(Failure) -> Ending {
    if asJSON {
      try console.json(
        JSONText.object([("verdict", .string("unknown")), ("why", .string(why))]).bytes)
    }
    console.say("Cannot tell: \(why)", style: .bad, hanging: 2)
    return Ending(code: 3)
  }
}
