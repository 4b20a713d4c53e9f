/// What the words right beside "embargo" make of it in the other languages: its beginning, its end,
/// or the embargo of something else (R21, R25).
extension Grammar {
  private static let from: Set<String> = [
    "du", "del", "de", "da", "do", "dal", "dalla", "dalle", "van", "von", "vom", "seit", "since",
  ]

  private static let on: Set<String> = [
    "le", "el", "em", "il", "op", "am", "no", "a", "as", "alle", "um", "om", "las",
  ]

  private static let about: Set<String> = [
    "fur", "pour", "para", "per", "voor", "sobre", "sur", "sul", "uber", "al", "alla", "op", "auf",
  ]

  /// "Sous embargo du 14 mai", "Embargado el 14 de mayo": when it begins, not until when it lasts;
  /// "No difundir el 14 de mayo": the day on which a use is forbidden.
  func embargoOpening(_ index: Int) -> Item? {
    guard let last = items.last, last.tokens.upperBound == index,
      case .mark(.embargo) = last.kind, let text = word(index)?.text,
      let first = word(last.tokens.lowerBound)?.text
    else { return nil }
    let next = text == "a" && word(index + 1)?.text == "las" ? index + 2 : index + 1
    let isEmbargo = first.hasPrefix("embarg") || first.hasPrefix("sperr") || isUnder(first)
    guard beginsPart(next) else {
      // "Embargo da construção até ...": the embargo of something.
      let isOfSomething =
        isEmbargo && (Self.from.contains(text) || Self.about.contains(text))
        && word(next) != nil && matches(next).isEmpty
      return isOfSomething ? Item(kind: .mark(.talk), tokens: index..<index + 1) : nil
    }
    if Self.from.contains(text), isEmbargo {
      return fault(
        .noDate, "\"\(words(last.tokens)) \(text)\" says when the embargo begins.",
        index..<index + 1)
    }
    guard Self.on.contains(text) else { return nil }
    let isState =
      isParticiple(first) || isUnder(first) || isUnder(word(last.tokens.lowerBound - 1)?.text ?? "")
      || isForbidding(first) && !endsWithLimit(last.tokens)
    guard isState else { return nil }
    return fault(
      .conflict, "\"\(words(last.tokens)) \(text)\" does not say until when.", index..<index + 1)
  }

  private func isUnder(_ word: String) -> Bool {
    ["sous", "sob", "sotto", "onder", "unter", "bajo"].contains(word)
  }

  private func isParticiple(_ word: String) -> Bool {
    ["embargad", "embargat", "embargue", "geembarg", "gesperrt"].contains { word.hasPrefix($0) }
  }

  private func isForbidding(_ word: String) -> Bool {
    [
      "no", "ne", "nao", "non", "nicht", "niet", "a", "prohibida", "proibida", "vietata", "da",
      "interdit", "interdite", "diffusion", "publication",
    ].contains(word)
  }

  /// The phrase ends in a word that says "until" or "before".
  private func endsWithLimit(_ range: Range<Int>) -> Bool {
    range.suffix(2).contains {
      ["avant", "antes", "hasta", "ate", "prima", "fino", "vor", "bis", "voor", "dan", "tot"]
        .contains(word($0)?.text ?? "")
    }
  }

  /// A date, a weekday or a clock begins there.
  private func beginsPart(_ index: Int) -> Bool {
    if number(index) != nil { return true }
    return matches(index).contains {
      switch $0.meaning {
      case .weekday, .month, .noon, .midnight: true
      default: false
      }
    }
  }

  // MARK: Of something else

  private static let genitives: Set<String> = [
    "de", "del", "d", "du", "do", "da", "dell", "del", "des", "der", "van", "vom", "gegen",
    "contra",
    "contre", "contro", "tegen", "trotz", "wegen", "beim", "zum", "zur",
  ]

  private static let articles: Set<String> = [
    "l", "le", "la", "el", "il", "lo", "o", "het", "die", "das", "dem", "den", "een", "ein",
  ]

  /// "Orden de embargo", "Verstoß gegen die Sperrfrist": a noun rules over the embargo that is in
  /// no
  /// table, so that it may be anything about it.
  func isRuledEmbargo(_ index: Int) -> Bool {
    guard !active.subtracting(.english).isEmpty else { return false }
    var at = index - 1
    if isSymbol(at, "'") { at -= 1 }
    if Self.articles.contains(word(at)?.text ?? ""), !isRuling(at) { at -= 1 }
    if isSymbol(at, "'") { at -= 1 }
    return isRuling(at) && word(at - 1) != nil
  }

  private func isRuling(_ index: Int) -> Bool {
    Self.genitives.contains(word(index)?.text ?? "")
  }

  /// "Sperrfrist Arbeitslosengeld bis ...": the term of something else.
  func isTermOfSomething(_ index: Int) -> Bool {
    guard let last = items.last, last.tokens.upperBound == index, case .mark(.embargo) = last.kind
    else { return false }
    return word(last.tokens.lowerBound)?.text == "sperrfrist"
  }

  // MARK: Verbs in two parts

  static let verbs: [String: Set<String>] = [
    "lauft": ["ab", "aus"], "wird": ["aufgehoben"], "endet": ["automatisch"], "loopt": ["af"],
    "wordt": ["opgeheven"],
  ]

  /// "Die Sperrfrist läuft am 15. Mai um 11 Uhr ab": both parts of the verb say nothing more than
  /// that the embargo ends; one alone is not understood.
  func verbPart(_ index: Int) -> Item? {
    guard opens(index, .verb), !active.isDisjoint(with: [.german, .dutch]),
      let text = word(index)?.text
    else { return nil }
    let found = Item(kind: .mark(.filler), tokens: index..<index + 1)
    if let ends = Self.verbs[text] {
      guard case .mark(.embargo) = items.last?.kind else { return nil }
      let closes = (index + 1..<tokens.count).contains { isVerbEnd($0, ends) }
      return closes ? found : nil
    }
    guard let verb = Self.verbs.first(where: { $0.value.contains(text) }),
      isVerbEnd(index, verb.value)
    else { return nil }
    let isOpen = items.contains {
      guard case .mark(.filler) = $0.kind else { return false }
      return word($0.tokens.lowerBound)?.text == verb.key
    }
    return isOpen ? found : nil
  }

  /// The last word of its sentence.
  private func isVerbEnd(_ index: Int, _ ends: Set<String>) -> Bool {
    guard let text = word(index)?.text, ends.contains(text) else { return false }
    guard let next = token(index + 1) else { return true }
    return next.isSymbol(".|!;\u{7})") || next.isSymbol("-") && next.isApart
  }
}
