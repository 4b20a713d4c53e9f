import ArgumentParser
import EmbargoControl
import EmbargoCore
import EmbargoLedger

/// Copies the ledger into a file.
struct BackupVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the ledger into a new file while the daemon runs.",
    discussion: """
      The copy is whole and of one moment, and delays no lift. Words in it stay sealed, and the \
      keys that open them are not in it: keep the key file elsewhere. The file appears whole or \
      not at all (mode 0600), and is read through before this verb ends; one that is there is left \
      alone. With the daemon down the ledger itself is copied. A backup is the ledger alone: keep \
      the configuration, too.

        embargoctl backup monday.backup
      """)

  @Argument(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
  var file: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let target = try ExportFile(file)
    var source = try BackupSource.open(global, session, directory: target.directoryPath)
    var progress = Progress(session, what: "MiB copied", total: source.size)
    var digest = RunningDigest()
    while true {
      let bytes = try source.next()
      if bytes.isEmpty { break }
      digest.add(bytes)
      try target.write(bytes)
      progress.update(done: source.position, count: source.position >> 20)
    }
    progress.erase()
    if let wanted = source.digest, wanted != digest.digest.description {
      throw Failure(
        .tryAgain, "what arrived is not what the daemon has copied; nothing was written",
        advice: ["Try again."])
    }
    try target.publish()
    let findings = try verified(target, source.facts)
    try tell(findings, source, digest.digest, on: session.console)
    return .done
  }

  /// Reads what has been written; a file that is not what it should be does not stay.
  private func verified(
    _ target: ExportFile, _ facts: LedgerFacts
  ) throws(Failure) -> BackupFile.Findings {
    var why: String
    do throws(LedgerError) {
      let findings = try BackupFile.examine(target.path)
      if findings.flaws.isEmpty, findings.facts == facts { return findings }
      why = findings.flaws.first ?? "it holds records up to \(findings.facts.head.text)"
    } catch {
      why = "\(error)"
    }
    try target.remove()
    throw Failure(
      .dataRefused, "the backup was written and cannot be used, and was removed again: \(why)",
      advice: ["Is the ledger itself whole? With the daemon stopped: embargoctl audit verify"])
  }

  private func tell(
    _ findings: BackupFile.Findings, _ source: BackupSource, _ digest: Digest, on console: Console
  ) throws(Failure) {
    let (facts, keys) = (findings.facts, findings.masterKeys)
    guard !global.json else {
      let document: JSONText = .object([
        ("file", .string(file)), ("size", .value(.integer(Int64(source.size)))),
        ("digest", .string(digest.description)), ("head", .string(facts.head.text)),
        ("schema", .value(.integer(Int64(facts.schema)))),
        ("releases", .value(.integer(facts.releases))),
        ("master_keys", .array(keys.map { .value(.integer(Int64($0))) })),
        ("on_record", .value(.bool(source.isOnRecord))),
      ])
      return try console.json(document.bytes)
    }
    try console.paragraph("Wrote \(file) and read it through.", style: .strong)
    try console.facts([
      ("Size", "\(Digits.grouped(source.size)) bytes"), ("SHA-256", digest.description),
      ("Head", facts.head.text), ("Releases", Digits.grouped(Int(facts.releases))),
      ("Needs", Self.needs(keys)),
    ])
    console.say(
      "The keys are not in it. Keep a copy of the key file elsewhere: whoever has both can read "
        + "everything, and without it nobody reads anything.")
    if !source.isOnRecord {
      console.say("It is not on the record: the daemon is down.")
    }
  }

  /// The keys that open its words.
  static func needs(_ keys: [Int]) -> String {
    let names = keys.map(String.init).joined(separator: ", ")
    return keys.isEmpty
      ? "no key: it is of before words were sealed"
      : "the key file with master key\(keys.count == 1 ? "" : "s") \(names)"
  }
}
