import EmbargoCore
import Testing

@Suite("Text checks: what becomes of findings")
struct CheckPolicyTests {
  private func finding(_ check: TextCheck, line: Int = 1) -> Finding {
    Finding(check: check, line: line, column: 2, words: "words", sentence: "sentence")
  }

  @Test("what is hardly ever meant is refused by default, the rest is told")
  func defaults() {
    let policy = CheckPolicy()
    let refused = TextCheck.allCases.filter { policy[$0] == .refuse }
    #expect(refused == [.unfinishedText, .trackedChanges, .embargoInBody, .bidiControls])
    #expect(TextCheck.allCases.allSatisfy { policy[$0] != .off })
    #expect(policy.checks == Set(TextCheck.allCases))
  }

  @Test("a finding is refused, told or left out, as its check says")
  func actions() {
    let policy = CheckPolicy([.privateLinks: .refuse, .unfinishedText: .warn, .bidiControls: .off])
    #expect(!policy.checks.contains(.bidiControls))
    let findings = CheckedFindings(
      [finding(.privateLinks), finding(.unfinishedText), finding(.bidiControls)], policy: policy,
      accepting: [])
    #expect(findings.refused.map(\.check) == [.privateLinks])
    #expect(findings.warned.map(\.check) == [.unfinishedText])
    #expect(findings.accepted.isEmpty && findings.idle.isEmpty)
  }

  @Test("what is accepted on purpose is neither refused nor told, and for nothing is said")
  func accepted() {
    let findings = CheckedFindings(
      [finding(.unfinishedText), finding(.privateLinks), finding(.unfinishedText, line: 9)],
      policy: CheckPolicy(), accepting: [.unfinishedText, .emptyContact])
    #expect(findings.refused.isEmpty)
    #expect(findings.accepted.map(\.line) == [1, 9])
    #expect(findings.warned.map(\.check) == [.privateLinks])
    #expect(findings.idle == [.emptyContact])
  }

  @Test("the record has the codes and the lines and no words, and is read back")
  func noted() {
    let findings = CheckedFindings(
      [
        finding(.unfinishedText, line: 9), finding(.unfinishedText, line: 3),
        finding(.unfinishedText, line: 3), finding(.privateLinks, line: 4),
      ], policy: CheckPolicy(), accepting: [.unfinishedText])
    let json = JSON.object(findings.noted.json)
    #expect(
      String(decoding: json.canonical, as: UTF8.self)
        == #"{"accepted":[{"check":"unfinished-text","lines":[3,9]}],"#
        + #""warned":[{"check":"private-links","lines":[4]}]}"#)
    #expect(NotedFindings(in: json) == findings.noted)
    #expect(NotedFindings.none.json.isEmpty)
    #expect(NotedFindings(in: .null) == .none)
  }

  @Test("a summary names checks and lines")
  func summary() {
    let lines: [TextCheck: [Int]] = [.bidiControls: [1], .unfinishedText: [3, 7, 9]]
    #expect(
      NotedFindings.summary(of: lines)
        == "unfinished-text (lines 3, 7 and 9), bidi-controls (line 1)")
  }

  @Test("the records of a new text say with which findings it was taken")
  func records() throws {
    let findings = NotedFindings(accepted: [.unfinishedText: [3]], warned: [.privateLinks: [5]])
    let release = Sample.release()
    let submitted = Event.submitted(findings).draft(
      of: release, by: Sample.editor, at: Sample.base)
    #expect(NotedFindings(in: .object(submitted.data)) == findings)
    var replacement = Sample.replacement(due: Sample.base)
    replacement.findings = findings
    let replaced = Event.replaced(replacement, due: Sample.base, reason: "typo").draft(
      of: release, by: Sample.editor, at: Sample.base)
    #expect(NotedFindings(in: .object(replaced.data)) == findings)
    var correction = Sample.correction
    correction.findings = findings
    let corrected = Event.corrected(
      from: Sample.correction, to: correction, reason: "typo", at: Sample.base
    ).draft(of: release, by: Sample.editor, at: Sample.base)
    #expect(NotedFindings(in: .object(corrected.data)) == findings)
    let plain = Event.submitted().draft(of: release, by: Sample.editor, at: Sample.base)
    #expect(plain.data["accepted"] == nil && plain.data["warned"] == nil)
  }

  @Test("docs/checks.md has every check with its default and what it looks for")
  func guide() throws {
    let bytes = try #require(ReleaseFixtures.bytes(ReleaseFixtures.root + "/docs/checks.md"))
    let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .filter { $0.hasPrefix("| `") }
      .map { line in
        line.split(separator: "|").map { cell in
          cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed().map(String.init).joined()
        }
      }
    let wanted = TextCheck.allCases.map {
      ["`\($0.rawValue)`", $0.defaultAction.rawValue, $0.purpose]
    }
    #expect(rows == wanted)
  }
}
