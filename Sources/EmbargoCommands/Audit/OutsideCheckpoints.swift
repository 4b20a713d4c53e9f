import EmbargoControl
import EmbargoCore

/// Reads checkpoints that were kept in a second place: one a line, also as the journal has them.
enum OutsideCheckpoints {
  private static let longestLine = 1 << 16
  private static let mostLines = 10_000_000

  struct Found {
    var checkpoints: [Checkpoint] = []
    /// Lines that were broken off, as a power loss leaves them.
    var tornLines = 0
  }

  static func read(_ path: String) throws(Failure) -> Found {
    var lines = try LinesOfFile(path, longest: longestLine)
    var found = Found()
    var number = 0
    while let line = try lines.next() {
      number += 1
      guard number <= mostLines else {
        throw Failure(.dataRefused, "\(path) has more than \(mostLines) lines")
      }
      guard let begin = line.bytes.firstRange(of: Array(#"{"at":""#.utf8))?.lowerBound else {
        continue
      }
      let end = line.bytes.lastIndex(of: UInt8(ascii: "}")) ?? begin
      let text = Array(line.bytes[begin..<max(begin, end + 1)])
      guard !line.isCut, (try? JSON(parsing: text)) != nil else {
        found.tornLines += 1
        continue
      }
      do throws(Checkpoint.Flaw) { found.checkpoints.append(try Checkpoint(parsing: text)) } catch {
        throw Failure(.dataRefused, "line \(number) of \(path) is no checkpoint: \(error)")
      }
    }
    guard !found.checkpoints.isEmpty else {
      throw Failure(.dataRefused, "there is no checkpoint in \(path)")
    }
    return found
  }
}

/// The lines of a file, exactly: nothing but the line feed ends one.
struct LinesOfFile {
  struct Line {
    var bytes: [UInt8]
    /// It was longer than allowed; the rest of it is lost.
    var isCut: Bool
    /// It ended with a line feed.
    var isWhole: Bool
  }

  private let file: OpenFile
  private let longest: Int
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  init(_ path: String, longest: Int) throws(Failure) {
    file = try OpenFile(path)
    self.longest = longest
  }

  mutating func next() throws(Failure) -> Line? {
    var line: [UInt8] = []
    var isCut = false
    var hasBegun = false
    while true {
      if position == buffer.count {
        guard !isAtEnd else { break }
        buffer = try file.read(upTo: 1 << 20)
        position = 0
        isAtEnd = buffer.isEmpty
        continue
      }
      hasBegun = true
      let end = Self.lineFeed(in: buffer, from: position)
      let piece = buffer[position..<(end ?? buffer.count)]
      isCut = isCut || line.count + piece.count > longest
      line += piece.prefix(max(0, longest - line.count))
      position = end.map { $0 + 1 } ?? buffer.count
      if end != nil { return Line(bytes: line, isCut: isCut, isWhole: true) }
    }
    return hasBegun ? Line(bytes: line, isCut: isCut, isWhole: false) : nil
  }

  private static func lineFeed(in bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      for index in start..<bytes.count where bytes[index] == UInt8(ascii: "\n") { return index }
      return nil
    }
  }
}
