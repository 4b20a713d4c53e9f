/// R8: the default zone stands in only where the line says nothing at all about the zone.
///
/// A stamp without a zone may still stand in a line that says one where it is not looked for ("All
/// times QXT."), or that says it in a word that is not known. Then the default would replace what
/// the sender wrote.
extension Statement {
  func requireSilentZone() throws(StampRefusal) {
    try requireLocalBesideZone()
    guard zones.isEmpty else { return }
    for index in items.indices where index < labelIndex ?? items.count {
      switch items[index].kind {
      case .zone(let mention): try refuse(mention, index)
      case .unknown
      where isBesideTime(index) || isBracketed(index) && touchesStamp(index) || isZoneName(index)
        || isShortCell(index):
        throw silentZone(
          index, .zoneUnknown, "\"\(words(index))\" is no time zone that is known.")
      default: if speaksOfLocalTime(index) { throw localTime(index) }
      }
    }
  }

  /// "5 p.m. ET, May 14, 2024, local time": of which place?
  private func requireLocalBesideZone() throws(StampRefusal) {
    for index in zones {
      guard case .local? = mention(index), zones.count > 1 else { continue }
      let isBeside = [meaningful(before: index), meaningful(after: index)].contains { place in
        place.map { zones.contains($0) } ?? false
      }
      if !isBeside { throw localTime(index) }
    }
  }

  private func silentZone(
    _ index: Int, _ reason: RefusalReason, _ message: String
  ) -> StampRefusal {
    let range = range(index...index)
    return StampRefusal(reason, message, rule: "R8", stamp: text(range), range: range)
  }

  private func localTime(_ index: Int) -> StampRefusal {
    silentZone(index, .noZone, "\"Local time\" does not say of which place.")
  }

  private func refuse(_ mention: ZoneMention, _ index: Int) throws(StampRefusal) {
    switch mention {
    case .local: throw localTime(index)
    case .unknown(let word), .placeName(let word):
      throw silentZone(index, .zoneUnknown, "\"\(word)\" is no time zone that is known.")
    case .places:
      // A place in another part of the line may belong to a headline.
      let isNear =
        index < (parts.last ?? 0) || grammar.isTimePhrase(items[index].tokens)
        || scope.isAttached(index)
      guard isNear else { return }
      throw silentZone(
        index, .zoneUnknown,
        "\"\(words(index))\" may be a place or a zone here; write the zone beside the clock.")
    case .abbreviation, .universal, .identifier, .offset:
      throw silentZone(
        index, .zoneUnknown,
        "\"\(words(index))\" stands apart from the stamp; write the zone beside the clock.")
    }
  }

  private func isWord(_ index: Int, _ words: Set<String>) -> Bool {
    items.indices.contains(index) && words.contains(self.words(index).lowercased())
  }

  /// "All times QXT", "Gotham time".
  private func isBesideTime(_ index: Int) -> Bool {
    let times: Set<String> = ["time", "times", "timezone", "zone", "hours"]
    return isWord(index - 1, times) || isWord(index + 1, times)
  }

  /// Capitals or a place that the zone tables know, though not admitted where they stand.
  private func isZoneName(_ index: Int) -> Bool {
    index < (parts.last ?? 0)
      && grammar.matches(items[index].tokens.lowerBound).contains {
        if case .zone = $0.meaning { true } else { false }
      }
  }

  /// "| QXT".
  private func isShortCell(_ index: Int) -> Bool {
    let token = grammar.tokens[items[index].tokens.lowerBound]
    return token.isUpper && token.text.utf8.count <= 5 && scope.fillsCell(index)
  }

  private func isBracketed(_ index: Int) -> Bool {
    guard index > 0, index + 1 < items.count, case .symbol(let open) = items[index - 1].kind,
      case .symbol(let close) = items[index + 1].kind
    else { return false }
    return open.isOne(of: "([{<") && close.isOne(of: ")]}>")
  }

  private func touchesStamp(_ index: Int) -> Bool {
    [meaningful(before: index), meaningful(after: index)].contains { place in
      place.map { parts.contains($0) } ?? false
    }
  }

  /// "Times are local."
  private func speaksOfLocalTime(_ index: Int) -> Bool {
    grammar.first(items[index].tokens.lowerBound) {
      if case .local = $0 { true } else { nil }
    } != nil && isWord(index, ["local", "locale", "lokale", "lokal", "ortszeit"])
  }
}
