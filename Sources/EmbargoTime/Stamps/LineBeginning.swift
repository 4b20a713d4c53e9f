extension StampReader {
  /// Whether a line begins with release words, decoration and words like "press release" or "the"
  /// aside; a quick look for lines of running text, most of which end it with their first word.
  ///
  /// It says yes to more lines than have an `opening`: words of any language count.
  package func beginsWithReleaseWords(_ line: String) -> Bool {
    // Nearly every line says by its first words what it is; the long look is for the rest.
    for length in [40, 240] {
      let isWhole = line.utf8.count <= length
      let head = isWhole ? line : String(line.unicodeScalars.prefix(length))
      if let verdict = LineBeginning(head, isWhole: isWhole).verdict { return verdict }
      if isWhole { return false }
    }
    return false
  }
}

/// The first words of a line.
private struct LineBeginning {
  /// Nil when the line goes on before it is decided.
  private(set) var verdict: Bool?

  init(_ head: String, isWhole: Bool) {
    let text = TokenizedText(NormalizedText(head))
    var matches: [Lexicon.Match] = []
    // The last word of a piece may be cut.
    for index in text.tokens.indices.dropLast(isWhole ? 0 : 1)
    where text.tokens[index].kind == .word {
      matches.removeAll(keepingCapacity: true)
      Lexicon.shared.match(at: index, in: text, Language.Mask(rawValue: .max), into: &matches)
      let word = text.tokens[index].text
      if word.hasPrefix("embarg") || word.hasPrefix("sperr") || matches.contains(where: Self.opens)
      {
        verdict = true
        return
      }
      guard matches.contains(where: Self.isQuiet) else {
        verdict = false
        return
      }
    }
  }

  private static func opens(_ match: Lexicon.Match) -> Bool {
    switch match.meaning {
    case .mark(.embargo), .mark(.release), .mark(.immediate): true
    default: false
    }
  }

  /// May stand before release words.
  private static func isQuiet(_ match: Lexicon.Match) -> Bool {
    switch match.meaning {
    case .mark(.filler), .mark(.label), .mark(.negation), .mark(.template), .zone, .weekday,
      .month, .connector:
      true
    default: false
    }
  }
}
