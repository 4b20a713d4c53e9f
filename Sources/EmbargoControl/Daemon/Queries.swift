/// Which releases `list` and `deliveries` show.
package struct QueueQuery: Hashable, Sendable {
  /// Empty: all.
  package var states: Set<ReleaseState>
  /// 1 to 1,000.
  package var limit: Int
  /// `next` of the page before.
  package var cursor: String?

  package static let limits = 1...1000

  package init(states: Set<ReleaseState> = [], limit: Int = 100, cursor: String? = nil) {
    (self.states, self.limit, self.cursor) = (states, limit, cursor)
  }

  /// For `ControlRoute.target(query:)`.
  package var pairs: [(String, String?)] {
    let names = states.map(\.rawValue).sorted().joined(separator: ",")
    return [
      ("state", names.isEmpty ? nil : names), ("limit", String(limit)), ("cursor", cursor),
    ]
  }

  package init(parsing query: [String: String]) throws(Problem) {
    try Self.checkNames(of: query, ["state", "limit", "cursor"])
    self.init(limit: try Self.number("limit", in: query, Self.limits) ?? 100)
    cursor = query["cursor"]
    for name in (query["state"] ?? "").split(separator: ",") {
      guard let state = ReleaseState(rawValue: String(name)) else {
        let known = ReleaseState.allCases.map(\.rawValue).joined(separator: ", ")
        throw Problem(.badRequest, "there is no state \"\(name.prefix(40))\"; known are \(known)")
      }
      states.insert(state)
    }
  }

  static func checkNames(
    of query: [String: String], _ known: [String]
  ) throws(Problem) {
    guard let stranger = query.keys.filter({ !known.contains($0) }).sorted().first else { return }
    let names = known.isEmpty ? "none" : known.joined(separator: ", ")
    throw Problem(
      .badRequest, "there is no query parameter \"\(stranger.prefix(40))\" here; known: \(names)")
  }

  static func number<Value: FixedWidthInteger>(
    _ name: String, in query: [String: String], _ range: ClosedRange<Value>
  ) throws(Problem) -> Value? {
    guard let text = query[name] else { return nil }
    guard let value = Value(text), range.contains(value) else {
      throw Problem(
        .badRequest,
        "\(name) is \"\(text.prefix(40))\"; wanted is \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}

/// Which records `audit` shows.
package struct AuditQuery: Hashable, Sendable {
  /// Records behind this sequence number; 0: from the first.
  package var after: Int64
  /// 1 to 1,000.
  package var limit: Int
  /// Of one release only: its id, a unique beginning of it, or its slug.
  package var release: String?

  package init(after: Int64 = 0, limit: Int = 500, release: String? = nil) {
    (self.after, self.limit, self.release) = (after, limit, release)
  }

  /// For `ControlRoute.target(query:)`.
  package var pairs: [(String, String?)] {
    [("after", String(after)), ("limit", String(limit)), ("release", release)]
  }

  package init(parsing query: [String: String]) throws(Problem) {
    try QueueQuery.checkNames(of: query, ["after", "limit", "release"])
    self.init(
      after: try QueueQuery.number("after", in: query, 0...Int64.max) ?? 0,
      limit: try QueueQuery.number("limit", in: query, QueueQuery.limits) ?? 500,
      release: query["release"])
  }
}

/// Which checkpoints are shown.
package struct CheckpointQuery: Hashable, Sendable {
  /// Checkpoints behind this number; 0: from the first.
  package var after: Int64
  /// 1 to 1,000.
  package var limit: Int

  package init(after: Int64 = 0, limit: Int = 500) { (self.after, self.limit) = (after, limit) }

  /// For `ControlRoute.target(query:)`.
  package var pairs: [(String, String?)] {
    [("after", String(after)), ("limit", String(limit))]
  }

  package init(parsing query: [String: String]) throws(Problem) {
    try QueueQuery.checkNames(of: query, ["after", "limit"])
    self.init(
      after: try QueueQuery.number("after", in: query, 0...Int64.max) ?? 0,
      limit: try QueueQuery.number("limit", in: query, QueueQuery.limits) ?? 500)
  }
}

/// What an uploaded file will be called.
package struct UploadQuery: Hashable, Sendable {
  package var name: String

  package init(name: String) { self.name = name }

  /// For `ControlRoute.target(query:)`.
  package var pairs: [(String, String?)] { [("name", name)] }

  package init(parsing query: [String: String]) throws(Problem) {
    try QueueQuery.checkNames(of: query, ["name"])
    guard let name = query["name"] else {
      throw Problem(.badRequest, "the query parameter \"name\" is missing: the file's name")
    }
    self.init(name: name)
  }
}

/// Whose bytes `preview` shows.
package struct PreviewQuery: Hashable, Sendable {
  package var output: String
  /// Of the correction that waits for approval, in place of the present revision.
  package var proposed: Bool

  package init(output: String, proposed: Bool = false) {
    (self.output, self.proposed) = (output, proposed)
  }

  /// For `ControlRoute.target(query:)`.
  package var pairs: [(String, String?)] {
    [("output", output), ("proposed", proposed ? "true" : nil)]
  }

  package init(parsing query: [String: String]) throws(Problem) {
    try QueueQuery.checkNames(of: query, ["output", "proposed"])
    guard ["true", "false"].contains(query["proposed"] ?? "false") else {
      throw Problem(.badRequest, "the query parameter \"proposed\" is neither true nor false")
    }
    guard let output = query["output"] else {
      throw Problem(.badRequest, "the query parameter \"output\" is missing: the output's name")
    }
    self.init(output: output, proposed: query["proposed"] == "true")
  }
}

/// The query of a path that takes none.
package enum NoQuery {
  package static func check(_ query: [String: String]) throws(Problem) {
    try QueueQuery.checkNames(of: query, [])
  }
}
