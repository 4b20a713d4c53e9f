import EmbargoCommands
import EmbargoControl
import EmbargoCore
import EmbargoLedger
import EmbargoTime
import Synchronization
import Testing

@Suite("audit")
struct AuditTests {
  private func daemon(_ chain: [Record], most: Int = .max) throws -> FakeDaemon {
    try FakeDaemon { request in
      if request.target.contains("/checkpoints") { return try? .json(Samples.noCheckpoints) }
      return try? .json(Samples.page(of: chain, target: request.target, most: most))
    }
  }

  @Test("The latest records are shown, as many as wanted")
  func list() throws {
    let daemon = try daemon(Samples.chain(30))
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["audit", "--limit", "5"])) == 0, "\(recorder.errors)")
    #expect(recorder.lines.count == 6)
    #expect(recorder.lines.allSatisfy { $0.count <= 100 })
    #expect(recorder.lines[5].hasPrefix("30") && recorder.lines[5].contains("release.submitted"))
    #expect(recorder.lines[5].contains("number=29") && recorder.lines[5].contains("ada"))
  }

  @Test("As JSON each record has its own members and its hash")
  func json() throws {
    let chain = Samples.chain(3)
    let daemon = try daemon(chain)
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["audit", "--json"])) == 0)
    guard case .array(let records) = try JSON(parsing: recorder.bytes) else {
      Issue.record("no array")
      return
    }
    #expect(records.map { $0["seq"] } == [1, 2, 3])
    #expect(records[2]["hash"]?.text == chain[2].hash.description)
    #expect(records[2]["event"] == "release.submitted")
  }

  @Test("--follow prints new records as they come, one JSON object a line")
  func follow() throws {
    let chain = Samples.chain(4)
    let counter = Counter()
    // The first two requests (the head, the page) see two records, later ones all four.
    let daemon = try FakeDaemon { request in
      let isEarly = counter.next() <= 2
      return try? .json(
        Samples.page(of: isEarly ? Array(chain.prefix(2)) : chain, target: request.target))
    }
    let recorder = Recorder(mostPauses: 3)
    #expect(recorder.run(daemon.arguments(["audit", "--follow", "--json"])) == 0)
    let numbers = try recorder.lines.map { try JSON(parsing: Array($0.utf8))["seq"] }
    #expect(numbers == [1, 2, 3, 4])
  }

  @Test("A good chain is good over many pages, and its head is printed")
  func good() throws {
    let chain = Samples.chain(2300)
    let daemon = try daemon(chain)
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["audit", "verify"])) == 0, "\(recorder.errors)")
    let head = ChainHead(chain[2299]).text
    #expect(recorder.output.contains("Good: 2300 records") && recorder.output.contains(head))
    #expect(Recorder().run(daemon.arguments(["audit", "verify", "--head", head])) == 0)
  }

  @Test("A cut tail ends with 2 when its head was noted")
  func truncated() throws {
    let chain = Samples.chain(20)
    let daemon = try daemon(Array(chain.dropLast()))
    let head = ChainHead(chain[19]).text
    #expect(Recorder().run(daemon.arguments(["audit", "verify"])) == 0)
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["audit", "verify", "--head", head])) == 2)
    #expect(recorder.output.contains("19 records, but 20"))
  }

  @Test("A changed, a missing and a swapped record end with 1, in the daemon and in a file")
  func tampered() throws {
    let chain = Samples.chain(20)
    var changed = chain
    changed[9] = Record(
      sequence: 10, bytes: chain[9].bytes.map { $0 == UInt8(ascii: "a") ? 98 : $0 },
      hash: chain[9].hash)
    var missing = chain
    missing.remove(at: 9)
    var swapped = chain
    swapped.swapAt(9, 10)
    let folder = try Folder()
    for (name, records) in [("changed", changed), ("missing", missing), ("swapped", swapped)] {
      let daemon = try daemon(records)
      let file = folder.path(name)
      #expect(Recorder().run(daemon.arguments(["audit", "export", file])) == 0)
      for arguments in [daemon.arguments(["audit", "verify"]), ["audit", "verify", file]] {
        let recorder = Recorder()
        #expect(recorder.run(arguments + ["--json"]) == 1, "\(name) \(recorder.output)")
        let verdict = try JSON(parsing: recorder.bytes)
        #expect(verdict["verdict"] == "tampered" && verdict["sequence"] == 10)
      }
    }
  }

  @Test("An export holds the exact records, is private, and is not written over anything")
  func export() throws {
    let chain = Samples.chain(1500)
    let daemon = try daemon(chain)
    let folder = try Folder()
    let file = folder.path("records.jsonl")
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["audit", "export", file])) == 0, "\(recorder.errors)")
    #expect(folder.mode("records.jsonl") == 0o600)
    #expect(folder.names == ["records.jsonl"])
    let lines = try folder.read("records.jsonl").split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 1502)
    let last = try JSON(parsing: Array(lines[1500]))
    #expect(last["record"]?.text.map { Array($0.utf8) } == chain[1499].bytes)
    #expect(last["hash"]?.text == chain[1499].hash.description && last["seq"] == 1500)
    #expect(Recorder().run(["audit", "verify", file]) == 0)
    let again = Recorder()
    #expect(again.run(daemon.arguments(["audit", "export", file])) == 73)
    #expect(again.errors.contains("left alone"))
  }

  @Test("An export with checkpoints is checked by the key and by the second place")
  func signed() throws {
    let daemon = try FakeDaemon { request in
      if request.target.contains("/checkpoints") { return try? .json(Samples.signed.page) }
      return try? .json(Samples.page(of: Samples.signed.records, target: request.target))
    }
    let folder = try Folder()
    let file = folder.path("records.jsonl")
    #expect(Recorder().run(daemon.arguments(["audit", "export", file])) == 0)
    let line = String(decoding: Samples.signed.checkpoint, as: UTF8.self)
    let places = try [
      folder.write("plain", line + "\n"),
      folder.write("journal", "<5>checkpoint \(line) event=audit.checkpoint\nother\n"),
      folder.write("torn", "\(line.prefix(200))\n\(line)\n"),
    ]
    let trust = ["--key", Samples.signed.key.text]
    for place in places {
      let recorder = Recorder()
      let arguments = ["audit", "verify", file, "--checkpoints", place] + trust
      #expect(recorder.run(arguments) == 0, "\(recorder.output)\(recorder.errors)")
      #expect(recorder.output.contains("1, up to record 2"))
      #expect(Recorder().run(daemon.arguments(["audit", "verify", "--checkpoints", place])) == 0)
    }
    let other = Base64Text.text(Array(repeating: 1, count: 32))
    #expect(Recorder().run(["audit", "verify", file, "--key", other]) == 1)
    #expect(Recorder().run(["audit", "verify", file, "--key", "short"]) == 64)
    let none = try folder.write("none", "nothing\n")
    #expect(Recorder().run(["audit", "verify", file, "--checkpoints", none]) == 3)
    let wrong = try folder.write("wrong", line.replacing("\"sequence\":2", with: "\"sequence\":1"))
    #expect(Recorder().run(["audit", "verify", file, "--checkpoints", wrong]) == 3)
  }

  @Test("Of a file without a single record, an empty or a missing one nothing can be told")
  func files() throws {
    let folder = try Folder()
    let strange = try folder.write("strange", "{\"seq\":1,\"ha\nnot json\n")
    #expect(Recorder().run(["audit", "verify", strange]) == 3)
    let empty = try folder.write("empty", "")
    #expect(Recorder().run(["audit", "verify", empty]) == 3)
    #expect(Recorder().run(["audit", "verify", folder.path("none")]) == 3)
    let recorder = Recorder()
    #expect(
      recorder.run([
        "audit", "verify", "--socket", folder.path("s"), "--state", folder.path("none"), "--json",
      ]) == 3)
    #expect(try JSON(parsing: recorder.bytes)["verdict"] == "unknown")
  }

  @Test("With the daemon down the ledger itself is read, under its lock")
  func offline() throws {
    let folder = try Folder()
    let places = Places(options: .init(stateDirectory: folder.path), environment: [:])
    let ledger = try SQLiteLedger.open(
      path: places.ledger, masters: try MasterKeys([1: Array(repeating: 1, count: 32)]),
      randomBytes: { Array(repeating: 7, count: $0) }, now: Samples.instant)
    var transaction = LedgerTransaction()
    for number in 0..<3 {
      transaction.records.append(
        RecordDraft(
          event: "daemon.started", release: nil, actor: .daemon,
          at: Samples.instant + .seconds(Int64(number))))
    }
    let head = try ledger.commit(transaction)
    try ledger.close()
    let recorder = Recorder()
    let arguments = ["--socket", folder.path("s"), "--state", folder.path]
    #expect(recorder.run(["audit", "verify"] + arguments) == 0, "\(recorder.errors)")
    #expect(recorder.output.contains(head.text))
    #expect(recorder.errors.contains("not reachable; reading"))
    #expect(Recorder().run(["audit", "export", folder.path("out")] + arguments) == 0)
    #expect(Recorder().run(["audit", "verify", folder.path("out")]) == 0)
  }
}

final class Counter: Sendable {
  private let value = Atomic<Int>(0)
  func next() -> Int { value.add(1, ordering: .relaxed).newValue }
}
