import EmbargoControl
import Testing

@Suite("The routes of the control API")
struct RouteTests {
  @Test("Every route is found again by the path it makes, whatever stands in it")
  func roundTrip() throws {
    let values = ["a b/ü?%", "..;=&+"]
    for route in ControlRoute.allCases {
      let count = route.template.split(separator: "/").count { $0.hasPrefix("{") }
      let target = route.target(
        Array(values.prefix(count)), query: [("a", "x&y=z +%"), ("b", nil)])
      let match = try ControlRoute.match(method: route.method, target: target)
      #expect(match.route == route)
      #expect(match.values == Array(values.prefix(count)))
      #expect(match.query == ["a": "x&y=z +%"])
    }
  }

  @Test(
    "Another path is no route",
    arguments: [
      "/", "", "/v1", "/v1/releases/", "/v1/releases//why", "/v2/status", "/v1/status/x",
      "/v1/releases/a/stop", "//v1/status", "v1/status", "/v1/Status",
    ])
  func unknown(_ target: String) {
    #expect(throws: Problem.self) { try ControlRoute.match(method: "GET", target: target) }
    let error = #expect(throws: Problem.self) {
      try ControlRoute.match(method: "POST", target: target)
    }
    #expect(error?.code == .noSuchPath)
  }

  @Test("A wrong method is told apart from a wrong path")
  func method() throws {
    let error = #expect(throws: Problem.self) {
      try ControlRoute.match(method: "DELETE", target: "/v1/releases")
    }
    #expect(error?.code == .methodNotAllowed)
    #expect(try ControlRoute.methods(ofPath: "/v1/releases?x=1") == ["POST", "GET"])
    #expect(try ControlRoute.methods(ofPath: "/v1/nothing") == [])
  }

  @Test(
    "A path that cannot be decoded, is too long, or has a parameter twice is refused",
    arguments: [
      "/v1/releases/%", "/v1/releases/%zz", "/v1/releases/%ff", "/v1/releases?a=1&a=2",
      "/v1/releases/" + String(repeating: "a", count: 9000),
    ])
  func bad(_ target: String) {
    let error = #expect(throws: Problem.self) {
      try ControlRoute.match(method: "GET", target: target)
    }
    #expect(error?.code == .badRequest)
  }

  @Test("A query comes back from the path that it makes")
  func queries() throws {
    let queue = QueueQuery(states: [.held, .scheduled], limit: 7, cursor: "a:b")
    let target = ControlRoute.list.target(query: queue.pairs)
    let match = try ControlRoute.match(method: "GET", target: target)
    #expect(try QueueQuery(parsing: match.query) == queue)
    let audit = AuditQuery(after: 12, limit: 3, release: "letter")
    let records = try ControlRoute.match(
      method: "GET", target: ControlRoute.audit.target(query: audit.pairs))
    #expect(try AuditQuery(parsing: records.query) == audit)
    #expect(try QueueQuery(parsing: [:]) == QueueQuery())
    #expect(try AuditQuery(parsing: [:]) == AuditQuery())
  }

  @Test(
    "A query with an unknown name, a wrong number or an unknown state is refused",
    arguments: [
      ["limit": "0"], ["limit": "1001"], ["limit": "x"], ["state": "lost"], ["sort": "up"],
      ["limit": "99999999999999999999"],
    ])
  func badQuery(_ query: [String: String]) {
    let error = #expect(throws: Problem.self) { try QueueQuery(parsing: query) }
    #expect(error?.code == .badRequest)
  }

  @Test("An upload without a name and a negative sequence number are refused")
  func otherBadQueries() {
    #expect(throws: Problem.self) { try UploadQuery(parsing: [:]) }
    #expect(throws: Problem.self) { try AuditQuery(parsing: ["after": "-1"]) }
    #expect(throws: Problem.self) { try NoQuery.check(["a": "b"]) }
  }
}
