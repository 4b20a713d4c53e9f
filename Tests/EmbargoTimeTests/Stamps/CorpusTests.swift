import EmbargoTime
import Testing

@Suite("Open corpus")
struct CorpusTests {
  private struct Tally {
    var right = 0
    var refused = 0
    var sameReason = 0
    var otherReason = 0
    var wrong = 0
  }

  @Test("No line gives a wrong instant, and at least 99 % of the certain ones are read")
  func openCorpus() throws {
    let reader = StampReader(zones: Fixtures.zones)
    var groups: [String: Tally] = [:]
    var notes: [String] = []
    for row in try CorpusRow.open() {
      let found = reader.read(row.line, context: row.context).text
      var tally = groups[row.group] ?? Tally()
      if found == row.expected {
        if row.expected.hasPrefix("reject") { tally.sameReason += 1 } else { tally.right += 1 }
      } else if !found.hasPrefix("reject") {
        tally.wrong += 1
        notes.append("WRONG \(row): \(found), not \(row.expected)")
      } else if row.expected.hasPrefix("reject") {
        tally.otherReason += 1
        notes.append("reason \(row): \(found), not \(row.expected)")
      } else {
        tally.refused += 1
        notes.append("refused \(row): \(found)")
      }
      groups[row.group] = tally
    }
    print(table(groups))
    for note in notes { print(note) }
    let all = groups.values
    let certain = all.reduce(0) { $0 + $1.right + $1.refused }
    let refusals = all.reduce(0) { $0 + $1.sameReason + $1.otherReason }
    #expect(all.allSatisfy { $0.wrong == 0 })
    #expect(all.reduce(0) { $0 + $1.right } * 100 >= certain * 99)
    #expect(all.reduce(0) { $0 + $1.sameReason } * 100 >= refusals * 90)
  }

  private func table(_ groups: [String: Tally]) -> String {
    func row(_ name: String, _ tally: Tally) -> String {
      let numbers = [
        tally.right, tally.refused, tally.sameReason, tally.otherReason, tally.wrong,
      ]
      return pad(name, 9) + numbers.map { pad(String($0), 9, left: true) }.joined()
    }
    var lines = ["group        right  refused   reason    other    WRONG"]
    var sum = Tally()
    for name in groups.keys.sorted() {
      guard let tally = groups[name] else { continue }
      lines.append(row(name, tally))
      sum.right += tally.right
      sum.refused += tally.refused
      sum.sameReason += tally.sameReason
      sum.otherReason += tally.otherReason
      sum.wrong += tally.wrong
    }
    return (lines + [row("all", sum)]).joined(separator: "\n")
  }

  private func pad(_ text: String, _ width: Int, left: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return left ? blanks + text : text + blanks
  }

  @Test("The words of a stamp stand where its range says")
  func ranges() throws {
    let reader = StampReader(zones: Fixtures.zones)
    for row in try CorpusRow.open() {
      guard case .instant(let reading) = reader.read(row.line, context: row.context) else {
        continue
      }
      let utf8 = Array(row.line.utf8)
      try #require(reading.range.upperBound <= utf8.count)
      #expect(String(decoding: utf8[reading.range], as: UTF8.self) == reading.stamp, "\(row)")
    }
  }

  @Test("What a refusal offers to write reads back to the same instant")
  func candidates() throws {
    let reader = StampReader(zones: Fixtures.zones)
    var count = 0
    for row in try CorpusRow.open() {
      guard case .refused(let refusal) = reader.read(row.line, context: row.context) else {
        continue
      }
      #expect(refusal.candidates.map(\.instant) == refusal.candidates.map(\.instant).sorted())
      for candidate in refusal.candidates {
        count += 1
        #expect(
          reader.read("Embargoed until \(candidate.write)").text == candidate.instant.rfc3339,
          "\(row): \(candidate.write)")
      }
    }
    #expect(count > 60)
  }
}
