/// The bytes of an accepted file as numbered lines.
///
/// A line ends with LF, CRLF or CR; the last one may go without. A byte order mark belongs to no
/// line.
struct SourceText {
  struct Line {
    /// From 1.
    var number: Int
    /// Without its line end.
    var text: String
    /// The offset of the first byte behind the line and its line end.
    var end: Int
  }

  var lines: [Line] = []

  /// Refuses what is no UTF-8 text. Takes time in proportion to the bytes, whatever they are.
  init(_ bytes: [UInt8], limit: Int) throws(DocumentError) {
    guard bytes.count <= limit else {
      throw .tooLarge(bytes: bytes.count, limit: limit)
    }
    if let fault = Self.firstFault(in: bytes) {
      throw .notText(
        byte: fault.byte, line: Self.line(of: fault.byte, in: bytes), detail: fault.detail)
    }
    let head = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard !bytes[head...].allSatisfy({ $0 == 0x20 || 0x09...0x0D ~= $0 }) else { throw .empty }
    let span = bytes.span
    var start = head
    lines.reserveCapacity(16 + bytes.count / 64)
    while start < span.count {
      let (stop, end) = Self.lineEnd(from: start, in: span)
      let text = span.extracting(start..<stop).withUnsafeBufferPointer {
        String(decoding: $0, as: UTF8.self)
      }
      lines.append(Line(number: lines.count + 1, text: text, end: end))
      start = end
    }
  }

  /// Where the line that begins at `start` stops, and where the next one begins.
  private static func lineEnd(from start: Int, in bytes: Span<UInt8>) -> (stop: Int, end: Int) {
    let index = bytes.first(0x0A, or: 0x0D, from: start)
    guard index < bytes.count else { return (index, index) }
    let isPair = bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
    return (index, index + (isPair ? 2 : 1))
  }

  private static func firstFault(in bytes: [UInt8]) -> (byte: Int, detail: String)? {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return (0, "the mark of UTF-16 (which some programs call \"Unicode\")")
    }
    if bytes.span.holds(0), let zero = bytes.firstIndex(of: 0) {
      let pairs = bytes.prefix(64)
      let zeros = pairs.count { $0 == 0 }
      let wide = pairs.count >= 4 && zeros * 5 >= pairs.count * 2
      return (zero, wide ? "a NUL byte, as in UTF-16," : "a NUL byte")
    }
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
      return nil
    } catch {
      let byte = error.byteOffsets.lowerBound
      return (byte, "the byte 0x\(Hex.text([bytes[byte]])) (Latin-1 or Windows-1252?)")
    }
  }

  private static func line(of byte: Int, in bytes: [UInt8]) -> Int {
    var line = 1
    for index in 0..<byte {
      if bytes[index] == 0x0A { line += 1 }
      if bytes[index] == 0x0D, bytes[index + 1] != 0x0A { line += 1 }
    }
    return line
  }
}
