/// One place of a text that a check has found something at.
package struct Finding: Hashable, Sendable {
  package var check: TextCheck
  /// Of the accepted file, from 1.
  package var line: Int
  /// Unicode scalars of the line, from 1.
  package var column: Int
  /// What stands there, with `<U+202E>` for what nobody sees; at most 60 scalars and an ellipsis.
  package var words: String
  /// What it is, and what to do about it.
  package var sentence: String

  package init(
    check: TextCheck, line: Int, column: Int, words: String, sentence: String
  ) {
    (self.check, self.line, self.column) = (check, line, column)
    (self.words, self.sentence) = (words, sentence)
  }
}

/// What became of the findings of one text.
package struct CheckedFindings: Hashable, Sendable {
  /// Why it is refused, in the order of the text; empty: it is not.
  package var refused: [Finding] = []
  /// What the submitter accepted on purpose.
  package var accepted: [Finding] = []
  /// What the submitter is told.
  package var warned: [Finding] = []
  /// Checks that the submitter accepted, of which nothing was found.
  package var idle: [TextCheck] = []

  package init() {}

  /// - Parameters:
  ///   - findings: in the order of the text.
  ///   - accepted: the checks whose findings the submitter accepts.
  package init(_ findings: [Finding], policy: CheckPolicy, accepting accepted: Set<TextCheck>) {
    for finding in findings where policy[finding.check] != .off {
      if accepted.contains(finding.check) {
        self.accepted.append(finding)
      } else if policy[finding.check] == .refuse {
        refused.append(finding)
      } else {
        warned.append(finding)
      }
    }
    let found = Set(findings.map(\.check))
    idle = TextCheck.allCases.filter { accepted.contains($0) && !found.contains($0) }
  }

  /// `unfinished-text (lines 3 and 9), bidi-controls (line 1)`.
  package static func summary(of findings: [Finding]) -> String {
    NotedFindings.summary(of: lines(findings))
  }

  /// What goes on the record: no words.
  package var noted: NotedFindings {
    NotedFindings(accepted: Self.lines(accepted), warned: Self.lines(warned))
  }

  private static func lines(_ findings: [Finding]) -> [TextCheck: [Int]] {
    Dictionary(grouping: findings, by: \.check).mapValues { Set($0.map(\.line)).sorted() }
  }
}

/// With which findings a text was taken: the lines by check, and nothing of what stands in them.
package struct NotedFindings: Hashable, Sendable {
  package var accepted: [TextCheck: [Int]]
  package var warned: [TextCheck: [Int]]

  package init(accepted: [TextCheck: [Int]] = [:], warned: [TextCheck: [Int]] = [:]) {
    (self.accepted, self.warned) = (accepted, warned)
  }

  package static let none = NotedFindings()

  /// The members of the record that say so; none where there was nothing.
  package var json: JSON.Members {
    var members: JSON.Members = [:]
    if !accepted.isEmpty { members["accepted"] = Self.json(accepted) }
    if !warned.isEmpty { members["warned"] = Self.json(warned) }
    return members
  }

  /// `unfinished-text (lines 3 and 9), bidi-controls (line 1)`, in the order of the checks.
  package static func summary(of lines: [TextCheck: [Int]]) -> String {
    TextCheck.allCases.compactMap { check in
      lines[check].map { lines in
        let numbers = lines.map(String.init)
        let last = numbers.suffix(1).joined()
        let places =
          numbers.count < 2
          ? "line \(last)" : "lines \(numbers.dropLast().joined(separator: ", ")) and \(last)"
        return "\(check.rawValue) (\(places))"
      }
    }.joined(separator: ", ")
  }

  /// Reads what `json` writes, among the members of a record.
  package init(in data: JSON) {
    self.init(accepted: Self.lines(data["accepted"]), warned: Self.lines(data["warned"]))
  }

  /// `[{"check":"unfinished-text","lines":[3,9]}]`, in the order of the checks.
  private static func json(_ lines: [TextCheck: [Int]]) -> JSON {
    .array(
      TextCheck.allCases.compactMap { check in
        lines[check].map { lines in
          [
            "check": .string(check.rawValue),
            "lines": .array(lines.map { .integer(Int64($0)) }),
          ]
        }
      })
  }

  private static func lines(_ json: JSON?) -> [TextCheck: [Int]] {
    guard case .array(let items)? = json else { return [:] }
    var lines: [TextCheck: [Int]] = [:]
    for item in items {
      guard let check = item["check"]?.text.flatMap(TextCheck.init(rawValue:)),
        case .array(let numbers)? = item["lines"]
      else { continue }
      lines[check] = numbers.compactMap {
        if case .integer(let number) = $0 { Int(number) } else { nil }
      }
    }
    return lines
  }
}
