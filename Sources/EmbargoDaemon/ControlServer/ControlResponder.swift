import EmbargoControl
import EmbargoCore
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Answers the requests of the control API by asking the service; every error is answered with a
/// problem document.
///
/// What it logs never holds a path as it was sent, which can have a slug in it.
struct ControlResponder: Sendable {
  let settings: ControlSettings
  let service: any ControlService
  let uploads: UploadStore
  let now: @Sendable () -> Instant
  let logger: Logger

  /// Answers one request that came over a connection.
  func respond(
    to request: Request, with writer: consuming ResponseWriter, on channel: any Channel
  ) async throws {
    var response = await response(to: request, on: channel)
    response.headers[.date] = MailDate.http(now())
    try await writer.write(response: response.head, body: response.body)
  }

  private func response(to request: Request, on channel: any Channel) async -> Response {
    do {
      return try await answer(request, channel)
    } catch {
      if error.code == .internalError {
        logger.error("a control request failed", metadata: ["detail": "\(error.detail)"])
      }
      return Self.response(to: error, request)
    }
  }

  private func answer(
    _ request: Request, _ channel: any Channel
  ) async throws(Problem) -> Response {
    let match = try ControlRoute.match(
      method: request.method.rawValue, target: request.head.path ?? "")
    let caller = try await caller(channel)
    try await service.admit(caller, to: match.route)
    let reader = RequestBodyReader(request: request)
    let response =
      match.route == .upload
      ? try await upload(reader, match, caller)
      : try await exchange(reader, match, caller)
    logger.debug(
      "control request",
      metadata: [
        "route": "\(match.route.rawValue)", "uid": "\(caller.user)",
        "status": "\(response.status.code)",
      ])
    return response
  }

  private func caller(_ channel: any Channel) async throws(Problem) -> Caller {
    do {
      return try await PeerLookup.caller(of: channel)
    } catch {
      logger.error("who is at the control socket cannot be told", metadata: ["error": "\(error)"])
      throw Problem(.notPermitted, "the daemon cannot tell who you are; its log says why")
    }
  }

  /// A file of any kind, straight from the body.
  private func upload(
    _ reader: RequestBodyReader, _ match: RouteMatch, _ caller: Caller
  ) async throws(Problem) -> Response {
    let name = try Self.attachmentName(UploadQuery(parsing: match.query).name)
    let room = min(try reader.declaredLength ?? .max, settings.maxAttachmentBytes)
    try await uploads.reserve(room)
    let reply: AttachmentReply
    do throws(Problem) {
      let bytes = try await reader.bytes(
        limit: settings.maxAttachmentBytes, what: "an attachment")
      reply = try await uploads.add(
        Attachment(name: name, bytes: bytes), owner: caller.user)
    } catch {
      await uploads.unreserve(room)
      throw error
    }
    await uploads.unreserve(room)
    return Self.response(try Answer(reply, status: 201))
  }

  /// A single name that can stand in a folder and in a message.
  private static func attachmentName(_ name: String) throws(Problem) -> String {
    let isPlain = (try? FileName(name)) != nil && displayText(name.utf8) == name
    guard isPlain, !name.hasPrefix("."), name.contains(where: { !$0.isWhitespace }) else {
      throw Problem(
        .refused,
        "\"\(displayText(name.utf8.prefix(100)))\" cannot be the name of an attachment: "
          + "wanted is a file name without slashes and control characters that begins with no dot")
    }
    return name
  }

  private func exchange(
    _ reader: RequestBodyReader, _ match: RouteMatch, _ caller: Caller
  ) async throws(Problem) -> Response {
    let takesBody = match.route.method == "POST"
    let bytes = try await reader.bytes(
      limit: takesBody ? settings.maxJSONBytes : 0, what: takesBody ? "a request" : "a GET request")
    guard takesBody else { return try await look(match, caller) }
    try NoQuery.check(match.query)
    let call = ControlCall(caller: caller, key: try reader.key(user: caller.user, body: bytes))
    if let key = call.key, let stored = try await service.remembered(key) {
      return Self.response(Answer<EmptyRequest>(replaying: stored))
    }
    return try await change(match, bytes, call)
  }

  /// What changes nothing.
  private func look(_ match: RouteMatch, _ caller: Caller) async throws(Problem) -> Response {
    switch match.route {
    case .list:
      return try await Self.ok(service.list(QueueQuery(parsing: match.query), caller))
    case .deliveries:
      return try await Self.ok(service.deliveries(QueueQuery(parsing: match.query), caller))
    case .audit:
      return try await Self.ok(service.audit(AuditQuery(parsing: match.query), caller))
    case .checkpoints:
      return try await Self.ok(
        service.checkpoints(CheckpointQuery(parsing: match.query), caller))
    case .preview:
      return try await Self.ok(
        service.preview(match.values.first ?? "", PreviewQuery(parsing: match.query), caller))
    case .backupPiece:
      return try await Self.ok(
        service.backupPiece(match.values.first ?? "", BackupQuery(parsing: match.query), caller))
    default: try NoQuery.check(match.query)
    }
    let id = match.values.first ?? ""
    switch match.route {
    case .comparison: return try await Self.ok(service.comparison(caller))
    case .show: return try await Self.ok(service.show(id, caller))
    case .why: return try await Self.ok(service.why(id, caller))
    case .receipt: return try await Self.ok(service.receipt(id, caller))
    case .approval: return try await Self.ok(service.approval(id, caller))
    case .deliveriesOfRelease: return try await Self.ok(service.deliveries(of: id, caller))
    case .outputs: return try await Self.ok(service.outputs(caller))
    case .status: return try await Self.ok(service.status(caller))
    case .metrics: return Self.page(try await service.metrics(caller))
    default: throw Problem(.internalError, "no answer is known to \(match.route.rawValue)")
    }
  }

  private func change(
    _ match: RouteMatch, _ bytes: [UInt8], _ call: ControlCall
  ) async throws(Problem) -> Response {
    let id = match.values.first ?? ""
    switch match.route {
    case .submit: return try await submit(bytes, call)
    case .retry:
      _ = try RequestBodyReader.decode(EmptyRequest.self, from: bytes)
      return Self.response(try await service.retry(match.values[1], of: id, call))
    case .testOutput:
      _ = try RequestBodyReader.decode(EmptyRequest.self, from: bytes)
      return try await Self.ok(service.testOutput(id, call.caller))
    case .testAnnouncements:
      let request = try RequestBodyReader.decode(AnnounceTestRequest.self, from: bytes)
      return try await Self.ok(service.testAnnouncements(request, call.caller))
    case .resumeOutput:
      let request = try RequestBodyReader.decode(OutputResumeRequest.self, from: bytes)
      return Self.response(try await service.resumeOutput(id, request, call))
    case .handover:
      let report = try RequestBodyReader.decode(HandoverReport.self, from: bytes)
      return Self.response(try await service.handover(report, at: id, call))
    case .confirmClock:
      let request = try RequestBodyReader.decode(ReasonRequest.self, from: bytes)
      return Self.response(try await service.confirmClock(request, call))
    case .freeze:
      let request = try RequestBodyReader.decode(ReasonRequest.self, from: bytes)
      return Self.response(try await service.freeze(request, call))
    case .erase:
      let request = try RequestBodyReader.decode(ReasonRequest.self, from: bytes)
      return Self.response(try await service.erase(id, request, call))
    case .thaw:
      let request = try RequestBodyReader.decode(ThawRequest.self, from: bytes)
      return Self.response(try await service.thaw(request, call))
    case .backup:
      _ = try RequestBodyReader.decode(EmptyRequest.self, from: bytes)
      return try await Self.ok(service.backup(call.caller))
    default:
      let command = try Self.command(match.route, bytes)
      return try await carryOut(command, on: id, call)
    }
  }

  private func submit(_ bytes: [UInt8], _ call: ControlCall) async throws(Problem) -> Response {
    let requests = try RequestBodyReader.decode(OneOrMany<SubmitRequest>.self, from: bytes)
    guard !requests.values.isEmpty else {
      throw Problem(.badRequest, "the array holds no release")
    }
    var attached: [[Attachment]] = []
    for (index, request) in requests.values.enumerated() {
      attached.append(
        try await uploads.attachments(
          request.attachments, owner: call.caller.user, index: index))
    }
    let submissions = requests.map { Submission(request: $1, attachments: attached[$0]) }
    let answer = try await service.submit(submissions, call)
    await uploads.drop(requests.values.flatMap(\.attachments))
    return Self.response(answer)
  }

  private func carryOut(
    _ command: ReleaseCommand, on id: String, _ call: ControlCall
  ) async throws(Problem) -> Response {
    var submission = CommandSubmission(command: command)
    var uploaded: [String] = []
    if let ids = command.attachments {
      submission.attachments = try await uploads.attachments(
        ids, owner: call.caller.user, index: nil)
      uploaded = ids
    }
    let answer = try await service.command(submission, on: id, call)
    await uploads.drop(uploaded)
    return Self.response(answer)
  }

  private static func command(
    _ route: ControlRoute, _ bytes: [UInt8]
  ) throws(Problem) -> ReleaseCommand {
    switch route {
    case .hold: return .hold(try RequestBodyReader.decode(ReasonRequest.self, from: bytes))
    case .resume:
      _ = try RequestBodyReader.decode(EmptyRequest.self, from: bytes)
      return .resume
    case .withdraw: return .withdraw(try RequestBodyReader.decode(ReasonRequest.self, from: bytes))
    case .reschedule:
      return .reschedule(try RequestBodyReader.decode(RescheduleRequest.self, from: bytes))
    case .replace: return .replace(try RequestBodyReader.decode(ReplaceRequest.self, from: bytes))
    case .correct: return .correct(try RequestBodyReader.decode(CorrectRequest.self, from: bytes))
    case .kill: return .kill(try RequestBodyReader.decode(ReasonRequest.self, from: bytes))
    case .approve: return .approve(try RequestBodyReader.decode(ApproveRequest.self, from: bytes))
    case .lift: return .lift(try RequestBodyReader.decode(LiftRequest.self, from: bytes))
    case .unapprove:
      return .unapprove(try RequestBodyReader.decode(ReasonRequest.self, from: bytes))
    case .set: return .set(try RequestBodyReader.decode(SetRequest.self, from: bytes))
    default: throw Problem(.internalError, "no command is known for \(route.rawValue)")
    }
  }
}

extension ControlResponder {
  /// A page of metrics.
  static func page(_ text: String) -> Response {
    Response(
      status: .ok,
      headers: [.contentType: Exposition.contentType, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  private static func ok(_ reply: some Codable & Sendable) throws(Problem) -> Response {
    response(try Answer(reply))
  }

  private static func response<Reply>(_ answer: Answer<Reply>) -> Response {
    var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
    if answer.isReplay, let name = HTTPField.Name(ControlHeader.replayed) {
      headers[name] = "true"
    }
    return Response(
      status: .init(code: answer.status), headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }

  private static func response(to problem: Problem, _ request: Request) -> Response {
    var headers: HTTPFields = [.contentType: Problem.mediaType, .cacheControl: "no-store"]
    switch problem.code {
    case .methodNotAllowed:
      let methods = (try? ControlRoute.methods(ofPath: request.head.path ?? "")) ?? []
      headers[.allow] = methods.joined(separator: ", ")
    case .busy: headers[.retryAfter] = "1"
    default: break
    }
    // A problem has no value that could not be written.
    let body = (try? ControlJSON.encode(problem)) ?? []
    return Response(
      status: .init(code: problem.code.status), headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}
