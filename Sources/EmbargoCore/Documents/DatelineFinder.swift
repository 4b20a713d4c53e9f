import EmbargoTime

/// Finds the place and date that open the first paragraph: `GENEVA, 4 September 2026 –`,
/// `CARLSBAD, Calif., May 5, 2026 /PRNewswire/ --`, `Berlin, 3. März 2026`.
struct DatelineFinder {
  let reader: StampReader

  /// The dateline before the text of a line; nil when the line does not open with one.
  ///
  /// - Parameter isWrapped: the paragraph goes on in the next line.
  func opening(_ shape: LineShape, isWrapped: Bool) -> String? {
    let scalars = Array(shape.plain.unicodeScalars.prefix(160).filter { $0 != "*" })
    guard var (length, width) = separator(scalars) else { return nil }
    if let (next, nextWidth) = separator(Array(scalars[(length + width)...])) {
      let start = length + width
      let between = String(String.UnicodeScalarView(scalars[start..<(start + next)]))
      if reader.parts(of: between).isOnlyDate { (length, width) = (start + next, nextWidth) }
    }
    let head = String(String.UnicodeScalarView(scalars[..<length]))
    let rest = scalars[(length + width)...].split { !$0.properties.isAlphabetic }
    let isLong = shape.words >= 12 || isWrapped && shape.words >= 6
    guard rest.count >= 3, shape.words >= 8 || !shape.endsSentence,
      isDateline(head, shape, isLong: isLong)
    else { return nil }
    var text = head.split(separator: " ").joined(separator: " ")
    if text.hasSuffix("."), text.dropLast().last?.isNumber == true { text.removeLast() }
    return text
  }

  /// A place and a date alone in a line.
  func alone(_ shape: LineShape) -> Bool {
    guard shape.length <= 80, 2...10 ~= shape.words, let comma = shape.plain.firstIndex(of: ","),
      shape.plain.first?.isUppercase == true, shape.heading == 0
    else { return false }
    let place = shape.plain[..<comma]
    let rest = shape.plain[shape.plain.index(after: comma)...]
    let date = rest.drop { $0 == " " }
    guard place.split(separator: " ").count <= 4, !place.contains(where: \.isNumber) else {
      return false
    }
    let facts = reader.parts(of: String(date.hasPrefix("le ") ? date.dropFirst(3) : date))
    if facts.isOnlyDate { return true }
    let inner = rest.split(separator: ",", maxSplits: 1)
    return inner.count == 2 && inner[0].split(separator: " ").count <= 2
      && reader.parts(of: String(inner[1])).isOnlyDate
  }

  /// Where the dash between dateline and text stands, and how wide it is.
  private func separator(_ scalars: [Unicode.Scalar]) -> (length: Int, width: Int)? {
    var index = 2
    while index < min(scalars.count, 120) {
      let scalar = scalars[index]
      let next = index + 1 < scalars.count ? scalars[index + 1] : " "
      if scalar == "—" || scalar == "–" || scalar == "―" { return (index, 1) }
      if scalar == "-", next == "-" { return (index, 2) }
      if scalar == "-", next == " ", [" ", ".", ")", "/"].contains(scalars[index - 1]) {
        return (index, 1)
      }
      index += 1
    }
    return nil
  }

  private func isDateline(_ head: String, _ shape: LineShape, isLong: Bool) -> Bool {
    var head = head[...]
    while let last = head.last, last == " " || last == "." && head.dropLast().last == " " {
      head.removeLast()
    }
    let isWire = head.hasSuffix("/") || head.hasSuffix(")")
    let words = head.split { " ,()".contains($0) }
    guard 1...12 ~= words.count, let first = words.first, first.first?.isUppercase == true,
      !head.contains("\""), !head.contains("“")
    else { return false }
    let hasDate = reader.parts(of: String(head)).hasDate
    let particles: Set<String> = [
      "am", "an", "der", "de", "del", "la", "las", "los", "le", "les", "du", "des", "of", "the",
      "upon", "sur", "sous", "im", "near", "and", "bei",
    ]
    let isProper = words.allSatisfy { word in
      word.first.map { $0.isUppercase || $0.isNumber || $0 == "/" } == true
        || particles.contains(String(word)) || hasDate
    }
    let isCapitals = first.count >= 3 && first.allSatisfy { $0.isUppercase || "-.'’".contains($0) }
    guard isProper else { return false }
    if hasDate { return head.contains(",") || isWire || isCapitals }
    if isWire, head.contains("(") || head.contains(" /") { return words.count <= 8 }
    return isCapitals && !shape.isCapitals && isLong && words.count <= 6
  }
}
