extension HeadReader {
  /// Chooses the headline among the candidates; those before it are letterhead, those behind it
  /// sub-head.
  mutating func findHeadline() throws(DocumentError) {
    if candidates.isEmpty { takeFirstLine() }
    guard !candidates.isEmpty else { throw .noHeadline }
    let start = headlineIndex()
    for line in candidates[..<start] { scan.roles[line] = .letterhead }
    var end = start + 1
    while end < candidates.count, end - start < 4, continues(candidates[end - 1], candidates[end]) {
      end += 1
    }
    headline = text(candidates[start..<end])
    for line in candidates[start..<end] { scan.roles[line] = .headline }
    settleSubhead(candidates[end...])
    settleUnderlines()
  }

  private func text(_ lines: ArraySlice<Int>) -> String {
    if lines.count == 1, let line = lines.first, !scan.shapes[line].plain.holds("  ") {
      return scan.shapes[line].plain
    }
    return lines.flatMap { scan.shapes[$0].plain.split(separator: " ") }.joined(separator: " ")
  }

  /// Without any candidate the first line of the body is the headline, if it stands alone.
  private mutating func takeFirstLine() {
    guard bodyStart < scan.count, !Headings.isEndMark(scan.shapes[bodyStart]),
      scan.opening(bodyStart) == nil, scan.shapes[bodyStart].length <= 250,
      scan.runEnd(bodyStart) - bodyStart == 1, let next = scan.next(bodyStart + 1)
    else { return }
    candidates = [bodyStart]
    bodyStart = next
  }

  private func headlineIndex() -> Int {
    let headings = candidates.indices.filter { scan.shapes[candidates[$0]].heading > 0 }
    if let first = headings.first {
      if headings.count > 1, isBody(candidates[first]) { return headings[1] }
      return first
    }
    var index = 0
    while index + 1 < candidates.count, isLetterhead(index) { index += 1 }
    return index
  }

  private func isLetterhead(_ index: Int) -> Bool {
    let line = candidates[index]
    let shape = scan.shapes[line]
    let next = candidates[index + 1]
    if scan.details(line).contains(where: { $0.kind == .address }) { return true }
    if shape.isEmphasised || shape.endsSentence { return false }
    if isBody(line) || isAddress(shape) { return true }
    let isApart = isShortBlock(index)
    let crossesRelease = scan.roles[line..<next].contains(.releaseLine)
    if shape.words <= 3 { return isApart || isProperName(shape) && scan.shapes[next].words > 3 }
    return crossesRelease && shape.words <= 6 && isProperName(shape)
      && scan.shapes[next].words > shape.words
  }

  /// The rest of its block is as short, and something longer follows in another block.
  private func isShortBlock(_ index: Int) -> Bool {
    var index = index
    while index + 1 < candidates.count, candidates[index + 1] == candidates[index] + 1 {
      index += 1
      if scan.shapes[candidates[index]].words > 3 { return false }
    }
    return index + 1 < candidates.count
  }

  /// The name of a body: "University of …", "… Trust", "Ministerium für …"; also in two languages
  /// or with what it publishes behind a dash.
  private func isBody(_ line: Int) -> Bool {
    let shape = scan.shapes[line]
    guard shape.words <= 12, isProperName(shape) else { return false }
    return Self.names(Array(shape.key.utf8)).contains { Self.isBody($0) }
  }

  /// What stands between the signs that part the names of bodies: a lone hyphen and `/|·•`.
  private static func names(_ key: [UInt8]) -> [ArraySlice<UInt8>] {
    var names: [ArraySlice<UInt8>] = []
    var (start, end) = (0, 0)
    while end < key.count {
      let width = signWidth(key[end...])
      if width > 0 {
        names.append(key[start..<end])
        start = end + width
      }
      end += max(1, width)
    }
    return names + [key[start...]]
  }

  /// How many bytes the sign takes that the text begins with; 0 where none stands there.
  private static func signWidth(_ text: ArraySlice<UInt8>) -> Int {
    switch text.first {
    case UInt8(ascii: "/"), Byte.bar: 1
    case Byte.blank: text.starts(with: " - ".utf8) ? 3 : 0
    case 0xC2: text.starts(with: "·".utf8) ? 2 : 0
    case 0xE2: text.starts(with: "•".utf8) ? 3 : 0
    default: 0
    }
  }

  private static let bodyJoints: Set<String> = [
    "of", "for", "de", "del", "des", "du", "für", "der", "von", "di", "and", "&", "la", "zu",
  ]

  private static func isBody(_ name: ArraySlice<UInt8>) -> Bool {
    let words = name.split(separator: Byte.blank)
    guard 1...9 ~= words.count, let last = words.last else { return false }
    func word(_ index: Int) -> String {
      let bytes = words[index].filter { $0 != Byte.comma && $0 != Byte.dot }
      return String(decoding: bytes, as: UTF8.self)
    }
    func isBody(_ index: Int) -> Bool { Vocabulary.bodies.contains(word(index)) }
    let opens = words.indices.dropLast().prefix(3).contains {
      isBody($0) && bodyJoints.contains(word($0 + 1))
    }
    return opens || isBody(words.count - 1) || words.count <= 4 && isBody(0)
      || endsAsBody(last.filter { $0 != Byte.comma && $0 != Byte.dot })
  }

  private static func endsAsBody(_ word: [UInt8]) -> Bool {
    Vocabulary.bodyEndings.contains { $0.last == word.last && word.suffix($0.count) == $0[...] }
  }

  private static let small: Set<String> = [
    "of", "the", "for", "and", "de", "del", "des", "du", "la", "le", "les", "für", "der", "die",
    "das", "und", "von", "van", "di", "y", "e", "et", "in", "on", "at", "zu", "am", "à", "l",
  ]

  /// Every word but the small ones begins with a capital letter.
  private func isProperName(_ shape: LineShape) -> Bool {
    shape.plain.utf8.split(separator: Byte.blank).allSatisfy { letters in
      if Self.isClearlyCapital(letters) { return true }
      let word = Substring(letters)
      return Self.small.contains(String(word)) || word.first.map { !$0.isLowercase } == true
        || word.hasPrefix("d'") || word.hasPrefix("d’") || word.hasPrefix("l’")
    }
  }

  /// The word begins with a character of ASCII that is no small letter, and no mark changes it.
  private static func isClearlyCapital(_ letters: Substring.UTF8View) -> Bool {
    guard let first = letters.first, first < 0x80, !(97...122 ~= first) else { return false }
    return letters.dropFirst().first ?? 0 < 0x80
  }

  private static let streets = [
    "street", "road", "avenue", "straße", "strasse", "platz", "rue", "calle", "plaza", "lane",
    "p.o. box", "po box", "square", "boulevard",
  ]

  private func isAddress(_ shape: LineShape) -> Bool {
    shape.words <= 10 && shape.mayHaveNumber && shape.plain.contains(where: \.isNumber)
      && Self.streets.contains { shape.key.holds($0) }
  }

  /// A headline goes on behind these words.
  private static let joints: Set<String> = [
    "of", "the", "and", "in", "to", "for", "a", "an", "with", "on", "at", "by", "from", "as",
    "de", "la", "le", "les", "du", "des", "et", "en", "der", "die", "das", "und", "für", "im",
    "el", "los", "las", "y", "por", "con", "into", "over", "or", "its", "is", "&", "-",
  ]

  /// A headline that was broken into two lines.
  private func continues(_ line: Int, _ next: Int) -> Bool {
    let (shape, other) = (scan.shapes[line], scan.shapes[next])
    guard next == line + 1, shape.heading == 0, other.heading == 0, !shape.endsSentence,
      shape.isEmphasised == other.isEmphasised
    else { return false }
    if shape.isCapitals || other.isCapitals { return shape.isCapitals && other.isCapitals }
    if other.plain.first?.isLowercase == true { return true }
    let last = shape.key.split(separator: " ").last.map(String.init) ?? ""
    return Self.joints.contains(last) || last.hasSuffix(",") || last.hasSuffix(":")
  }

  /// The first lines behind the headline are sub-head; what goes on too long is body.
  private mutating func settleSubhead(_ lines: ArraySlice<Int>) {
    var taken: [Int] = []
    var blocks = 0
    for line in lines {
      if taken.last != line - 1 { blocks += 1 }
      let isLast = !scan.roles[line..<bodyStart].contains { $0 == .releaseLine || $0 == .stamp }
      guard !isLast || taken.count < 4 && blocks <= 2 else {
        bodyStart = min(bodyStart, line)
        break
      }
      taken.append(line)
      scan.roles[line] = .subhead
    }
    if !taken.isEmpty { subhead = text(taken[...]) }
  }

  private mutating func settleUnderlines() {
    for line in scan.first..<bodyStart
    where line > scan.first && scan.isRule(line) && scan.shapes[line - 1].heading > 0 {
      scan.roles[line] = scan.roles[line - 1]
    }
  }

  /// A date alone is part of the stamp only beside a release line; elsewhere it is the date of
  /// the paper.
  mutating func settleStamps() {
    for line in scan.first..<bodyStart where scan.roles[line] == .stamp {
      guard let stamp = scan.stamp(line), stamp.kind == .date else { continue }
      if !StampGroups.isBesideRelease(line, in: scan.roles) { scan.roles[line] = .dateline }
    }
  }
}
