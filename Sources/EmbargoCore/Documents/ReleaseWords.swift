/// A quick look at the beginning of a line: may the stamp reader find release words there?
///
/// It only spares the reader work: every release phrase of its languages has one of these stems, or
/// one of the rare ones, so that a line without any of them cannot begin with one.
enum ReleaseWords {
  /// How much of a line is looked at, in bytes.
  static let horizon = 160
  /// How many words may stand before the stem, from the beginning of the line or of a part of it.
  ///
  /// Words that open a line have only other words of their phrase and fillers ("Please note: this
  /// text is strictly not to be …") before them; in a sentence of the body the stem mostly stands
  /// further back.
  private static let mostBefore = 12

  private static let stems = Stems([
    "embarg", "unembarg", "geembarg", "releas", "publica", "publis", "publie", "publik", "pubbli",
    "broadcast", "hold", "withhold", "distribu", "transmi", "dissemin", "wire", "earlier",
    "before", "diffu", "diffo", "difu", "difun", "divulg", "paru", "para\u{EE}tre", "paraitre",
    "sperr", "gesperrt", "ver\u{F6}ff", "veroff", "veroeff", "verwend", "frei", "liber",
    "lib\u{E9}r", "immedia", "imm\u{E9}dia", "inmedia", "imedia", "onmidd", "vrij", "sofort",
    "direct", "instant", "utilis", "use", "uso",
  ])

  /// A part of the line, wherever it stands, may begin with release words, or with words that
  /// forbid the use of a text until a time.
  static func mayOpenPart(of line: String) -> Bool {
    let bytes = line.utf8.span
    return stems.mayStand(in: bytes, most: mostBefore + 1)
      || rareStems.mayStand(in: bytes, most: .max)
  }

  /// Of the few phrases without one of the stems, and of words that forbid the use of a text until
  /// a time ("Not for newspapers until Monday"). They count in the head of a document only, where
  /// any line may be a stamp.
  private static let rareStems = Stems([
    "until", "till", "prior", "held", "report", "publice", "nicht", "reprise", "publia", "mise",
    "erst", "sendefrei", "utilizz", "eerder", "niet", "gepubl", "mag", "mogen",
  ])

  /// Release words may stand near the beginning of the line.
  static func mayStand(in line: String) -> Bool {
    stems.mayStand(in: line.utf8.span.extracting(first: horizon), most: .max)
  }

  /// The line may begin with release words, or a part of it near its beginning.
  static func mayOpen(_ line: String) -> Bool {
    stems.mayStand(in: line.utf8.span.extracting(first: horizon), most: mostBefore + 1)
  }
}

/// A quick look at a line: may the stamp reader find a date or a clock in it?
enum TimeWords {
  /// Noon and midnight, the only clocks without a digit.
  private static let stems = Stems([
    "noon", "mid", "mitt", "minui", "mezz", "meio", "meia", "medi",
  ])

  static func mayHaveDate(_ line: String) -> Bool {
    let bytes = line.utf8.span
    for index in bytes.indices where 48...57 ~= bytes[index] || bytes[index] >= 0x80 { return true }
    return false
  }

  static func mayHaveClock(_ line: String) -> Bool {
    mayHaveDate(line) || stems.mayStand(in: line.utf8.span, most: .max) || hasDottedWord(line)
  }

  /// `n.o.o.n.`, which the reader takes for a word.
  private static func hasDottedWord(_ line: String) -> Bool {
    let bytes = line.utf8.span
    guard bytes.count > 2 else { return false }
    for index in 1..<bytes.count - 1 where bytes[index] == UInt8(ascii: ".") {
      if bytes[index - 1] > 0x40, bytes[index + 1] > 0x40 { return true }
    }
    return false
  }
}
