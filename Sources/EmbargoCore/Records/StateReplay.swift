package import EmbargoTime

/// Replays the records of a ledger against its rows: each row must be as the last record that tells
/// of it says, and no row may be missing or be told of by nobody.
package struct StateReplay: Sendable {
  /// A row that is not as the records have it.
  package struct Difference: Hashable, Sendable {
    /// The record that tells of it last; 0: none does.
    package var sequence: Int64
    package var why: String

    package init(sequence: Int64, why: String) { (self.sequence, self.why) = (sequence, why) }
  }

  private struct Key: Hashable {
    var high: UInt64
    var low: UInt64

    init(_ text: String) {
      let digest = Digest(of: Array(text.utf8)).bytes
      func word(_ start: Int) -> UInt64 {
        digest[start..<(start + 8)].reduce(0) { $0 << 8 | UInt64($1) }
      }
      (high, low) = (word(0), word(8))
    }
  }

  private struct Expected {
    var commitment: String
    var sequence: Int64
    var isSeen = false
  }

  /// What a record says of the freeze that it tells of.
  private struct Frozen {
    var since: String
    var reason: String
    var name: String
    var uid: Int64?
    /// The head that the record before it names, where that is of a restoration.
    var restored: String?
    var sequence: Int64
  }

  private let commitments: RowCommitments
  private var expected: [Key: Expected] = [:]
  /// The releases that records tell of, and whether each of their rows is committed to: from their
  /// submission on.
  private var releases: [Key: Bool] = [:]
  private var suspensions: [String: (since: String, reason: String, sequence: Int64)] = [:]
  /// When each release was erased, by its id.
  private var erasures: [String: (at: String, sequence: Int64)] = [:]
  private var freeze: Frozen?
  private var restored: (head: String, sequence: Int64)?
  /// Releases that were submitted before records told of rows.
  package private(set) var uncovered = 0
  /// Rows that are as they should be.
  package private(set) var rows = 0

  package init(rowKey: [UInt8]) { commitments = RowCommitments(rowKey: rowKey) }

  /// Takes the next record of a chain that holds.
  package mutating func take(_ record: Record) {
    guard let content = ScannedObject(record.bytes), let event = content.string("event"),
      let data = content.object("data")
    else { return }
    if event == "output.suspended", let output = data.string("output") {
      suspensions[output] = (
        content.json("at")?.text ?? "", data.json("reason")?.text ?? "", record.sequence
      )
    } else if event == "output.resumed", let output = data.string("output") {
      suspensions[output] = nil
    } else if event == "daemon.frozen" {
      let actor = content.object("actor")
      freeze = Frozen(
        since: content.json("at")?.text ?? "", reason: data.json("reason")?.text ?? "",
        name: actor?.json("name")?.text ?? "", uid: actor?.integer("uid"),
        restored: restored?.sequence == record.sequence - 1 ? restored?.head : nil,
        sequence: record.sequence)
    } else if event == "daemon.restored" {
      restored = data.string("head").map { ($0, record.sequence) }
    } else if event == "daemon.thawed" {
      freeze = nil
    }
    guard let release = content.string("release") else { return }
    if event == "release.erased" {
      erasures[release] = (content.json("at")?.text ?? "", record.sequence)
    }
    let rows = data.object("rows")
    if event == "release.submitted" { releases[Key(release)] = rows != nil }
    if case .array(let gone)? = data.json("gone") {
      for name in gone.compactMap(\.text) { expected[Key("\(release)/\(name)")] = nil }
    }
    guard let rows else { return }
    for name in rows.names {
      guard let commitment = rows.json(name)?.text else { continue }
      expected[Key("\(release)/\(name)")] = Expected(
        commitment: commitment, sequence: record.sequence)
    }
  }

  /// Compares a row of the ledger; nil: it is as it should be.
  package mutating func compare(_ row: LedgerRow) -> Difference? {
    let name = "\(row.name) of release \(row.release)"
    guard let isCovered = releases[Key(row.release.description)] else {
      return Difference(sequence: 0, why: "the ledger has \(name), and no record tells of that one")
    }
    let key = Key("\(row.release)/\(commitments.name(row))")
    guard var found = expected[key] else {
      if case .names(_, []) = row { return nil }
      if case .release = row, !isCovered { uncovered += 1 }
      return isCovered
        ? Difference(sequence: 0, why: "the ledger has \(name), and no record tells of it") : nil
    }
    guard found.commitment == commitments.text(row) else {
      return Difference(
        sequence: found.sequence, why: "\(name) is not as this record says: it was changed")
    }
    found.isSeen = true
    expected[key] = found
    rows += 1
    return nil
  }

  /// Compares what is suspended.
  package func compare(_ found: [Suspension]) -> Difference? {
    for suspension in found {
      let output = suspension.output.description
      guard let told = suspensions[output] else {
        return Difference(
          sequence: 0, why: "output \(output) is suspended, and no record tells of that")
      }
      guard told.since == suspension.since.rfc3339, told.reason == suspension.reason else {
        return Difference(
          sequence: told.sequence, why: "the suspension of output \(output) was changed")
      }
    }
    let names = Set(found.map(\.output.description))
    for (output, told) in suspensions.sorted(by: { $0.key < $1.key }) where !names.contains(output)
    {
      return Difference(
        sequence: told.sequence,
        why: "output \(output) was suspended by this record, and the ledger does not say so")
    }
    return nil
  }

  /// Compares what is erased, and when each was.
  package func compare(erasures found: [String: Instant]) -> Difference? {
    for (release, at) in found.sorted(by: { $0.key < $1.key })
    where erasures[release]?.at != at.rfc3339 {
      return Difference(
        sequence: erasures[release]?.sequence ?? 0,
        why: "the ledger says that release \(release) was erased, and the records say otherwise")
    }
    let lost = erasures.filter { found[$0.key] == nil }
      .min { $0.value.sequence < $1.value.sequence }
    return lost.map { release, told in
      Difference(
        sequence: told.sequence,
        why: "release \(release) was erased by this record, and the ledger does not say so")
    }
  }

  /// Compares the freeze.
  package func compare(_ found: Freeze?) -> Difference? {
    guard let told = freeze else {
      return found.map { _ in
        Difference(sequence: 0, why: "the ledger is frozen, and no record tells of that")
      }
    }
    guard let found else {
      return Difference(
        sequence: told.sequence,
        why: "everything was frozen by this record, and the ledger does not say so")
    }
    let isSame =
      told.since == found.since.rfc3339 && told.reason == found.reason
      && told.name == found.by.name && told.uid == found.by.uid.map { Int64($0) }
      && told.restored == found.restored?.text
    return isSame ? nil : Difference(sequence: told.sequence, why: "the freeze was changed")
  }

  /// After all rows: one that is not there.
  package var missing: Difference? {
    guard let first = expected.values.filter({ !$0.isSeen }).map(\.sequence).min() else {
      return nil
    }
    return Difference(sequence: first, why: "a row that this record tells of is not there any more")
  }
}
