import EmbargoTime
import Testing

/// A small seeded generator (SplitMix64), so that a failing run can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

extension String {
  /// Every occurrence of `old` replaced.
  func replacing(all old: String, with new: String) -> String {
    guard !old.isEmpty else { return self }
    var result = ""
    var rest = self[...]
    while let range = rest.firstRange(of: old) {
      result += rest[..<range.lowerBound] + new
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}

@Suite("Mutations")
struct MutationTests {
  static let seed: UInt64 = 20_260_919
  static let count = 6000

  @Test("Changes that keep the meaning give the same instant or a refusal, nearly always the same")
  func keeping() throws {
    let rows = try CorpusRow.open().filter(\.isInstant)
    let reader = StampReader(zones: Fixtures.zones)
    var generator = SeededGenerator(state: Self.seed)
    var same = 0
    for _ in 0..<Self.count {
      guard let row = rows.randomElement(using: &generator) else { return }
      var line = row.line
      for _ in 0..<Int.random(in: 1...3, using: &generator) { line = keep(line, &generator) }
      let found = reader.read(line, context: row.context).text
      if found == row.expected { same += 1 }
      #expect(
        found == row.expected || found.hasPrefix("reject"),
        "seed \(Self.seed), \(row.id): \(line) gave \(found), not \(row.expected)")
    }
    print("meaning kept: \(same) of \(Self.count) mutants read the same")
    #expect(same * 100 >= Self.count * 97)
  }

  private func keep(_ line: String, _ generator: inout SeededGenerator) -> String {
    func one(_ choices: String...) -> String {
      choices.randomElement(using: &generator) ?? choices[0]
    }
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: return Bool.random(using: &generator) ? line.uppercased() : line.lowercased()
    case 1: return line.replacing(all: " ", with: one("\u{A0}", "  ", "\u{2009}", "\u{202F}"))
    case 2: return line.replacing(all: " - ", with: " \u{2013} ")
    case 3: return one("*** ", "> ", "** ", "\u{2014} ", "NEWS RELEASE: ") + line
    case 4:
      return line + one(" ***", " | Contact: Jane Doe, +1 202 555 0100", ".", " ###", " (embargo)")
    case 5:
      return line.replacing(all: "p.m.", with: one("pm", "PM", "P.M.", "p. m.", "\u{33D8}"))
        .replacing(all: "a.m.", with: one("am", "AM", "A.M.", "a. m."))
    case 6: return line.replacing(all: ",", with: one(" ,", "\u{FF0C}"))
    case 7: return "\u{201C}\(line)\u{201D}"
    default: return "\u{FEFF}" + line.replacing(all: " ", with: " \u{200B}")
    }
  }

  @Test("Changes that break the meaning are refused, all of them")
  func breaking() throws {
    let rows = try CorpusRow.open().filter(\.isInstant)
    let reader = StampReader(zones: Fixtures.zones)
    var generator = SeededGenerator(state: Self.seed)
    var count = 0
    for _ in 0..<Self.count {
      guard let row = rows.randomElement(using: &generator),
        let line = spoil(row, &generator), line != row.line
      else { continue }
      count += 1
      let found = reader.read(line, context: row.context).text
      #expect(
        found.hasPrefix("reject"), "seed \(Self.seed), \(row.id): \(line) gave \(found)")
    }
    print("meaning broken: \(count) mutants refused")
    #expect(count > Self.count / 3)
  }

  private func spoil(_ row: CorpusRow, _ generator: inout SeededGenerator) -> String? {
    let line = row.line
    func one(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
    switch Int.random(in: 0..<6, using: &generator) {
    case 0:
      let days = Weekday.allCases.map(\.name)
      let present = days.filter { line.firstRange(of: $0) != nil }
      guard present.count == 1 else { return nil }
      return line.replacing(all: present[0], with: one(days.filter { $0 != present[0] }))
    case 1:
      // The hour that comes twice is right with either abbreviation.
      if line.contains("(") || line.contains("/") || row.id == "dst-068" { return nil }
      let pairs = ["EDT": "EST", "EST": "EDT", "CEST": "CET", "PDT": "PST", "MESZ": "MEZ"]
      let present = pairs.keys.sorted().filter { line.contains(" \($0)") }
      guard present.count == 1, let other = pairs[present[0]] else { return nil }
      return line.replacing(all: " \(present[0])", with: " \(other)")
    case 2: return line + one([" (03:17 UTC)", " / 4:44 a.m. Tokyo time", " (16:59 GMT+7)"])
    case 3:
      if line.contains("|") { return nil }
      return line
        + one([
          " (TBC)", " unless agreed otherwise", " \u{2013} provisional", ", for immediate release",
        ])
    case 4:
      guard line.contains("5:00 p.m.") else { return nil }
      return line.replacing(
        all: "5:00 p.m.", with: one(["13:00 p.m.", "17:00 p.m.", "5:00", "0:30 am"]))
    default:
      let months = ["April", "June", "September", "November"]
      guard let month = months.first(where: { line.contains(" \($0) 20") }) else { return nil }
      let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      guard let place = words.firstIndex(of: month), place > 0 else { return nil }
      var changed = words
      changed[place - 1] = "31"
      return changed.joined(separator: " ")
    }
  }
}
