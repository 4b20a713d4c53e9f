/// What a zone word of the tables means; read out of its line when the word stands in a stamp.
struct ZoneWord: Sendable {
  enum Kind { case place, abbreviation, spelled, universal }

  var kind: Kind
  /// The zones of a place, or the meanings of an abbreviation as `minutes zone; minutes zone`.
  var value: TextSlice

  func mention(_ phrase: String) -> ZoneMention {
    switch kind {
    case .place: .places(value.items)
    case .universal: .universal(name: phrase)
    case .abbreviation:
      .abbreviation(Abbreviation(name: phrase.uppercased(), meanings: meanings))
    case .spelled: .abbreviation(Abbreviation(name: phrase, meanings: meanings))
    }
  }

  var meanings: [Abbreviation.Meaning] {
    var meanings: [Abbreviation.Meaning] = []
    value.forEachItem(separator: ";") { _, slice in
      let parts = slice.text.split(separator: " ").map(String.init)
      guard parts.count == 2, let minutes = Int(parts[0]) else { return }
      meanings.append(Abbreviation.Meaning(offset: minutes * 60, zones: [parts[1]]))
    }
    return meanings
  }
}
