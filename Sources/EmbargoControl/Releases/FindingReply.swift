package import EmbargoCore

/// One place of a text that a check has found something at, and what became of it.
package struct FindingReply: Codable, Hashable, Sendable {
  /// `unfinished-text`, `bidi-controls` …: what `accept` names.
  package var check: String
  /// `refused`, `accepted` or `warned`.
  package var action: String
  /// Of the text as it was handed in, from 1.
  package var line: Int
  /// In Unicode scalars, from 1.
  package var column: Int
  /// What stands there, what cannot be seen as `<U+202E>`; at most some 60 characters.
  package var words: String
  /// What it is, and what to do about it.
  package var sentence: String

  package init(_ finding: Finding, action: String) {
    (check, self.action) = (finding.check.rawValue, action)
    (line, column) = (finding.line, finding.column)
    (words, sentence) = (finding.words, finding.sentence)
  }

  /// For people, in one sentence.
  package var text: String {
    "Line \(line), column \(column), \"\(words)\": \(sentence) (\(check))."
  }

  /// All that is told of a text: what is refused, what was accepted, what is warned of; each in the
  /// order of the text.
  package static func all(_ findings: CheckedFindings) -> [FindingReply] {
    findings.refused.map { FindingReply($0, action: "refused") }
      + findings.accepted.map { FindingReply($0, action: "accepted") }
      + findings.warned.map { FindingReply($0, action: "warned") }
  }
}

/// With which findings of one check a revision was taken; the words are not kept.
package struct NotedReply: Codable, Hashable, Sendable {
  package var check: String
  /// `accepted` or `warned`.
  package var action: String
  /// In ascending order.
  package var lines: [Int]

  package init(check: String, action: String, lines: [Int]) {
    (self.check, self.action, self.lines) = (check, action, lines)
  }

  /// In the order of the checks, what was accepted first.
  package static func all(_ findings: NotedFindings) -> [NotedReply] {
    [("accepted", findings.accepted), ("warned", findings.warned)].flatMap { action, lines in
      TextCheck.allCases.compactMap { check in
        lines[check].map { NotedReply(check: check.rawValue, action: action, lines: $0) }
      }
    }
  }
}
