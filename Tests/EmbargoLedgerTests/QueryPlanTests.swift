import EmbargoCore
import GRDB
import Testing

@testable import EmbargoLedger

@Suite("Queries are answered from indexes")
struct QueryPlanTests {
  private static let queries: [(name: String, sql: String, index: String)] = [
    ("waking", ReleaseQuery.waking, "releases_by_wake"),
    ("nextWake", ReleaseQuery.nextWake, "releases_by_wake"),
    ("nextScheduled", ReleaseQuery.nextScheduled, "releases_by_phase"),
    ("list", ReleaseQuery.inPhase, "releases_by_phase"),
    ("list of a submitter", ReleaseQuery.ofSubmitter, "releases_by_submitter"),
    ("queued", ReleaseQuery.queued, "releases_by_phase"),
    ("lifted", ReleaseQuery.lifted, "releases_by_phase"),
    ("arrived", ReleaseQuery.arrived, "PRIMARY KEY"),
    ("embargo", ReleaseQuery.embargo, "PRIMARY KEY"),
    ("find by slug", ReleaseQuery.bySlug, "sqlite_autoindex_releases_2"),
    ("find by beginning", ReleaseQuery.byPrefix, "PRIMARY KEY"),
    ("duplicate", ReleaseQuery.duplicate, "revisions_by_twin"),
    ("reservation", ReleaseQuery.reservation, "PRIMARY KEY"),
    ("giving up names", TransactionWriter.giveUpNames, "reservations_by_release"),
    ("release", ReleaseRow.select, "PRIMARY KEY"),
    ("deliveries", DeliveryRow.select, "PRIMARY KEY"),
    ("content", ContentQuery.content, "sqlite_autoindex_contents_1"),
    ("size", ContentQuery.size, "sqlite_autoindex_contents_1"),
    ("attachments", ContentQuery.attachments, "sqlite_autoindex_attachments_1"),
    ("body", ContentQuery.body, "sqlite_autoindex_bodies_1"),
    ("attempts", AttemptRow.select, "PRIMARY KEY"),
    ("records", RecordQuery.all, "INTEGER PRIMARY KEY"),
    ("records of a release", RecordQuery.ofRelease, "records_by_release"),
    ("answer", RecordQuery.answer, "sqlite_autoindex_answers_1"),
    ("postponed", SuspensionRow.postponed, "deliveries_by_state"),
    ("counting deliveries", ReleaseQuery.deliveryCounts, "deliveries_by_state"),
  ]

  @Test("Each searches its index and scans nothing", arguments: queries)
  func plan(_ query: (name: String, sql: String, index: String)) throws {
    let ledger = try Scratch().open()
    let plan = try ledger.queue.read { database in
      let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN " + query.sql)
      statement.setUncheckedArguments([])
      return try Row.fetchAll(statement).map { $0["detail"] as String }
    }
    #expect(plan.contains { $0.contains(query.index) }, "\(plan)")
    // The rows of the subquery that is counted.
    let unwanted = plan.filter { $0.hasPrefix("SCAN") && $0 != "SCAN (subquery-1)" }
    #expect(unwanted == [], "\(plan)")
    let sorts = plan.filter { $0.contains("TEMP B-TREE") }
    let sorting = ["attempts", "counting deliveries", "duplicate"]
    #expect(sorts.isEmpty || sorting.contains(query.name), "\(plan)")
  }
}
