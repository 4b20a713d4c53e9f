/// Cuts a stream of bytes into lines, with a bound on what it keeps.
struct LineSplitter {
  /// A line without its end (LF or CR LF); `isCut`: it was longer than the limit, what stands
  /// behind the limit is lost.
  struct Line: Hashable {
    var bytes: [UInt8]
    var isCut: Bool
  }

  private let limit: Int
  private var pending: [UInt8] = []
  private var isCut = false
  private var isInLine = false

  /// - Parameter limit: bytes that a line may have.
  init(limit: Int) { self.limit = limit }

  /// Takes the next bytes and gives the lines that they complete.
  mutating func take(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      keep(rest[..<end])
      lines.append(complete())
      rest = rest[(end + 1)...]
    }
    if !rest.isEmpty { keep(rest) }
    return lines
  }

  /// The last line, where the stream did not end with a line break.
  mutating func finish() -> Line? { isInLine ? complete() : nil }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    isInLine = true
    // One byte more than the limit may be the CR of the line's end.
    let room = limit + 1 - pending.count
    if bytes.count > room { isCut = true }
    pending += bytes.prefix(room)
  }

  private mutating func complete() -> Line {
    if pending.last == UInt8(ascii: "\r"), !isCut { pending.removeLast() }
    let line = Line(bytes: Array(pending.prefix(limit)), isCut: isCut || pending.count > limit)
    (pending, isCut, isInLine) = ([], false, false)
    return line
  }
}
