package import EmbargoTime

extension ReleaseDocument {
  /// Takes a release apart.
  ///
  /// Time and memory are in proportion to the bytes, whatever they are.
  /// - Parameters:
  ///   - bytes: the accepted file, whole.
  ///   - limit: the largest file, in bytes (`intake.max_bytes`).
  ///   - reader: tells the lines that speak of the time of release.
  package init(
    bytes: [UInt8], format: Format, limit: Int, reader: StampReader
  ) throws(DocumentError) {
    let source = try SourceText(bytes, limit: limit)
    let matter = try FrontMatterReader.read(source)
    let first = matter?.lines ?? 0
    let scan = LineScan(source, first: first, format: format, reader: reader)
    guard scan.next(first) != nil else { throw .noHeadline }
    let head = try HeadReader(scan)
    let tail = TailReader(head.scan, from: head.bodyStart)
    let published = first > 0 ? Array(bytes[source.lines[first - 1].end...]) : bytes
    self.init(
      format: format, parts: Self.parts(tail.scan), headline: head.headline,
      subhead: head.subhead, contacts: Self.contacts(tail.scan), links: tail.links,
      frontMatter: matter?.frontMatter ?? FrontMatter(), publishedBytes: published)
    dateline = Self.dateline(tail.scan)
    knownStamps = tail.scan.notes.stamps
  }

  private static func parts(_ scan: LineScan) -> [Part] {
    var parts: [Part] = []
    var start = 0
    while start < scan.count {
      let role = scan.roles[start] ?? .body
      var end = start + 1
      while end < scan.count, scan.roles[end] ?? .body == role { end += 1 }
      let text =
        end == start + 1
        ? scan.lines[start].text
        : scan.lines[start..<end].map(\.text).joined(separator: "\n")
      parts.append(Part(role: role, lines: (start + 1)...end, text: text))
      start = end
    }
    return parts
  }

  /// The people to ask, from the contact lines and from the right-hand column of release lines.
  private static func contacts(_ scan: LineScan) -> [Contact] {
    var scanner = ContactScanner()
    var index = scan.first
    while index < scan.count {
      switch scan.roles[index] {
      case .contact:
        let end = scan.roles[index...].firstIndex { $0 != .contact } ?? scan.count
        ContactColumns.read(scan, index..<end, into: &scanner)
        index = end
        continue
      case .releaseLine, .stamp:
        for cell in scan.stamp(index)?.rest ?? [] { scanner.read(cell, line: index + 1) }
      case .blank: scanner.endBlock()
      default: scanner.finish()
      }
      index += 1
    }
    scanner.finish()
    return scanner.contacts
  }

  /// The first dateline: alone in its line, or before the text of the first paragraph.
  private static func dateline(_ scan: LineScan) -> Dateline? {
    for index in scan.first..<scan.count {
      switch scan.roles[index] ?? .body {
      case .dateline:
        return Dateline(text: scan.shapes[index].plain, line: index + 1)
      case .body:
        return scan.dateline(index).map { Dateline(text: $0, line: index + 1) }
      default: continue
      }
    }
    return nil
  }
}

/// Reads contacts that stand side by side.
private enum ContactColumns {
  /// Two columns are read one after the other when the right one begins with a name; otherwise
  /// lines are read as they come.
  static func read(_ scan: LineScan, _ lines: Range<Int>, into scanner: inout ContactScanner) {
    let wide = lines.filter { scan.shapes[$0].cells.count == 2 }
    guard wide.count >= 2, let first = wide.first, isName(scan.shapes[first].cells[1]),
      isName(scan.shapes[first].cells[0])
    else {
      for line in lines {
        let shape = scan.shapes[line]
        let text = shape.cells.isEmpty ? shape.plain : shape.cells.joined(separator: " | ")
        scanner.read(text, line: line + 1)
      }
      return
    }
    for column in 0...1 {
      for line in lines {
        let cells = scan.shapes[line].cells
        let text = cells.count == 2 ? cells[column] : column == 0 ? scan.shapes[line].plain : ""
        if !text.isEmpty { scanner.read(text, line: line + 1) }
      }
      scanner.finish()
    }
  }

  private static func isName(_ text: String) -> Bool {
    ContactDetail.all(in: Array(text.unicodeScalars)).isEmpty
      && !Vocabulary.details.contains(text.lowercased().filter { $0 != ":" })
  }
}

extension StampReader {
  /// Whether a line of any length begins with release words.
  func opensWithReleaseWords(_ line: String) -> Bool {
    guard ReleaseWords.mayOpen(line) else { return false }
    let head = line.utf8.count <= 120 ? line : String(line.unicodeScalars.prefix(120))
    return parts(of: head).opening != nil
  }
}
