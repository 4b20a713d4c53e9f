import EmbargoCore
import EmbargoTime

/// The reader of release documents: a byte for `Mode`, then the file.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzDocument(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Harness.input(start, count)
  guard let first = input.first else { return 0 }
  let (mode, bytes) = (Mode(byte: first), Array(input.dropFirst()))
  do throws(DocumentError) {
    let document = try read(bytes, mode)
    if mode.isTwice {
      Harness.expect((try? read(bytes, mode)) == document, "taken apart twice, differently")
    }
    DocumentPromises(mode: mode, bytes: bytes, document: document).check()
  } catch {
    Harness.expect(!error.message.isEmpty, "an error that says nothing")
    if case .notText(let byte, let line, _) = error {
      Harness.expect(bytes.indices.contains(byte), "byte \(byte) of \(bytes.count)")
      Harness.expect(1...bytes.count + 1 ~= line, "line \(line) of \(bytes.count) bytes")
    }
  }
  return 0
}

private func read(_ bytes: [UInt8], _ mode: Mode) throws(DocumentError) -> ReleaseDocument {
  try ReleaseDocument(
    bytes: bytes, format: mode.isMarkdown ? .markdown : .text, limit: 1 << 20,
    reader: Harness.reader)
}

/// What holds for any document that is not refused.
private struct DocumentPromises {
  let mode: Mode
  let bytes: [UInt8]
  let document: ReleaseDocument
  /// Every line without its end, as this file splits them.
  private let lines: [[UInt8]]

  init(mode: Mode, bytes: [UInt8], document: ReleaseDocument) {
    (self.mode, self.bytes, self.document) = (mode, bytes, document)
    var lines: [[UInt8]] = [[]]
    var last: UInt8 = 0
    for byte in bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...] {
      defer { last = byte }
      if byte == 0x0A, last == 0x0D { continue }
      if byte == 0x0A || byte == 0x0D { lines.append([]) } else { lines[lines.count - 1] += [byte] }
    }
    // The end of the last line is no line.
    if lines.last?.isEmpty == true { lines.removeLast() }
    self.lines = lines
  }

  func check() {
    expectParts()
    expectPublishedBytes()
    Harness.expect(!document.headline.isEmpty, "an empty headline")
    for line in document.contacts.map(\.line) + [document.dateline?.line].compactMap(\.self) {
      Harness.expect(1...lines.count ~= line, "line \(line) of \(lines.count)")
    }
    expectFindings()
    let reading = read(now: nil)
    if mode.isTwice { Harness.expect(read(now: nil) == reading, "read twice, differently") }
    check(reading)
    guard let now = mode.now else { return }
    let found = read(now: now)
    check(found)
    expectSame(reading, found, now)
  }

  private func read(now: Instant?) -> DocumentReading {
    document.read(with: Harness.reader, context: mode.context, now: now)
  }

  /// Every line is in exactly one part, with its text.
  private func expectParts() {
    var next = 1
    for part in document.parts {
      Harness.expect(part.lines.lowerBound == next, "\(part.lines) does not begin at \(next)")
      next = part.lines.upperBound + 1
      guard next - 1 <= lines.count else { break }
      let text = lines[(part.lines.lowerBound - 1)..<part.lines.upperBound].joined(separator: [0x0A]
      )
      Harness.expect(text.elementsEqual(part.text.utf8), "the text of \(part.lines)")
    }
    Harness.expect(next == lines.count + 1, "\(next - 1) of \(lines.count) lines are in parts")
    for (left, right) in zip(document.parts, document.parts.dropFirst()) {
      Harness.expect(left.role != right.role, "\(left.role) is cut at \(right.lines)")
    }
  }

  /// A finding of the checks has a place in the text, words that are there, and what to do.
  private func expectFindings() {
    let findings = document.findings()
    if mode.isTwice { Harness.expect(document.findings() == findings, "found twice, differently") }
    for finding in findings {
      Harness.expect(1...max(1, lines.count) ~= finding.line, "line \(finding.line)")
      let line = finding.line <= lines.count ? lines[finding.line - 1] : []
      let scalars = line.count { !(0x80..<0xC0 ~= $0) }
      Harness.expect(1...max(1, scalars) ~= finding.column, "column \(finding.column)")
      Harness.expect(!finding.words.isEmpty && !finding.sentence.isEmpty, "\(finding)")
    }
    for check in TextCheck.allCases {
      let count = findings.count { $0.check == check }
      Harness.expect(count <= 2 * 20, "\(count) of \(check)")
      Harness.expect(
        document.findings(of: [check]) == findings.filter { $0.check == check },
        "\(check) alone finds something else")
    }
  }

  private func expectPublishedBytes() {
    let published = document.publishedBytes
    Harness.expect(bytes.suffix(published.count).elementsEqual(published), "published bytes")
    let hasFrontMatter = document.parts.first?.role == .frontMatter
    Harness.expect(hasFrontMatter || published == bytes, "bytes are lost")
  }

  private func check(_ reading: DocumentReading) {
    switch reading {
    case .at(let reading, _):
      Harness.expect(1970...2099 ~= reading.civil.year, "the year \(reading.civil.year)")
      Harness.expect(
        CivilDateTime(reading.instant, offset: reading.offset) == reading.civil,
        "\(reading.civil.iso8601) at \(reading.offset) is not \(reading.instant.rfc3339)")
      expectInText(reading.stamp)
    case .immediate(let stamp): expectInText(stamp)
    case .refused(let refusal, let line):
      Harness.expect(!refusal.message.isEmpty, "a refusal that says nothing")
      Harness.expect(line.map { 1...lines.count ~= $0 } ?? true, "line \(line ?? 0)")
    }
  }

  /// The words that a reading shows are words of the document, in its order. Between its lines, and
  /// between the cells of one line, other columns may stand.
  private func expectInText(_ stamp: String) {
    Harness.expect(!stamp.isEmpty, "an empty stamp")
    let text = Array(lines.joined(separator: [0x0A]))
    let texts = [text] + (document.frontMatter.embargo.map { [Array($0.utf8)] } ?? [])
    let pieces = stamp.split(separator: "\n").flatMap { $0.split(separator: "   ") }
    let isThere = texts.contains { text in
      var rest = text[...]
      return pieces.allSatisfy { piece in
        guard let place = rest.firstRange(of: Array(piece.utf8)) else { return false }
        rest = rest[place.upperBound...]
        return true
      }
    }
    Harness.expect(isThere, "\"\(stamp)\" does not stand in the text")
  }

  /// What the clock adds: a stamp may have passed, a date may be to come; instants do not change.
  private func expectSame(_ without: DocumentReading, _ with: DocumentReading, _ now: Instant) {
    switch (without, with) {
    case (.at(let left, _), .at(let right, _)):
      Harness.expect(left.instant == right.instant, "\(left) became \(right)")
    case (.at(let reading, _), .refused(let refusal, _)):
      Harness.expect(
        refusal.reason == .past && reading.instant <= now, "\(reading) became \(refusal)")
    case (.immediate, .immediate): break
    case (.immediate, .refused(let refusal, _)):
      Harness.expect(refusal.reason == .noTime, "immediate became \(refusal)")
    case (.refused, .refused): break
    default: Harness.expect(false, "\(without) became \(with)")
    }
  }
}
