/// Every word and phrase of the languages and of the zone tables, in one table.
struct Lexicon: Sendable {
  enum DayPart { case morning, afternoon, night }

  enum Meaning {
    case month(Int)
    case weekday(Weekday)
    case mark(Mark)
    case zone(ZoneMention)
    case part(DayPart)
    case hourMarker, noon, midnight, timeWord, local, connector, ordinal
  }

  struct Entry {
    var languages: Language.Mask
    var meaning: Meaning
    /// A short form that is another word in other languages: it needs a capital.
    var needsCapital = false
  }

  struct Match {
    var entry: Entry
    /// The token after the last one that belongs to it.
    var end: Int
  }

  static let shared = Lexicon()

  private var entries: [String: [Entry]] = [:]
  /// For the first word of each phrase, how many words the longest such phrase has.
  private var heads: [String: Int] = [:]
  /// Words that show which language a line is in.
  private(set) var cues: [String: Language.Mask] = [:]

  private init() {
    entries.reserveCapacity(6000)
    heads.reserveCapacity(4000)
    for language in Language.all { add(language) }
    addZones()
  }

  // MARK: Looking up

  /// The languages that a line shows; English is in every set.
  func languages(of tokens: [Token]) -> Language.Mask {
    tokens.reduce(into: []) { mask, token in
      if token.kind == .word, let cue = cues[token.text] { mask.formUnion(cue) }
    }
  }

  /// What begins at a token, longest first.
  func matches(at index: Int, in tokens: [Token], _ active: Language.Mask) -> [Match] {
    guard index < tokens.count, tokens[index].kind == .word,
      let limit = heads[tokens[index].text]
    else { return [] }
    var found: [Match] = []
    var key = tokens[index].text
    var end = index + 1
    for count in 1...limit {
      if count > 1 {
        guard let next = Self.nextWord(after: end, in: tokens) else { break }
        key += " " + tokens[next].text
        end = next + 1
      }
      guard let known = entries[key] else { continue }
      let usable = known.filter {
        !$0.languages.isDisjoint(with: active) && (!$0.needsCapital || tokens[index].isCapital)
      }
      found.insert(contentsOf: usable.map { Match(entry: $0, end: end) }, at: 0)
    }
    return found
  }

  /// The next word of a phrase: hyphens, apostrophes, dots, a comma or a colon may stand between.
  private static func nextWord(after end: Int, in tokens: [Token]) -> Int? {
    var index = end
    while index < tokens.count, index < end + 2, tokens[index].kind == .symbol,
      "-'.,:".contains(tokens[index].text)
    {
      index += 1
    }
    return index < tokens.count && tokens[index].kind == .word ? index : nil
  }

  /// The zones of a place by its name.
  func places(_ name: String) -> [String]? {
    for entry in entries[name] ?? [] {
      if case .zone(.places(let zones, _)) = entry.meaning { return zones }
    }
    return nil
  }

  /// A name as a phrase: small letters, blanks for hyphens and underscores.
  static func key(_ name: String) -> String {
    let words = name.utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "'"): UInt8(ascii: " ")
      case 65...90: byte + 32
      default: byte
      }
    }
    return String(decoding: words, as: UTF8.self)
  }

  /// The abbreviation alone says this zone with this offset (R5).
  func isCertain(_ name: String, _ offset: Int, _ zone: String) -> Bool {
    for entry in entries[Self.key(name)] ?? [] {
      if case .zone(.abbreviation(let abbreviation)) = entry.meaning {
        return abbreviation.meanings == [Abbreviation.Meaning(offset: offset, zones: [zone])]
      }
    }
    return false
  }

  // MARK: Filling

  private mutating func put(
    _ phrase: String, _ meaning: Meaning, _ languages: Language.Mask, needsCapital: Bool = false
  ) {
    entries[phrase, default: []].append(
      Entry(languages: languages, meaning: meaning, needsCapital: needsCapital))
    var words = 1
    var head = phrase[...]
    for index in phrase.utf8.indices where phrase.utf8[index] == UInt8(ascii: " ") {
      if words == 1 { head = phrase[..<index] }
      words += 1
    }
    let key = String(head)
    heads[key] = max(heads[key] ?? 0, words)
  }

  private mutating func add(_ language: Language) {
    let mask = language.mask
    let english = mask == .english
    for (index, forms) in Self.list(language.months).enumerated() {
      for form in Self.list(forms, "/") {
        put(form, .month(index + 1), mask)
        cues[form, default: []].formUnion(mask)
      }
    }
    for (index, forms) in Self.list(language.shortMonths).enumerated() {
      for form in Self.list(forms, "/") { put(form, .month(index + 1), mask) }
    }
    for (index, forms) in Self.list(language.weekdays).enumerated() {
      for form in Self.list(forms, "/") {
        put(form, .weekday(Weekday.allCases[index]), mask)
        cues[form, default: []].formUnion(mask)
      }
    }
    for (index, forms) in Self.list(language.shortWeekdays).enumerated() {
      for form in Self.list(forms, "/") {
        put(form, .weekday(Weekday.allCases[index]), mask, needsCapital: !english)
      }
    }
    for cue in Self.list(language.cues) { cues[cue, default: []].formUnion(mask) }
    for mark in Mark.allCases {
      // "For immediate release" in any language needs no other word of it.
      let languages = mark == .immediate ? Self.everywhere : mask
      for phrase in Self.list(language.marks[mark] ?? "") { put(phrase, .mark(mark), languages) }
    }
    addClockWords(language)
  }

  private mutating func addClockWords(_ language: Language) {
    let words: [(String, Meaning)] = [
      (language.morning, .part(.morning)), (language.afternoon, .part(.afternoon)),
      (language.night, .part(.night)), (language.hourMarkers, .hourMarker),
      (language.noon, .noon), (language.midnight, .midnight), (language.timeWords, .timeWord),
      (language.local, .local), (language.connectors, .connector), (language.ordinals, .ordinal),
    ]
    for (list, meaning) in words {
      for phrase in Self.list(list) { put(phrase, meaning, language.mask) }
    }
  }

  private static let everywhere = Language.Mask(rawValue: .max)

  private mutating func addZones() {
    for line in Self.list(ZoneWords.abbreviations, "\n") {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      let meanings = Self.list(parts[1], ";").compactMap(Self.meaning)
      let abbreviation = Abbreviation(name: parts[0], meanings: meanings)
      let name = parts[0].lowercased()
      for phrase in [name, "us " + name, "u s " + name] {
        put(phrase, .zone(.abbreviation(abbreviation)), Self.everywhere)
      }
    }
    for (head, names) in Self.table(ZoneWords.spelled) {
      guard let meaning = Self.meaning(head) else { continue }
      for name in names {
        let abbreviation = Abbreviation(name: name, meanings: [meaning])
        put(name, .zone(.abbreviation(abbreviation)), Self.everywhere)
      }
    }
    for name in ZoneWords.universal {
      put(name, .zone(.universal(name: name)), Self.everywhere)
    }
    addPlaces()
  }

  private static func meaning(_ text: String) -> Abbreviation.Meaning? {
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 2, let minutes = Int(parts[0]) else { return nil }
    return Abbreviation.Meaning(offset: minutes * 60, zones: [parts[1]])
  }

  private mutating func addPlaces() {
    func place(_ name: String, _ zones: [String]) {
      put(name, .zone(.places(zones, name: name)), Self.everywhere)
    }
    for name in Places.zoneNames.split(separator: " ").map(String.init) {
      let city = name.split(separator: "/").last ?? ""
      place(Self.key(String(city)), [name])
    }
    for (zone, names) in Self.table(Places.single) { for name in names { place(name, [zone]) } }
    for (name, zones) in Self.table(Places.shared) { place(name, zones) }
    for (zone, names) in Self.table(ZoneWords.generic) {
      for name in names {
        for form in [name, name + " time", "us " + name, "u s " + name] {
          place(form, [zone])
          place(form + " time", [zone])
        }
      }
    }
    for (zone, names) in Self.table(ZoneWords.genericNames) {
      for name in names { place(name, [zone]) }
    }
    for (name, zones) in Self.table(ZoneWords.ambiguousGeneric) { place(name, zones) }
  }

  /// Lines of `head: item, item`.
  private static func table(_ text: String) -> [(String, [String])] {
    list(text, "\n").compactMap { line in
      guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
      return (String(line[..<colon]), list(String(line[line.utf8.index(after: colon)...])))
    }
  }

  /// The items of a list, without the blanks around them; empty ones are left out.
  private static func list(_ text: String, _ separator: Unicode.Scalar = ",") -> [String] {
    let blank = UInt8(ascii: " ")
    return text.utf8.split(separator: UInt8(ascii: separator)).compactMap { part in
      let head = part.drop { $0 == blank || $0 == 10 }
      guard !head.isEmpty else { return nil }
      var end = head.endIndex
      while end > head.startIndex, [blank, 10].contains(head[head.index(before: end)]) {
        end = head.index(before: end)
      }
      return head.startIndex == end ? nil : String(Substring(head[..<end]))
    }
  }
}
