import EmbargoCore
import EmbargoTime

/// A small seeded generator (SplitMix64): the same seed, the same values.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
  }

  mutating func span(_ range: ClosedRange<Int64>) -> Span {
    Span(nanoseconds: Int64.random(in: range, using: &self))
  }

  mutating func maybe<Value>(_ value: (inout Seeded) -> Value) -> Value? {
    Bool.random(using: &self) ? value(&self) : nil
  }

  /// Text with what databases and terminals trip over.
  mutating func text() -> String {
    let parts = ["Ünïcode", "\u{0}", "'; DROP", "\n", "🕯️", "\u{202e}", "", "\"", "%_"]
    let count = Int.random(in: 0...6, using: &self)
    return (0..<count).map { _ in parts.randomElement(using: &self) ?? "" }.joined()
  }
}

/// Releases for tests.
enum Sample {
  static let base = Instant(seconds: 1_800_000_000)

  static func id(_ number: Int) -> ReleaseID {
    ReleaseID(
      at: Instant(seconds: 1_700_000_000 + Int64(number)),
      random: (0..<10).map { UInt8(truncatingIfNeeded: number >> ($0 % 4 * 8)) })
  }

  static func output(_ name: String) -> OutputName {
    guard let output = OutputName(name) else { preconditionFailure("bad output name \(name)") }
    return output
  }

  static func slug(_ name: String) -> Slug {
    guard let slug = Slug(name) else { preconditionFailure("bad slug \(name)") }
    return slug
  }

  static func content(_ number: Int) -> RevisionContent {
    RevisionContent(bytes: Array("text of release \(number)".utf8))
  }

  /// A scheduled release, due `number` seconds after `base`, going to two outputs.
  static func release(_ number: Int, due: Instant? = nil) -> Release {
    let due = due ?? base + .seconds(Int64(number))
    return Release(
      id: id(number), slug: slug("release-\(number)"), revision: 1,
      headline: "Headline \(number)", digest: content(number).digest,
      nonce: Array(repeating: UInt8(truncatingIfNeeded: number), count: 32),
      embargo: Embargo(
        stamp: "a stamp", civil: CivilDateTime(due), zone: .named("Europe/Paris"), instant: due,
        tzdb: "2025b"),
      due: due, phase: .scheduled,
      deliveries: [Delivery(output: output("newsroom")), Delivery(output: output("wire"))],
      submitter: Actor(uid: 1000, name: "ada"), submittedAt: base - .hours(1), lateGrace: nil)
  }

  /// What submits releases: with bytes and one record each.
  static func submission(_ releases: [Release]) -> LedgerTransaction {
    var transaction = LedgerTransaction()
    transaction.releases = releases
    transaction.submitted = Set(releases.lazy.filter { $0.revision == 1 }.map(\.id))
    transaction.contents = releases.map { ($0.id, $0.revision, content(number(of: $0))) }
    transaction.records = releases.map { record($0) }
    return transaction
  }

  static func number(of release: Release) -> Int {
    Int(release.slug.description.split(separator: "-").last ?? "") ?? 0
  }

  static func record(_ release: Release?, event: String = "release.submitted") -> RecordDraft {
    RecordDraft(
      event: event, release: release?.id, actor: .daemon, at: base, data: ["revision": 1])
  }

  private static let signer = SecretKey(bytes: Array(repeating: 5, count: 32))
    .map(CheckpointSigner.init(seed:))

  /// - Parameter last: the one before it.
  static func checkpoint(of head: ChainHead, after last: Checkpoint? = nil) -> Checkpoint {
    guard let signer else { preconditionFailure("32 bytes are a seed") }
    return CheckpointDraft(
      chain: ChainID.text(instanceKey: []), head: head, at: base, clock: [:],
      previous: last?.digest ?? ChainHead.empty.hash
    ).signed(by: signer)
  }

  static func checkpoints(_ checkpoints: [Checkpoint]) -> LedgerTransaction {
    var transaction = LedgerTransaction()
    transaction.checkpoints = checkpoints
    return transaction
  }

  static func attempt(
    _ release: Release, number: Int = 1, at instant: Instant? = nil,
    result: AttemptOutcome.Result = .delivered(receipt: "/srv/a.txt", recovered: false)
  ) -> StoredAttempt {
    let start = instant ?? release.due
    return StoredAttempt(
      release: release.id, revision: release.revision, number: number,
      outcome: AttemptOutcome(
        output: output("newsroom"), startedAt: start, finishedAt: start + .milliseconds(3),
        result: result))
  }
}

extension Sample {
  /// A release of any shape that the types allow, with its bytes.
  static func random(_ number: Int, seed: UInt64) -> (release: Release, content: RevisionContent) {
    var random = Seeded(seed &+ UInt64(number) &* 1_000_003)
    let content = RevisionContent(
      bytes: random.bytes(Int.random(in: 0...300, using: &random)),
      attachments: (0..<Int.random(in: 0...3, using: &random)).map { position in
        Attachment(name: "file \(position)" + random.text(), bytes: random.bytes(position * 50))
      })
    let instant = Instant(
      nanoseconds: Int64.random(in: 0...4_102_444_800_000_000_000, using: &random))
    let due = instant + random.span(0...1_000_000_000_000)
    let revision = Int.random(in: 1...9, using: &random)
    let phase = phase(due: due, &random)
    let isChanged = revision > 1 && ["lifting", "lifted"].contains(phase.name)
    let release = Release(
      id: id(number), slug: slug("random-\(number)"), revision: revision,
      headline: random.text(), digest: content.digest, nonce: random.bytes(32),
      embargo: embargo(instant, &random), due: due, phase: phase,
      deliveries: ["archive", "media-list", "newsroom", "wire"].compactMap { name in
        random.maybe { delivery(output(name), due: due, &$0) }
      },
      submitter: Actor(
        uid: random.maybe { UInt32.random(in: 0...(.max), using: &$0) },
        name: random.text()),
      submittedAt: instant - random.span(0...9_000_000_000),
      lateGrace: random.maybe { $0.span(0...9_000_000_000_000) },
      event: isChanged ? .corrected(reason: "why " + random.text(), at: due) : .published)
    return (release, content)
  }

  private static func embargo(_ instant: Instant, _ random: inout Seeded) -> Embargo {
    let offset = Int.random(in: -50_400...50_400, using: &random)
    return Embargo(
      stamp: random.text(), civil: CivilDateTime(instant, offset: offset),
      zone: Bool.random(using: &random) ? .named("America/New_York") : .fixed(offset),
      instant: instant, tzdb: "2025b")
  }

  private static func phase(due: Instant, _ random: inout Seeded) -> Phase {
    let at = due + random.span(0...9_000_000_000)
    switch Int.random(in: 0...6, using: &random) {
    case 0: return .scheduled
    case 1: return .held(Hold(cause: .person, reason: random.text(), at: due - .hours(1)))
    case 2: return .held(Hold(cause: .late, reason: random.text(), at: at))
    case 3: return .held(Hold(cause: .zoneRules, reason: random.text(), at: at))
    case 4: return .lifting(since: at)
    case 5: return .lifted(at: at)
    default: return .withdrawn(at: due - .hours(2))
    }
  }

  private static func delivery(
    _ output: OutputName, due: Instant, _ random: inout Seeded
  ) -> Delivery {
    let at = due + random.span(0...9_000_000_000)
    let states: [DeliveryState] = [
      .waiting, .attempting(since: at), .retrying(next: at), .failed(at: at), .cancelled(at: at),
      .delivered(
        Delivered(at: at, lateness: random.span(0...9_000_000_000), receipt: random.text())),
    ]
    return Delivery(
      output: output, state: states.randomElement(using: &random) ?? .waiting,
      intent: random.maybe { intent(&$0) },
      attempts: Int.random(in: 0...40, using: &random),
      firstAttemptAt: random.maybe { due + $0.span(0...1000) },
      lastError: random.maybe { $0.text() }, isAmbiguous: Bool.random(using: &random),
      earlier: (0..<Int.random(in: 0...2, using: &random)).map { _ in intent(&random) })
  }

  private static func intent(_ random: inout Seeded) -> Intent {
    let names = (0..<Int.random(in: 0...3, using: &random)).map { "\($0)" + random.text() }
    return Intent(
      key: IdempotencyKey(stored: "msg_\(random.next())"), digest: Digest(of: random.bytes(4)),
      names: names, pieces: names.map { _ in Digest(of: random.bytes(4)) })
  }
}
