import EmbargoTime
import Testing

@Suite("Mutations")
struct MutationTests {
  static let seed: UInt64 = 20_260_919
  /// Mutants of each kind of change, where enough rows allow it.
  static let each = 1100

  private struct Tally {
    var same = 0
    var refused = 0
  }

  /// Asks the reader for `count` mutants of each kind and hands over what it answers.
  private func run(
    _ mutations: [Mutation], _ judge: (CorpusRow, _ line: String, _ found: String) -> Void
  ) throws -> [(name: String, tally: Tally)] {
    let rows = try CorpusRow.open().filter(\.isInstant)
    let reader = StampReader(zones: Fixtures.zones)
    var generator = SeededGenerator(state: Self.seed)
    return mutations.map { mutation in
      var tally = Tally()
      for _ in 0..<Self.each {
        var found: (CorpusRow, String)?
        for _ in 0..<40 where found == nil {
          guard let row = rows.randomElement(using: &generator) else { continue }
          found = mutation.apply(row, &generator).flatMap { $0 == row.line ? nil : (row, $0) }
        }
        guard let (row, line) = found else { continue }
        let answer = reader.read(line, context: row.context).text
        judge(row, line, answer)
        if answer == row.expected { tally.same += 1 }
        if answer.hasPrefix("reject") { tally.refused += 1 }
      }
      return (mutation.name, tally)
    }
  }

  private func show(_ title: String, _ tallies: [(name: String, tally: Tally)]) {
    print(title)
    for (name, tally) in tallies {
      let blanks = String(repeating: " ", count: max(1, 34 - name.count))
      print("  \(name)\(blanks)same \(tally.same), refused \(tally.refused)")
    }
  }

  @Test("Changes that keep the meaning give the same instant or a refusal, nearly always the same")
  func keeping() throws {
    let tallies = try run(Mutation.keeping) { row, line, found in
      #expect(
        found == row.expected || found.hasPrefix("reject"),
        "seed \(Self.seed), \(row.id): \(line) gave \(found), not \(row.expected)")
    }
    show("meaning kept:", tallies)
    let same = tallies.reduce(0) { $0 + $1.tally.same }
    let all = same + tallies.reduce(0) { $0 + $1.tally.refused }
    #expect(same * 100 >= all * 97)
    #expect(all > 12_500)
  }

  @Test("Changes that break the meaning are refused, all of them")
  func breaking() throws {
    let tallies = try run(Mutation.breaking) { row, line, found in
      #expect(
        found.hasPrefix("reject"),
        "seed \(Self.seed), \(row.id): \(line) gave \(found) \(row.context)")
    }
    show("meaning broken:", tallies)
    #expect(tallies.reduce(0) { $0 + $1.tally.refused } > 8_000)
  }
}
