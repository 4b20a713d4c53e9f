import EmbargoControl
import EmbargoCore

/// Where audit records come from, in order, a page at a time.
protocol RecordSource {
  /// The next records; empty at the end.
  mutating func next() throws(Failure) -> [Record]
}

extension RecordSource {
  /// Feeds all records to a verifier.
  mutating func check(remembered: [ChainHead]) throws(Failure) -> ChainVerifier.Verdict {
    var verifier = ChainVerifier(remembered: remembered)
    while true {
      let records = try next()
      if records.isEmpty { return verifier.verdict }
      for record in records { verifier.check(record) }
    }
  }
}

/// The records of a running daemon.
struct DaemonRecords: RecordSource {
  static let pageSize = 1000

  let daemon: Daemon
  let release: String?
  /// The sequence number behind which the next page begins.
  private(set) var position: Int64
  private var isAtEnd = false

  init(_ daemon: Daemon, release: String? = nil, after position: Int64 = 0) {
    (self.daemon, self.release, self.position) = (daemon, release, position)
  }

  mutating func next() throws(Failure) -> [Record] {
    if isAtEnd { return [] }
    let page = try daemon.get(
      AuditPage.self, .audit,
      query: AuditQuery(after: position, limit: Self.pageSize, release: release).pairs
    ).value
    // Without a proper hash it is a record that no chain fits.
    let records = page.records.map {
      $0.record ?? Record(sequence: $0.seq, bytes: Array($0.text.utf8), hash: Digest(of: []))
    }
    isAtEnd = page.next == nil || page.next == position
    position = page.next ?? records.last?.sequence ?? position
    return records
  }

  /// Looks again for records behind those that were taken.
  mutating func lookAgain() { isAtEnd = false }
}

/// The records of an exported file: a JSON object a line with `seq`, `hash` and the exact `record`.
struct ExportedRecords: RecordSource {
  /// Bytes of one line; records are far smaller.
  static let longestLine = 4 << 20

  private let file: OpenFile
  private var splitter = LineSplitter(limit: longestLine)
  private var line = 0
  /// Lines that held a record, whatever became of its hash.
  private var recordsFound = 0
  private var isAtEnd = false

  init(_ path: String) throws(Failure) { file = try OpenFile(path) }

  mutating func next() throws(Failure) -> [Record] {
    while !isAtEnd {
      let bytes = try file.read(upTo: 1 << 20)
      isAtEnd = bytes.isEmpty
      let lines = isAtEnd ? [splitter.finish()].compactMap(\.self) : splitter.take(bytes)
      if !lines.isEmpty { return lines.map { record($0) } }
    }
    if line > 0, recordsFound == 0 {
      throw Failure(
        .dataRefused, "no line of the file is a record: it is not what audit export writes")
    }
    return []
  }

  /// What a line holds; a line that holds no record is a record that no chain fits.
  private mutating func record(_ text: LineSplitter.Line) -> Record {
    line += 1
    do throws(JSON.ParseError) {
      let content = try JSON(parsing: text.bytes)
      if case .integer(let sequence)? = content["seq"], let record = content["record"]?.text,
        let hash = content["hash"]?.text.flatMap(Hex.bytes).flatMap(Digest.init(bytes:))
      {
        recordsFound += 1
        return Record(sequence: sequence, bytes: Array(record.utf8), hash: hash)
      }
    } catch {
      return Record(sequence: Int64(line), bytes: text.bytes, hash: Digest(of: []))
    }
    return Record(sequence: Int64(line), bytes: text.bytes, hash: Digest(of: []))
  }

  /// A record as a line of an exported file, line break included.
  static func line(of record: Record) -> [UInt8] {
    JSON.object([
      "hash": .string(record.hash.description),
      "record": .string(String(decoding: record.bytes, as: UTF8.self)),
      "seq": .integer(record.sequence),
    ]).canonical + [UInt8(ascii: "\n")]
  }
}
