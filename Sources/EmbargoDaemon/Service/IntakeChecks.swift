import EmbargoControl
import EmbargoCore

/// The checks of a text that is handed in.
extension Intake {
  /// What is found in a text, and what becomes of it.
  ///
  /// - Parameter accept: what the submitter accepts beside what the front matter does.
  func look(through document: ReleaseDocument, accepting accept: Set<TextCheck>) -> CheckedFindings
  {
    CheckedFindings(
      document.findings(of: checks.checks), policy: checks,
      accepting: accept.union(document.frontMatter.accept))
  }

  /// Why a text is not taken; nil: it is.
  func objection(to findings: CheckedFindings) -> Problem? {
    guard !findings.refused.isEmpty else { return nil }
    return Problem(
      .refused,
      "the text is to be mended, or accepted as it is: "
        + CheckedFindings.summary(of: findings.refused),
      findings: findings.refused.map { FindingReply($0, action: "refused") })
  }

  /// What was accepted for nothing: whoever does so always is not told when it matters.
  static func notes(on findings: CheckedFindings) -> [String] {
    findings.idle.map { "Nothing was found of \($0.rawValue), which was accepted." }
  }
}

extension Desk {
  /// The checks that somebody names by their codes.
  static func checks(_ codes: [String]) throws(Problem) -> Set<TextCheck> {
    var checks: Set<TextCheck> = []
    for code in codes {
      guard let check = TextCheck(rawValue: code) else {
        throw Problem(
          .refused,
          "\"\(code.prefix(40))\" is the code of no check; there are \(TextCheck.codes)")
      }
      checks.insert(check)
    }
    return checks
  }

  /// With which findings the present text of a release was taken, in sentences.
  static func textNotes(_ records: [Record]) -> [String] {
    for record in records.reversed() {
      guard let content = try? JSON(parsing: record.bytes),
        let event = content["event"]?.text, changesText.contains(event)
      else { continue }
      let findings = NotedFindings(in: content["data"] ?? .null)
      let actor = content["actor"]?["name"]?.text ?? ""
      return [
        ("Accepted on purpose by \(actor)", findings.accepted),
        ("Taken from \(actor) with a warning", findings.warned),
      ].filter { !$0.1.isEmpty }.map { "\($0.0): \(NotedFindings.summary(of: $0.1))." }
    }
    return []
  }

  private static let changesText: Set<String> = [
    "release.submitted", "release.replaced", "release.corrected",
  ]
}
