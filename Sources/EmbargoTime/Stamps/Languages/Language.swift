/// What one language calls the parts of a stamp: all that has to be written to add one (R25).
///
/// Words are in lower case without accents; blanks part words, hyphens and apostrophes count as
/// blanks; a list is parted by commas.
struct Language: Sendable {
  /// One bit, to tell which languages a line is in.
  struct Mask: OptionSet, Hashable, Sendable {
    var rawValue: UInt16
    static let english = Mask(rawValue: 1)
    static let french = Mask(rawValue: 2)
    static let german = Mask(rawValue: 4)
    static let spanish = Mask(rawValue: 8)
    static let portuguese = Mask(rawValue: 16)
    static let italian = Mask(rawValue: 32)
    static let dutch = Mask(rawValue: 64)
    /// A clock without a.m./p.m. is a 24-hour clock in these (R13).
    static let twentyFourHour: Mask = [.french, .german, .italian, .dutch]
  }

  var mask: Mask
  /// January to December; several forms of one month are parted by a slash.
  var months: String
  var shortMonths: String
  /// Monday to Sunday.
  var weekdays: String
  var shortWeekdays: String
  /// Words that show the language although no month or weekday stands in the line.
  var cues: String
  var marks: [Mark: String]
  /// Words after a clock that say morning, or afternoon and evening.
  var morning: String
  var afternoon: String
  /// Evening and night: p.m. from 6 to 11 only.
  var night: String
  /// Words after an hour that make it a 24-hour clock.
  var hourMarkers: String
  var noon: String
  var midnight: String
  /// "time", as in "London time".
  var timeWords: String
  /// "local", as in "local time".
  var local: String
  /// Words between a day and its month or year, or between "time" and a place.
  var connectors: String
  /// Endings of ordinal numbers.
  var ordinals: String

  static let all: [Language] = [
    .english, .french, .german, .spanish, .portuguese, .italian, .dutch,
  ]
}
