/// Rules of the grammar that begin only at words of their own: what a word may open is known from
/// the word alone, so that no other word is asked.
struct Openers: OptionSet, Sendable {
  var rawValue: UInt16

  /// "one minute past midnight".
  static let minute = Openers(rawValue: 1)
  /// "minuit et une minute".
  static let firstMinute = Openers(rawValue: 2)
  /// "cero horas".
  static let zeroHour = Openers(rawValue: 4)
  /// "primero de mayo".
  static let firstDay = Openers(rawValue: 8)
  /// "five p.m."
  static let spelledHour = Openers(rawValue: 16)
  /// "not for publication until".
  static let forbiddenUse = Openers(rawValue: 32)
  /// "ne doivent pas être publiées avant".
  static let forbiddenUseAbroad = Openers(rawValue: 64)
  /// "läuft ... ab".
  static let verb = Openers(rawValue: 128)
  /// "mer. 15 mai".
  static let shortWeekday = Openers(rawValue: 256)
  /// Begins as the words for an embargo do ("embargoed", "Sperrfristende").
  static let embargo = Openers(rawValue: 512)

  /// The words of each rule. A short weekday is known by its calendar, an embargo by its beginning.
  static let words: [(opener: Openers, words: [String])] = [
    (.minute, Grammar.oneMinute), (.firstMinute, Grammar.firstMinutes.map { $0[0] }),
    (.zeroHour, Array(Grammar.zeros)), (.firstDay, Array(Grammar.firsts.keys)),
    (.spelledHour, Grammar.hours), (.forbiddenUse, Grammar.forbiddingWords),
    (.forbiddenUseAbroad, Grammar.useWords.map(\.negation)),
    (.verb, Grammar.verbs.flatMap { [$0.key] + $0.value }),
  ]
}
