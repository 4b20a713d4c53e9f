import ArgumentParser
import EmbargoControl
import EmbargoCore

/// Writes all audit records to a file.
struct AuditExportVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write all audit records to a new file.",
    discussion: """
      One self-contained file, a JSON object a line: a header with the public keys, each record \
      with its hash and the exact text that was hashed, each checkpoint behind the record that it \
      names, and an end with counts and a digest. It appears whole or not at all (mode 0600); a \
      file that is there is left alone. With the daemon down the ledger itself is read.

        embargoctl audit export records.jsonl
      """)

  @Argument(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
  var file: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let target = try ExportFile(file)
    let origin = try AuditOrigin(global, session).open()
    var writer = ExportWriter(target)
    try writer.write(
      header: ExportLine.header(
        chain: origin.chain, keys: try Self.keys(origin), program: "embargoctl \(Version.text)"))
    var stream = origin.stream()
    while true {
      let items = try stream.next()
      if items.isEmpty { break }
      try writer.write(items, upTo: origin.last)
    }
    try writer.finish()
    try target.publish()
    if global.json {
      let document: JSONText = .object([
        ("file", .string(file)), ("records", .value(.integer(writer.records))),
        ("checkpoints", .value(.integer(writer.checkpoints))),
        ("head", .string(writer.head.text)),
      ])
      try session.console.json(document.bytes)
    } else {
      session.console.say(
        "Wrote \(writer.records) records and \(writer.checkpoints) checkpoints to \(file).")
    }
    return .done
  }

  /// Those that have signed, in their order.
  private static func keys(_ origin: AuditOrigin.Found) throws(Failure) -> [CheckpointKey] {
    var source = origin.checkpoints()
    var keys: [CheckpointKey] = []
    while true {
      let checkpoints = try source.next()
      if checkpoints.isEmpty { return keys }
      for bytes in checkpoints {
        let content = ScannedObject(bytes)
        if let sequence = content?.integer("sequence"), sequence > origin.last { return keys }
        let key = content?.string("public").flatMap(CheckpointKey.init(text:))
        if let key, !keys.contains(key) { keys.append(key) }
      }
    }
  }
}

/// Writes the lines of an export and counts them.
private struct ExportWriter {
  private let file: ExportFile
  private var digest = RunningDigest()
  private(set) var records: Int64 = 0
  private(set) var checkpoints: Int64 = 0
  private(set) var head = ChainHead.empty

  init(_ file: ExportFile) { self.file = file }

  mutating func write(header: [UInt8]) throws(Failure) { try put(header + [UInt8(ascii: "\n")]) }

  mutating func write(_ items: [AuditStream.Item], upTo last: Int64) throws(Failure) {
    var lines: [UInt8] = []
    for item in items where item.sequence <= last {
      switch item {
      case .record(let record):
        lines += ExportLine.record(record)
        records += 1
        head = ChainHead(record)
      case .checkpoint(let bytes):
        lines += ExportLine.checkpoint(bytes)
        checkpoints += 1
      }
      lines.append(UInt8(ascii: "\n"))
    }
    try put(lines)
  }

  mutating func finish() throws(Failure) {
    let end = ExportLine.end(
      records: records, checkpoints: checkpoints, head: head, digest: digest.digest)
    try file.write(end + [UInt8(ascii: "\n")])
  }

  private mutating func put(_ bytes: [UInt8]) throws(Failure) {
    digest.add(bytes)
    try file.write(bytes)
  }
}
