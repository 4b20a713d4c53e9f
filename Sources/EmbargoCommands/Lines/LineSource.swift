import EmbargoControl

/// The lines of a stream with their numbers; memory holds one piece of the stream.
final class LineSource {
  struct Line: Hashable {
    /// From 1.
    var number: Int
    var bytes: [UInt8]
    /// It was longer than the limit.
    var isCut: Bool
  }

  /// What people call it: a path, or `standard input`.
  let name: String
  /// Bytes that there are; nil where that is not known.
  let size: Int?
  /// Bytes of the lines that were handed out.
  private(set) var taken = 0

  private let read: () throws(Failure) -> [UInt8]
  private var splitter: LineSplitter
  private var ready: ArraySlice<LineSplitter.Line> = []
  private var number = 0
  private var isAtEnd = false

  /// - Parameters:
  ///   - limit: bytes that a line may have.
  ///   - read: the next bytes; empty at the end.
  init(name: String, size: Int?, limit: Int, read: @escaping () throws(Failure) -> [UInt8]) {
    (self.name, self.size, self.read) = (name, size, read)
    splitter = LineSplitter(limit: limit)
  }

  /// A file that somebody named; `-` is standard input.
  convenience init(_ path: String, limit: Int, in session: Session) throws(Failure) {
    guard path != "-" else {
      self.init(name: "standard input", size: nil, limit: limit, read: session.read)
      return
    }
    let file = try OpenFile(path)
    self.init(name: path, size: file.sizeIfRegular, limit: limit) { () throws(Failure) in
      try file.read(upTo: Self.pieceSize)
    }
  }

  private static let pieceSize = 128 << 10

  /// The next line; nil at the end.
  func next() throws(Failure) -> Line? {
    while ready.isEmpty {
      guard !isAtEnd else { return nil }
      let piece = try read()
      isAtEnd = piece.isEmpty
      let lines = piece.isEmpty ? [splitter.finish()].compactMap(\.self) : splitter.take(piece)
      ready = lines[...]
    }
    let line = ready.removeFirst()
    number += 1
    taken += line.bytes.count + 1
    return Line(number: number, bytes: line.bytes, isCut: line.isCut)
  }
}
