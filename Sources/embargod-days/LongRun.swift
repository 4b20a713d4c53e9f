import ArgumentParser
import EmbargoControl
import EmbargoCore
import EmbargoDaemon
import EmbargoLedger
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime

/// The engine with a ledger, a directory and a spool on a real disk, and a clock that stands still
/// until it is set.
final class LongRun {
  /// 2026-11-30T00:00:00Z.
  private static let start = Instant(seconds: 1_795_996_800)
  private static let editor = Actor(uid: 1000, name: "ada")
  /// As in the daemon.
  private static let (rescan, checkpoints) = (Span.seconds(5), Span.minutes(1))
  /// Releases that are erased in one look.
  private static let piece = 32

  private let place: Place
  /// Days; 0: words are kept.
  private let retention: Int
  private let clock = SetClock(LongRun.start)
  private let ledger: SQLiteLedger
  private let lifter: TableLifter
  private let engine: Engine
  private let intake: Intake
  private let signer: CheckpointSigner
  /// When the engine wants to look at the queue.
  private var pass = LongRun.start
  private var nextCheckpoint = LongRun.start
  private var days = 0
  private var lifted = 0

  init(at place: Place, retention: Int) throws {
    (self.place, self.retention) = (place, retention)
    guard let seed = SecretKey(bytes: Self.random(32)) else {
      throw ValidationError("the kernel gave fewer random bytes than were asked for")
    }
    signer = CheckpointSigner(seed: seed)
    let rules = try catching { () throws(SystemError) in
      try ZoneRulesSource(path: ProcessEnvironment.all["TZDIR"] ?? "/usr/share/zoneinfo")
    }
    let intake = Intake(
      rules: rules, maxBytes: 1 << 20, maxAttachmentBytes: 1 << 20, defaultZone: nil)
    self.intake = intake
    ledger = try SQLiteLedger.open(
      path: "\(place.path)/ledger.sqlite", masters: MasterKeys([1: Self.random(32)]),
      randomBytes: Self.random, now: Self.start)
    lifter = TableLifter(clock: clock)
    let ports = EnginePorts(
      ledger: ledger, lifter: lifter, dispatcher: lifter, clock: clock.read, random: Self.random,
      document: { content throws(DocumentError) in try intake.document(content) },
      notify: { if $0.level == .error { StandardError.write("\($0.code): \($0.text)\n") } })
    engine = Engine(
      outputs: try Self.outputs(place), settings: EngineSettings(rescan: Self.rescan),
      ports: ports)
    try engine.record("daemon.started")
  }

  private static func outputs(_ place: Place) throws -> [any Output] {
    guard let newsroom = OutputName("newsroom"), let list = OutputName("media-list") else {
      preconditionFailure("these are names")
    }
    return [
      try FilesOutput(.init(name: newsroom, directory: "\(place.path)/press")),
      try EmailOutput(
        .init(
          name: list, spool: "\(place.path)/mail", from: MailAddress("press@example.org"),
          to: [MailAddress("list@example.org")])),
    ]
  }

  private static func random(_ count: Int) -> [UInt8] {
    do throws(SystemError) { return try SecureRandom.bytes(count) } catch {
      preconditionFailure("the kernel gives no random bytes: \(error)")
    }
  }

  /// Queues the releases of a day, evenly spread, withdraws each twentieth of them, and lets the
  /// day pass.
  func day(releases count: Int) throws {
    let begin = clock.now
    for number in 0..<count {
      let due = begin + .seconds(Int64(60 + number * 86_000 / count))
      let release = try submit(number, due: due)
      if number % 20 == 19 {
        try engine.perform(
          .withdraw(reason: "not needed"), on: release.id.description, by: Self.editor)
      }
    }
    pass = min(pass, engine.nextPass())
    days += 1
    try go(until: Self.start + .hours(24 * Int64(days)))
    if retention > 0 { try forget(before: clock.now - .hours(24 * Int64(retention))) }
    // What is handed to the mail server leaves the spool.
    try place.empty(["mail/new", "mail/envelopes"])
  }

  private func submit(_ number: Int, due: Instant) throws -> Release {
    let text = """
      Headline number \(number) of day \(days)

      GENEVA - Text number \(number). \(String(repeating: "Words of a paragraph. ", count: 60))

      """
    let content = RevisionContent(bytes: Array(text.utf8))
    let understood = try intake.understand(
      content, embargo: due.rfc3339, allowPast: false, accepting: [], at: clock.now)
    let accepted = AcceptedRelease(
      content: content, headline: understood.document.headline, embargo: understood.embargo,
      submitter: Self.editor)
    guard let release = try engine.submit([accepted]).first else {
      throw ValidationError("a release was not queued")
    }
    return release
  }

  /// Everything that happens until then, each at its instant.
  private func go(until end: Instant) throws {
    while true {
      let next = [pass, nextCheckpoint, lifter.next ?? end].min() ?? end
      guard next < end else { break }
      clock.now = max(clock.now, next)
      if let reports = lifter.fire() {
        lifted += reports.count
        engine.lifted(reports)
        pass = min(pass, engine.nextPass())
      } else if pass <= clock.now {
        pass = engine.tick()
      } else {
        try checkpoint()
        nextCheckpoint = clock.now + Self.checkpoints
      }
      if let failure = engine.failure { throw failure }
    }
    clock.now = end
  }

  private func checkpoint() throws {
    let turn = try engine.checkpointTurn(of: signer.key, clock: .object([:]), isPatient: true)
    guard case .sign(let draft, _) = turn else { return }
    _ = try engine.keep(draft.signed(by: signer))
  }

  /// Erases the words of what is over, as `[retention]` does.
  private func forget(before limit: Instant) throws {
    for phases in [["lifted", "killed"], ["withdrawn"]] as [Set<String>] {
      var cursor: LedgerCursor?
      repeat {
        let page = try engine.forgettable(
          in: phases, before: limit, after: cursor, count: Self.piece)
        for id in page.releases { _ = try engine.erase(id, reason: "retention", by: .daemon) }
        cursor = page.next
      } while cursor != nil
    }
  }

  func look() throws -> Look {
    Look(
      memory: try Look.anonymousMemory(), files: try Look.openFiles(), lifted: lifted,
      ledger: Int(try place.size(of: "ledger.sqlite") >> 10),
      records: Int(try ledger.head().sequence), armed: lifter.armed,
      problems: engine.problems.count)
  }

  /// Closes the ledger, and looks whether all went out that should have.
  func end(expecting wanted: Int) throws {
    try ledger.close()
    let pages = try place.count("press")
    print("\(lifted) releases in \(days) days: \(pages) pages")
    // Text and page of each.
    guard lifted == wanted, pages == 2 * wanted else {
      throw ValidationError("wanted \(wanted) lifts and \(2 * wanted) pages")
    }
  }
}
