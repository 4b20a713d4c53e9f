import EmbargoControl
import EmbargoCore
import EmbargoDaemon
import EmbargoTime
import Testing

@Suite("docs/api/openapi.yaml", .timeLimit(.minutes(5)))
struct APIDescriptionTests {
  let description: APIDescription

  init() throws { description = try APIDescription() }

  @Test("It describes exactly the routes of the daemon")
  func routes() {
    #expect(description.operations == ControlRoute.allCases.map(\.rawValue).sorted())
  }

  @Test("Its path parameters are those of the paths, and its query parameters are taken")
  func parameters() async throws {
    for route in ControlRoute.allCases {
      let names = route.template.split(separator: "/").filter { $0.hasPrefix("{") }
        .map { String($0.dropFirst().dropLast()) }
      #expect(description.parameters(route, in: "path") == names, "\(route)")
      let query = Dictionary(
        uniqueKeysWithValues: description.parameters(route, in: "query").map { ($0, "1") })
      #expect(throws: Never.self, "\(route)") { try Self.check(query, for: route) }
      var wrong = query
      wrong["unknown"] = "1"
      #expect(throws: Problem.self, "\(route)") { try Self.check(wrong, for: route) }
    }
  }

  private static func check(_ query: [String: String], for route: ControlRoute) throws(Problem) {
    switch route {
    case .list, .deliveries:
      var states = query
      if states["state"] != nil { states["state"] = "held" }
      _ = try QueueQuery(parsing: states)
    case .audit: _ = try AuditQuery(parsing: query)
    case .checkpoints: _ = try CheckpointQuery(parsing: query)
    case .upload: _ = try UploadQuery(parsing: query)
    case .backupPiece: _ = try BackupQuery(parsing: query)
    case .preview:
      var preview = query
      if preview["proposed"] != nil { preview["proposed"] = "true" }
      _ = try PreviewQuery(parsing: preview)
    default: try NoQuery.check(query)
    }
  }

  @Test("Every answer of the running daemon is as described, and every described member is met")
  func answers() async throws {
    var seen: Set<String> = []
    let met = Seen()
    try await RunningServer.with { server in
      for route in ControlRoute.allCases {
        for body in try Self.bodies(route) {
          let values = ["a", "wire"].suffix(
            route.template.split(separator: "/").count { $0.hasPrefix("{") })
          let query = [ControlRoute.upload: "?name=a", .preview: "?output=wire"][route] ?? ""
          let reply = try await server.ask(
            route.method, route.target(Array(values)) + query,
            route.method == "GET" ? nil : body)
          if route == .metrics {
            #expect(reply.status == 200 && reply.text == "embargod_frozen 0\n")
            continue
          }
          let (status, schema) = try #require(description.answerSchema(route), "\(route)")
          #expect(reply.status == status, "\(route): \(reply.text)")
          let json = try JSON(parsing: reply.body)
          #expect(await met.faults(json, schema, description) == [], "\(route)")
        }
      }
    }
    seen.formUnion(await met.members)
    try seen.formUnion(Self.problems(description))
    try seen.formUnion(Self.requests(description))
    let described = description.schemaNames.flatMap { name in
      (description.schema(name)?["properties"]?.members ?? [:]).keys.map { "\(name).\($0)" }
    }
    #expect(described.filter { !seen.contains($0) }.sorted() == [])
  }

  @Test("Every code and title of a problem is described, and every reason of a refusal")
  func codes() throws {
    func values(_ schema: String, _ member: String) -> [String]? {
      description.schema(schema)?["properties"]?[member]?["enum"]?.items.compactMap(\.text)
    }
    #expect(values("Problem", "code")?.sorted() == ProblemCode.allCases.map(\.rawValue).sorted())
    #expect(
      values("StampProblem", "reason")?.sorted() == RefusalReason.allCases.map(\.rawValue).sorted())
    #expect(values("Finding", "check") == TextCheck.allCases.map(\.rawValue))
    let states = description.schema("ReleaseState")?["enum"]?.items.compactMap(\.text)
    #expect(states == ReleaseState.allCases.map(\.rawValue))
  }

  @Test("The answer to a wrong request of each kind is a problem document as described")
  func wrongRequests() async throws {
    let schema = try #require(description.schema("Problem"))
    try await RunningServer.with { server in
      let replies = [
        try await server.ask("GET", "/v1/none"), try await server.ask("DELETE", "/v1/status"),
        try await server.ask("POST", "/v1/releases", "{"),
        try await server.ask("POST", "/v1/attachments", "x"),
      ]
      let met = Seen()
      for reply in replies {
        let json = try JSON(parsing: reply.body)
        #expect(await met.faults(json, schema, description) == [])
      }
    }
  }

  @Test("A request knows exactly the members that are described")
  func strictRequests() throws {
    for (route, type) in Self.requestTypes {
      let schema = try #require(description.requestSchema(route), "\(route)")
      let named = try #require(
        (schema["$ref"] ?? schema["oneOf"]?.items.first?["$ref"])?.text?.split(separator: "/").last)
      let properties = description.schema(String(named))?["properties"]?.members ?? [:]
      let error = #expect(throws: ControlJSONError.self) {
        try ControlJSON.decode(type, from: Array(#"{"?":1}"#.utf8))
      }
      let known = properties.keys.sorted().joined(separator: ", ")
      #expect(error?.detail.hasSuffix("known are \(known)") == true, "\(route): \(known)")
    }
  }

  private static let requestTypes: [(ControlRoute, any (Decodable & Sendable).Type)] = [
    (.submit, SubmitRequest.self), (.hold, ReasonRequest.self), (.withdraw, ReasonRequest.self),
    (.resume, EmptyRequest.self), (.reschedule, RescheduleRequest.self),
    (.replace, ReplaceRequest.self), (.correct, CorrectRequest.self),
    (.kill, ReasonRequest.self), (.approve, ApproveRequest.self),
    (.unapprove, ReasonRequest.self), (.lift, LiftRequest.self), (.set, SetRequest.self),
    (.retry, EmptyRequest.self),
    (.testOutput, EmptyRequest.self), (.resumeOutput, OutputResumeRequest.self),
    (.confirmClock, ReasonRequest.self), (.freeze, ReasonRequest.self), (.thaw, ThawRequest.self),
    (.handover, HandoverReport.self), (.backup, EmptyRequest.self), (.erase, ReasonRequest.self),
    (.testAnnouncements, AnnounceTestRequest.self),
  ]

  private static func bodies(_ route: ControlRoute) throws -> [[UInt8]] {
    let texts =
      switch route {
      case .submit: [#"{"text":"a"}"#, #"[{"text":"a"},{"text":"b"}]"#]
      case .lift: [#"{"reason":"r"}"#, #"{"confirm":true}"#]
      case .approve: [#"{"digest":"\#(Digest(of: []))"}"#]
      case .hold, .withdraw, .kill, .erase, .unapprove, .confirmClock, .freeze: [#"{"reason":"r"}"#]
      case .reschedule: [#"{"text":"noon","reason":"r"}"#]
      case .replace, .correct: [#"{"text":"a","reason":"r"}"#]
      case .set: [#"{"outputs":["wire"]}"#]
      case .upload: ["content"]
      case .handover: [String(decoding: try ControlJSON.encode(Invented.handover), as: UTF8.self)]
      case .resume, .retry, .testOutput, .thaw, .backup: ["", "{}"]
      case .resumeOutput: ["", #"{"reason":"r"}"#]
      case .testAnnouncements: ["", #"{"name":"desk"}"#]
      default: [""]
      }
    return texts.map { Array($0.utf8) }
  }

  /// The members of problems; throws what is not as described.
  private static func problems(_ description: APIDescription) throws -> Set<String> {
    var seen: Set<String> = []
    let candidate = Candidate(instant: Invented.instant, write: "5 p.m. EDT")
    let stamp = StampProblem(reason: .fold, line: 2, candidates: [candidate])
    for code in ProblemCode.allCases {
      let problem = Problem(
        code, "detail", index: 0, release: "x", stamp: stamp, findings: [Invented.finding])
      try check(problem, "Problem", description, &seen)
    }
    return seen
  }

  private static func requests(_ description: APIDescription) throws -> Set<String> {
    var seen: Set<String> = []
    for bytes in [[0x61], [0xff]] as [[UInt8]] {
      let submit = SubmitRequest(
        bytes: bytes, name: "a", format: .text, embargo: "noon", slug: "a", outputs: ["b"],
        attachments: ["c"], now: true, hold: true, again: true, accept: ["private-links"])
      try check(submit, "SubmitRequest", description, &seen)
      let replace = ReplaceRequest(
        bytes: bytes, name: "a", format: .markdown, embargo: "noon", attachments: ["c"],
        now: true, reason: "r", accept: ["private-links"])
      try check(replace, "ReplaceRequest", description, &seen)
      let correct = CorrectRequest(
        bytes: bytes, name: "a", format: .markdown, attachments: ["c"], reason: "r",
        accept: ["private-links"])
      try check(correct, "CorrectRequest", description, &seen)
    }
    try check(ReasonRequest(reason: "r"), "ReasonRequest", description, &seen)
    try check(ApproveRequest(digest: "d"), "ApproveRequest", description, &seen)
    try check(LiftRequest(reason: "r"), "LiftRequest", description, &seen)
    let reschedule = RescheduleRequest(text: "noon", reason: "r", now: true)
    try check(reschedule, "RescheduleRequest", description, &seen)
    try check(Invented.handover, "HandoverReport", description, &seen)
    try check(SetRequest(outputs: ["a"]), "SetRequest", description, &seen)
    let resume = OutputResumeRequest(reason: "r")
    try check(resume, "OutputResumeRequest", description, &seen)
    try check(AnnounceTestRequest(name: "a"), "AnnounceTestRequest", description, &seen)
    try check(EmptyRequest(), "EmptyRequest", description, &seen)
    try check(ThawRequest(compared: "d"), "ThawRequest", description, &seen)
    let immediate = ReadingReply(facts: .immediate(stamp: "FOR IMMEDIATE RELEASE"), words: "now")
    try check(immediate, "Reading", description, &seen)
    return seen
  }

  private static func check(
    _ value: some Encodable, _ name: String, _ description: APIDescription,
    _ seen: inout Set<String>
  ) throws {
    let schema = YAML.map(["$ref": .text("#/components/schemas/\(name)")])
    let json = try JSON(parsing: ControlJSON.encode(value))
    #expect(description.faults(json, schema, seen: &seen) == [], "\(name)")
  }
}

/// The members that were met in answers.
private actor Seen {
  private(set) var members: Set<String> = []

  func faults(_ value: JSON, _ schema: YAML, _ description: APIDescription) -> [String] {
    description.faults(value, schema, seen: &members)
  }
}
