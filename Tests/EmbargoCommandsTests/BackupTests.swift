import EmbargoCommands
import EmbargoControl
import EmbargoCore
import EmbargoLedger
import EmbargoTime
import Testing

@Suite("backup, restore, compare")
struct BackupTests {
  /// What a daemon answers of the sample.
  static func reply(
    to request: FakeDaemon.Request, _ change: (inout BackupReply) -> Void = { _ in }
  ) throws -> FakeDaemon.Reply {
    let sample = try SampleBackup.one.get()
    let match = try ControlRoute.match(method: request.method, target: request.target)
    guard match.route == .backup else {
      let offset = match.query["offset"].flatMap { Int($0) } ?? 0
      let end = min(offset + 5000, sample.bytes.count)
      return try .json(
        BackupPiece(
          offset: offset, bytes: Array(sample.bytes[offset..<end]),
          next: end < sample.bytes.count ? end : nil))
    }
    var reply = BackupReply(
      id: "b", size: sample.bytes.count, digest: Digest(of: sample.bytes).description,
      head: sample.facts.head.text, schema: sample.facts.schema,
      releases: sample.facts.releases, oldestMasterKey: 1, masterKey: 1)
    change(&reply)
    return try .json(reply)
  }

  private func daemon(
    _ change: @escaping @Sendable (inout BackupReply) -> Void = { _ in }
  ) throws -> FakeDaemon {
    try FakeDaemon { request in try? Self.reply(to: request, change) }
  }

  @Test("A backup is the daemon's copy byte by byte, private, and says what it needs to be read")
  func backup() throws {
    let daemon = try daemon()
    let folder = try Folder()
    let recorder = Recorder()
    let file = folder.path("monday.backup")
    #expect(recorder.run(daemon.arguments(["backup", file])) == 0, "\(recorder.errors)")
    let sample = try SampleBackup.one.get()
    let isSame = try folder.read("monday.backup") == sample.bytes
    #expect(isSame && folder.mode("monday.backup") == 0o600)
    #expect(folder.names == ["monday.backup"])
    #expect(recorder.output.contains(sample.facts.head.text))
    #expect(recorder.output.contains("the key file with master key 1"))
    #expect(recorder.errors.contains("The keys are not in it."))
    let again = Recorder()
    #expect(again.run(daemon.arguments(["backup", file])) == 73, "it is left alone")
    let other = Recorder()
    let path = folder.path("other")
    #expect(other.run(daemon.arguments(["backup", path, "--json"])) == 0)
    let document = try JSON(parsing: other.bytes)
    #expect(document["head"]?.text == sample.facts.head.text)
    #expect(document["master_keys"] == [1])
    #expect(document["on_record"] == true)
  }

  @Test("What did not arrive as it was sent, or is another ledger, leaves no file")
  func broken() throws {
    let folder = try Folder()
    let wrong = try daemon { $0.digest = Digest(of: []).description }
    let recorder = Recorder()
    #expect(recorder.run(wrong.arguments(["backup", folder.path("a")])) == 75)
    #expect(folder.names == [])
    let other = try daemon { $0.head = ChainHead.empty.text }
    #expect(Recorder().run(other.arguments(["backup", folder.path("a")])) == 65)
    #expect(folder.names == [])
    let short = try daemon { $0.size += 1 }
    #expect(Recorder().run(short.arguments(["backup", folder.path("a")])) == 75)
    #expect(folder.names == [])
  }

  private func restore(_ folder: Folder, _ more: [String] = []) -> (Int32, Recorder) {
    let recorder = Recorder()
    let code = recorder.run(
      [
        "restore", folder.path("monday.backup"), "--state", folder.path("state"), "--keys",
        folder.path("embargod.keys"),
      ] + more)
    return (code, recorder)
  }

  private func place() throws -> Folder {
    let folder = try Folder()
    let sample = try SampleBackup.one.get()
    try folder.write("monday.backup", sample.bytes)
    try folder.write("embargod.keys", sample.keys)
    return folder
  }

  @Test("A restored ledger is frozen and good, and says what to do next")
  func restore() throws {
    let folder = try place()
    let (code, recorder) = restore(folder)
    #expect(code == 0, "\(recorder.errors)")
    #expect(recorder.output.contains("embargoctl compare"))
    #expect(recorder.output.contains("cannot start its daemon"))
    let state = folder.path("state")
    let verify = Recorder()
    let none = folder.path("none.sock")
    #expect(
      verify.run([
        "audit", "verify", "--state", state, "--socket", none, "--keys",
        folder.path("embargod.keys"),
      ]) == 0, "\(verify.output)\(verify.errors)")
    let (second, refused) = restore(folder)
    #expect(second == 65)
    #expect(refused.errors.contains("there is a ledger already"))
  }

  @Test("With the wrong keys or a changed file nothing is restored")
  func refusals() throws {
    let folder = try place()
    let other = Recorder()
    #expect(other.run(["key", "create", folder.path("other.keys")]) == 0)
    #expect(restore(folder, ["--keys", folder.path("other.keys")]).0 == 65)
    var bytes = try folder.read("monday.backup")
    bytes.removeLast(4096)
    try folder.write("monday.backup", bytes)
    #expect(restore(folder).0 != 0)
    #expect(restore(try Folder()).0 != 0, "there is no such file")
  }

  @Test("With the daemon down the ledger itself is copied, and that is said")
  func down() throws {
    let folder = try place()
    #expect(restore(folder).0 == 0)
    let recorder = Recorder()
    let code = recorder.run([
      "backup", folder.path("tuesday.backup"), "--state", folder.path("state"), "--socket",
      folder.path("none.sock"),
    ])
    #expect(code == 0, "\(recorder.errors)")
    #expect(recorder.errors.contains("not on the record"))
    #expect(try BackupFile.examine(folder.path("tuesday.backup")).flaws == [])
  }

  private static let finding = ComparisonFinding(
    release: "r", slug: "letter", revision: 1, output: "newsroom", due: Samples.instant,
    believed: .queued, found: .same, sentence: "It is out already.")

  private func restored(_ isAsked: Counter) throws -> FakeDaemon {
    try FakeDaemon { request in
      let match = try? ControlRoute.match(method: request.method, target: request.target)
      switch match?.route {
      case .status:
        var status = Samples.status()
        status.frozen = FreezeState(
          since: Samples.instant, by: "root", reason: "restored", restored: "7:x")
        return try? .json(status)
      case .comparison:
        return try? .json(
          ComparisonReply(
            restored: "7:x", digest: "3f9a17c2", releases: 1, unlooked: 0, agreeing: 0,
            findings: [Self.finding]))
      case .thaw:
        let sent = try? ControlJSON.decode(ThawRequest.self, from: request.body)
        if sent?.compared == "3f9a17c2" { _ = isAsked.next() }
        return try? .json(FreezeReply(frozen: nil, goingOut: 0, scheduled: 3))
      default: return nil
      }
    }
  }

  @Test("A restored ledger is thawed by whoever has seen the comparison, and by nobody else")
  func thaw() throws {
    let thawed = Counter()
    let daemon = try restored(thawed)
    let script = Recorder()
    #expect(script.run(daemon.arguments(["thaw"])) == 65)
    #expect(script.errors.contains("embargoctl compare"))
    let no = Recorder(input: ["no\n"], canAsk: true)
    #expect(no.run(daemon.arguments(["thaw"])) == 65)
    #expect(no.output.contains("letter") && no.output.contains("It is out already."))
    #expect(thawed.next() == 1, "nothing was asked of the daemon")
    let yes = Recorder(input: ["yes\n"], canAsk: true)
    #expect(yes.run(daemon.arguments(["thaw"])) == 0, "\(yes.errors)")
    #expect(thawed.next() == 3)
    #expect(Recorder().run(daemon.arguments(["thaw", "--compared", "3f9a17c2"])) == 0)
    #expect(thawed.next() == 5)
  }

  @Test("A comparison shows what does not agree, and how to go on")
  func compare() throws {
    let daemon = try restored(Counter())
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["compare"])) == 0)
    #expect(recorder.output.contains("is out"))
    #expect(recorder.output.contains("embargoctl thaw --compared 3f9a17c2"))
    #expect(recorder.lines.allSatisfy { $0.count <= 100 })
  }
}
