import EmbargoCore
import EmbargoTime
import GRDB

/// Approvals, and what waits for them, as rows of `approvals` and `proposals`.
enum ApprovalRow {
  static let insert = """
    INSERT INTO approvals (release, revision, uid, name, at, seal, outputs)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    """
  static let columns = "release revision uid name at seal outputs"
  static let withdraw = """
    UPDATE approvals SET withdrawn = 1
    WHERE release = ? AND revision = ? AND uid = ? AND at = ? AND withdrawn = 0
    """
  static let select = """
    SELECT revision, uid, name, at, seal, outputs FROM approvals
    WHERE release = ? AND withdrawn = 0 ORDER BY at, uid
    """

  /// In the order of `insert`.
  static func arguments(_ approval: Approval, of release: ReleaseID) throws -> [Argument] {
    guard let uid = approval.by.uid else {
      throw LedgerError.forbidden("an approval of release \(release) is nobody's")
    }
    return [
      release.description, approval.revision, Int64(uid), approval.by.name,
      approval.at.nanoseconds, approval.seal.bytes, text(of: approval.outputs),
    ]
  }

  /// In the order of `withdraw`.
  static func key(_ approval: Approval, of release: ReleaseID) -> [Argument] {
    [
      release.description, approval.revision, approval.by.uid.map { Int64($0) },
      approval.at.nanoseconds,
    ]
  }

  /// A row of `select`.
  static func read(_ columns: inout Columns) throws -> Approval {
    let revision = Int(try columns.integer())
    let uid = try columns.userIfPresent()
    return Approval(
      by: Actor(uid: uid, name: try columns.text()), at: try columns.instant(),
      revision: revision, seal: try columns.digest(),
      outputs: try columns.value("list of outputs", outputs(in:)))
  }

  /// A line for each output: its name and the fingerprint of its configuration.
  private static func text(of outputs: [OutputName: Digest]) -> String {
    outputs.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
  }

  private static func outputs(in text: String) -> [OutputName: Digest]? {
    var outputs: [OutputName: Digest] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 2, let name = OutputName(String(words[0])),
        let digest = Hex.bytes(String(words[1])).flatMap(Digest.init(bytes:))
      else { return nil }
      outputs[name] = digest
    }
    return outputs
  }
}

enum ProposalRow {
  static let insert = """
    INSERT INTO proposals (
      release, revision, kind, reason, uid, name, at, content, sealed, findings)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """
  static let columns = "release revision kind reason uid name at content sealed findings"
  static let remove = "DELETE FROM proposals WHERE release = ?"
  static let select = """
    SELECT revision, kind, reason, uid, name, at, sealed, findings FROM proposals WHERE release = ?
    """
  static let all = "SELECT release FROM proposals ORDER BY release LIMIT ?"

  /// In the order of `insert`.
  ///
  /// - Parameter key: that of the release's present revision.
  static func arguments(
    _ proposal: Proposal, _ sealer: Sealer, _ key: RevisionKey
  ) throws -> [Argument] {
    let who: [Argument] = [
      proposal.reason, proposal.by.uid.map { Int64($0) }, proposal.by.name,
      proposal.at.nanoseconds,
    ]
    switch proposal.kind {
    case .correction(let correction):
      let words = RevisionWords(
        headline: correction.headline, digest: correction.digest, nonce: correction.nonce)
      return [key.release.description, key.revision, "correction"] + who
        + [
          sealer.contentMark(correction.digest, of: key.release),
          try key.seal(words.bytes, as: .proposal),
          String(decoding: JSON.object(correction.findings.json).canonical, as: UTF8.self),
        ]
    case .earlyLift:
      return [key.release.description, key.revision, "early-lift"] + who + [nil, nil, nil]
    }
  }

  /// A row of `select`, with its words sealed.
  struct Stored {
    /// The one whose key seals the words.
    var revision: Int
    private let kind: String
    private let reason: String
    private let by: Actor
    private let at: Instant
    private let sealed: [UInt8]?
    /// Of a correction's text: a JSON object.
    private let findings: String?

    init(_ columns: inout Columns) throws {
      revision = Int(try columns.integer())
      kind = try columns.text()
      reason = try columns.text()
      let uid = try columns.userIfPresent()
      by = Actor(uid: uid, name: try columns.text())
      at = try columns.instant()
      sealed = try columns.bytesIfPresent()
      findings = try columns.textIfPresent()
    }

    func opened(with key: RevisionKey) throws -> Proposal {
      if kind == "early-lift" { return Proposal(.earlyLift, reason: reason, by: by, at: at) }
      guard kind == "correction", let sealed, let findings,
        let findings = try? JSON(parsing: Array(findings.utf8))
      else {
        throw LedgerError.broken("a stored proposal is of a kind that cannot be understood")
      }
      let words = try RevisionWords(try key.open(sealed, as: .proposal))
      let correction = Correction(
        headline: words.headline, digest: words.digest, nonce: words.nonce,
        findings: NotedFindings(in: findings))
      return Proposal(.correction(correction), reason: reason, by: by, at: at)
    }
  }
}

/// How an embargo was ended early, as a row of `early_lifts`.
enum EarlyLiftRow {
  static let insert = """
    INSERT INTO early_lifts (release, reason, notice, uid, name,
      stamp, civil, zone_name, zone_offset, instant, tzdb)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """
  static let columns =
    "release reason notice uid name stamp civil zone_name zone_offset instant tzdb"
  static let remove = "DELETE FROM early_lifts WHERE release = ?"
  static let select = """
    SELECT reason, notice, uid, name, stamp, civil, zone_name, zone_offset, instant, tzdb
    FROM early_lifts WHERE release = ?
    """

  /// In the order of `insert`.
  static func arguments(_ early: EarlyLift, of release: ReleaseID) -> [Argument] {
    let (zoneName, zoneOffset) = ReleaseRow.zone(of: early.from)
    return [
      release.description, early.reason, early.notice, early.by.uid.map { Int64($0) },
      early.by.name, early.from.stamp, early.from.civil.iso8601, zoneName, zoneOffset,
      early.from.instant.nanoseconds, early.from.tzdb,
    ]
  }

  /// A row of `select`.
  static func read(_ columns: inout Columns) throws -> EarlyLift {
    let (reason, notice) = (try columns.text(), try columns.text())
    let uid = try columns.userIfPresent()
    return EarlyLift(
      reason: reason, notice: notice, by: Actor(uid: uid, name: try columns.text()),
      from: try ReleaseRow.embargo(&columns))
  }
}
