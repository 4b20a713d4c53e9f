import EmbargoControl
import EmbargoCore
import EmbargoTime

/// Releases and replies as a daemon would have them; everything is invented.
enum Samples {
  static let id = "018aaf27-1b40-7000-8000-000000000001"
  static let instant = Instant(seconds: 1_695_157_200)
  static let stamp = "September 19, 2023, 5:00 p.m. EDT"
  static let words = "Tuesday 19 September 2023, 5:00 p.m. in New York (EDT) = 21:00 UTC"

  static let text = """
    Town Library Opens on Sundays
    EMBARGOED UNTIL September 19, 2023, 5:00 p.m. EDT
    Contact: Ada Sample, +1 (555) 010-0000

    The library of Sampletown opens its doors on Sundays from October on, from noon to six.

    ###

    """

  static let facts = TimeReply.Facts(
    instant: instant, civil: Samples.civil, zone: "America/New_York", offset: "-04:00",
    abbreviation: "EDT", stamp: stamp, tzdb: "2025b", notes: [])

  static var civil: CivilDateTime { CivilDateTime(instant, offset: -4 * 3600) }

  static var reading: ReadingReply { ReadingReply(facts: .instant(facts), words: words) }

  struct Missing: Error {}

  static func release(
    slug: String = "library-sundays", phase: Phase = .scheduled, number: Int = 1,
    deliveries: [Delivery]? = nil
  ) throws -> Release {
    guard let slug = Slug(slug), let newsroom = OutputName("newsroom"),
      let wire = OutputName("wire"), let id = ReleaseID(Samples.id.dropLast() + "\(number % 10)")
    else { throw Missing() }
    return Release(
      id: id, slug: slug, revision: 1, headline: "Town Library Opens on Sundays",
      digest: Digest(of: []), nonce: [],
      embargo: Embargo(
        stamp: stamp, civil: civil, zone: .named("America/New_York"), instant: instant,
        tzdb: "2025b"),
      due: instant, phase: phase,
      deliveries: deliveries ?? [Delivery(output: newsroom), Delivery(output: wire)],
      submitter: Actor(uid: 1000, name: "ada"), submittedAt: Instant(seconds: 1_695_100_000),
      lateGrace: nil)
  }

  /// What somebody is asked to approve; the digest begins as in the help.
  static func approvalReading(required: Int = 1) throws -> ApprovalReading {
    var release = try release()
    release.approvalsRequired = required
    return ApprovalReading(
      release, reading: reading,
      times: ["Tuesday 19 September 2023, 22:00 in London (BST)"],
      sentence: "It goes out in 3 h 12 min.",
      outputs: [.init(name: "newsroom", place: "/srv/press (text, html)")],
      attachments: ["chart.png"], digest: "3f9a17c2" + String(repeating: "0", count: 56),
      required: required, findings: ["Output wire: its endpoint was not reached."])
  }

  static func command(_ sentence: String = "It is held.") throws -> CommandReply {
    CommandReply(try release(), reading: reading, sentence: sentence)
  }

  static func deliveries() throws -> ReleaseDeliveries {
    guard let newsroom = OutputName("newsroom"), let wire = OutputName("wire") else {
      throw Missing()
    }
    let late = Span(nanoseconds: 3_210_000)
    let delivered = Delivered(at: instant + late, lateness: late, receipt: "library-sundays.txt")
    let release = try release(
      phase: .lifted(at: instant + .seconds(1)),
      deliveries: [
        Delivery(output: newsroom, state: .delivered(delivered), attempts: 1),
        Delivery(
          output: wire, state: .retrying(next: instant + .minutes(5)), attempts: 2,
          lastError: "HTTP 503"),
      ])
    let outcome = AttemptOutcome(
      output: wire, startedAt: instant, finishedAt: instant + .milliseconds(40),
      result: .failed(error: "HTTP 503", ambiguous: false, retryAfter: nil))
    return ReleaseDeliveries(
      release,
      attempts: [StoredAttempt(release: release.id, revision: 1, number: 1, outcome: outcome)])
  }

  static let outputs = OutputList(outputs: [
    OutputReply(
      name: "newsroom", kind: "files", problem: nil, checkedAt: instant, pending: 1, failed: 0),
    OutputReply(
      name: "wire", kind: "webhook", problem: "The endpoint answers 503: ask whoever runs it.",
      checkedAt: nil, pending: 0, failed: 2),
  ])

  /// Set forward by an hour, and slept once.
  static let clock = ClockReply(
    trust: "strict", synchronised: true, maxErrorNS: 12_300_000, blocked: nil,
    unconfirmedStepNS: 3_600_000_000_000, steps: 2,
    lastStep: ClockChange(spanNS: 3_600_000_000_000, at: instant), suspends: 1,
    lastSuspend: ClockChange(spanNS: 25_000_000_000, at: instant))

  static let frozen = FreezeState(since: instant, by: "ada", reason: "a threat")

  static func status() -> StatusReply {
    StatusReply(
      version: "0.1.0", pid: 42, startedAt: instant - .hours(5), now: instant - .minutes(192),
      stateDirectory: "/var/lib/embargod", queue: QueueCounts(["scheduled": 2, "held": 1]),
      nextLift: NextLift(id: id, slug: "library-sundays", due: instant, words: words),
      clock: clock,
      zoneData: ZoneDataReply(version: "2025b", directory: "/usr/share/zoneinfo"),
      outputs: outputs.outputs,
      ledger: LedgerReply(
        path: "/var/lib/embargod/ledger.sqlite",
        head: chain(2).last.map { ChainHead($0).text } ?? "", masterKey: 1, oldestMasterKey: 1),
      audit: AuditReply(
        key: "9f86d081884c7d65", checkpoint: 2, checkpointAt: instant - .minutes(193)),
      inbox: InboxReply(
        folders: ["/var/lib/embargod/inbox"],
        leftAlone: [LeftAlone(path: "inbox/link", reason: "it is a symbolic link")]),
      problems: ["The output wire does not answer: ask whoever runs the endpoint."])
  }

  /// A good chain of that many records.
  static func chain(_ count: Int) -> [Record] {
    var head = ChainHead.empty
    return (0..<count).map { number in
      let draft = RecordDraft(
        event: number == 0 ? "daemon.started" : "release.submitted",
        release: number == 0 ? nil : ReleaseID(id), actor: Actor(uid: 1000, name: "ada"),
        at: instant + .seconds(Int64(number)), data: ["number": .integer(Int64(number))])
      let record = Record(sealing: draft, after: head)
      head = ChainHead(record)
      return record
    }
  }

  /// The page of a chain that a request asks for.
  static func page(of chain: [Record], target: String, most: Int = .max) -> AuditPage {
    let after = parameter("after", target).flatMap { Int64($0) } ?? 0
    let limit = min(most, parameter("limit", target).flatMap { Int($0) } ?? 500)
    let rest = chain.filter { $0.sequence > after }
    let page = Array(rest.prefix(limit))
    return AuditPage(
      records: page, next: rest.count > page.count ? page.last?.sequence : nil,
      head: chain.last.map { ChainHead($0) } ?? .empty)
  }

  /// What a daemon without a key has.
  static let noCheckpoints = CheckpointPage(
    chain: ChainID.text(instanceKey: Array(repeating: 7, count: 32)), checkpoints: [], next: nil)

  /// Of a release whose records are those of `signed`.
  static let receipt: ReleaseReceipt = {
    guard let seed = SecretKey(bytes: Array(repeating: 5, count: 32)),
      let release = try? release(phase: .lifted(at: instant))
    else { preconditionFailure("32 bytes are a seed, and a sample is a release") }
    let facts = ReceiptFacts(
      release: release,
      revisions: [
        ReceiptFacts.Revision(
          number: 1, deliveries: release.deliveries,
          content: RevisionContent(bytes: Array(text.utf8)))
      ], attempts: [], records: signed.records, head: ChainHead(signed.records[1]),
      chain: noCheckpoints.chain, words: words, issuedAt: instant,
      clock: ["max_error_ns": "1500", "synchronised": true], program: "embargod 1")
    return ReleaseReceipt(facts, signedBy: CheckpointSigner(seed: seed))
  }()

  /// A chain with a key and a checkpoint.
  static let signed = SignedChain()

  struct SignedChain {
    let key: CheckpointKey
    let records: [Record]
    let checkpoint: [UInt8]
    let page: CheckpointPage

    init() {
      guard let seed = SecretKey(bytes: Array(repeating: 5, count: 32)) else {
        preconditionFailure("32 bytes are a seed")
      }
      let signer = CheckpointSigner(seed: seed)
      var records: [Record] = []
      for (event, data) in [
        ("daemon.started", [:]), (KeyChange.event, KeyChange(from: nil, to: signer.key).data),
      ] as [(String, JSON.Members)] {
        let draft = RecordDraft(
          event: event, release: nil, actor: .daemon, at: instant, data: data)
        records.append(
          Record(sealing: draft, after: records.last.map { ChainHead($0) } ?? .empty))
      }
      let chain = Samples.noCheckpoints.chain
      let draft = CheckpointDraft(
        chain: chain, head: ChainHead(records[1]), at: instant, clock: [:],
        previous: ChainHead.empty.hash)
      (key, self.records) = (signer.key, records)
      checkpoint = draft.signed(by: signer).bytes
      page = CheckpointPage(
        chain: chain, checkpoints: [String(decoding: checkpoint, as: UTF8.self)], next: nil)
    }
  }

  static func parameter(_ name: String, _ target: String) -> String? {
    target.split(separator: "?").last?.split(separator: "&")
      .first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
  }
}
