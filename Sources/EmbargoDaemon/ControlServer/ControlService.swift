package import EmbargoControl
package import EmbargoCore

/// Who is at the other end of the socket, by the kernel's word.
package struct Caller: Hashable, Sendable {
  /// May belong to another process by now.
  package var process: Int32
  package var user: UInt32
  /// The login name, or `uid:1234` where the system knows none.
  package var name: String
  /// The primary and all supplementary groups.
  package var groups: Set<UInt32>
  /// Those of them that the system has names for.
  package var groupNames: Set<String>

  package init(
    process: Int32, user: UInt32, name: String, groups: Set<UInt32>, groupNames: Set<String>
  ) {
    (self.process, self.user, self.name) = (process, user, name)
    (self.groups, self.groupNames) = (groups, groupNames)
  }

  package var actor: Actor { Actor(uid: user, name: name) }
}

/// An Idempotency-Key with the request that it came with.
package struct RequestKey: Hashable, Sendable {
  /// The user and the key that was sent, so that nobody can ask for another's answers.
  package var text: String
  /// Of method, target and body.
  package var request: Digest

  package init(user: UInt32, key: String, request: Digest) {
    (text, self.request) = ("\(user)/\(key)", request)
  }
}

/// A request that changes something: who asks and under which key.
package struct ControlCall: Hashable, Sendable {
  package var caller: Caller
  package var key: RequestKey?

  package init(caller: Caller, key: RequestKey?) { (self.caller, self.key) = (caller, key) }
}

/// A release to be queued with the bytes of its attachments.
package struct Submission: Sendable {
  package var request: SubmitRequest
  package var attachments: [Attachment]

  package init(request: SubmitRequest, attachments: [Attachment] = []) {
    (self.request, self.attachments) = (request, attachments)
  }
}

/// What is asked of one release, with the bytes of its new attachments.
package struct CommandSubmission: Sendable {
  package var command: ReleaseCommand
  /// Nil: those of the revision before stay.
  package var attachments: [Attachment]?

  package init(command: ReleaseCommand, attachments: [Attachment]? = nil) {
    (self.command, self.attachments) = (command, attachments)
  }
}

/// An answer as it is sent, so that the same bytes can be remembered and sent again.
package struct Answer<Reply: Codable & Sendable>: Hashable, Sendable {
  package let status: Int
  package let body: [UInt8]
  /// It was given before, to a request with the same key.
  package let isReplay: Bool

  package init(_ reply: Reply, status: Int = 200) throws(Problem) {
    do {
      body = try ControlJSON.encode(reply)
    } catch {
      throw Problem(.internalError, "the answer cannot be written as JSON")
    }
    (self.status, isReplay) = (status, false)
  }

  package init(replaying stored: StoredAnswer) {
    (status, body, isReplay) = (stored.status, stored.body, true)
  }

  /// For the transaction that carries out what was asked.
  package func stored(under key: RequestKey) -> StoredAnswer {
    StoredAnswer(key: key.text, request: key.request, status: status, body: body)
  }
}

/// What the control server asks of the engine.
///
/// Every method may be called concurrently. `id` is what a person typed: an id, a unique beginning
/// of one, or a slug. A method that changes something and was called with a key stores its answer
/// in the same transaction (`Answer.stored`), and answers a key that it finds stored with
/// `Answer(replaying:)`, or throws `keyReused` when that was another request; refusals are not
/// stored.
package protocol ControlService: Sendable {
  /// Throws `notPermitted` unless the caller may ask for this; called first for every request,
  /// before its body is read.
  func admit(_ caller: Caller, to route: ControlRoute) async throws(Problem)
  /// The answer that was given under this key; throws `keyReused` for another request.
  func remembered(_ key: RequestKey) async throws(Problem) -> StoredAnswer?

  /// Queues all or none, in the form in which they came; `index` in a problem says which one.
  func submit(
    _ submissions: OneOrMany<Submission>, _ call: ControlCall
  ) async throws(Problem) -> Answer<OneOrMany<SubmitReply>>
  func list(_ query: QueueQuery, _ caller: Caller) async throws(Problem) -> ReleasePage
  func show(_ id: String, _ caller: Caller) async throws(Problem) -> ReleaseDetail
  func why(_ id: String, _ caller: Caller) async throws(Problem) -> WhyReply
  func command(
    _ submission: CommandSubmission, on id: String, _ call: ControlCall
  ) async throws(Problem) -> Answer<CommandReply>

  /// Takes the words of a release out of the ledger.
  func erase(
    _ id: String, _ request: ReasonRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<CommandReply>

  /// What an approval would be for.
  func approval(_ id: String, _ caller: Caller) async throws(Problem) -> ApprovalReading

  /// Exactly the bytes that an output will get, or has got, of a release.
  func preview(
    _ id: String, _ query: PreviewQuery, _ caller: Caller
  ) async throws(Problem) -> PreviewReply
  /// A signed statement of what became of a release whose lift has begun.
  func receipt(_ id: String, _ caller: Caller) async throws(Problem) -> ReceiptReply
  /// With the attempts of that release.
  func deliveries(of id: String, _ caller: Caller) async throws(Problem) -> ReleaseDeliveries
  func deliveries(_ query: QueueQuery, _ caller: Caller) async throws(Problem) -> DeliveryPage
  func retry(
    _ output: String, of id: String, _ call: ControlCall
  ) async throws(Problem) -> Answer<ReleaseDeliveries>

  func outputs(_ caller: Caller) async throws(Problem) -> OutputList
  func testOutput(_ name: String, _ caller: Caller) async throws(Problem) -> OutputTestReply
  /// Sends a line that carries nothing of any release by one channel of announcements, or by all.
  func testAnnouncements(
    _ request: AnnounceTestRequest, _ caller: Caller
  ) async throws(Problem) -> AnnounceTestReply
  /// Lets a suspended output go again.
  func resumeOutput(
    _ output: String, _ request: OutputResumeRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<OutputResumeReply>
  /// A report on a message that an email output has published.
  func handover(
    _ report: HandoverReport, at output: String, _ call: ControlCall
  ) async throws(Problem) -> Answer<HandoverReply>
  func audit(_ query: AuditQuery, _ caller: Caller) async throws(Problem) -> AuditPage
  func checkpoints(
    _ query: CheckpointQuery, _ caller: Caller
  ) async throws(Problem) -> CheckpointPage
  func status(_ caller: Caller) async throws(Problem) -> StatusReply
  /// In the text format of Prometheus.
  func metrics(_ caller: Caller) async throws(Problem) -> String
  /// Somebody answers for the clock after it was set forward.
  func confirmClock(
    _ request: ReasonRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<ClockReply>
  /// Nothing lifts from the moment that this answers but what it counts as going out.
  func freeze(
    _ request: ReasonRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<FreezeReply>
  func thaw(
    _ request: ThawRequest, _ call: ControlCall
  ) async throws(Problem) -> Answer<FreezeReply>
  /// Looks at what is out.
  func comparison(_ caller: Caller) async throws(Problem) -> ComparisonReply
  /// Makes a copy of the ledger and keeps it for a while.
  func backup(_ caller: Caller) async throws(Problem) -> BackupReply
  func backupPiece(
    _ id: String, _ query: BackupQuery, _ caller: Caller
  ) async throws(Problem) -> BackupPiece
}
