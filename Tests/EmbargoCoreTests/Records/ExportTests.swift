import EmbargoCore
import EmbargoTime
import Testing

@Suite("An export is checked as a whole")
struct ExportTests {
  @Test("A changed byte is noticed wherever it is")
  func bytes() throws {
    let lines = try AuditSample.long().lines
    var random = Seeded(11)
    for round in 0..<1500 {
      var changed = lines
      let line = random.below(lines.count)
      let place = random.below(lines[line].count)
      changed[line][place] ^= UInt8(1 << random.below(8))
      // A line feed would be two lines, which `rows` has.
      if changed[line][place] == 10 { continue }
      #expect(AuditSample.verdict(ofExport: changed).code > 0, "round \(round), line \(line)")
    }
  }

  @Test("Lines that are removed, doubled, swapped or cut off are noticed")
  func rows() throws {
    let lines = try AuditSample.long().lines
    for line in lines.indices {
      var removed = lines
      removed.remove(at: line)
      #expect(AuditSample.verdict(ofExport: removed).code > 0, "without line \(line)")
      var doubled = lines
      doubled.insert(lines[line], at: line)
      #expect(AuditSample.verdict(ofExport: doubled).code > 0, "twice line \(line)")
      if line + 1 < lines.count {
        var swapped = lines
        swapped.swapAt(line, line + 1)
        #expect(AuditSample.verdict(ofExport: swapped).code > 0, "line \(line) moved down")
      }
      let cut = AuditSample.verdict(ofExport: Array(lines[..<line]))
      #expect(cut.code == (line == 0 ? 3 : 2), "only \(line) lines: \(cut)")
    }
    #expect(AuditSample.verdict(ofExport: lines, isWhole: false).code == 2)
    #expect(AuditSample.verdict(ofExport: lines).code == 0)
  }

  @Test("An end that was made to fit hides no edit of records")
  func refitted() throws {
    let sample = try AuditSample.long()
    let body = Array(sample.lines.dropLast())
    for line in 1..<body.count {
      var removed = body
      removed.remove(at: line)
      removed.append(AuditSample.end(of: removed, head: sample.head))
      let verdict = AuditSample.verdict(ofExport: removed)
      if line == body.count - 1, case .good(let findings) = verdict {
        // The records are all there; what is missing is seen in how far they are signed.
        #expect(findings.covered < sample.head.sequence)
      } else {
        #expect(verdict.code > 0, "without line \(line)")
      }
    }
  }

  @Test("Other files are none of our business")
  func strangers() {
    for text in ["", "{}", "not json", #"{"format":"other"}"#] {
      #expect(AuditSample.verdict(ofExport: [Array(text.utf8)]).code == 3)
    }
    #expect(AuditSample.verdict(ofExport: []).code == 3)
  }
}
