import EmbargoTime

/// The lines of a document on their way to their roles.
struct LineScan {
  let lines: [SourceText.Line]
  var shapes: [LineShape]
  /// Nil until it is known; what stays nil is body.
  var roles: [ReleaseDocument.Role?]
  private let haveDetails: [Bool]
  let reader: StampReader
  /// What the lines gave that were asked for it.
  let notes: LineNotes
  /// The head is still being read: a stamp may stand in any line.
  var isHead = true
  /// The first line behind the front matter.
  let first: Int

  init(_ source: SourceText, first: Int, format: ReleaseDocument.Format, reader: StampReader) {
    lines = source.lines
    self.first = first
    self.reader = reader
    notes = LineNotes(zones: reader.zones)
    shapes = source.lines.map { LineShape($0.text, format: format) }
    haveDetails = shapes.map(Self.hasDetails)
    roles = shapes.map { $0.isBlank ? .blank : nil }
    for index in 0..<first { roles[index] = .frontMatter }
    findUnderlines()
  }

  var count: Int { lines.count }

  /// Lines of `=` or `-` under a line of text make it a heading.
  private mutating func findUnderlines() {
    for index in first..<max(first, count - 1)
    where !shapes[index].isBlank && shapes[index].bullet == 0 && shapes[index].heading == 0 {
      guard isRule(index + 1), !isRule(index), let mark = shapes[index + 1].plain.first,
        mark == "=" || mark == "-"
      else { continue }
      shapes[index].heading = mark == "=" ? 1 : 2
    }
  }

  /// A line of nothing but `=`, `-`, `_` or `*`.
  func isRule(_ index: Int) -> Bool {
    guard index < count, shapes[index].length >= 3,
      let mark = shapes[index].plain.unicodeScalars.first
    else { return false }
    switch mark {
    case "=", "-", "_", "*", "—", "–":
      return shapes[index].plain.unicodeScalars.allSatisfy { $0 == mark || $0 == " " }
    default: return false
    }
  }

  /// The part that the line opens by its words.
  func opening(_ index: Int) -> Headings.Opening? { Headings.opening(of: shapes[index]) }

  func stamp(_ index: Int) -> StampLine? {
    guard !shapes[index].isBlank else { return nil }
    let isReleaseLine = roles[index] == .releaseLine
    return notes.stamp(index, isReleaseLine: isReleaseLine, of: lines[index].text) {
      StampLine(
        lines[index].text, shape: shapes[index], reader: reader, isReleaseLine: isReleaseLine)
    }
  }

  /// The line has release words and stands right above a stamp that completes them.
  func introducesStamp(_ index: Int) -> Bool {
    guard shapes[index].words <= 14, index + 1 < count, let next = stamp(index + 1),
      next.kind == .stamp || next.kind == .piece
    else { return false }
    let line = lines[index].text
    guard reader.parts(of: line).hasReleaseWords else { return false }
    if case .refused(let refusal) = reader.read(line + "\n" + next.text) {
      return refusal.reason != .noStamp
    }
    return true
  }

  /// The dateline that the line opens with.
  func dateline(_ index: Int) -> String? {
    notes.dateline(index) {
      let isWrapped = shapes[index].length >= 45 && !isBlank(index + 1)
      return DatelineFinder(reader: reader).opening(shapes[index], isWrapped: isWrapped)
    }
  }

  /// A paragraph that opens with a dateline stands among the next few lines.
  func leadsToDateline(_ index: Int) -> Bool {
    var index = index
    for _ in 0..<6 {
      guard let next = next(index) else { return false }
      if dateline(next) != nil { return true }
      if stamp(next) == nil, isProse(next) { return false }
      index = next + 1
    }
    return false
  }

  /// What the line says of the time, if its first words may be release words.
  func releaseLine(_ index: Int) -> StampLine? {
    guard ReleaseWords.mayStand(in: lines[index].text) else { return nil }
    return stamp(index).flatMap { $0.kind == .immediate || $0.kind == .release ? $0 : nil }
  }

  func details(_ index: Int) -> [ContactDetail] {
    guard shapes[index].length <= 400 else { return [] }
    return ContactDetail.all(in: Array(shapes[index].plain.unicodeScalars))
  }

  /// The line has a mail address or something that is surely a telephone number.
  func hasDetails(_ index: Int) -> Bool { haveDetails[index] }

  private static func hasDetails(_ shape: LineShape) -> Bool {
    guard shape.mayHaveDetails, shape.length <= 400 else { return false }
    let digits = shape.plain.utf8.count { 48...57 ~= $0 }
    guard digits >= 7 || shape.plain.utf8.contains(UInt8(ascii: "@")) else { return false }
    return ContactDetail.all(in: Array(shape.plain.unicodeScalars)).contains {
      $0.kind == .email || $0.kind == .phone && $0.isStrong
    }
  }

  func isBlank(_ index: Int) -> Bool { index >= count || shapes[index].isBlank }

  /// The first line that is not blank, from `index` on.
  func next(_ index: Int) -> Int? {
    var index = index
    while index < count, shapes[index].isBlank { index += 1 }
    return index < count ? index : nil
  }

  /// The first line of the run of lines that are not blank around `index`.
  func runStart(_ index: Int) -> Int {
    var start = index
    while start > first, !shapes[start - 1].isBlank { start -= 1 }
    return start
  }

  /// The end of the run of lines that are neither blank nor known, looked at up to `limit` lines.
  func runEnd(_ start: Int, limit: Int = 12) -> Int {
    var end = start
    while end < count, !shapes[end].isBlank, roles[end] == nil, end - start < limit { end += 1 }
    return end
  }

  /// The line is, or begins, a paragraph of sentences.
  func isProse(_ index: Int) -> Bool {
    let shape = shapes[index]
    guard shape.heading == 0 else { return false }
    if shape.words >= 25 || shape.length >= 180 { return true }
    let end = runEnd(index)
    guard end - index >= 2 else { return false }
    var words = 0
    for line in index..<end {
      words += shapes[line].words
      if shapes[line].endsSentence, line > index { return words >= 18 }
      if shapes[line].length < 45 || shapes[line].isCapitals { return false }
    }
    return words >= 40
  }

  mutating func mark(_ range: Range<Int>, as role: ReleaseDocument.Role) {
    for index in range where roles[index] == nil { roles[index] = role }
  }
}
