package import EmbargoTime

/// Something that a person must hear of, or the end of it.
package struct Announcement: Hashable, Sendable {
  package enum Code: String, CaseIterable, Sendable {
    /// The daemon gives no sign of life.
    case silent = "daemon-silent"
    /// Something of a release is out before its instant.
    case early = "early"
    /// Something that should be out is not there.
    case missing = "missing"
    /// The witness cannot look at an output.
    case blind = "blind"
    /// What is out does not answer at its public address.
    case unreachable = "unreachable"
  }

  package var code: Code
  /// What it was about is over.
  package var isOver: Bool
  package var at: Instant
  /// The opaque id of the release; nil: it is about none, or nobody can tell about which.
  package var release: String?
  package var output: String?
  /// The instant that it is about.
  package var due: Instant?
  /// One sentence or more for people, without a name of any file.
  package var text: String

  package init(
    _ code: Code, isOver: Bool = false, at: Instant, release: String? = nil, output: String? = nil,
    due: Instant? = nil, _ text: String
  ) {
    (self.code, self.isOver, self.at) = (code, isOver, at)
    (self.release, self.output, self.due, self.text) = (release, output, due, text)
  }

  /// What is said only once until it is over.
  package var key: String { Self.key(code, release, output) }

  package static func key(_ code: Code, _ release: String?, _ output: String?) -> String {
    [code.rawValue, release ?? "", output ?? ""].joined(separator: " ")
  }
}
