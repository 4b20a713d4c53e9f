import EmbargoControl
import EmbargoCore
import EmbargoTime
import Testing

@Suite("The requests of the control API")
struct RequestTests {
  @Test("A submission with everything comes back as it was")
  func wholeSubmission() throws {
    let request = SubmitRequest(
      bytes: Array("Größe".utf8), name: "a.md", format: .markdown, embargo: "noon", slug: "a",
      outputs: ["wire"], attachments: ["att_1"], now: true, hold: true, again: true)
    #expect(try Samples.decode(SubmitRequest.self, Samples.text(request)) == request)
  }

  @Test("A submission needs nothing but its text")
  func smallestSubmission() throws {
    let request = try Samples.decode(SubmitRequest.self, #"{"text":"Hello"}"#)
    #expect(request == SubmitRequest(bytes: Array("Hello".utf8)))
  }

  @Test("Bytes that are no UTF-8 travel in base64, unchanged")
  func rawBytes() throws {
    let request = SubmitRequest(bytes: [0x41, 0xff, 0x00, 0xfe])
    let members = try Samples.members(request)
    #expect(members["bytes"] == "Qf8A/g==")
    #expect(members["text"] == nil)
    #expect(try Samples.decode(SubmitRequest.self, Samples.text(request)) == request)
  }

  @Test(
    "A text and bytes, neither, or no base64 are refused",
    arguments: [#"{"text":"a","bytes":"YQ=="}"#, #"{"name":"a"}"#, #"{"bytes":"%%%"}"#])
  func badContent(_ json: String) {
    #expect(throws: ControlJSONError.self) { try Samples.decode(SubmitRequest.self, json) }
  }

  @Test("A misspelt member is refused and named, with the place in the array")
  func misspelt() throws {
    let json = #"[{"text":"a"},{"text":"b","embrago":"noon"}]"#
    let error = #expect(throws: ControlJSONError.self) {
      try Samples.decode(OneOrMany<SubmitRequest>.self, json)
    }
    #expect(error?.path == "[1]")
    #expect(error?.detail.contains("\"embrago\"") == true)
    #expect(error?.detail.contains("embargo, ") == true)
  }

  @Test("A wrong type is named with its place")
  func wrongType() throws {
    let error = #expect(throws: ControlJSONError.self) {
      try Samples.decode(OneOrMany<SubmitRequest>.self, #"[{"text":"a","outputs":["b",3]}]"#)
    }
    #expect(error?.description == "[0].outputs[1]: wanted a string")
  }

  @Test("What is no JSON is refused without a word of its content")
  func noJSON() throws {
    let error = #expect(throws: ControlJSONError.self) {
      try Samples.decode(SubmitRequest.self, #"{"text":"secret headline"#)
    }
    #expect(error?.description == "this is no JSON document")
  }

  @Test("A single release and an array of one stay what they were")
  func oneOrMany() throws {
    let one = try Samples.decode(OneOrMany<ReasonRequest>.self, #"{"reason":"a"}"#)
    let many = try Samples.decode(OneOrMany<ReasonRequest>.self, #"[{"reason":"a"}]"#)
    #expect(one == .one(ReasonRequest(reason: "a")))
    #expect(many == .many([ReasonRequest(reason: "a")]))
    #expect(try Samples.text(many) == #"[{"reason":"a"}]"#)
    #expect(try Samples.text(one) == #"{"reason":"a"}"#)
  }

  @Test("Every request without optional members is read, and no request takes unknown ones")
  func requests() throws {
    #expect(
      try Samples.decode(RescheduleRequest.self, #"{"text":"noon","reason":"r"}"#)
        == RescheduleRequest(text: "noon", reason: "r"))
    #expect(
      try Samples.decode(ReplaceRequest.self, #"{"text":"a","reason":"r"}"#)
        == ReplaceRequest(bytes: [0x61], reason: "r"))
    #expect(try Samples.decode(SetRequest.self, #"{"outputs":["a"]}"#).outputs == ["a"])
    #expect(try Samples.decode(EmptyRequest.self, "{}") == EmptyRequest())
    for type: any Decodable.Type in [
      ReasonRequest.self, RescheduleRequest.self, ReplaceRequest.self, SetRequest.self,
      EmptyRequest.self, SubmitRequest.self,
    ] {
      let json = Array(#"{"text":"a","reason":"r","outputs":[],"other":1}"#.utf8)
      #expect(throws: ControlJSONError.self, "\(type)") { try ControlJSON.decode(type, from: json) }
    }
  }
}

@Suite("Problem documents")
struct ProblemTests {
  @Test("Every code comes back from its document with type, title and status")
  func roundTrip() throws {
    for code in ProblemCode.allCases {
      let problem = Problem(code, "detail of \(code)", index: 1, release: "x")
      let members = try Samples.members(problem)
      #expect(members["type"] == .string("urn:embargod:problem:\(code.rawValue)"))
      #expect(members["status"] == .integer(Int64(code.status)))
      #expect(members["title"]?.text?.isEmpty == false)
      #expect(try Samples.decode(Problem.self, Samples.text(problem)) == problem)
    }
  }

  @Test("A code that a later daemon brings is read by its status")
  func laterCode() throws {
    let json = #"{"code":"frozen","status":503,"detail":"the queue is frozen"}"#
    let problem = try Samples.decode(Problem.self, json)
    #expect(problem.code == .busy)
    #expect(problem.detail == "the queue is frozen")
  }

  @Test("The exit codes are those of sysexits")
  func exitCodes() {
    let wanted: [ProblemCode: Int32] = [
      .refused: 65, .duplicate: 65, .conflict: 65, .tooLate: 65, .notFound: 66, .unreachable: 69,
      .internalError: 70, .busy: 75, .noSpace: 75, .notPermitted: 77, .badRequest: 64,
    ]
    for (code, exit) in wanted { #expect(code.exitCode.rawValue == exit, "\(code)") }
    for code in ProblemCode.allCases { #expect(code.exitCode != .done) }
  }

  @Test("A refused stamp carries its reason and candidates")
  func stamp() throws {
    let problem = Problem(
      .refused, "twice", stamp: StampProblem(reason: .fold, line: 3, candidates: []))
    let members = try Samples.members(problem)
    #expect(members["stamp"]?["reason"] == "fold")
    #expect(members["stamp"]?["line"] == 3)
    #expect(try Samples.decode(Problem.self, Samples.text(problem)) == problem)
  }
}
