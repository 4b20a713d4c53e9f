import ArgumentParser
import EmbargoControl
import EmbargoCore

/// Checks the audit records.
struct AuditVerifyVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check that no audit record was changed, removed or moved.",
    discussion: """
      Without a file the records of the daemon are checked; with the daemon down the ledger \
      itself, and then each of its rows against what the records say of it. A chain that was cut \
      at its end looks whole by itself: name the checkpoints of a second place, or a head that was \
      noted down.

      Exit codes: 0 good, 1 tampered, 2 truncated or rolled back, 3 cannot tell.

        embargoctl audit verify
        embargoctl audit verify records.jsonl
        embargoctl audit verify records.jsonl --checkpoints checkpoints.jsonl
        embargoctl audit verify --head \
      0:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
      """)

  @Argument(
    help: ArgumentHelp("A file that audit export wrote.", valueName: "file"), completion: .file())
  var file: String?

  @Option(
    help: ArgumentHelp(
      "Checkpoints from a second place, one a line; may be repeated.", valueName: "file"))
  var checkpoints: [String] = []

  @Option(
    help: ArgumentHelp(
      "A head that was noted down earlier; may be repeated.", valueName: "seq:hash"))
  var head: [String] = []

  @Option(
    help: ArgumentHelp(
      "The daemon's public key, as embargoctl key show prints it; may be repeated.",
      valueName: "public"))
  var key: [String] = []

  @Option(
    help: ArgumentHelp(
      "The daemon's key file, which opens the words of a ledger; otherwise that of the "
        + "configuration.", valueName: "file"))
  var keys: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    for text in head where ChainHead(text: text) == nil {
      throw ValidationError("--head wants SEQ:HASH as this command prints it, got \"\(text)\".")
    }
    for text in key where CheckpointKey(text: text) == nil {
      throw ValidationError("--key wants a public key of 44 characters of base64, got \"\(text)\".")
    }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let console = session.console
    do throws(Failure) {
      let trust = try trust(console)
      var page = VerdictPage(verdict: .unknown("nothing was read"), isKeyGiven: !key.isEmpty)
      if let file {
        page = VerdictPage(verdict: try check(file, trust), isKeyGiven: !key.isEmpty)
      } else {
        let found = try AuditOrigin(global, session, keys: keys).open()
        let (verdict, rows) = try check(found, trust)
        page = VerdictPage(verdict: verdict, rows: rows, isKeyGiven: !key.isEmpty)
      }
      return try page.print(on: console, asJSON: global.json)
    } catch {
      return try VerdictPage.cannotTell(error, on: console, asJSON: global.json)
    }
  }

  private func trust(_ console: Console) throws(Failure) -> AuditVerifier.Trust {
    var trust = AuditVerifier.Trust()
    trust.heads = head.compactMap(ChainHead.init(text:))
    trust.keys = key.compactMap(CheckpointKey.init(text:))
    for path in checkpoints {
      let found = try OutsideCheckpoints.read(path)
      trust.checkpoints += found.checkpoints
      if found.tornLines > 0 {
        console.say("\(path): \(found.tornLines) lines are broken off and were left out.")
      }
    }
    return trust
  }

  private func check(
    _ path: String, _ trust: AuditVerifier.Trust
  ) throws(Failure) -> AuditVerifier.Verdict {
    var lines = try LinesOfFile(path, longest: Self.longestLine)
    var verifier = ExportVerifier(trust: trust)
    var isWhole = true
    while let line = try lines.next() {
      verifier.take(line.bytes)
      isWhole = line.isWhole
    }
    return verifier.finish(isWhole: isWhole)
  }

  /// Bytes of one line of an export; records are far smaller.
  private static let longestLine = 4 << 20

  private func check(
    _ found: AuditOrigin.Found, _ trust: AuditVerifier.Trust
  ) throws(Failure) -> (AuditVerifier.Verdict, LedgerCheck.Rows?) {
    guard case .ledger(let locked) = found else {
      var verifier = AuditVerifier(trust: trust, chain: found.chain)
      var stream = found.stream()
      while true {
        let items = try stream.next()
        if items.isEmpty { return (verifier.verdict, nil) }
        for item in items where item.sequence <= found.last {
          switch item {
          case .record(let record): verifier.take(record)
          case .checkpoint(let bytes): verifier.take(checkpoint: bytes)
          }
        }
      }
    }
    return try LedgerCheck(locked: locked, trust: trust).run()
  }
}
