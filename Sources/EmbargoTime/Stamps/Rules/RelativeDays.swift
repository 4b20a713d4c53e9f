/// "Today", "tomorrow" and "tonight" beside a full date are a check digit like the weekday (R10,
/// R16).
enum RelativeDays {
  private static let words: [String: Int] = [
    "today": 0, "heute": 0, "aujourd hui": 0, "hoy": 0, "hoje": 0, "oggi": 0, "vandaag": 0,
    "tonight": 0, "tomorrow": 1, "demain": 1, "amanha": 1, "domani": 1, "morgen": 1,
    "yesterday": -1, "hier": -1, "gestern": -1, "ayer": -1, "ontem": -1, "ieri": -1,
    "gisteren": -1,
  ]

  /// Refuses where such a word contradicts the reading; what it cannot check it leaves alone,
  /// but for "yesterday", and "tonight" beside a clock of the early hours: whose night?
  static func require(
    _ statement: Statement, _ reading: ClockReading, _ context: StampContext
  ) throws(StampRefusal) {
    for index in statement.items.indices where statement.mark(index) == .relative {
      let word = statement.words(index).lowercased()
      guard let distance = words[word] else { continue }
      let isNight = word == "tonight"
      var isWrong = distance < 0 || isNight && reading.civil.hour < 17
      if let submitted = context.submitted {
        let today = CivilDateTime(submitted, offset: reading.offset).daysFromEpoch
        isWrong = isWrong || reading.civil.daysFromEpoch != today + distance
      }
      guard isWrong else { continue }
      let range = statement.range(index...index)
      throw StampRefusal(
        .conflict, "\"\(statement.text(range))\" does not fit \(reading.civil.longDate).",
        stamp: statement.text(range), range: range)
    }
  }
}
