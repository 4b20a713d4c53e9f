import EmbargoTime

extension Mutation {
  /// Changes that break the meaning: what comes out must be refused.
  static let breaking: [Mutation] = [
    Mutation("another weekday") { row, generator in
      let days = Weekday.allCases.map(\.name)
      let present = days.filter { row.line.contains($0) }
      // In a date of digits the weekday settles which number is the day (R11).
      guard present.count == 1, row.line.firstMatch(of: StampPiece.regex("[0-9]/[0-9]")) == nil
      else { return nil }
      return row.line.replacing(
        present[0], with: generator.one(days.filter { $0 != present[0] }))
    },
    Mutation("an abbreviation out of season") { row, _ in outOfSeason(row) },
    Mutation("a second clock that disagrees") { row, generator in
      row.line
        + generator.one([
          " (03:17 UTC)", " / 4:44 a.m. Tokyo time", " (16:59 GMT+7)", " = 02:21 Paris time",
        ])
    },
    Mutation("words that leave it open") { row, generator in
      if row.line.contains("|") { return nil }
      return row.line
        + generator.one([
          " (TBC)", " unless agreed otherwise", " \u{2013} provisional", ", for immediate release",
          " or later", " at the earliest", " (to be confirmed)",
        ])
    },
    Mutation("13 and 17 p.m.") { row, generator in
      let found = row.line.matches(
        of: StampPiece.regex("\\b[0-9]{1,2}([:.][0-9]{2})? ?(p\\.m\\.|pm|PM|P\\.M\\.)"))
      // "5\u{FF1A}13 pm" would be a clock again.
      guard found.count == 1, !row.line.contains("\u{FF1A}") else { return nil }
      let clock = generator.one(["13:00 p.m.", "17:00 p.m.", "13 pm", "0:30 a.m.", "25:00"])
      return row.line.replacingCharacters(found[0].range, with: clock)
    },
    Mutation("no a.m. or p.m.") { row, _ in
      let found = row.line.matches(
        of: StampPiece.regex("\\b([1-9]:[0-9]{2}) ?(p\\.m\\.|pm|PM|a\\.m\\.|am|AM)"))
      guard found.count == 1,
        row.line.matches(of: StampPiece.regex("[0-9][:.][0-9]{2}")).count == 1,
        let clock = found[0].output[1].substring, !row.line.contains("(")
      else { return nil }
      return row.line.replacingCharacters(found[0].range, with: String(clock))
    },
    Mutation("day 31 of a month with 30") { row, _ in
      let months = "April|June|September|November"
      if let found = row.line.firstMatch(of: StampPiece.regex("(\(months)) [0-9]{1,2}, ")),
        let month = found.output[1].substring
      {
        return row.line.replacingCharacters(found.range, with: "\(month) 31, ")
      }
      guard let found = row.line.firstMatch(of: StampPiece.regex("\\b[0-9]{1,2} (\(months)) ")),
        let month = found.output[1].substring
      else { return nil }
      return row.line.replacingCharacters(found.range, with: "31 \(month) ")
    },
    Mutation("a second date") { row, generator in
      row.line + generator.one([" and 3 May 2031", " / May 3, 2031", ", 3 May 2031"])
    },
  ]

  private static func outOfSeason(_ row: CorpusRow) -> String? {
    // The hour that comes twice is right with either abbreviation.
    if row.line.contains("(") || row.line.contains("/") || row.id == "dst-068" { return nil }
    let pairs = [
      ("EDT", "EST"), ("CEST", "CET"), ("PDT", "PST"), ("MESZ", "MEZ"), ("NZDT", "NZST"),
      ("AEDT", "AEST"), ("MDT", "MST"),
    ]
    let both = pairs + pairs.map { ($0.1, $0.0) }
    let present = both.filter { row.line.contains(" \($0.0)") }
    guard present.count == 1 else { return nil }
    return row.line.replacing(" \(present[0].0)", with: " \(present[0].1)")
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
