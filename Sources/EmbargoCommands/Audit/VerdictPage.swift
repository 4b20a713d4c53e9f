import EmbargoCore

/// What a check of the chain found, and the exit code that says so.
struct VerdictPage {
  private let verdict: ChainVerifier.Verdict
  private let isFile: Bool

  init(_ verdict: ChainVerifier.Verdict, isFile: Bool) {
    (self.verdict, self.isFile) = (verdict, isFile)
  }

  func print(on console: Console, asJSON: Bool) throws(Failure) -> Ending {
    switch verdict {
    case .good(let head) where isFile && head.sequence == 0:
      return try Self.cannotTell("there are no records in the file", on: console, asJSON: asJSON)
    case .good(let head):
      try show(
        .good, "Good: \(head.sequence) records, each in its place and unchanged.",
        [("records", .integer(head.sequence)), ("head", .string(head.text))],
        on: console, asJSON: asJSON)
      if !asJSON {
        try console.facts([("Head", head.text)])
        console.say("Note the head down elsewhere; the next time say --head \(head.text)")
      }
      return .done
    case .tampered(let sequence, let why):
      try show(
        .bad, "Tampered: the chain does not hold at record \(sequence): \(why).",
        [("sequence", .integer(sequence)), ("why", .string(why))], on: console, asJSON: asJSON)
      return Ending(code: 1)
    case .truncated(let head, let remembered):
      try show(
        .bad,
        "Truncated or rolled back: there are \(head.sequence) records, but \(remembered.sequence) "
          + "were there when that head was noted.",
        [("head", .string(head.text)), ("remembered", .string(remembered.text))],
        on: console, asJSON: asJSON)
      return Ending(code: 2)
    }
  }

  private func show(
    _ style: Text.Style, _ sentence: String, _ facts: [(String, JSON)], on console: Console,
    asJSON: Bool
  ) throws(Failure) {
    guard asJSON else { return try console.paragraph(sentence, style: style, hanging: 2) }
    let members: [(String, JSONText)] =
      [("verdict", .string(word))] + facts.map { ($0.0, .value($0.1)) }
    try console.json(JSONText.object(members).bytes)
  }

  private var word: String {
    switch verdict {
    case .good: "good"
    case .tampered: "tampered"
    case .truncated: "truncated"
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
