import EmbargoControl
import EmbargoCore

/// What the checks of a text have found, for people.
enum FindingPage {
  /// Beside a release that is taken.
  static func print(_ findings: [FindingReply], on console: Console) throws(Failure) {
    for finding in findings {
      switch finding.action {
      case "accepted":
        try console.paragraph(
          "Accepted: \(finding.place) (\(finding.check)).", indent: 2, hanging: 10)
      case "warned":
        try console.paragraph(
          "Warning: \(finding.place): \(finding.sentence) (\(finding.check)).", style: .warning,
          indent: 2, hanging: 9)
      default:
        try console.paragraph(finding.text, style: .bad, indent: 2, hanging: 2)
      }
    }
  }

  /// Below the message that a release is refused.
  static func say(_ findings: [FindingReply], on console: Console) {
    for finding in findings { console.say(finding.text, indent: 2, hanging: 2) }
  }

  /// How what is meant as it is can be taken all the same; nil: nothing was found.
  static func advice(_ findings: [FindingReply]) -> String? {
    let found = Set(findings.map(\.check))
    let codes = TextCheck.allCases.map(\.rawValue).filter(found.contains)
    guard !codes.isEmpty else { return nil }
    return "What is meant as it is can be accepted: "
      + codes.map { "--accept \($0)" }.joined(separator: " ")
  }
}

extension FindingReply {
  fileprivate var place: String { "line \(line), column \(column), \"\(words)\"" }
}
