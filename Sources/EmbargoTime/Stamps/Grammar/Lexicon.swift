/// Every word and phrase of the languages and of the zone tables, in one table.
struct Lexicon: Sendable {
  enum DayPart { case morning, afternoon, night }

  enum Meaning {
    case month(Int)
    case weekday(Weekday)
    case mark(Mark)
    /// A zone word, by its number; `Lexicon.mention` says what it means.
    case zone(Int)
    case part(DayPart)
    case hourMarker, noon, midnight, timeWord, local, connector, ordinal
  }

  struct Match {
    var meaning: Meaning
    /// The token after the last one that belongs to it.
    var end: Int
  }

  private struct Entry {
    var languages: Language.Mask
    var meaning: Meaning
    /// A short form that is another word in other languages: it needs a capital.
    var needsCapital: Bool
    /// The next meaning of the same phrase, or -1.
    var next: Int32 = -1
  }

  /// What belongs to a phrase of the table.
  private struct Phrase {
    var first: Int32 = -1
    var last: Int32 = -1
    /// How many words the longest phrase has that begins with this word.
    var longest = 1
    /// Languages that the word shows a line to be in.
    var cues: Language.Mask = []
    /// What the word may open.
    var openers: Openers = []
  }

  /// What the tables know of one word of a line.
  struct Head {
    /// The number of its phrase; -1 where no phrase begins with it.
    fileprivate var phrase: Int32 = -1
    fileprivate var hash: UInt32 = 0
    fileprivate(set) var openers: Openers = []
  }

  static let shared = Lexicon()

  private var table = PhraseTable(capacity: 8192)
  private var phrases: [Phrase] = []
  private var entries: [Entry] = []
  private var zoneWords: [ZoneWord] = []

  private init() {
    phrases.reserveCapacity(8192)
    entries.reserveCapacity(8192)
    zoneWords.reserveCapacity(2048)
    for language in Language.all { add(language) }
    addZoneWords()
    addPlaces()
    for (opener, words) in Openers.words {
      for var word in words { word.withUTF8 { phrases[enter($0)].openers.formUnion(opener) } }
    }
  }

  // MARK: Looking up

  private static let embargoStems: [StaticString] = ["embarg", "sperrfrist"]

  /// What is known of each token's word.
  func heads(of text: TokenizedText) -> [Head] {
    var heads = [Head](repeating: Head(), count: text.tokens.count)
    text.letters.withUnsafeBufferPointer { letters in
      for index in text.tokens.indices where text.tokens[index].kind == .word {
        let word = UnsafeBufferPointer(rebasing: letters[text.tokens[index].letters])
        heads[index].hash = PhraseTable.hash(word)
        if let found = table.find(word, hash: heads[index].hash) {
          heads[index].phrase = Int32(found)
          heads[index].openers = phrases[found].openers
        }
        if Self.embargoStems.contains(where: { $0.begins(word) }) {
          heads[index].openers.insert(.embargo)
        }
      }
    }
    return heads
  }

  /// The languages that a line shows.
  func languages(of heads: [Head]) -> Language.Mask {
    heads.reduce(into: []) { mask, head in
      if head.phrase >= 0 { mask.formUnion(phrases[Int(head.phrase)].cues) }
    }
  }

  /// What begins at each token, longest first: from `places[i]` to `places[i + 1]` at token i.
  func matches(
    of text: TokenizedText, _ heads: [Head], _ active: Language.Mask
  ) -> (matches: [Match], places: [Int]) {
    var matches: [Match] = []
    matches.reserveCapacity(heads.count * 2)
    var places = [0]
    places.reserveCapacity(heads.count + 1)
    text.letters.withUnsafeBufferPointer { letters in
      for index in heads.indices {
        if heads[index].phrase >= 0 {
          match(heads[index], at: index, in: text, letters, active, into: &matches)
        }
        places.append(matches.count)
      }
    }
    return (matches, places)
  }

  private func match(
    _ head: Head, at index: Int, in text: TokenizedText, _ letters: UnsafeBufferPointer<UInt8>,
    _ active: Language.Mask, into matches: inout [Match]
  ) {
    let first = text.tokens[index]
    let start = matches.count
    append(Int(head.phrase), end: index + 1, first, active, at: start, into: &matches)
    var hash = head.hash
    var end = index + 1
    for _ in 1..<max(1, phrases[Int(head.phrase)].longest) {
      guard let next = text.nextWord(after: end) else { break }
      end = next + 1
      let word = text.tokens[next].letters
      // Words stand in `letters` with one blank between them.
      hash = PhraseTable.hash(
        UnsafeBufferPointer(rebasing: letters[word.lowerBound - 1..<word.upperBound]), from: hash)
      let phrase = letters[first.letters.lowerBound..<word.upperBound]
      if let found = table.find(UnsafeBufferPointer(rebasing: phrase), hash: hash) {
        append(found, end: end, first, active, at: start, into: &matches)
      }
    }
  }

  private func append(
    _ phrase: Int, end: Int, _ token: Token, _ active: Language.Mask, at place: Int,
    into matches: inout [Match]
  ) {
    var place = place
    var entry = Int(phrases[phrase].first)
    while entry >= 0 {
      let known = entries[entry]
      if !known.languages.isDisjoint(with: active), !known.needsCapital || token.isCapital,
        !token.isAccented || mayHaveAccents(known, token)
      {
        matches.insert(Match(meaning: known.meaning, end: end), at: place)
        place += 1
      }
      entry = Int(known.next)
    }
  }

  /// English words and abbreviations have no accents: with one they are something else.
  private func mayHaveAccents(_ entry: Entry, _ token: Token) -> Bool {
    if case .zone(let number) = entry.meaning {
      return zoneWords[number].kind == .place || token.text.hasPrefix("mitteleuropaisch")
    }
    return entry.languages != .english
  }

  /// What a zone word says that stands in the line as `phrase`.
  func mention(_ number: Int, phrase: String) -> ZoneMention { zoneWords[number].mention(phrase) }

  private func zoneWords(_ phrase: String) -> [ZoneWord] {
    var phrase = phrase
    guard let found = phrase.withUTF8({ table.find($0, hash: PhraseTable.hash($0)) }) else {
      return []
    }
    var words: [ZoneWord] = []
    var entry = Int(phrases[found].first)
    while entry >= 0 {
      if case .zone(let number) = entries[entry].meaning { words.append(zoneWords[number]) }
      entry = Int(entries[entry].next)
    }
    return words
  }

  /// The zones of a place by its name.
  func places(_ name: String) -> [String]? {
    zoneWords(name).first { $0.kind == .place }?.value.items
  }

  /// The abbreviation alone says this zone with this offset (R5).
  func isCertain(_ name: String, _ offset: Int, _ zone: String) -> Bool {
    guard let word = zoneWords(Self.key(name)).first(where: { $0.kind == .abbreviation }) else {
      return false
    }
    return word.meanings == [Abbreviation.Meaning(offset: offset, zones: [zone])]
  }

  /// A name as a phrase: small letters, blanks for hyphens and underscores.
  static func key(_ name: String) -> String { String(decoding: name.utf8.map(key), as: UTF8.self) }

  private static func key(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "'"): UInt8(ascii: " ")
    case 65...90: byte + 32
    default: byte
    }
  }

  // MARK: Filling

  private static let everywhere = Language.Mask(rawValue: .max)

  /// Enters the phrase of a table of data. It is in lower case with single blanks.
  private mutating func put(
    _ phrase: UnsafeBufferPointer<UInt8>, _ meaning: Meaning, _ languages: Language.Mask,
    needsCapital: Bool = false, isCue: Bool = false
  ) {
    let number = enter(phrase)
    if isCue { phrases[number].cues.formUnion(languages) }
    let entry = Int32(entries.count)
    entries.append(Entry(languages: languages, meaning: meaning, needsCapital: needsCapital))
    if phrases[number].last >= 0 {
      entries[Int(phrases[number].last)].next = entry
    } else {
      phrases[number].first = entry
    }
    phrases[number].last = entry
    let words = 1 + phrase.count { $0 == UInt8(ascii: " ") }
    guard words > 1, let blank = phrase.firstIndex(of: UInt8(ascii: " ")) else { return }
    let head = enter(UnsafeBufferPointer(rebasing: phrase[..<blank]))
    phrases[head].longest = max(phrases[head].longest, words)
  }

  private mutating func enter(_ phrase: UnsafeBufferPointer<UInt8>) -> Int {
    let number = table.enter(phrase)
    if number == phrases.count { phrases.append(Phrase()) }
    return number
  }

  private mutating func add(_ language: Language) {
    let mask = language.mask
    addCalendar(language)
    TextSlice(language.cues).forEachItem { cue, _ in
      phrases[enter(cue)].cues.formUnion(mask)
    }
    for mark in Mark.allCases {
      guard let list = language.marks[mark] else { continue }
      // "For immediate release" in any language needs no other word of it.
      let languages = mark == .immediate ? Self.everywhere : mask
      TextSlice(list).forEachItem { phrase, _ in put(phrase, .mark(mark), languages) }
    }
    let words: [(String, Meaning)] = [
      (language.morning, .part(.morning)), (language.afternoon, .part(.afternoon)),
      (language.night, .part(.night)), (language.hourMarkers, .hourMarker),
      (language.noon, .noon), (language.midnight, .midnight), (language.timeWords, .timeWord),
      (language.local, .local), (language.connectors, .connector), (language.ordinals, .ordinal),
    ]
    for (list, meaning) in words {
      TextSlice(list).forEachItem { phrase, _ in put(phrase, meaning, mask) }
    }
  }

  private mutating func addCalendar(_ language: Language) {
    let mask = language.mask
    /// The forms of one month or weekday are parted by slashes.
    func each(
      _ names: String, _ body: (_ number: Int, _ form: UnsafeBufferPointer<UInt8>) -> Void
    ) {
      var number = 0
      TextSlice(names).forEachItem { _, slice in
        slice.forEachItem(separator: "/") { form, _ in body(number, form) }
        number += 1
      }
    }
    each(language.months) { put($1, .month($0 + 1), mask, isCue: true) }
    each(language.shortMonths) { put($1, .month($0 + 1), mask) }
    each(language.weekdays) { put($1, .weekday(Weekday.allCases[$0]), mask, isCue: true) }
    each(language.shortWeekdays) {
      put($1, .weekday(Weekday.allCases[$0]), mask, needsCapital: mask != .english)
      if mask != .english { phrases[enter($1)].openers.insert(.shortWeekday) }
    }
  }

  // MARK: Zones

  private mutating func zone(_ kind: ZoneWord.Kind, _ value: TextSlice) -> Meaning {
    zoneWords.append(ZoneWord(kind: kind, value: value))
    return .zone(zoneWords.count - 1)
  }

  /// Enters a phrase with others before and behind it: `us `, ` time`.
  private mutating func put(
    _ phrase: UnsafeBufferPointer<UInt8>, before: [String], behind: [String], _ meaning: Meaning
  ) {
    for head in before {
      for tail in behind {
        let bytes = Array(head.utf8) + phrase.map(Self.key) + Array(tail.utf8)
        bytes.withUnsafeBufferPointer { put($0, meaning, Self.everywhere) }
      }
    }
  }

  private mutating func addZoneWords() {
    TextSlice(ZoneWords.abbreviations).forEachItem(separator: "\n") { _, line in
      guard let (name, value) = line.split(at: " ") else { return }
      let meaning = zone(.abbreviation, value)
      name.withBytes { put($0, before: ["", "us ", "u s "], behind: [""], meaning) }
    }
    forEachLine(ZoneWords.spelled) { head, names in
      let meaning = zone(.spelled, head)
      names.forEachItem { name, _ in put(name, meaning, Self.everywhere) }
    }
    let universal = zone(.universal, TextSlice(""))
    TextSlice(ZoneWords.universal).forEachItem { name, _ in
      put(name, universal, Self.everywhere)
    }
  }

  private mutating func addPlaces() {
    TextSlice(Places.zoneNames).forEachItem(separator: " ") { name, slice in
      let city = UnsafeBufferPointer(
        rebasing: name[((name.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...])
      put(city, before: [""], behind: [""], zone(.place, slice))
    }
    forEachLine(Places.single) { zoneName, names in
      let meaning = zone(.place, zoneName)
      names.forEachItem { name, _ in put(name, meaning, Self.everywhere) }
    }
    forEachLine(ZoneWords.generic) { zoneName, names in
      let meaning = zone(.place, zoneName)
      names.forEachItem { name, _ in
        put(
          name, before: ["", "us ", "u s "], behind: ["", " time", " time time"], meaning)
      }
    }
    forEachLine(ZoneWords.genericNames) { zoneName, names in
      let meaning = zone(.place, zoneName)
      names.forEachItem { name, _ in put(name, meaning, Self.everywhere) }
    }
    for text in [Places.shared, ZoneWords.ambiguousGeneric] {
      forEachLine(text) { name, zones in
        let meaning = zone(.place, zones)
        name.withBytes { put($0, meaning, Self.everywhere) }
      }
    }
  }

  /// Lines of `head: item, item`.
  private func forEachLine(_ text: String, _ body: (_ head: TextSlice, TextSlice) -> Void) {
    TextSlice(text).forEachItem(separator: "\n") { _, line in
      if let (head, rest) = line.split(at: ":") { body(head, rest) }
    }
  }
}
