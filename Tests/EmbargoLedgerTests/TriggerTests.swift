import EmbargoCore
import EmbargoTime
import GRDB
import Testing

@testable import EmbargoLedger

/// A statement that the schema must refuse, and the trigger that does it.
struct Refused: CustomTestStringConvertible {
  var trigger: String
  var message: String
  var sql: String

  var testDescription: String { trigger }

  init(_ trigger: String, _ message: String, _ sql: String) {
    (self.trigger, self.message, self.sql) = (trigger, message, sql)
  }
}

@Suite("The schema refuses what must never be")
struct TriggerTests {
  private let scratch: Scratch
  private let ledger: SQLiteLedger

  /// Release 1 is scheduled, 2 is lifted, 3 is withdrawn; 2 has an attempt and a body.
  init() throws {
    scratch = try Scratch()
    ledger = try scratch.open()
    var releases = (1...3).map { Sample.release($0) }
    releases[1].phase = .lifted(at: releases[1].due)
    releases[2].phase = .withdrawn(at: Sample.base)
    var transaction = Sample.submission(releases)
    transaction.contents[0].content = RevisionContent(
      bytes: [1], attachments: [Attachment(name: "a", bytes: [2])])
    transaction.releases[0].digest = transaction.contents[0].content.digest
    transaction.attempts = [Sample.attempt(releases[1])]
    transaction.bodies = [
      StoredBody(
        release: Sample.id(2), revision: 1, output: Sample.output("wire"),
        digest: Digest(of: [1]), bytes: [1])
    ]
    let head = try ledger.commit(transaction)
    try ledger.commit(Sample.checkpoints([Sample.checkpoint(of: head)]))
  }

  private static let early = Sample.release(1).due.nanoseconds - 1
  private static let attempt = """
    INSERT INTO attempts (release, revision, output, number, started_at, finished_at, result,
      receipt, recovered)
    SELECT id, 1, 'newsroom', 9, \(early), \(early), 'delivered', '', 0 FROM releases
    WHERE id = '\(Sample.id(1))'
    """
  private static let record = """
    INSERT INTO records (sequence, previous, hash, bytes)
    """

  /// Release 2 with a second revision.
  private static let corrected = """
    INSERT INTO revisions (release, revision, content, sealed, mark, event, reason, changed_at)
    SELECT release, 2, content, sealed, mark, 'release.corrected', 'why', 1
    FROM revisions JOIN releases ON id = release WHERE id = '\(Sample.id(2))';
    UPDATE releases SET revision = 2 WHERE id = '\(Sample.id(2))';
    """
  private static let killed = """
    UPDATE releases SET phase = 'killed', phase_at = due, wake = NULL, revision = 2
    WHERE id = '\(Sample.id(2))';
    """

  private static let checkpoint =
    "INSERT INTO checkpoints (number, sequence, hash, previous, digest, bytes) "
  private static let checkpoints = [
    Refused(
      "checkpoints_have_no_gap", "must follow the last",
      checkpoint + "SELECT 9, sequence, hash, digest, zeroblob(32), x'00' FROM checkpoints"),
    Refused(
      "checkpoints_are_linked", "must name the last one",
      checkpoint + "SELECT 2, sequence, hash, previous, zeroblob(32), x'00' FROM checkpoints"),
    Refused(
      "checkpoints_are_linked", "must name the last one",
      checkpoint + "SELECT 2, 1, (SELECT hash FROM records WHERE sequence = 1), digest, "
        + "zeroblob(32), x'00' FROM checkpoints"),
    Refused(
      "checkpoints_name_a_record", "must name a record",
      checkpoint + "SELECT 2, sequence, digest, digest, zeroblob(32), x'00' FROM checkpoints"),
    Refused("checkpoints_are_fixed", "cannot be changed", "UPDATE checkpoints SET bytes = x'00'"),
    Refused("checkpoints_stay", "cannot be removed", "DELETE FROM checkpoints"),
  ]

  private static let afterTheLift = [
    Refused(
      "events_stand", "kept cannot be another one",
      """
      INSERT INTO revisions (release, revision, content, sealed, mark, event, reason, changed_at)
      SELECT release, revision, content, sealed, mark, 'release.corrected', 'why', 1
      FROM revisions WHERE true ON CONFLICT DO NOTHING
      """),
    Refused(
      "after_the_lift_is_said", "after the lift, and neither before it",
      """
      INSERT INTO revisions (release, revision, content, sealed, mark)
      SELECT release, 2, content, sealed, mark
      FROM revisions JOIN releases ON id = release WHERE id = '\(Sample.id(2))'
      """),
    Refused(
      "nothing_is_killed_unlifted", "never lifted cannot be killed",
      """
      INSERT INTO releases (id, slug_mark, revision, stamp, civil, zone_name, zone_offset,
        instant, tzdb, due, phase, phase_at, submitter_name, submitted_at)
      SELECT 'another', 'another', 1, stamp, civil, zone_name, zone_offset, instant, tzdb, due,
        'killed', due, submitter_name, submitted_at
      FROM releases WHERE id = '\(Sample.id(2))'
      """),
    Refused(
      "kills_need_a_lift", "is a revision after the lift",
      "UPDATE releases SET phase = 'killed', phase_at = due, wake = NULL "
        + "WHERE id = '\(Sample.id(1))'"),
    Refused(
      "kills_stand", "kill cannot be undone",
      killed + "UPDATE releases SET phase_at = phase_at + 1 WHERE id = '\(Sample.id(2))'"),
    Refused(
      "embargoes_are_over", "keeps its embargo and its slug",
      "UPDATE releases SET slug_mark = 'another' WHERE phase = 'lifted'"),
    Refused(
      "earlier_revisions_rest", "cannot be attempted any more",
      corrected + "UPDATE deliveries SET state = 'attempting' WHERE release = (SELECT id FROM "
        + "releases WHERE id = '\(Sample.id(2))')"),
    Refused(
      "earlier_deliveries_stand", "had before cannot be changed",
      "UPDATE deliveries SET earlier = x'00'"),
  ]

  private static let approve = """
    INSERT INTO approvals (release, revision, uid, name, at, seal, outputs)
    SELECT id, 1, 1001, 'jo', 1, zeroblob(32), '' FROM releases WHERE id = '\(Sample.id(1))';
    """
  private static let liftedEarly = """
    INSERT INTO early_lifts (release, reason, notice, uid, name, stamp, civil, zone_name,
      zone_offset, instant, tzdb)
    SELECT id, 'broken', '', 1000, 'ada', stamp, civil, zone_name, zone_offset, instant, tzdb
    FROM releases WHERE id = '\(Sample.id(2))';
    """
  private static let lift = """
    UPDATE releases SET phase = 'lifting', phase_at = due, approvals_required = 2
    WHERE id = '\(Sample.id(1))'
    """

  private static let approvals = [
    Refused(
      "approvals_are_of_others", "nobody approves their own work",
      """
      INSERT INTO approvals (release, revision, uid, name, at, seal, outputs)
      SELECT id, 1, submitter_uid, 'ada', 1, zeroblob(32), '' FROM releases
      """),
    Refused(
      "approvals_are_of_others", "nobody approves their own work",
      """
      INSERT INTO proposals (release, revision, kind, reason, uid, name, at, content, sealed,
        findings)
      SELECT id, 1, 'correction', 'typo', 1001, 'jo', 1, content, sealed, '{}'
      FROM releases JOIN revisions ON release = id WHERE id = '\(Sample.id(2))';
      INSERT INTO approvals (release, revision, uid, name, at, seal, outputs)
      SELECT id, 2, 1001, 'jo', 1, zeroblob(32), '' FROM releases WHERE id = '\(Sample.id(2))'
      """),
    Refused(
      "approvals_are_fixed", "can be withdrawn, and nothing else",
      approve + "UPDATE approvals SET seal = randomblob(32), withdrawn = 1"),
    Refused(
      "approvals_are_fixed", "can be withdrawn, and nothing else",
      approve + "UPDATE approvals SET withdrawn = 1; UPDATE approvals SET withdrawn = 0"),
    Refused("approvals_stay", "cannot be removed", approve + "DELETE FROM approvals"),
    Refused(
      "proposals_are_fixed", "agree to cannot be changed",
      """
      INSERT INTO proposals (release, revision, kind, reason, uid, name, at, content, sealed,
        findings)
      SELECT id, 1, 'correction', 'typo', 1001, 'jo', 1, content, sealed, '{}'
      FROM releases JOIN revisions ON release = id WHERE id = '\(Sample.id(2))';
      UPDATE proposals SET reason = 'another'
      """),
    Refused("lifts_need_approvals", "without its approvals", lift),
    Refused(
      "early_lifts_are_fixed", "ended cannot be changed",
      liftedEarly + "UPDATE early_lifts SET reason = 'another'"),
    Refused(
      "early_lifts_stand", "lifted cannot be removed", liftedEarly + "DELETE FROM early_lifts"),
    Refused("lifts_need_approvals", "without its approvals", approve + lift),
    Refused(
      "nothing_begins_lifted_unapproved", "without its approvals",
      """
      INSERT INTO releases (id, slug_mark, revision, stamp, civil, zone_name, zone_offset,
        instant, tzdb, due, phase, phase_at, submitter_name, submitted_at, approvals_required)
      SELECT 'another', 'another', 1, stamp, civil, zone_name, zone_offset, instant, tzdb, due,
        'lifted', due, submitter_name, submitted_at, 1
      FROM releases WHERE id = '\(Sample.id(2))'
      """),
  ]

  private static let erased =
    "INSERT INTO erasures (release, at, open) VALUES ('\(Sample.id(3))', 1, 0);"

  static let refused =
    afterTheLift + checkpoints + approvals + [
      Refused("meta_stays", "keeps its identity", "DELETE FROM meta"),
      Refused("meta_is_fixed", "keeps its identity", "UPDATE meta SET instance_key = zeroblob(32)"),
      Refused("meta_is_fixed", "keeps its identity", "UPDATE meta SET created_at = 0"),
      Refused(
        "meta_names_the_last_record", "must name the last record",
        "UPDATE meta SET head_sequence = 2"),
      Refused(
        "meta_names_the_last_record", "must name the last record",
        "UPDATE meta SET head_hash = zeroblob(32)"),
      Refused("contents_are_fixed", "bytes cannot be changed", "UPDATE contents SET bytes = x'00'"),
      Refused("contents_stay", "bytes cannot be removed", "DELETE FROM contents"),
      Refused("attachments_are_fixed", "cannot be changed", "UPDATE attachments SET name = x'00'"),
      Refused("attachments_stay", "bytes cannot be removed", "DELETE FROM attachments"),
      Refused(
        "revisions_stand", "cannot be another",
        """
        INSERT INTO revisions (release, revision, content, sealed, mark)
        SELECT release, revision, content, sealed, x'00' FROM revisions WHERE true
        ON CONFLICT DO NOTHING
        """),
      Refused("revisions_are_fixed", "cannot be changed", "UPDATE revisions SET sealed = x'00'"),
      Refused("revisions_stay", "cannot be removed", "DELETE FROM revisions"),
      Refused(
        "keys_go_forward", "by a later master key only",
        "UPDATE revision_keys SET wrapped = zeroblob(60)"),
      Refused(
        "a_freeze_stands", "until it is thawed",
        """
        INSERT INTO freezes (row, since, by_name, reason) VALUES (1, 1, 'ada', 'why');
        UPDATE freezes SET reason = 'another'
        """),
      Refused(
        "erasures_are_of_what_is_over", "is not over",
        "INSERT INTO erasures (release, at, open) VALUES ('\(Sample.id(1))', 1, 1)"),
      Refused("erasures_stand", "stays erased", erased + "DELETE FROM erasures"),
      Refused("erasures_close", "stays erased", erased + "UPDATE erasures SET open = 1"),
      Refused("seals_stay", "keeps its seal", "DELETE FROM seal"),
      Refused(
        "seals_go_forward", "by a later master key only", "UPDATE seal SET wrapped = zeroblob(60)"),
      Refused("releases_stay", "cannot be removed", "DELETE FROM releases"),
      Refused("releases_go_forward", "cannot go back", "UPDATE releases SET revision = 0"),
      Refused(
        "lifts_stand", "cannot be undone",
        "UPDATE releases SET phase = 'scheduled', wake = due WHERE phase = 'lifted'"),
      Refused(
        "withdrawals_stand", "cannot be undone",
        "UPDATE releases SET phase = 'scheduled', wake = due WHERE phase = 'withdrawn'"),
      Refused(
        "deliveries_wait_until_due", "before its release is due",
        """
        INSERT INTO deliveries (release, revision, output, state, attempts, first_attempt_at)
        SELECT id, 1, 'archive', 'waiting', 1, \(early) FROM releases WHERE id = '\(Sample.id(1))'
        """),
      Refused(
        "deliveries_stay_late", "before its release is due",
        "UPDATE deliveries SET first_attempt_at = \(early)"),
      Refused("bodies_are_fixed", "cannot be changed", "UPDATE bodies SET bytes = x'00'"),
      Refused("bodies_stay", "cannot be removed", "DELETE FROM bodies"),
      Refused("attempts_wait_until_due", "before its release is due", attempt),
      Refused("attempts_are_fixed", "cannot be changed", "UPDATE attempts SET receipt = 'b'"),
      Refused("attempts_stay", "cannot be removed", "DELETE FROM attempts"),
      Refused(
        "records_have_no_gap", "must follow the last",
        record + " SELECT 5, hash, zeroblob(32), x'00' FROM records WHERE sequence = 3"),
      Refused(
        "records_have_no_gap", "must follow the last",
        record + " SELECT 3, hash, zeroblob(32), x'00' FROM records WHERE sequence = 3"),
      Refused(
        "records_have_no_gap", "must follow the last",
        "REPLACE INTO records (sequence, previous, hash, bytes) "
          + "SELECT 3, hash, zeroblob(32), x'00' FROM records WHERE sequence = 3"),
      Refused(
        "records_are_linked", "must name the hash",
        record + " SELECT 4, zeroblob(32), zeroblob(32), x'00'"),
      Refused("records_are_fixed", "cannot be changed", "UPDATE records SET bytes = x'00'"),
      Refused("records_stay", "cannot be removed", "DELETE FROM records WHERE sequence = 3"),
    ]

  /// These act, they refuse nothing; `counts` and answers are tested apart.
  private static let acting: Set = [
    "answers_are_bounded", "phases_count_new", "phases_count_changes",
  ]

  @Test("A trigger refuses it", arguments: refused)
  func refuses(_ refused: Refused) throws {
    let error = #expect(throws: DatabaseError.self) {
      try ledger.queue.write { try $0.execute(sql: refused.sql) }
    }
    #expect(error?.extendedResultCode == .SQLITE_CONSTRAINT_TRIGGER)
    #expect(error?.message?.contains(refused.message) == true, "\(String(describing: error))")
    // Without that trigger something else stands in the way, or nothing does.
    let other = Result {
      try ledger.queue.write { database in
        try database.execute(sql: "DROP TRIGGER \(refused.trigger)")
        try database.execute(sql: refused.sql)
      }
    }
    if case .failure(let error as DatabaseError) = other {
      #expect(error.message?.contains(refused.message) != true, "another trigger did it")
    }
  }

  @Test("Every trigger of the schema is tried here") func complete() throws {
    let triggers = try ledger.queue.read { database in
      try String.fetchSet(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    }
    #expect(triggers == Set(Self.refused.map(\.trigger)).union(Self.acting))
  }

  @Test(
    "A check refuses it",
    arguments: [
      ("nothing is due before its embargo", "UPDATE releases SET due = instant - 1"),
      (
        "nothing lifts before it is due",
        "UPDATE releases SET phase = 'lifting', phase_at = due - 1 WHERE id = '\(Sample.id(1))'"
      ),
      (
        "nothing lifts before it is due",
        "UPDATE releases SET phase_at = due - 1 WHERE phase = 'lifted'"
      ),
      ("what is scheduled wakes", "UPDATE releases SET wake = NULL WHERE phase = 'scheduled'"),
      ("what is stopped does not wake", "UPDATE releases SET wake = 1 WHERE phase = 'withdrawn'"),
      ("a zone has a name or an offset", "UPDATE releases SET zone_offset = 0"),
      ("a hold has a cause and a reason", "UPDATE releases SET hold_reason = 'why'"),
    ])
  func checks(_ name: String, _ sql: String) throws {
    let error = #expect(throws: DatabaseError.self) {
      try ledger.queue.write { try $0.execute(sql: sql) }
    }
    #expect(error?.extendedResultCode == .SQLITE_CONSTRAINT_CHECK)
    #expect(error?.message?.contains(name) == true, "\(String(describing: error))")
  }

  @Test("A phase that nobody knows is refused") func phase() throws {
    let error = #expect(throws: DatabaseError.self) {
      try ledger.queue.write {
        try $0.execute(sql: "UPDATE releases SET phase = 'lost' WHERE id = '\(Sample.id(1))'")
      }
    }
    #expect(error?.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY)
  }

  @Test("The newest 100,000 answers are remembered") func answers() throws {
    try ledger.queue.write { database in
      let insert = "INSERT INTO answers (entry, key, status, body) "
      try database.execute(sql: insert + "VALUES (1, 'old', 201, x'')")
      try database.execute(sql: insert + "VALUES (2, 'kept', 201, x'')")
      try database.execute(sql: insert + "VALUES (100001, 'new', 201, x'')")
    }
    let kept = try ledger.queue.read { database in
      try String.fetchAll(database, sql: "SELECT key FROM answers ORDER BY entry")
    }
    #expect(kept == ["kept", "new"])
  }
}
