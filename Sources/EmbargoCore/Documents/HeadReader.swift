import EmbargoTime

/// Reads the head of a release: everything before the first paragraph of the body.
struct HeadReader {
  /// How many lines the head may have, empty ones aside.
  static let longest = 80

  var scan: LineScan
  /// The first line of the body.
  var bodyStart: Int
  var headline = ""
  var subhead: String?
  /// Lines that may be letterhead, headline or sub-head.
  var candidates: [Int] = []

  init(_ scan: LineScan) throws(DocumentError) {
    self.scan = scan
    bodyStart = scan.count
    findEnd()
    try findHeadline()
    settleStamps()
  }

  /// Gives every line its role up to the first that belongs to the body.
  private mutating func findEnd() {
    var index = scan.first
    var seen = 0
    while let line = scan.next(index) {
      seen += 1
      guard seen <= Self.longest, let next = take(line) else {
        bodyStart = line
        return
      }
      index = next
    }
  }

  /// The line behind what begins at `line`; nil when the body begins there.
  private mutating func take(_ line: Int) -> Int? {
    let shape = scan.shapes[line]
    if Headings.isEndMark(shape) { return nil }
    if scan.isRule(line) {
      let isUnderline = line > scan.first && scan.shapes[line - 1].heading > 0
      scan.roles[line] = isUnderline ? scan.roles[line - 1] : .letterhead
      return line + 1
    }
    if !candidates.isEmpty, Headings.isQuestion(shape) { return nil }
    let stamp = scan.stamp(line)
    if stamp.map({ $0.kind == .piece }) ?? true,
      DatelineFinder(reader: scan.reader).alone(shape)
    {
      scan.roles[line] = .dateline
      return line + 1
    }
    if stamp.map({ $0.kind == .doubtful || Self.isOnlyRelease($0) }) ?? true,
      Headings.isPaper(shape)
    {
      scan.roles[line] = .letterhead
      return line + 1
    }
    if let stamp, stamp.kind != .doubtful || isBesideRelease(line) {
      scan.roles[line] = role(of: stamp)
      return line + 1
    }
    if scan.introducesStamp(line) {
      scan.roles[line] = .releaseLine
      return line + 1
    }
    if let end = contactEnd(line) {
      scan.mark(line..<end, as: .contact)
      return end
    }
    guard !beginsBody(line) else { return nil }
    candidates.append(line)
    return line + 1
  }

  /// "Release", without words of an embargo and without a time.
  private static func isOnlyRelease(_ stamp: StampLine) -> Bool {
    stamp.facts.opening == .release && !stamp.facts.hasDate && !stamp.facts.hasClock
  }

  private func role(of stamp: StampLine) -> ReleaseDocument.Role {
    switch stamp.kind {
    case .immediate, .release: .releaseLine
    case .stamp, .piece, .date, .doubtful: .stamp
    }
  }

  private func isBesideRelease(_ line: Int) -> Bool {
    if line > scan.first, scan.roles[line - 1] == .releaseLine || scan.roles[line - 1] == .stamp {
      return true
    }
    guard line + 1 < scan.count, let next = scan.stamp(line + 1) else { return false }
    return next.kind == .release || next.kind == .immediate
  }

  /// Numbers in the first block belong to the letterhead unless a label says otherwise.
  private func contactEnd(_ line: Int) -> Int? {
    let isFirstBlock =
      candidates.isEmpty && !scan.roles[..<line].contains(.releaseLine)
      && scan.runStart(line) == scan.next(scan.first)
    return scan.contactEnd(line, mayBeUnlabelled: !isFirstBlock)
  }

  private func beginsBody(_ line: Int) -> Bool {
    let shape = scan.shapes[line]
    if candidates.isEmpty { return scan.isProse(line) && !isLongHeadline(line) }
    if let opening = scan.opening(line), opening.role != .contact { return true }
    if scan.dateline(line) != nil { return true }
    if shape.bullet > 0 { return !isHighlight(line) }
    let sentence = shape.endsSentence && shape.words >= 8
    guard scan.isProse(line) || sentence else { return false }
    return !isLongSubhead(line)
  }

  /// An item of a short list between the headline and the first paragraph.
  private func isHighlight(_ line: Int) -> Bool {
    var index = line
    for _ in 0..<6 {
      guard let next = scan.next(index), scan.shapes[next].bullet > 0, scan.shapes[next].words < 30
      else { break }
      index = next + 1
    }
    guard index > line, let next = scan.next(index) else { return false }
    return scan.dateline(next) != nil || scan.isBlank(index) && scan.isProse(next)
      || scan.leadsToDateline(next)
  }

  /// One long line that is not a sentence, with something behind it.
  private func isLongHeadline(_ line: Int) -> Bool {
    scan.shapes[line].length <= 250 && !scan.shapes[line].endsSentence
      && scan.runEnd(line) - line == 1 && scan.next(line + 1) != nil
  }

  /// One paragraph between the headline and a dateline, or right under the headline.
  private func isLongSubhead(_ line: Int) -> Bool {
    let shape = scan.shapes[line]
    let end = scan.runEnd(line)
    guard shape.words < 60, end - line <= 3 else { return false }
    if shape.isEmphasised || shape.heading > 0 { return true }
    if end - line == 1, !scan.isBlank(max(line - 1, scan.first)), candidates.last == line - 1,
      shape.words < 30
    {
      return true
    }
    return scan.leadsToDateline(end)
  }
}
