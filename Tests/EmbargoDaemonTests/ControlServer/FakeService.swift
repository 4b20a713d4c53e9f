import EmbargoControl
import EmbargoCore
import EmbargoDaemon
import EmbargoTime

/// Answers with made-up releases and remembers what it was asked.
actor FakeService: ControlService {
  private(set) var routes: [ControlRoute] = []
  private(set) var callers: [Caller] = []
  private(set) var submissions: [Submission] = []
  private(set) var commands: [ReleaseCommand] = []
  private(set) var ids: [String] = []
  private(set) var reasons: [String] = []
  private(set) var queries: [QueueQuery] = []
  private(set) var replaced: [[Attachment]?] = []
  private var stored: [String: StoredAnswer] = [:]
  private var refusal: Problem?
  private var barred: Set<ControlRoute> = []
  private var gate: Gate?
  private var pageSize = 1

  func refuse(with problem: Problem?) { refusal = problem }
  func bar(_ route: ControlRoute) { barred.insert(route) }
  func answer(withReleases count: Int) { pageSize = count }
  func wait(at gate: Gate?) { self.gate = gate }

  func admit(_ caller: Caller, to route: ControlRoute) async throws(Problem) {
    routes.append(route)
    callers.append(caller)
    if barred.contains(route) { throw Problem(.notPermitted, "you have no role for this") }
  }

  func remembered(_ key: RequestKey) async throws(Problem) -> StoredAnswer? {
    guard let answer = stored[key.text] else { return nil }
    guard answer.request == key.request else {
      throw Problem(.keyReused, "this key was used for another request")
    }
    return answer
  }

  private func ask<Reply>(_ reply: Reply) async throws(Problem) -> Reply {
    if let gate { await gate.pass() }
    if let refusal { throw refusal }
    return reply
  }

  private func answer<Reply: Codable & Sendable>(
    _ reply: Reply, _ call: ControlCall, status: Int = 200
  ) async throws(Problem) -> Answer<Reply> {
    let answer = try Answer(try await ask(reply), status: status)
    if let key = call.key { stored[key.text] = answer.stored(under: key) }
    return answer
  }

  func submit(
    _ submissions: OneOrMany<Submission>, _ call: ControlCall
  ) async throws(Problem) -> Answer<OneOrMany<SubmitReply>> {
    let replies = submissions.map { index, _ in
      SubmitReply(
        Invented.release(), reading: Invented.reading, notes: ["a note"],
        findings: [Invented.finding])
    }
    let answer = try await answer(replies, call, status: 201)
    self.submissions += submissions.values
    return answer
  }

  func list(_ query: QueueQuery, _ caller: Caller) async throws(Problem) -> ReleasePage {
    queries.append(query)
    let summary = ReleaseSummary(Invented.release(Invented.held))
    return try await ask(
      ReleasePage(
        releases: Array(repeating: summary, count: pageSize), next: nil,
        frozen: Invented.frozen))
  }

  func show(_ id: String, _ caller: Caller) async throws(Problem) -> ReleaseDetail {
    ids.append(id)
    return try await ask(Invented.detail)
  }

  func why(_ id: String, _ caller: Caller) async throws(Problem) -> WhyReply {
    ids.append(id)
    return try await ask(
      WhyReply(Invented.release(), sentences: ["It waits."], blockedBy: [Invented.block]))
  }

  func approval(_ id: String, _ caller: Caller) async throws(Problem) -> ApprovalReading {
    ids.append(id)
    return try await ask(Invented.approvalReading)
  }

  func preview(
    _ id: String, _ query: PreviewQuery, _ caller: Caller
  ) async throws(Problem) -> PreviewReply {
    ids.append(id)
    return try await ask(
      PreviewReply(
        Invented.release(), output: query.output, kind: "webhook", event: "release.published",
        armed: true, pieces: [.init(name: "body", bytes: [0x61])]))
  }

  func command(
    _ submission: CommandSubmission, on id: String, _ call: ControlCall
  ) async throws(Problem) -> Answer<CommandReply> {
    ids.append(id)
    commands.append(submission.command)
    replaced.append(submission.attachments)
    return try await answer(
      CommandReply(
        Invented.release(), reading: Invented.reading, sentence: "Done.",
        findings: [Invented.finding]), call)
  }

  func erase(
    _ id: String, _ request: ReasonRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<CommandReply> {
    ids.append(id)
    return try await answer(
      CommandReply(
        Invented.release(), reading: Invented.reading, sentence: "Erased.",
        findings: [Invented.finding]), call)
  }

  func deliveries(of id: String, _ caller: Caller) async throws(Problem) -> ReleaseDeliveries {
    ids.append(id)
    return try await ask(Invented.deliveries)
  }

  func deliveries(_ query: QueueQuery, _ caller: Caller) async throws(Problem) -> DeliveryPage {
    queries.append(query)
    return try await ask(DeliveryPage(releases: [Invented.deliveries], next: "more"))
  }

  func retry(
    _ output: String, of id: String, _ call: ControlCall
  ) async throws(Problem) -> Answer<ReleaseDeliveries> {
    ids += [id, output]
    return try await answer(Invented.deliveries, call)
  }

  func outputs(_ caller: Caller) async throws(Problem) -> OutputList {
    try await ask(OutputList(outputs: [Invented.output]))
  }

  func testOutput(_ name: String, _ caller: Caller) async throws(Problem) -> OutputTestReply {
    ids.append(name)
    return try await ask(OutputTestReply(name: name, passed: true, sentence: "It works."))
  }

  func testAnnouncements(
    _ request: AnnounceTestRequest, _ caller: Caller
  ) async throws(Problem) -> AnnounceTestReply {
    try await ask(
      AnnounceTestReply(channels: [.init(name: "desk", passed: true, sentence: "It was sent.")]))
  }

  func resumeOutput(
    _ output: String, _ request: OutputResumeRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<OutputResumeReply> {
    ids.append(output)
    if let reason = request.reason { reasons.append(reason) }
    return try await answer(OutputResumeReply(name: output, deliveries: 2), call)
  }

  func handover(
    _ report: HandoverReport, at output: String, _ call: ControlCall
  ) async throws(Problem) -> Answer<HandoverReply> {
    ids.append(output)
    return try await answer(HandoverReply(event: "mail.\(report.state.rawValue)"), call)
  }

  func audit(_ query: AuditQuery, _ caller: Caller) async throws(Problem) -> AuditPage {
    try await ask(AuditPage(records: [Invented.record], next: 1, head: ChainHead(Invented.record)))
  }

  func checkpoints(
    _ query: CheckpointQuery, _ caller: Caller
  ) async throws(Problem) -> CheckpointPage {
    try await ask(CheckpointPage(chain: "9f86d081884c7d65", checkpoints: ["{}"], next: 1))
  }

  func receipt(_ id: String, _ caller: Caller) async throws(Problem) -> ReceiptReply {
    try await ask(ReceiptReply(receipt: "{}"))
  }

  func status(_ caller: Caller) async throws(Problem) -> StatusReply {
    try await ask(Invented.status)
  }

  func metrics(_ caller: Caller) async throws(Problem) -> String {
    try await ask("embargod_frozen 0\n")
  }

  func confirmClock(
    _ request: ReasonRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<ClockReply> {
    reasons.append(request.reason)
    return try await answer(Invented.clock, call)
  }

  func freeze(
    _ request: ReasonRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<FreezeReply> {
    reasons.append(request.reason)
    return try await answer(
      FreezeReply(frozen: Invented.frozen, goingOut: 0, scheduled: 3), call)
  }

  func thaw(
    _ request: ThawRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<FreezeReply> {
    try await answer(FreezeReply(frozen: nil, goingOut: 0, scheduled: 3), call)
  }

  func comparison(_ caller: Caller) async throws(Problem) -> ComparisonReply {
    try await ask(Invented.comparison)
  }

  func backup(_ caller: Caller) async throws(Problem) -> BackupReply {
    try await ask(Invented.backup)
  }

  func backupPiece(
    _ id: String, _ query: BackupQuery, _ caller: Caller
  ) async throws(Problem) -> BackupPiece {
    ids.append(id)
    return try await ask(BackupPiece(offset: query.offset, bytes: [0x61], next: nil))
  }
}

/// Lets a test stop the service in the middle of a request.
actor Gate {
  private var isOpen = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var arrivals: [CheckedContinuation<Void, Never>] = []

  func pass() async {
    for arrival in arrivals { arrival.resume() }
    arrivals = []
    if isOpen { return }
    await withCheckedContinuation { waiting.append($0) }
  }

  /// Returns when somebody stands before the gate.
  func someoneWaits() async {
    if !waiting.isEmpty { return }
    await withCheckedContinuation { arrivals.append($0) }
  }

  func open() {
    isOpen = true
    for continuation in waiting { continuation.resume() }
    waiting = []
  }
}
