import EmbargoTime

/// Reads what follows the head: body, links, notes to editors, boilerplate, contacts, end mark.
struct TailReader {
  /// An entry does not go on beyond this many bytes.
  static let longestLink = 1_000

  private(set) var scan: LineScan
  private(set) var links: [String] = []
  /// The part that the next line belongs to if it opens none itself.
  private var section = ReleaseDocument.Role.body
  /// The links are a list with bullets, so that lines without belong to the one above.
  private var hasBullets = false
  /// How often the stamp reader was asked about a line.
  private var asked = 0
  /// No entry of the list so far is more than an address.
  private var hasOnlyAddresses = true
  /// The section's text stands in the line that opened it.
  private var isInline = false

  init(_ scan: LineScan, from start: Int) {
    self.scan = scan
    self.scan.isHead = false
    var index = start
    while let line = scan.next(index) {
      index = take(line)
    }
  }

  /// Gives the line, and what belongs to it at once, its role; returns the line behind.
  private mutating func take(_ line: Int) -> Int {
    let shape = scan.shapes[line]
    if scan.roles[line] != nil { return line + 1 }
    if Headings.isEndMark(shape) {
      scan.roles[line] = .endMark
      section = .body
      return line + 1
    }
    if scan.isRule(line) {
      scan.roles[line] = line > scan.first ? scan.roles[line - 1] ?? .body : .body
      if scan.roles[line] == .blank { scan.roles[line] = section == .links ? .body : section }
      return line + 1
    }
    if let end = endNote(line) { return end }
    if let opening = scan.opening(line), opens(opening, line) {
      return open(opening, line)
    }
    if let end = contact(line) { return end }
    if section == .links { return takeLink(line) }
    if shape.heading > 0 || isInline && scan.isBlank(line - 1) { section = .body }
    scan.roles[line] = section
    return line + 1
  }

  /// A line that begins with release words and is no sentence of the body, and the bare stamp
  /// under it.
  private mutating func endNote(_ line: Int) -> Int? {
    guard scan.shapes[line].words < 25, scan.shapes[line].length < 180,
      asked < StampGroups.mostAsked, ReleaseWords.mayOpen(scan.lines[line].text)
    else { return nil }
    asked += 1
    guard let stamp = scan.stamp(line), stamp.facts.opening != nil,
      stamp.facts.hasClock || stamp.facts.hasDate || scan.shapes[line].words <= 8,
      !scan.shapes[line].endsSentence || stamp.facts.hasClock
    else { return nil }
    scan.roles[line] = .releaseLine
    var end = line + 1
    while end < scan.count, end < line + 3, !scan.isBlank(end), let next = scan.stamp(end),
      next.facts.opening == nil, next.kind != .release
    {
      scan.roles[end] = .stamp
      end += 1
    }
    return end
  }

  /// Whether the words open a part here: alone in the line, or with a colon and the text.
  private func opens(_ opening: Headings.Opening, _ line: Int) -> Bool {
    let shape = scan.shapes[line]
    guard shape.bullet == 0 || opening.role == .contact else { return false }
    switch opening.role {
    case .contact: return true
    case .boilerplate:
      if shape.heading > 0 || shape.isEmphasised { return true }
      let isApart = line == scan.first || scan.isBlank(line - 1) || section != .body
      return opening.isAlone ? isApart && scan.next(line + 1) != nil : isApart
    case .links:
      guard opening.isAlone else { return true }
      return scan.next(line + 1).map { next in
        scan.shapes[next].length <= 400
          && !(scan.shapes[next].endsSentence && scan.shapes[next].words >= 20)
      } ?? false
    default: return true
    }
  }

  private mutating func open(_ opening: Headings.Opening, _ line: Int) -> Int {
    if opening.role == .contact { return contact(line) ?? body(line) }
    section = opening.role
    isInline = !opening.isAlone && opening.role == .boilerplate
    hasBullets = false
    scan.roles[line] = section
    if section == .links, !opening.isAlone {
      let text = scan.shapes[line].plain
      let rest = text.drop { $0 != ":" }.dropFirst().drop { $0 == " " || $0 == "*" }
      if !rest.isEmpty { links.append(String(rest)) }
    }
    return line + 1
  }

  private mutating func body(_ line: Int) -> Int {
    scan.roles[line] = section == .links ? .body : section
    return line + 1
  }

  private mutating func contact(_ line: Int) -> Int? {
    let isParagraph = scan.isProse(line) || scan.shapes[line].words > 14
    let isLabelled = scan.opening(line)?.role == .contact
    let mayBeUnlabelled = !isParagraph && section != .links && scan.shapes[line].bullet == 0
    guard let end = scan.contactEnd(line, mayBeUnlabelled: mayBeUnlabelled) else { return nil }
    scan.mark(line..<end, as: .contact)
    if isLabelled, section != .notesToEditors { section = .body }
    return end
  }

  /// An entry of a reading list; the list ends where a paragraph, a heading or a line without a
  /// bullet behind an empty line begins.
  private mutating func takeLink(_ line: Int) -> Int {
    let shape = scan.shapes[line]
    let followsBlank = scan.isBlank(max(line - 1, 0))
    let isListed = shape.bullet > 0
    let hasAddress = scan.details(line).contains { $0.kind == .address }
    let isApart = followsBlank && !isListed && !hasAddress && !links.isEmpty
    guard shape.heading == 0, shape.length <= 400, !isApart else {
      section = .body
      scan.roles[line] = .body
      return line + 1
    }
    scan.roles[line] = .links
    let isContinued = !followsBlank && !isListed && (hasBullets || shape.indent > 1)
    let isAddress = hasAddress && isOnlyAddress(line)
    let belongs = isContinued || isAddress && !hasOnlyAddresses && !followsBlank
    if belongs, let last = links.last, last.utf8.count < Self.longestLink {
      links[links.count - 1] = last + " " + shape.plain
    } else {
      links.append(shape.item)
      hasOnlyAddresses = hasOnlyAddresses && isAddress
      hasBullets = hasBullets || isListed
    }
    return line + 1
  }

  private func isOnlyAddress(_ line: Int) -> Bool {
    let shape = scan.shapes[line]
    guard let detail = scan.details(line).first, detail.kind == .address, shape.bullet == 0 else {
      return false
    }
    return detail.range.count == shape.length
  }
}
