import EmbargoControl
import EmbargoTime
import NIOCore

/// The daemon as a verb sees it: requests and replies of the control API.
struct Daemon {
  private let client: ControlClient

  /// - Parameter silence: how long the daemon may say nothing before it counts as not answering.
  init(_ places: LocalPlaces, silence: Span = .seconds(60)) throws(Failure) {
    client = ControlClient(socket: try places.socket(), silence: .nanoseconds(silence.nanoseconds))
  }

  /// A reply and the bytes that it was decoded from.
  struct Answer<Value> {
    var value: Value
    var bytes: [UInt8]
  }

  func get<Value: Decodable>(
    _ type: Value.Type, _ route: ControlRoute, _ values: [String] = [],
    query: [(String, String?)] = []
  ) throws(Failure) -> Answer<Value> {
    try exchange(
      ControlClient.Request(
        method: route.method, target: route.target(values, query: query)), route)
  }

  /// - Parameter key: makes it safe to send the same request again.
  func post<Value: Decodable>(
    _ type: Value.Type, _ route: ControlRoute, _ values: [String] = [], _ body: some Encodable,
    key: String? = nil
  ) throws(Failure) -> Answer<Value> {
    let bytes: [UInt8]
    do throws(ControlJSONError) { bytes = try ControlJSON.encode(body) } catch {
      throw Failure(.internalFault, "the request \(error)")
    }
    var headers = [("content-type", "application/json")]
    if let key { headers.append((ControlHeader.idempotencyKey, key)) }
    return try exchange(
      ControlClient.Request(
        method: route.method, target: route.target(values), headers: headers, body: .bytes(bytes)),
      route)
  }

  /// Sends a file; the daemon keeps it until a release is submitted with its id.
  func upload(_ file: UploadFile) throws(Failure) -> AttachmentReply {
    let request = ControlClient.Request(
      method: ControlRoute.upload.method,
      target: ControlRoute.upload.target(query: UploadQuery(name: file.name).pairs),
      headers: [("content-type", "application/octet-stream")],
      body: .stream(count: file.size, next: file.next))
    return try (exchange(request, .upload) as Answer<AttachmentReply>).value
  }

  private func exchange<Value: Decodable>(
    _ request: ControlClient.Request, _ route: ControlRoute
  ) throws(Failure) -> Answer<Value> {
    let reply = try client.send(request)
    guard reply.isSuccess else { throw Self.failure(reply) }
    do throws(ControlJSONError) {
      return Answer(
        value: try ControlJSON.decode(Value.self, from: reply.body), bytes: reply.body)
    } catch {
      throw Failure(
        .internalFault, "the daemon's answer to \(route.rawValue) is not understood: \(error)",
        advice: ["Are embargod and embargoctl of the same version? See: embargoctl status"])
    }
  }

  static func failure(_ reply: HTTPReply) -> Failure {
    guard let problem = problem(reply) else {
      return Failure(
        .internalFault, "the daemon answered with HTTP status \(reply.status) and no reason")
    }
    return failure(problem, document: reply.body)
  }

  /// What a reply gives as the reason why nothing was done; nil: none that is understood.
  static func problem(_ reply: HTTPReply) -> Problem? {
    do throws(ControlJSONError) {
      return try ControlJSON.decode(Problem.self, from: reply.body)
    } catch {
      return nil
    }
  }

  /// - Parameter document: the problem as the daemon sent it.
  static func failure(_ problem: Problem, document: [UInt8]?) -> Failure {
    Failure(
      problem.code.exitCode, message(problem),
      advice: advice(problem) + [FindingPage.advice(problem.findings ?? [])].compactMap(\.self),
      problem: document, index: problem.index, candidates: problem.stamp?.candidates ?? [],
      findings: problem.findings ?? [])
  }

  /// One connection for many requests.
  func connection() -> KeptConnection { KeptConnection(client) }

  private static func message(_ problem: Problem) -> String {
    guard let stamp = problem.stamp else { return problem.detail }
    let place = stamp.line.map { ", line \($0)" } ?? ""
    return "\(problem.detail) (\(stamp.reason.rawValue)\(place))"
  }

  private static func advice(_ problem: Problem) -> [String] {
    switch problem.code {
    case .notFound: ["What is queued says: embargoctl list"]
    case .ambiguous: ["Give more characters of the id, or the slug; see: embargoctl list"]
    case .duplicate:
      ["To queue it once more all the same, say --again."]
        + (problem.release.map { ["The one that is queued: embargoctl show \($0)"] } ?? [])
    case .conflict: problem.release.map { ["Taken by: embargoctl show \($0)"] } ?? []
    case .refused where problem.stamp?.reason == .past:
      ["To let it go out at once, say --now."]
    case .notPermitted: ["Who may do what stands under [roles] in the configuration."]
    case .noSuchPath, .internalError: ["See the daemon's log: journalctl -u embargod"]
    case .busy, .noSpace, .timedOut: ["Nothing was changed; try again later."]
    default: []
    }
  }
}
