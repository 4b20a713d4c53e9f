import EmbargoControl
import EmbargoCore
import EmbargoTime

/// What was read in a file, for people and programs.
enum CheckPage {
  static func print(_ check: CheckedFile, on console: Console) throws(Failure) {
    if let failure = check.failure {
      try console.paragraph("\(check.path): refused: \(failure.message)", style: .bad, hanging: 2)
      if case .refused(let refusal, _)? = check.reading {
        try console.facts([("Reason", refusal.reason.rawValue)])
        for line in OutcomePage.alternatives(refusal.candidates) { try console.print(line) }
      }
    } else {
      try console.print(Text("\(check.path): good", .good))
    }
    guard let document = check.document else { return }
    let findings = FindingReply.all(check.findings)
    try FindingPage.print(findings, on: console)
    if let advice = FindingPage.advice(findings.filter { $0.action == "refused" }) {
      try console.paragraph(advice, indent: 2, hanging: 2)
    }
    try console.facts(facts(document, check.reading))
    try OutcomePage.notes(notes(document, check.reading), on: console)
    try console.print()
    try console.table(parts(document))
  }

  private static func facts(
    _ document: ReleaseDocument, _ reading: DocumentReading?
  ) -> [(String, String)] {
    var facts = [("Headline", document.headline)]
    if let subhead = document.subhead { facts.append(("Sub-head", subhead)) }
    for part in document.parts where part.role == .releaseLine {
      facts.append(("Says", oneLine(part.text)))
    }
    switch reading {
    case .at(let reading, _):
      facts += [("Lifts", reading.words())] + OutcomePage.facts(reading)
    case .immediate(let stamp): facts.append(("Lifts", "as soon as it is queued (\(stamp))"))
    case .refused, nil: break
    }
    if let dateline = document.dateline { facts.append(("Dateline", dateline.text)) }
    facts += document.contacts.map { contact in
      ("Contact", ([contact.name] + contact.phones + contact.emails).joined(separator: ", "))
    }
    facts += document.links.map { ("Link", $0) }
    return facts
  }

  private static func notes(_ document: ReleaseDocument, _ reading: DocumentReading?) -> [String] {
    var notes: [String] = []
    if case .at(let reading, let note)? = reading {
      notes = [note].compactMap(\.self) + reading.notes
    }
    if document.contacts.isEmpty { notes.append("No contact was found.") }
    if !document.parts.contains(where: { $0.role == .body }) { notes.append("There is no body.") }
    return notes
  }

  private static func parts(_ document: ReleaseDocument) -> Table {
    var table = Table([
      Table.Column("LINES"), Table.Column("PART"), Table.Column("BEGINS", least: 20),
    ])
    for part in document.parts where part.role != .blank {
      let (first, last) = (part.lines.lowerBound, part.lines.upperBound)
      table.add([
        Text(first == last ? "\(first)" : "\(first)-\(last)", .faint),
        Text(part.role.rawValue, .strong), Text(oneLine(part.text)),
      ])
    }
    return table
  }

  /// The beginning of a text on one line, enough of it to fill any column.
  private static func oneLine(_ text: String) -> String {
    text.prefix(400).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  static func document(_ check: CheckedFile) -> JSONText {
    var members: [(String, JSONText)] = [
      ("file", .string(check.path)), ("accepted", .value(.bool(check.failure == nil))),
      ("error", check.failure.map { .string($0.message) } ?? .value(.null)),
    ]
    if let document = check.document { members += self.members(document) }
    if let reading = check.reading { members += self.members(reading) }
    if check.document != nil {
      members.append(("findings", .array(FindingReply.all(check.findings).map(member))))
    }
    return .object(members)
  }

  private static func members(_ document: ReleaseDocument) -> [(String, JSONText)] {
    [
      ("format", .string(document.format.rawValue)), ("headline", .string(document.headline)),
      ("subhead", document.subhead.map(JSONText.string) ?? .value(.null)),
      ("dateline", document.dateline.map { .string($0.text) } ?? .value(.null)),
      ("parts", .array(document.parts.map(member))),
      ("contacts", .array(document.contacts.map(member))),
      ("links", .array(document.links.map(JSONText.string))),
      ("front_matter", member(document.frontMatter)),
    ]
  }

  private static func members(_ reading: DocumentReading) -> [(String, JSONText)] {
    switch reading {
    case .at(let reading, let note):
      [
        ("reading", OutcomeJSON.instant(reading)),
        ("note", note.map(JSONText.string) ?? .value(.null)),
      ]
    case .immediate(let stamp): [("reading", OutcomeJSON.immediate(stamp))]
    case .refused(let refusal, let line):
      [
        ("reading", OutcomeJSON.refused(refusal)),
        ("line", line.map { .value(.integer(Int64($0))) } ?? .value(.null)),
      ]
    }
  }

  private static func member(_ part: ReleaseDocument.Part) -> JSONText {
    .object([
      ("role", .string(part.role.rawValue)),
      ("first_line", .value(.integer(Int64(part.lines.lowerBound)))),
      ("last_line", .value(.integer(Int64(part.lines.upperBound)))), ("text", .string(part.text)),
    ])
  }

  private static func member(_ finding: FindingReply) -> JSONText {
    .object([
      ("check", .string(finding.check)), ("action", .string(finding.action)),
      ("line", .value(.integer(Int64(finding.line)))),
      ("column", .value(.integer(Int64(finding.column)))), ("words", .string(finding.words)),
      ("sentence", .string(finding.sentence)),
    ])
  }

  private static func member(_ contact: ReleaseDocument.Contact) -> JSONText {
    .object([
      ("name", .string(contact.name)), ("phones", .array(contact.phones.map(JSONText.string))),
      ("emails", .array(contact.emails.map(JSONText.string))),
      ("line", .value(.integer(Int64(contact.line)))),
    ])
  }

  private static func member(_ matter: ReleaseDocument.FrontMatter) -> JSONText {
    var members: [(String, JSONText)] = []
    if let slug = matter.slug { members.append(("slug", .string(slug.description))) }
    if let embargo = matter.embargo { members.append(("embargo", .string(embargo))) }
    if let outputs = matter.outputs {
      members.append(("outputs", .array(outputs.map { .string($0.description) })))
    }
    if let language = matter.language { members.append(("language", .string(language))) }
    if let grace = matter.lateGrace { members.append(("late_grace", .string(grace.words))) }
    if !matter.accept.isEmpty {
      let codes = TextCheck.allCases.filter(matter.accept.contains)
      members.append(("accept", .array(codes.map { .string($0.rawValue) })))
    }
    return .object(members)
  }
}
