package import EmbargoCore
import EmbargoTime
import GRDB

extension SQLiteLedger {
  package func proposedContent(of id: ReleaseID) throws(LedgerError) -> RevisionContent? {
    try perform("reading a proposal") { database in
      guard
        let stored = try database.first(
          ContentQuery.proposed, [id.description], read: { try StoredContent(proposed: &$0) })
      else { return nil }
      return try database.content(
        stored, of: id, wordsAs: .proposal, named: "the proposal of release \(id)", sealer)
    }
  }

  package func proposed(count: Int) throws(LedgerError) -> [Release] {
    try perform("reading proposals") { database in
      try database.all(ProposalRow.all, [max(0, count)], read: { try $0.text() })
        .compactMap { try database.release($0, sealer) }
    }
  }
}

extension Database {
  /// What is proposed for a release and waits for others.
  func proposal(of id: ReleaseID, _ sealer: Sealer) throws -> Proposal? {
    let stored = try first(
      ProposalRow.select, [id.description], read: { try ProposalRow.Stored(&$0) })
    return try stored.map { try $0.opened(with: try revisionKey(of: id, $0.revision, sealer)) }
  }
}

/// The sealed bytes of a revision as they are kept.
struct StoredContent {
  /// `RevisionWords`, sealed with the key of this revision.
  var words: [UInt8]
  var wordsRevision: Int
  var mark: [UInt8]
  /// The one that brought the bytes.
  var revision: Int
  var format: String
  var bytes: [UInt8]

  /// A row of `ContentQuery.content`.
  init(_ columns: inout Columns, wordsOf revision: Int) throws {
    words = try columns.bytes()
    mark = try columns.bytes()
    wordsRevision = revision
    self.revision = Int(try columns.integer())
    format = try columns.text()
    bytes = try columns.bytes()
  }

  /// A row of `ContentQuery.proposed`.
  init(proposed columns: inout Columns) throws {
    words = try columns.bytes()
    mark = try columns.bytes()
    wordsRevision = Int(try columns.integer())
    revision = Int(try columns.integer())
    format = try columns.text()
    bytes = try columns.bytes()
  }
}
