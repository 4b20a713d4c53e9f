package import EmbargoTime

/// An answer that says why a request was not carried out: a problem document (RFC 9457).
///
/// It never holds text, headline or slug of a release that the caller did not send or name.
package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
  package var code: ProblemCode
  /// One or more plain sentences on this occurrence: what was wanted, what came, and where.
  package var detail: String
  /// Which one of several releases in the request, from 0.
  package var index: Int?
  /// The release that is in the way or that is meant.
  package var release: String?
  /// Why a stamp was refused, with what it could mean.
  package var stamp: StampProblem?
  /// What the checks of the text have found and refuse; nil: nothing.
  package var findings: [FindingReply]?

  package init(
    _ code: ProblemCode, _ detail: String, index: Int? = nil, release: String? = nil,
    stamp: StampProblem? = nil, findings: [FindingReply]? = nil
  ) {
    (self.code, self.detail, self.index) = (code, detail, index)
    (self.release, self.stamp, self.findings) = (release, stamp, findings)
  }

  /// The same of one of several releases, by its place from 0.
  package func at(_ index: Int) -> Problem {
    var problem = self
    problem.index = index
    return problem
  }

  package static let mediaType = "application/problem+json"

  package var description: String { detail }
}

/// The refusal of a stamp within a problem.
package struct StampProblem: Codable, Hashable, Sendable {
  package var reason: RefusalReason
  /// The line of the text, from 1, where it is known.
  @OrNull package var line: Int?
  /// In ascending order.
  package var candidates: [Candidate]

  package init(reason: RefusalReason, line: Int?, candidates: [Candidate]) {
    (self.reason, self.line, self.candidates) = (reason, line, candidates)
  }

  package init(_ refusal: StampRefusal, line: Int?) {
    self.init(reason: refusal.reason, line: line, candidates: refusal.candidates)
  }
}

extension Problem: Codable {
  private enum CodingKeys: String, CodingKey {
    case type, title, status, detail, code, index, release, stamp, findings
  }

  /// A `code` that this version does not know is read by its HTTP status as far as that goes.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let status = try container.decodeIfPresent(Int.self, forKey: .status) ?? 500
    let code = try container.decode(String.self, forKey: .code)
    self.init(
      ProblemCode(rawValue: code) ?? Self.code(forStatus: status),
      try container.decode(String.self, forKey: .detail),
      index: try container.decodeIfPresent(Int.self, forKey: .index),
      release: try container.decodeIfPresent(String.self, forKey: .release),
      stamp: try container.decodeIfPresent(StampProblem.self, forKey: .stamp),
      findings: try container.decodeIfPresent([FindingReply].self, forKey: .findings))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(code.type, forKey: .type)
    try container.encode(code.title, forKey: .title)
    try container.encode(code.status, forKey: .status)
    try container.encode(detail, forKey: .detail)
    try container.encode(code, forKey: .code)
    try container.encodeIfPresent(index, forKey: .index)
    try container.encodeIfPresent(release, forKey: .release)
    try container.encodeIfPresent(stamp, forKey: .stamp)
    try container.encodeIfPresent(findings, forKey: .findings)
  }

  private static func code(forStatus status: Int) -> ProblemCode {
    switch status {
    case 403: .notPermitted
    case 404: .notFound
    case 413: .tooLarge
    case 400..<500: .refused
    case 503: .busy
    default: .internalError
    }
  }
}
