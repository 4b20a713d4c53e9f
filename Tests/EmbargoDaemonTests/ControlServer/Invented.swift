import EmbargoControl
import EmbargoCore
import EmbargoTime

/// Made-up values for the replies of a fake service.
enum Invented {
  static let handover = HandoverReport(
    message: "1695157200.code.published.1.embargod", release: "0", state: .refused, at: instant,
    recipients: 2, detail: "no such list", by: "ada")
  static let instant = Instant(seconds: 1_695_157_200)
  static let id = ReleaseID(at: instant, random: Array(1...10))
  static let held = Phase.held(Hold(cause: .person, reason: "a call from legal", at: instant))
  static let block = BlockReply(
    code: "clock-not-trusted", sentence: "The clock is not synchronised.", remedy: "Start chrony.")
  static let finding = FindingReply(
    Finding(
      check: .privateLinks, line: 7, column: 3, words: "http://intranet/a",
      sentence: "intranet is a name of a private network"), action: "warned")
  static let output = OutputReply(
    name: "wire", kind: "webhook", problem: nil, checkedAt: instant, pending: 1, failed: 0)

  static let facts = TimeReply.instant(
    TimeReply.Facts(
      instant: instant, civil: CivilDateTime(instant, offset: -14_400), zone: "America/New_York",
      offset: "-04:00", abbreviation: "EDT", stamp: "September 19, 2023, 5:00 p.m. EDT",
      tzdb: "2025b", notes: ["a note"]))
  static let reading = ReadingReply(facts: facts, words: "Tuesday 19 September 2023, 5:00 p.m.")

  static func release(_ phase: Phase = .scheduled, deliveries: [Delivery] = []) -> Release {
    var release = Release(
      id: id, slug: Slug(headline: "Central Asia letter"), revision: 1, headline: "A headline",
      digest: Digest(of: []), nonce: [],
      embargo: Embargo(
        stamp: "September 19, 2023, 5:00 p.m. EDT", civil: CivilDateTime(instant, offset: -14_400),
        zone: .named("America/New_York"), instant: instant, tzdb: "2025b"),
      due: instant, phase: phase, deliveries: deliveries,
      submitter: Actor(uid: 1000, name: "maria"), submittedAt: instant - .hours(1), lateGrace: nil,
      event: phase.isQueued ? .published : .corrected(reason: "a typo", at: instant),
      approvalsRequired: 2)
    release.approvals = [approval]
    return release
  }

  static let approval = Approval(
    by: Actor(uid: 1001, name: "jo"), at: instant, revision: 1, seal: Digest(of: []), outputs: [:])

  static var approvalReading: ApprovalReading {
    var release = release()
    release.proposal = Proposal(
      .correction(Correction(headline: "A headline", digest: Digest(of: []), nonce: [])),
      reason: "a typo", by: Actor(uid: 1000, name: "maria"), at: instant)
    return ApprovalReading(
      release, reading: reading, times: ["22:00 in London"], sentence: "It goes out in 3 h.",
      outputs: [.init(name: "newsroom", place: "/srv/press (text)")], attachments: ["map.png"],
      digest: Digest(of: []).description, required: 2, findings: ["Something is wrong."])
  }

  /// In every state that a delivery can be in.
  static var everyDelivery: [Delivery] {
    let delivered = Delivered(at: instant, lateness: .milliseconds(2), receipt: "204")
    let states: [DeliveryState] = [
      .waiting, .attempting(since: instant), .retrying(next: instant), .delivered(delivered),
      .failed(at: instant), .cancelled(at: instant),
    ]
    return states.enumerated().compactMap { index, state in
      OutputName("output-\(index)").map {
        Delivery(output: $0, state: state, attempts: index, firstAttemptAt: instant)
      }
    }
  }

  static var detail: ReleaseDetail {
    var lifted = release(.lifted(at: instant), deliveries: everyDelivery)
    lifted.proposal = Proposal(
      .correction(Correction(headline: "A headline", digest: Digest(of: []), nonce: [])),
      reason: "a typo", by: Actor(uid: 1000, name: "maria"), at: instant)
    lifted.earlyLift = EarlyLift(
      reason: "broken", notice: "Embargo lifted early", by: Actor(uid: 1000, name: "maria"),
      from: lifted.embargo)
    return ReleaseDetail(
      lifted, reading: reading,
      blockedBy: [block],
      revisions: [
        RevisionReply(
          revision: 1, change: "submitted", by: "maria", at: instant, reason: nil,
          findings: [NotedReply(check: "private-links", action: "accepted", lines: [7])])
      ])
  }

  static var deliveries: ReleaseDeliveries {
    let results: [AttemptOutcome.Result] = [
      .delivered(receipt: "204", recovered: false),
      .failed(error: "timed out", ambiguous: true, retryAfter: nil), .refused(error: "410 Gone"),
    ]
    let attempts = results.enumerated().compactMap { index, result in
      OutputName("wire").map { name in
        StoredAttempt(
          release: id, revision: 1, number: index + 1,
          outcome: AttemptOutcome(
            output: name, startedAt: instant, finishedAt: instant, result: result))
      }
    }
    return ReleaseDeliveries(release(deliveries: everyDelivery), attempts: attempts)
  }

  static let record = Record(
    sealing: RecordDraft(event: "daemon.started", release: nil, actor: .daemon, at: instant),
    after: .empty)

  static let frozen = FreezeState(
    since: instant, by: "ada", reason: "a threat", restored: ChainHead.empty.text)

  static let comparison = ComparisonReply(
    restored: ChainHead.empty.text, digest: "d", releases: 2, unlooked: 1, agreeing: 1,
    findings: [
      ComparisonFinding(
        release: "r", slug: "s", revision: 1, output: "wire", due: instant, believed: .queued,
        found: .same, sentence: "It is out already.")
    ])

  static let backup = BackupReply(
    id: "b", size: 1, digest: "d", head: ChainHead.empty.text, schema: 11, releases: 1,
    oldestMasterKey: 1, masterKey: 2)

  static let clock = ClockReply(
    trust: "strict", synchronised: true, maxErrorNS: 1000, blocked: nil, unconfirmedStepNS: 1,
    steps: 1, lastStep: ClockChange(spanNS: -1, at: instant), suspends: 1,
    lastSuspend: ClockChange(spanNS: 1, at: instant))

  static var status: StatusReply {
    StatusReply(
      version: "1.0", pid: 7, startedAt: instant, now: instant, stateDirectory: "/state",
      queue: QueueCounts(["scheduled": 1]),
      nextLift: NextLift(
        id: id.description, slug: "central-asia-letter", due: instant, words: "soon"),
      clock: clock,
      zoneData: ZoneDataReply(version: "2025b", directory: "/zones"), outputs: [output],
      ledger: LedgerReply(
        path: "/state/ledger", head: ChainHead(record).text, masterKey: 2, oldestMasterKey: 1),
      audit: AuditReply(key: "9f86d081884c7d65", checkpoint: 1, checkpointAt: instant),
      inbox: InboxReply(
        folders: ["/state/inbox"],
        leftAlone: [LeftAlone(path: "/state/inbox/link", reason: "it is a symbolic link")]),
      problems: ["Something is wrong."], frozen: frozen)
  }
}
