/// Ways of writing days and hours in the Romance languages that English does not have: "4ª feira",
/// "1.º de agosto", "primero de mayo", "las 5 y media", "cero horas" (R25).
extension Grammar {
  /// "4ª feira", "5.a-feira": Monday is the second.
  func numberedWeekday(_ index: Int) -> Item? {
    guard active.contains(.portuguese), let day = number(index), day.digits == 1,
      2...6 ~= day.value
    else { return nil }
    let letter = isSymbol(index + 1, ".") && isGlued(index + 1) ? index + 2 : index + 1
    guard word(letter)?.text == "a", isGlued(letter) else { return nil }
    let end = isSymbol(letter + 1, "-") ? letter + 2 : letter + 1
    guard word(end)?.text == "feira" else { return nil }
    return Item(kind: .weekday(Weekday.allCases[day.value - 2]), tokens: index..<end + 1)
  }

  static let firsts: [String: Language.Mask] = [
    "primero": .spanish, "primo": .italian, "primeiro": .portuguese, "premier": .french,
  ]

  /// "primero de septiembre de 2024", "primo luglio": the first is the only day that has a name.
  func namedFirst(_ index: Int) -> Item? {
    guard opens(index, .firstDay), let language = Self.firsts[word(index)?.text ?? ""],
      active.contains(language)
    else { return nil }
    let next = ["de", "di"].contains(word(index + 1)?.text ?? "") ? index + 2 : index + 1
    guard let (month, afterMonth) = month(next) else { return nil }
    return date(days: [.init(month: month, day: 1)], yearAt: afterMonth, from: index)
  }

  /// "mar" before a day and month is a Tuesday: "mar. 14 mai 2024"; else it may be a slip for one.
  func mayBeTuesday(_ index: Int) -> Bool {
    word(index)?.text == "mar" && !showsEnglish
      && !active.isDisjoint(with: [.french, .spanish, .italian])
  }

  private static let shortWeekdays: [String: (Language.Mask, Weekday)] = {
    var table: [String: (Language.Mask, Weekday)] = [:]
    for language in Language.all where language.mask != .english {
      for (name, day) in zip(language.shortWeekdays.split(separator: ","), Weekday.allCases) {
        let name = String(name.drop { $0 == " " })
        table[name] = ((table[name]?.0 ?? []).union(language.mask), day)
      }
    }
    return table
  }()

  /// "mer. 15 mai": a short weekday in small letters counts only with its dot and before a day.
  func shortWeekday(_ index: Int) -> Item? {
    guard opens(index, .shortWeekday), let word = word(index),
      let (languages, day) = Self.shortWeekdays[word.text],
      !active.isDisjoint(with: languages), isSymbol(index + 1, "."), isGlued(index + 1),
      let date = dayFirstDate(index + 2), case .date = date.kind
    else { return nil }
    return Item(kind: .weekday(day), tokens: index..<index + 2)
  }

  // MARK: Hours

  private static let and: Set<String> = ["y", "e", "et", "und", "en"]
  private static let halves: Set<String> = ["media", "meia", "mezza", "mezzo", "demie", "demi"]
  private static let quarters: Set<String> = ["cuarto", "quart", "quarto"]
  private static let minutes: Set<String> = [
    "min", "mn", "minutos", "minutes", "minuti", "minuten", "minuto",
  ]
  /// Words that only stand before a clock.
  private static let clockOpeners: Set<String> = [
    "ore", "las", "alle", "dalle", "as", "delle",
  ]

  /// Minutes in words after an hour: "y media", "e mezza", "et demie", "e 30", "y 30 minutos".
  func minuteWords(_ index: Int) -> (minutes: Int, end: Int)? {
    guard let and = word(index), Self.and.contains(and.text) else { return nil }
    if let part = word(index + 1)?.text {
      if Self.halves.contains(part) { return (30, index + 2) }
      return Self.quarters.contains(part) ? (15, index + 2) : nil
    }
    guard let minute = number(index + 1), minute.digits == 2, minute.value <= 59,
      !minute.isDamaged, month(index + 2) == nil,
      dayPart(index + 2) != nil || !isClockLike(index + 1)
    else { return nil }
    if let unit = word(index + 2)?.text, Self.minutes.contains(unit) {
      return (minute.value, index + 3)
    }
    // "ore 10 e 30": nothing else can be meant.
    return (minute.value, index + 2)
  }

  /// The minutes after a bare hour; only where something before or behind says that it is a clock.
  func minutesAfterHour(_ index: Int) -> (minutes: Int, end: Int)? {
    guard let found = minuteWords(index + 1) else { return nil }
    let isOpened = Self.clockOpeners.contains(word(index - 1)?.text ?? "")
    return isOpened || dayPart(found.end) != nil ? found : nil
  }

  /// "18h30min": the word after the minutes.
  func minuteUnit(_ index: Int) -> Int? {
    guard let unit = word(index)?.text else { return nil }
    return Self.minutes.contains(unit) || unit == "m" && isGlued(index) ? index + 1 : nil
  }

  static let zeros: Set<String> = ["cero", "zero", "null", "nul"]

  /// "cero horas", "zéro heure", "null Uhr": the start of the day, as 0:00.
  func zeroHour(_ index: Int) -> Item? {
    guard opens(index, .zeroHour), !active.subtracting(.english).isEmpty,
      let (_, end) = hourMarker(index + 1) ?? singularHour(index + 1), minuteWords(end) == nil,
      number(end) == nil
    else { return nil }
    return Item(kind: .clock(Clock(hour: 0)), tokens: index..<end)
  }

  private func singularHour(_ index: Int) -> (String, Int)? {
    guard let word = word(index)?.text, ["hora", "heure", "uur", "uhr"].contains(word) else {
      return nil
    }
    return (word, index + 1)
  }

  static let firstMinutes: [[String]] = [
    ["minuit", "et", "une", "minute"], ["minuit", "et", "une"], ["minuit", "une"],
    ["medianoche", "y", "un", "minuto"], ["meia", "noite", "e", "um", "minuto"],
    ["mezzanotte", "e", "un", "minuto"], ["un", "minuto", "dopo", "mezzanotte"],
    ["eine", "minute", "nach", "mitternacht"], ["een", "minuut", "na", "middernacht"],
    ["une", "minute", "apres", "minuit"], ["un", "minuto", "despues", "de", "medianoche"],
    ["un", "minuto", "despues", "de", "la", "medianoche"],
    ["um", "minuto", "depois", "da", "meia", "noite"],
  ]

  /// "minuit et une minute": 0:01 of the day named, as "one minute past midnight".
  func firstMinute(_ index: Int) -> Item? {
    guard opens(index, .firstMinute) else { return nil }
    for phrase in Self.firstMinutes {
      var at = index
      for text in phrase {
        if at > index, isSymbol(at, "-'") { at += 1 }
        guard word(at)?.text == text else { break }
        at += 1
        if text == phrase.last, words(from: index, to: at) == phrase {
          return Item(kind: .clock(Clock(hour: 0, minute: 1)), tokens: index..<at)
        }
      }
    }
    return nil
  }

  private func words(from start: Int, to end: Int) -> [String] {
    (start..<end).compactMap { word($0)?.text }
  }

  /// A zone that is named in full ("hora central europea de verano") where that is longer than a
  /// place behind a word for "time" ("hora central").
  func spelledZone(_ index: Int) -> Item? {
    guard first(index, { if case .timeWord = $0 { true } else { nil } }) != nil else { return nil }
    for match in matches(index) where match.end > index + 1 {
      guard case .zone(let number) = match.meaning else { continue }
      return Item(kind: .zone(mention(number, index..<match.end)), tokens: index..<match.end)
    }
    return nil
  }
}
