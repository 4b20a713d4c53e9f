/// RFC 3339 and RFC 9557 timestamps, and the basic form of ISO 8601 (R19).
extension Grammar {
  /// A whole timestamp: date, clock, and what it says about the zone.
  func isoMoment(_ index: Int) -> [Item]? {
    if let week = isoWeek(index) { return [week] }
    guard let (date, timeAt, isBasic) = isoDate(index) else { return nil }
    var at = timeAt
    let hasT = word(at)?.text == "t" && isGlued(at) && isGlued(at + 1)
    if hasT { at += 1 }
    guard let (clock, clockEnd) = isBasic ? basicClock(at) : extendedClock(at) else {
      guard hasT else { return nil }
      return [fault(.badTime, "There is no clock after the T.", index..<at + 1)]
    }
    let (offset, offsetEnd) = isoOffset(clockEnd)
    guard hasT || offset != nil else { return nil }
    var items = [date]
    items.append(isoClock(clock, at..<clockEnd))
    if let offset { items.append(Item(kind: offset, tokens: clockEnd..<offsetEnd)) }
    let isZulu = isZulu(offset, clockEnd)
    return items + suffixes(offsetEnd, claims: !isZulu)
  }

  private func isoWeek(_ index: Int) -> Item? {
    guard number(index)?.digits == 4, isSymbol(index + 1, "-"), isGlued(index + 1),
      word(index + 2)?.text == "w", isGlued(index + 2), number(index + 3) != nil,
      isGlued(index + 3)
    else { return nil }
    return fault(.noDate, "Week dates are not read; write the day.", index..<index + 4)
  }

  private func isoDate(_ index: Int) -> (Item, Int, isBasic: Bool)? {
    guard let first = number(index), let date = numericDate(index) else { return nil }
    if first.digits == 8 { return (date, index + 1, true) }
    guard first.digits == 4, isSymbol(index + 1, "-"), date.tokens.count == 5,
      tokens[index + 2].digits == 2, tokens[index + 4].digits == 2
    else { return nil }
    return (date, index + 5, false)
  }

  private typealias ISOClock = (hour: Int, minute: Int, second: Int, nanosecond: Int)

  private func extendedClock(_ index: Int) -> (ISOClock, Int)? {
    guard let hour = number(index), hour.digits == 2, isSymbol(index + 1, ":"),
      let minute = number(index + 2), minute.digits == 2, isGlued(index + 1), isGlued(index + 2)
    else { return nil }
    guard isSymbol(index + 3, ":"), isGlued(index + 3), let second = number(index + 4),
      second.digits == 2, isGlued(index + 4)
    else { return ((hour.value, minute.value, 0, 0), index + 3) }
    var end = index + 5
    var nanosecond = 0
    if isSymbol(end, ".") || isSymbol(end, ","), isGlued(end), let fraction = number(end + 1),
      isGlued(end + 1)
    {
      guard fraction.digits <= 9 else { return nil }
      nanosecond = (fraction.digits..<9).reduce(fraction.value) { value, _ in value * 10 }
      end += 2
    }
    return ((hour.value, minute.value, second.value, nanosecond), end)
  }

  private func basicClock(_ index: Int) -> (ISOClock, Int)? {
    guard let digits = number(index) else { return nil }
    switch digits.digits {
    case 4: return ((digits.value / 100, digits.value % 100, 0, 0), index + 1)
    case 6:
      let value = digits.value
      return ((value / 10_000, value / 100 % 100, value % 100, 0), index + 1)
    default: return extendedClock(index)
    }
  }

  private func isoClock(_ clock: ISOClock, _ range: Range<Int>) -> Item {
    let isEnd = clock == (24, 0, 0, 0)
    guard isEnd || clock.hour <= 23 && clock.minute <= 59 && clock.second <= 59,
      !range.contains(where: { tokens[$0].isDamaged })
    else { return fault(.badTime, "\"\(words(range))\" is no time of day.", range) }
    return Item(
      kind: .clock(
        Clock(
          hour: clock.hour, minute: clock.minute, second: clock.second,
          nanosecond: clock.nanosecond)), tokens: range)
  }

  /// Z, +01:00, +0100 or +01, touching the clock.
  private func isoOffset(_ index: Int) -> (Item.Kind?, Int) {
    guard isGlued(index) else { return (nil, index) }
    if word(index)?.text == "z" { return (.zone(.universal(name: "Z")), index + 1) }
    guard isSymbol(index, "+-"), isGlued(index + 1) else {
      let isSpoilt = isSymbol(index, ":") && isGlued(index + 1)
      return isSpoilt ? (noOffset(index..<index + 2), index + 2) : (nil, index)
    }
    guard let (seconds, end) = offsetDigits(index + 1, sign: isSymbol(index, "-") ? -1 : 1) else {
      return (noOffset(index..<index + 2), index + 2)
    }
    guard number(index + 1)?.digits != 1, !isSpoiltTail(end) else {
      return (noOffset(index..<end), end)
    }
    guard let seconds else {
      return (
        .fault(.zoneUnknown, "\(words(index..<end)) is no offset from UTC that exists."), end
      )
    }
    return (.zone(.offset(seconds)), end)
  }

  private func noOffset(_ range: Range<Int>) -> Item.Kind {
    .fault(.zoneUnknown, "\(words(range)) is no offset from UTC that exists.")
  }

  /// Z and -00:00 say nothing about the local offset (RFC 9557 section 2).
  private func isZulu(_ offset: Item.Kind?, _ index: Int) -> Bool {
    switch offset {
    case .zone(.universal): true
    case .zone(.offset(0)): isSymbol(index, "-")
    default: false
    }
  }

  /// `[Europe/Paris][u-ca=gregory]` touching the timestamp (RFC 9557 section 4.1).
  private func suffixes(_ index: Int, claims: Bool) -> [Item] {
    var items: [Item] = []
    var at = index
    while isSymbol(at, "["), isGlued(at),
      let close = (at..<min(at + 24, tokens.count)).first(where: { isSymbol($0, "]") })
    {
      let from = tokens[at].range.upperBound
      let body = text.bytes[from..<tokens[close].range.lowerBound]
      items.append(Item(kind: suffix(body, claims: claims), tokens: at..<close + 1))
      at = close + 1
    }
    return items
  }

  private func suffix(_ body: ArraySlice<UInt8>, claims: Bool) -> Item.Kind {
    let isCritical = body.first == UInt8(ascii: "!")
    let content = String(decoding: isCritical ? body.dropFirst() : body, as: UTF8.self)
    if content.utf8.contains(UInt8(ascii: "=")) {
      let isKnown = ["u-ca=gregory", "u-ca=iso8601"].contains(content.lowercased())
      if isKnown || !isCritical { return .mark(.filler) }
      return .fault(.zoneUnknown, "The critical key [!\(content)] is not known.")
    }
    if content.hasPrefix("+") || content.hasPrefix("-"), let offset = Self.offset(content) {
      return .zone(.offset(offset))
    }
    return .zone(.identifier(content, isClaim: claims))
  }

  private static func offset(_ text: String) -> Int? {
    guard text.utf8.count == 6,
      let zero = Instant(rfc3339: "2000-01-01T00:00:00" + text)
    else { return nil }
    return Int(946_684_800 - zero.seconds)
  }
}
