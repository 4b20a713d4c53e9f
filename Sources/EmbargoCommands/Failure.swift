package import EmbargoControl
package import EmbargoTime

/// Why a verb ended without doing what it was asked.
package struct Failure: Error, Hashable, Sendable {
  package var status: ExitStatus
  /// One or more sentences: what was wanted, what came, and where.
  package var message: String
  /// What to type or look at next, one sentence each.
  package var advice: [String]
  /// What a refused stamp could be meant as.
  package var candidates: [Candidate]
  /// The problem document for programs, exactly as the daemon sent it; nil where the daemon was
  /// not involved.
  package var problem: [UInt8]?
  /// Which one of several releases in the request, from 0.
  package var index: Int?
  /// What the checks of a text have found and refuse.
  package var findings: [FindingReply]

  package init(
    _ status: ExitStatus, _ message: String, advice: [String] = [], problem: [UInt8]? = nil,
    index: Int? = nil, candidates: [Candidate] = [], findings: [FindingReply] = []
  ) {
    (self.status, self.message, self.advice) = (status, message, advice)
    (self.problem, self.index, self.candidates) = (problem, index, candidates)
    self.findings = findings
  }
}

/// How a verb ended: the exit code of the program.
struct Ending: Hashable {
  let code: Int32

  init(_ status: ExitStatus) { code = status.rawValue }

  /// A code of the verb's own.
  init(code: Int32) { self.code = code }

  static let done = Ending(.done)
  static let refused = Ending(.dataRefused)
}
