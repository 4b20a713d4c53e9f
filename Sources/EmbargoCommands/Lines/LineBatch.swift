import EmbargoCore

/// Lines that are sent in one request, each one release; they are queued together or not at all.
struct LineBatch: Hashable {
  private(set) var lines: [LineSource.Line] = []
  /// Bytes of the lines, with what parts them.
  private(set) var size = 0

  var isEmpty: Bool { lines.isEmpty }
  var count: Int { lines.count }
  /// The numbers of its first and its last line.
  var range: ClosedRange<Int> {
    guard let first = lines.first, let last = lines.last else { return 0...0 }
    return first.number...last.number
  }

  mutating func append(_ line: LineSource.Line) {
    lines.append(line)
    size += line.bytes.count + 1
  }

  mutating func remove(at index: Int) { size -= lines.remove(at: index).bytes.count + 1 }

  /// Its lines in this range of places.
  func part(_ places: Range<Int>) -> LineBatch {
    var part = LineBatch()
    for line in lines[places] { part.append(line) }
    return part
  }

  /// Two parts, the later one first, as they are taken from the end of a list.
  var halves: [LineBatch] { [part(count / 2..<count), part(0..<count / 2)] }

  /// An array of the lines as they are: JSON as long as each of them is.
  var body: [UInt8] {
    var body: [UInt8] = [UInt8(ascii: "[")]
    body.reserveCapacity(size + 1)
    for (index, line) in lines.enumerated() {
      if index > 0 { body.append(UInt8(ascii: ",")) }
      body += line.bytes
    }
    body.append(UInt8(ascii: "]"))
    return body
  }

  /// The same for the same lines at the same place, so that a repeated run queues nothing twice.
  ///
  /// - Parameter seed: sets one run apart from another; nil: they are the same.
  func key(body: [UInt8], seed: String?) -> String {
    let place = Array("\(range.lowerBound)".utf8)
    return "lines-\(Digest(parts: [Array((seed ?? "").utf8), place, body]))"
  }
}

/// Gathers lines into batches, and finds those that cannot be sent at all.
struct LineGatherer {
  enum Piece {
    case batch(LineBatch)
    case refused(LineRefusal)
    /// The stream could not be read on.
    case failed(Failure)
    case end
  }

  let source: LineSource
  /// The first line that is wanted.
  let first: Int
  /// Lines and bytes of one batch; a single line may have more bytes.
  let mostLines: Int
  let mostBytes: Int
  /// Bytes of the longest line, for the message.
  let longestLine: Int

  /// What was read and had no place in the batch before.
  private var waiting: Piece?

  init(_ source: LineSource, from first: Int, lines: Int, bytes: Int, longestLine: Int) {
    (self.source, self.first, self.longestLine) = (source, first, longestLine)
    (mostLines, mostBytes) = (lines, bytes)
  }

  /// The next lines in order; blank lines are passed over.
  mutating func next() -> Piece {
    var batch = LineBatch()
    while batch.count < mostLines {
      let piece = waiting ?? nextLine()
      waiting = nil
      guard case .batch(let one) = piece, batch.isEmpty || batch.size + one.size <= mostBytes
      else {
        if batch.isEmpty { return piece }
        waiting = piece
        return .batch(batch)
      }
      for line in one.lines { batch.append(line) }
    }
    return .batch(batch)
  }

  /// A batch of one line.
  private func nextLine() -> Piece {
    do throws(Failure) {
      while let line = try source.next() {
        guard line.number >= first, line.isCut || !Self.isBlank(line.bytes) else { continue }
        guard !line.isCut else {
          return .refused(LineRefusal(line.number, "it is longer than \(longestLine) bytes"))
        }
        do throws(JSONScan.Fault) {
          try JSONScan.checkObject(line.bytes)
        } catch {
          let sentence = "it is no JSON object: wanted \(error.wanted) at byte \(error.column)"
          return .refused(LineRefusal(line.number, sentence))
        }
        var batch = LineBatch()
        batch.append(line)
        return .batch(batch)
      }
      return .end
    } catch {
      return .failed(error)
    }
  }

  private static func isBlank(_ bytes: [UInt8]) -> Bool {
    bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
  }
}
