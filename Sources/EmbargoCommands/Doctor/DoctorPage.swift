import EmbargoCore
import EmbargoSystem

/// What `doctor` found, for people and programs.
struct DoctorPage {
  let findings: [DoctorFinding]
  /// Whom the checks were made for, and how that is known.
  let service: Surroundings.Service
  let console: Console
  /// What is well is shown as well, one by one.
  var showsAll = false

  /// Columns before the text of a finding.
  private static let margin = 11

  func print() throws(Failure) {
    try console.paragraph(
      "Checked for the user \(service.account.name) (\(service.source)).", style: .faint)
    for group in DoctorCode.Group.allCases {
      let own = findings.filter { $0.code.group == group }
      if !own.isEmpty { try print(group, own) }
    }
    try console.print()
    try summary()
  }

  private func print(_ group: DoctorCode.Group, _ own: [DoctorFinding]) throws(Failure) {
    let worst = own.map(\.level).max() ?? .ok
    let title = group.rawValue.prefix(1).uppercased() + group.rawValue.dropFirst()
    let padding = String(repeating: " ", count: max(0, 15 - title.count))
    let verdict = worst == .ok ? "good" : worst.rawValue
    try console.print(Text(title + padding, .strong) + Text(verdict, style(worst)))
    for finding in own where showsAll || finding.level != .ok { try print(finding) }
  }

  private func print(_ finding: DoctorFinding) throws(Failure) {
    let room = max(20, console.width - Self.margin)
    let label = "  " + finding.level.rawValue
    let head = label + String(repeating: " ", count: max(0, Self.margin - label.count))
    let blank = String(repeating: " ", count: Self.margin)
    let lines = Paragraph.lines(of: "\(finding.what) (\(finding.code.text))", width: room)
    for (index, line) in lines.enumerated() {
      try console.print(Text(index == 0 ? head : blank, style(finding.level)) + Text(line))
    }
    guard finding.level != .ok else { return }
    for line in Paragraph.lines(of: finding.code.why, width: room) {
      try console.print(Text(blank) + Text(line, .faint))
    }
    // A command stays in one line, so that it can be copied.
    for command in finding.mend { try console.print(Text(blank + "$ ") + Text(command, .strong)) }
  }

  private func summary() throws(Failure) {
    let counts = DoctorFinding.Level.allCases.reversed().compactMap { level -> String? in
      let count = findings.count { $0.level == level }
      guard count > 0, level != .ok else { return nil }
      return "\(count) \(level.rawValue)\(count == 1 ? "" : "s")"
    }
    let good = findings.count { $0.level == .ok }
    guard !counts.isEmpty else {
      return try console.print(Text("All is well: \(good) checks.", .good))
    }
    let worst = findings.map(\.level).max() ?? .ok
    let hint = showsAll ? "" : " (--all shows them)"
    try console.print(
      Text(counts.joined(separator: ", "), style(worst)) + Text("; \(good) checks are good\(hint).")
    )
  }

  private func style(_ level: DoctorFinding.Level) -> Text.Style {
    switch level {
    case .ok: .good
    case .note: .faint
    case .warning: .warning
    case .problem: .bad
    }
  }

  var document: JSONText {
    func count(_ level: DoctorFinding.Level) -> JSONText {
      .value(.integer(Int64(findings.count { $0.level == level })))
    }
    return .object([
      ("checked_for", .string(service.account.name)), ("problems", count(.problem)),
      ("warnings", count(.warning)), ("notes", count(.note)), ("good", count(.ok)),
      ("findings", .array(findings.map(\.document))),
    ])
  }
}
