import EmbargoTime
import Testing

@Suite("Corpora of stamps")
struct CorpusTests {
  /// `corpus-open` came with the rule book; `blind` was written from the rule book and `hostile` by
  /// attacks on the reader, both without a look at its source.
  enum Corpus: String, CaseIterable { case open = "corpus-open", blind, hostile }

  private struct Tally {
    var right = 0
    var refused = 0
    var sameReason = 0
    var otherReason = 0
    var wrong = 0

    static func + (left: Tally, right: Tally) -> Tally {
      Tally(
        right: left.right + right.right, refused: left.refused + right.refused,
        sameReason: left.sameReason + right.sameReason,
        otherReason: left.otherReason + right.otherReason, wrong: left.wrong + right.wrong)
    }
  }

  @Test(
    "No line gives a wrong instant, and at least 99 % of the certain ones are read",
    arguments: Corpus.allCases)
  func corpus(_ corpus: Corpus) throws {
    let reader = StampReader(zones: Fixtures.zones)
    var groups: [String: Tally] = [:]
    var notes: [String] = []
    for row in try CorpusRow.rows("\(corpus.rawValue).tsv") {
      let found = reader.read(row.line, context: row.context).text
      var tally = groups[row.group] ?? Tally()
      if found == row.expected {
        if row.expected.hasPrefix("reject") { tally.sameReason += 1 } else { tally.right += 1 }
      } else if !found.hasPrefix("reject") {
        tally.wrong += 1
        notes.append("WRONG \(row): \(found), not \(row.expected)")
      } else if row.expected.hasPrefix("reject") {
        tally.otherReason += 1
        if corpus != .hostile { notes.append("reason \(row): \(found), not \(row.expected)") }
      } else {
        tally.refused += 1
        notes.append("refused \(row): \(found)")
      }
      groups[row.group] = tally
    }
    print("\(corpus.rawValue):\n\(table(groups))")
    for note in notes { print(note) }
    let all = groups.values.reduce(Tally(), +)
    #expect(all.wrong == 0)
    #expect(all.right * 100 >= (all.right + all.refused) * 99)
    if corpus == .open {
      #expect(all.sameReason * 100 >= (all.sameReason + all.otherReason) * 90)
    }
  }

  private func table(_ groups: [String: Tally]) -> String {
    func row(_ name: String, _ tally: Tally) -> String {
      let numbers = [
        tally.right, tally.refused, tally.sameReason, tally.otherReason, tally.wrong,
      ]
      return pad(name, 9) + numbers.map { pad(String($0), 9, left: true) }.joined()
    }
    let head = "group        right  refused   reason    other    WRONG"
    let rows = groups.keys.sorted().compactMap { name in groups[name].map { row(name, $0) } }
    return ([head] + rows + [row("all", groups.values.reduce(Tally(), +))])
      .joined(separator: "\n")
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
