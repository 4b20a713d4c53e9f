package import EmbargoTime

/// What is out, beside what the ledger believes to be queued and out.
package struct ComparisonReply: Codable, Hashable, Sendable {
  /// Where the records of the backup ended that the ledger was restored from; null: it was not.
  @OrNull package var restored: String?
  /// Of all that was looked at; a thaw of a restored ledger names it.
  package var digest: String
  /// Releases that were looked at.
  package var releases: Int
  /// Releases that were not, since there are too many.
  package var unlooked: Int
  /// Deliveries that are as the ledger has them.
  package var agreeing: Int
  /// The others, queued ones first, each in order of its instant.
  package var findings: [ComparisonFinding]

  private enum CodingKeys: String, CodingKey {
    case restored, digest, releases, unlooked, agreeing, findings
  }

  package init(
    restored: String?, digest: String, releases: Int, unlooked: Int, agreeing: Int,
    findings: [ComparisonFinding]
  ) {
    (self.digest, self.releases, self.unlooked) = (digest, releases, unlooked)
    (self.agreeing, self.findings) = (agreeing, findings)
    self.restored = restored
  }
}

/// A delivery that does not stand at its output as the ledger has it, or that nobody can look at.
package struct ComparisonFinding: Codable, Hashable, Sendable {
  /// What the ledger believes.
  package enum Belief: String, Codable, CaseIterable, Hashable, Sendable { case queued, out }

  /// What was found at the output.
  package enum Found: String, Codable, CaseIterable, Hashable, Sendable {
    /// All of it, with the bytes that the ledger has.
    case same
    /// Some of it.
    case partly
    /// Something else under one of its names.
    case other
    case nothing
    /// Nobody can look there: an endpoint.
    case unseen
    /// It could not be looked at; `sentence` says why.
    case unknown
  }

  package var release: String
  package var slug: String
  package var revision: Int
  package var output: String
  package var due: Instant
  package var believed: Belief
  package var found: Found
  /// What that means, and what a person can do.
  package var sentence: String

  package init(
    release: String, slug: String, revision: Int, output: String, due: Instant, believed: Belief,
    found: Found, sentence: String
  ) {
    (self.release, self.slug, self.revision) = (release, slug, revision)
    (self.output, self.due) = (output, due)
    (self.believed, self.found, self.sentence) = (believed, found, sentence)
  }
}
