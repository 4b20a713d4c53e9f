extension Instant {
  /// RFC 3339 in UTC: `2023-09-19T21:00:00Z`; a fraction only when there is one, without trailing
  /// zeros, up to 9 digits.
  package var rfc3339: String { CivilDateTime(self).iso8601 + "Z" }

  /// Reads RFC 3339 section 5.6 with a mandatory offset; nil for anything else, for a date that
  /// does not exist, for a leap second, and for years that an instant does not hold (before 1678,
  /// after 2261).
  package init?(rfc3339 text: String) {
    guard let (civil, rest) = CivilDateTime.scan(iso8601: text),
      let offset = Self.offset(rest), 1678...2261 ~= civil.year
    else { return nil }
    self = civil.instant(offset: offset)
  }

  private static func offset(_ text: Substring) -> Int? {
    if text == "Z" || text == "z" { return 0 }
    let bytes = Array(text.utf8)
    guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
      bytes[3] == UInt8(ascii: ":"), let hours = CivilDateTime.number(bytes[1...2]),
      let minutes = CivilDateTime.number(bytes[4...5]), hours <= 23, minutes <= 59
    else { return nil }
    return (hours * 3600 + minutes * 60) * (bytes[0] == UInt8(ascii: "-") ? -1 : 1)
  }
}

extension CivilDateTime {
  /// ISO 8601 extended without a zone: `2023-09-19T17:00:00`, fraction as in `Instant.rfc3339`.
  package var iso8601: String {
    // Written several times a record: digit by digit, without texts in between.
    String(unsafeUninitializedCapacity: 30) { text in
      var end = 0
      if year < 0 {
        text[0] = UInt8(ascii: "-")
        end = 1
      }
      func put(_ value: Int, _ width: Int, _ separator: Unicode.Scalar? = nil) {
        var rest = value
        for place in stride(from: end + width - 1, through: end, by: -1) {
          text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
          rest /= 10
        }
        end += width
        guard let separator else { return }
        text[end] = UInt8(ascii: separator)
        end += 1
      }
      put(abs(year), 4, "-")
      put(month, 2, "-")
      put(day, 2, "T")
      put(hour, 2, ":")
      put(minute, 2, ":")
      put(second, 2)
      guard nanosecond > 0 else { return end }
      text[end] = UInt8(ascii: ".")
      end += 1
      put(nanosecond, 9)
      while text[end - 1] == UInt8(ascii: "0") { end -= 1 }
      return end
    }
  }

  /// Reads `2023-09-19T17:00:00` with an optional fraction of 1 to 9 digits; nil for anything else.
  package init?(iso8601 text: String) {
    guard let (civil, rest) = Self.scan(iso8601: text), rest.isEmpty else { return nil }
    self = civil
  }

  /// The civil date-time at the head of `text` and what follows it.
  static func scan(iso8601 text: String) -> (CivilDateTime, Substring)? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 19, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"), let year = number(bytes[0...3]),
      let month = number(bytes[5...6]), let day = number(bytes[8...9]),
      let hour = number(bytes[11...12]), let minute = number(bytes[14...15]),
      let second = number(bytes[17...18])
    else { return nil }
    var end = 19
    var nanosecond = 0
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
      let fraction = bytes[(end + 1)...].prefix { 48...57 ~= $0 }
      guard 1...9 ~= fraction.count, let value = number(fraction) else { return nil }
      nanosecond = (fraction.count..<9).reduce(value) { scaled, _ in scaled * 10 }
      end += 1 + fraction.count
    }
    guard
      let civil = CivilDateTime(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        nanosecond: nanosecond)
    else { return nil }
    return (civil, text[text.utf8.index(text.startIndex, offsetBy: end)...])
  }

  /// A decimal number of ASCII digits only; nil otherwise.
  static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
      guard 48...57 ~= digit else { return nil }
      value = value * 10 + Int(digit - 48)
    }
    return value
  }
}
