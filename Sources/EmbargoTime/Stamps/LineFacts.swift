/// What kind of line it is, for whoever looks for the stamp in a document (RULES D1 to D7).
///
/// It says what *stands* in the line, not whether that can be read with certainty: a line whose
/// date is 30 February still holds a date. `StampReader.read` decides.
package struct LineFacts: Hashable, Sendable {
  /// What a release line says about the stamp.
  package enum Opening: Hashable, Sendable {
    /// FOR IMMEDIATE RELEASE, "Embargo: none", POUR DIFFUSION IMMÉDIATE ...
    case immediate
    /// EMBARGOED UNTIL, STRICT EMBARGO, Sperrfrist, NOT FOR PUBLICATION BEFORE ...: sealed until.
    case embargo
    /// FOR RELEASE AT, Released at, FOR USE AT, HOLD FOR RELEASE ...: goes out then.
    case release
  }

  /// The release words that the line begins with, in any of the languages, decoration (`***`, `>`,
  /// `**`, markup) aside; nil when it begins with something else.
  package var opening: Opening?
  /// Release words stand anywhere in the line ("Review embargo lifts ...", "(embargo)").
  package var hasReleaseWords: Bool
  /// A day with a month; the year may be missing.
  package var hasDate: Bool
  /// The one certain full date of the line, at 00:00; nil when there is none or more than one.
  package var date: CivilDateTime?
  package var hasClock: Bool
  package var hasZone: Bool
  /// A date, a clock and a zone with nothing else in the line: a bare stamp (RULES R21).
  package var isOnlyStamp: Bool
  /// A date and perhaps a weekday with nothing else in the line.
  package var isOnlyDate: Bool

  package init(
    opening: Opening? = nil, hasReleaseWords: Bool = false, hasDate: Bool = false,
    date: CivilDateTime? = nil, hasClock: Bool = false, hasZone: Bool = false,
    isOnlyStamp: Bool = false, isOnlyDate: Bool = false
  ) {
    (self.opening, self.hasReleaseWords) = (opening, hasReleaseWords)
    (self.hasDate, self.date, self.hasClock) = (hasDate, date, hasClock)
    (self.hasZone, self.isOnlyStamp, self.isOnlyDate) = (hasZone, isOnlyStamp, isOnlyDate)
  }
}
