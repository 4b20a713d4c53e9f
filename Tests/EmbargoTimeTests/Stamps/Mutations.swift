import EmbargoTime

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

  mutating func one(_ choices: [String]) -> String {
    choices.randomElement(using: &self) ?? ""
  }
}

/// A change of a line; nil where the line has nothing to change so.
struct Mutation: Sendable {
  let name: String
  let apply: @Sendable (CorpusRow, inout SeededGenerator) -> String?

  init(
    _ name: String, _ apply: @escaping @Sendable (CorpusRow, inout SeededGenerator) -> String?
  ) { (self.name, self.apply) = (name, apply) }
}

/// The pieces of English stamps that mutations cut at.
enum StampPiece {
  static let months =
    "January|February|March|April|May|June|July|August|September|October|November|December"
  static let weekdays = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
  static let clock = #"[0-9]{1,2}(?:[:.][0-9]{2})? ?(?:a\.m\.|p\.m\.|am|pm|AM|PM|A\.M\.|P\.M\.)"#
  static let zone = "ET|EDT|EST|PT|PDT|PST|GMT|UTC|CET|CEST"

  static func regex(_ pattern: String) -> Regex<AnyRegexOutput> {
    // The patterns are ours and well formed; a test that cannot build one must fail.
    guard let regex = try? Regex(pattern) else { fatalError("no pattern: \(pattern)") }
    return regex
  }

  static func hasWeekday(_ line: String) -> Bool {
    line.firstMatch(of: regex("(?i)\\b(\(weekdays)|mon|tue|wed|thu|fri|sat|sun)")) != nil
  }
}

extension Mutation {
  /// Changes that keep the meaning.
  static let keeping: [Mutation] = [
    Mutation("upper case") { row, _ in row.line.uppercased() },
    Mutation("lower case") { row, _ in row.line.lowercased() },
    Mutation("kinds of blanks") { row, generator in
      row.line.replacing(
        " ", with: generator.one(["\u{A0}", "  ", "\u{2009}", "\u{202F}", "\u{3000}"]))
    },
    Mutation("marks without width") { row, generator in
      row.line.replacing(" ", with: generator.one([" \u{200B}", "\u{200B} ", " \u{2060}"]))
    },
    Mutation("kinds of dashes") { row, generator in
      guard row.line.contains(" - ") || row.line.contains(" \u{2013} ") else { return nil }
      let dash = generator.one([" \u{2014} ", " \u{2013} ", " - ", " \u{2012} "])
      return row.line.replacing(" - ", with: dash).replacing(" \u{2013} ", with: dash)
    },
    Mutation("spellings of a.m. and p.m.") { row, generator in
      guard row.line.contains("p.m.") || row.line.contains("a.m.") else { return nil }
      return row.line
        .replacing("p.m.", with: generator.one(["pm", "PM", "P.M.", "p. m.", "\u{33D8}"]))
        .replacing("a.m.", with: generator.one(["am", "AM", "A.M.", "a. m."]))
    },
    Mutation("blanks around commas") { row, generator in
      row.line.contains(", ")
        ? row.line.replacing(", ", with: generator.one([" , ", "\u{FF0C} ", ",  "])) : nil
    },
    Mutation("words before") { row, generator in
      generator.one([
        "*** ", "> ", "** ", "\u{2014} ", "NEWS RELEASE: ", "MEDIA RELEASE | ", "\u{201C}",
        "\u{FEFF}", "# ", "PRESS RELEASE \u{2013} ",
      ]) + row.line
    },
    Mutation("words behind") { row, generator in
      row.line
        + generator.one([
          " ***", " | Contact: Jane Doe, +1 202 555 0100", ".", " ###", " (embargo)", "\u{201D}",
          " | www.example.org", " | press@example.org", " **", "!",
        ])
    },
    Mutation("weekday added") { row, generator in weekdayAdded(row, &generator) },
    Mutation("order of zone and date") { row, generator in reordered(row, &generator) },
    Mutation("zone in parentheses") { row, _ in
      let found = row.line.matches(of: StampPiece.regex("[0-9.mM] (\(StampPiece.zone))\\b"))
      guard found.count == 1, !row.line.contains("("), let zone = found[0].output[1].substring
      else { return nil }
      return row.line.replacing(" \(zone)", with: " (\(zone))", maxReplacements: 1)
    },
  ]

  private static func weekdayAdded(_ row: CorpusRow, _ generator: inout SeededGenerator)
    -> String?
  {
    let dates = row.line.matches(
      of: StampPiece.regex(
        "(\(StampPiece.months)) ([0-9]{1,2}), ([0-9]{4})|([0-9]{1,2}) (\(StampPiece.months)) "
          + "([0-9]{4})"))
    guard dates.count == 1, !StampPiece.hasWeekday(row.line), !row.line.contains("midnight")
    else { return nil }
    func text(_ index: Int) -> String? { dates[0].output[index].substring.map(String.init) }
    let months = StampPiece.months.split(separator: "|").map(String.init)
    guard let month = (text(1) ?? text(5)).flatMap(months.firstIndex),
      let day = (text(2) ?? text(4)).flatMap({ Int($0) }),
      let year = (text(3) ?? text(6)).flatMap({ Int($0) }),
      let date = CivilDateTime(year: year, month: month + 1, day: day)
    else { return nil }
    let name = date.weekday.name
    var line = row.line
    if Bool.random(using: &generator) {
      line.insert(contentsOf: "\(name)\(generator.one([", ", " "]))", at: dates[0].range.lowerBound)
    } else {
      line.insert(contentsOf: " (\(name))", at: dates[0].range.upperBound)
    }
    return line
  }

  /// `CLOCK ZONE[,] DATE` in another order.
  private static func reordered(_ row: CorpusRow, _ generator: inout SeededGenerator) -> String? {
    let pattern =
      "(\(StampPiece.clock)) (\(StampPiece.zone)),? "
      + "((?:(?:\(StampPiece.weekdays)),? )?(?:\(StampPiece.months)) [0-9]{1,2}, [0-9]{4})$"
    guard let found = row.line.firstMatch(of: StampPiece.regex(pattern)),
      let clock = found.output[1].substring, let zone = found.output[2].substring,
      let date = found.output[3].substring
    else { return nil }
    let stamp = generator.one([
      "\(date), \(clock) \(zone)", "\(date) at \(clock) \(zone)", "\(clock), \(date) (\(zone))",
      "\(date) \u{2013} \(clock) (\(zone))", "\(clock) on \(date), \(zone)",
    ])
    return row.line[..<found.range.lowerBound] + stamp
  }
}
