import EmbargoControl
import EmbargoCore

/// Where audit records come from, in order, a page at a time.
protocol RecordSource {
  /// The next records; empty at the end.
  mutating func next() throws(Failure) -> [Record]
}

/// Where checkpoints come from, in order, a page at a time.
protocol CheckpointSource {
  /// The next ones, as they are kept; empty at the end.
  mutating func next() throws(Failure) -> [[UInt8]]
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

/// The checkpoints of a running daemon.
struct DaemonCheckpoints: CheckpointSource {
  let daemon: Daemon
  private var position: Int64 = 0
  private var isAtEnd = false

  init(_ daemon: Daemon) { self.daemon = daemon }

  mutating func next() throws(Failure) -> [[UInt8]] {
    if isAtEnd { return [] }
    let page = try daemon.get(
      CheckpointPage.self, .checkpoints,
      query: CheckpointQuery(after: position, limit: DaemonRecords.pageSize).pairs
    ).value
    isAtEnd = page.next == nil || page.next == position
    position = page.next ?? position
    return page.checkpoints.map { Array($0.utf8) }
  }
}

/// Records with each checkpoint behind the record that it names.
struct AuditStream {
  enum Item {
    case record(Record)
    case checkpoint([UInt8])

    /// The number of the record that it is, or names; 0: it names none.
    var sequence: Int64 {
      switch self {
      case .record(let record): record.sequence
      case .checkpoint(let bytes): ScannedObject(bytes)?.integer("sequence") ?? 0
      }
    }
  }

  private var records: any RecordSource
  private var checkpoints: any CheckpointSource
  /// Read and not yet given, with the numbers of their records.
  private var waiting: ArraySlice<(sequence: Int64, bytes: [UInt8])> = []
  private var isAtEnd = false

  init(_ records: any RecordSource, _ checkpoints: any CheckpointSource) {
    (self.records, self.checkpoints) = (records, checkpoints)
  }

  /// The next ones; empty at the end.
  mutating func next() throws(Failure) -> [Item] {
    if isAtEnd { return [] }
    let page = try records.next()
    var items: [Item] = []
    items.reserveCapacity(page.count)
    for record in page {
      items.append(.record(record))
      try add(upTo: record.sequence, to: &items)
    }
    if page.isEmpty {
      isAtEnd = true
      try add(upTo: .max, to: &items)
    }
    return items
  }

  private mutating func add(upTo sequence: Int64, to items: inout [Item]) throws(Failure) {
    while true {
      if waiting.isEmpty {
        waiting = try checkpoints.next().map { bytes in
          (ScannedObject(bytes)?.integer("sequence") ?? 0, bytes)
        }[...]
      }
      guard let first = waiting.first, first.sequence <= sequence else { return }
      waiting.removeFirst()
      items.append(.checkpoint(first.bytes))
    }
  }
}
