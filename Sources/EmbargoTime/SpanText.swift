extension Span {
  /// The units of written durations, largest first.
  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
    ("s", 1_000_000_000), ("ms", 1_000_000),
  ]

  /// Reads a duration as people write it in files: `15m`, `250ms`, `1h30m`, `2d`.
  ///
  /// Whole numbers with a unit (`d`, `h`, `m`, `s`, `ms`), larger units first, none twice; never
  /// negative. Nil for anything else, and for what does not fit.
  package init?(duration text: String) {
    var rest = Substring(text)
    var units = Self.units[...]
    var total: Int64 = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.utf8.prefix { 48...57 ~= $0 }
      let letters = rest.utf8.dropFirst(digits.count).prefix { 97...122 ~= $0 }
      guard !digits.isEmpty, let count = Int64(Substring(digits)),
        let index = units.firstIndex(where: { $0.name == String(Substring(letters)) })
      else { return nil }
      let (part, tooLong) = count.multipliedReportingOverflow(by: units[index].nanoseconds)
      let (sum, overflow) = total.addingReportingOverflow(part)
      guard !tooLong, !overflow else { return nil }
      total = sum
      units = units[(index + 1)...]
      rest = Substring(rest.utf8.dropFirst(digits.count + letters.count))
    }
    self.init(nanoseconds: total)
  }

  /// The same written form, as short as it goes: hours, minutes, seconds and milliseconds; `0s`
  /// for nothing. What is smaller than a millisecond is left out.
  package var duration: String {
    var rest = Swift.max(0, nanoseconds)
    var text = ""
    for unit in Self.units.dropFirst() where rest >= unit.nanoseconds {
      text += "\(rest / unit.nanoseconds)\(unit.name)"
      rest %= unit.nanoseconds
    }
    return text.isEmpty ? "0s" : text
  }
}
