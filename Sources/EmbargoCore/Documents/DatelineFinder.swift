import EmbargoTime

/// Finds the place and date that open the first paragraph: `GENEVA, 4 September 2026 –`,
/// `CARLSBAD, Calif., May 5, 2026 /PRNewswire/ --`, `Berlin, 3. März 2026`.
struct DatelineFinder {
  let reader: StampReader

  /// The dateline before the text of a line; nil when the line does not open with one.
  ///
  /// - Parameter isWrapped: the paragraph goes on in the next line.
  func opening(_ shape: LineShape, isWrapped: Bool) -> String? {
    guard shape.plain.utf8.prefix(640).contains(where: { $0 == Byte.hyphen || $0 >= 0x80 }) else {
      return nil
    }
    let scalars = shape.plain.scalarsWithoutAsterisks(most: 160)[...]
    guard var (length, width) = separator(scalars) else { return nil }
    if let (next, nextWidth) = separator(scalars[(length + width)...]),
      isOnlyDate(String(scalars[(length + width)..<(length + width + next)]))
    {
      (length, width) = (length + width + next, nextWidth)
    }
    let head = String(scalars[..<length])
    let isLong = shape.words >= 12 || isWrapped && shape.words >= 6
    guard shape.words >= 8 || !shape.endsSentence,
      hasThreeWords(scalars[(length + width)...]), isDateline(head, shape, isLong: isLong)
    else { return nil }
    var text = String(head.drop { $0 == " " })
    if text.utf8.last == Byte.blank || text.holds("  ") {
      text = text.split(separator: " ").joined(separator: " ")
    }
    if text.hasSuffix("."), text.dropLast().last?.isNumber == true { text.removeLast() }
    return text
  }

  /// A place and a date alone in a line.
  func alone(_ shape: LineShape) -> Bool {
    guard shape.length <= 80, 2...10 ~= shape.words, TimeWords.mayHaveDate(shape.plain),
      let comma = shape.plain.firstIndex(of: ","), shape.plain.first?.isUppercase == true,
      shape.heading == 0
    else { return false }
    let place = shape.plain[..<comma]
    let rest = shape.plain[shape.plain.index(after: comma)...]
    let date = rest.drop { $0 == " " }
    guard place.split(separator: " ").count <= 4, !place.contains(where: \.isNumber) else {
      return false
    }
    if isOnlyDate(String(date.hasPrefix("le ") ? date.dropFirst(3) : date)) { return true }
    let inner = rest.split(separator: ",", maxSplits: 1)
    return inner.count == 2 && inner[0].split(separator: " ").count <= 2
      && isOnlyDate(String(inner[1]))
  }

  private func isOnlyDate(_ text: String) -> Bool {
    TimeWords.mayHaveDate(text) && reader.parts(of: text).isOnlyDate
  }

  /// Where the dash between dateline and text stands, from the beginning of the slice, and how
  /// wide it is.
  private func separator(_ scalars: ArraySlice<Unicode.Scalar>) -> (length: Int, width: Int)? {
    let start = scalars.startIndex
    var index = start + 2
    while index < min(scalars.endIndex, start + 120) {
      let scalar = scalars[index]
      if scalar == "—" || scalar == "–" || scalar == "―" { return (index - start, 1) }
      if scalar == "-" {
        let next = index + 1 < scalars.endIndex ? scalars[index + 1] : " "
        if next == "-" { return (index - start, 2) }
        let last = scalars[index - 1]
        if next == " ", last == " " || last == "." || last == ")" || last == "/" {
          return (index - start, 1)
        }
      }
      index += 1
    }
    return nil
  }

  private func hasThreeWords(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    var words = 0
    var isInWord = false
    for scalar in scalars {
      let isLetter = scalar.isLetter
      if isLetter, !isInWord { words += 1 }
      if words == 3 { return true }
      isInWord = isLetter
    }
    return false
  }

  private static let particles: Set<String> = [
    "am", "an", "der", "de", "del", "la", "las", "los", "le", "les", "du", "des", "of", "the",
    "upon", "sur", "sous", "im", "near", "and", "bei",
  ]

  private func isDateline(_ head: String, _ shape: LineShape, isLong: Bool) -> Bool {
    var head = head[...]
    while let last = head.last, last == " " || last == "." && head.dropLast().last == " " {
      head.removeLast()
    }
    let isWire = head.hasSuffix("/") || head.hasSuffix(")")
    let words = head.split { $0 == " " || $0 == "," || $0 == "(" || $0 == ")" }
    guard 1...12 ~= words.count, let first = words.first, first.first?.isUppercase == true,
      !head.unicodeScalars.contains(where: { $0 == "\"" || $0 == "“" })
    else { return false }
    let hasDate = TimeWords.mayHaveDate(String(head)) && reader.parts(of: String(head)).hasDate
    let isProper = words.allSatisfy { word in
      word.first.map { $0.isUppercase || $0.isNumber || $0 == "/" } == true
        || Self.particles.contains(String(word)) || hasDate
    }
    let isCapitals = first.count >= 3 && first.allSatisfy { $0.isUppercase || "-.'’".contains($0) }
    guard isProper else { return false }
    if hasDate { return head.utf8.contains(Byte.comma) || isWire || isCapitals }
    if isWire, head.utf8.contains(Byte.opening) || String(head).holds(" /") {
      return words.count <= 8
    }
    return isCapitals && !shape.isCapitals && isLong && words.count <= 6
  }
}
