import ArgumentParser
import EmbargoControl
import EmbargoCore

/// Writes all audit records to a file.
struct AuditExportVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write all audit records to a new file.",
    discussion: """
      One JSON object a line: seq, hash and record, the exact text that was hashed. The file \
      appears whole or not at all (mode 0600); a file that is there is left alone. With the \
      daemon down the ledger itself is read.

        embargoctl audit export records.jsonl
      """)

  @Argument(help: ArgumentHelp("The file to write.", valueName: "file"))
  var file: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let target = try ExportFile(file)
    var source = try AuditOrigin(global, session).open()
    var count: Int64 = 0
    while true {
      let records = try source.next()
      if records.isEmpty { break }
      try target.write(records.flatMap { ExportedRecords.line(of: $0) })
      count += Int64(records.count)
    }
    try target.publish()
    if global.json {
      let document: JSONText = .object([
        ("file", .string(file)), ("records", .value(.integer(count))),
      ])
      try session.console.json(document.bytes)
    } else {
      session.console.say("Wrote \(count) records to \(file).")
    }
    return .done
  }
}
