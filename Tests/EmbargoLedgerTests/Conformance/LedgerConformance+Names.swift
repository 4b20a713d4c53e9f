import EmbargoCore
import EmbargoTime
import Testing

extension LedgerConformance {
  private var newsroom: OutputName { Sample.output("newsroom") }

  private func reserving(_ names: [Int: [String]]) -> LedgerTransaction {
    var transaction = LedgerTransaction()
    for (number, names) in names {
      transaction.reservations[Sample.id(number)] = names.map {
        Reservation(output: newsroom, name: $0)
      }
    }
    return transaction
  }

  func namesAreTakenGivenUpAndExchanged() throws {
    let ledger = try make()
    try ledger.commit(Sample.submission([Sample.release(1), Sample.release(2)]))
    try ledger.commit(reserving([1: ["a.txt", "a.html"], 2: ["b.txt"]]))
    #expect(try ledger.reservation(of: "a.txt", at: newsroom) == Sample.id(1))
    #expect(try ledger.reservation(of: "a.txt", at: Sample.output("wire")) == nil)
    try ledger.commit(reserving([1: ["b.txt"], 2: ["a.txt"]]))
    #expect(try ledger.reservation(of: "a.txt", at: newsroom) == Sample.id(2))
    #expect(try ledger.reservation(of: "b.txt", at: newsroom) == Sample.id(1))
    #expect(try ledger.reservation(of: "a.html", at: newsroom) == nil)
    try ledger.commit(reserving([1: []]))
    #expect(try ledger.reservation(of: "b.txt", at: newsroom) == nil)
  }

  func aNameThatAnotherReleaseHoldsIsTaken() throws {
    let ledger = try make()
    try ledger.commit(Sample.submission([Sample.release(1)]))
    try ledger.commit(reserving([1: ["a.txt"]]))
    let before = try ledger.head()
    var transaction = Sample.submission([Sample.release(2)])
    transaction.reservations = reserving([2: ["b.txt", "a.txt"]]).reservations
    expect(.taken) { try ledger.commit(transaction) }
    #expect(try ledger.release(Sample.id(2)) == nil)
    #expect(try ledger.reservation(of: "b.txt", at: newsroom) == nil)
    #expect(try ledger.head() == before)
  }

  func aSlugThatAnotherReleaseHasIsTaken() throws {
    let ledger = try make()
    let first = Sample.release(1)
    try ledger.commit(Sample.submission([first]))
    let before = try ledger.head()
    var second = Sample.release(2)
    second.slug = first.slug
    var transaction = Sample.submission([Sample.release(3), second])
    transaction.contents = [
      (Sample.id(3), 1, Sample.content(3)), (second.id, 1, Sample.content(2)),
    ]
    let error = expect(.taken) { try ledger.commit(transaction) }
    let text = error?.description ?? ""
    #expect(text.contains(second.id.description), "which release it was about: \(text)")
    #expect(!text.contains(first.slug.description), "slugs are sealed: \(text)")
    #expect(try ledger.release(Sample.id(3)) == nil, "all or nothing")
    #expect(try ledger.head() == before)
    #expect(try ledger.counts() == ["scheduled": 1])
    try ledger.commit(Sample.submission([Sample.release(3)]))
    #expect(try ledger.release(Sample.id(3)) != nil, "the ledger goes on")
  }

  func anAnswerIsRememberedUnderItsKey() throws {
    let ledger = try make()
    let answer = StoredAnswer(
      key: "key\u{0}1", request: Digest(of: [1]), status: 201, body: [0x7b, 0x7d])
    var transaction = LedgerTransaction()
    transaction.answers = [answer]
    try ledger.commit(transaction)
    #expect(try ledger.answer(to: "key\u{0}1") == answer)
    #expect(try ledger.answer(to: "key") == nil)
    expect(.taken) { try ledger.commit(transaction) }
  }

  func theFirstBodyOfADeliveryStays() throws {
    let ledger = try make()
    let release = Sample.release(1)
    var transaction = Sample.submission([release])
    let wire = Sample.output("wire")
    transaction.bodies = [
      StoredBody(
        release: release.id, revision: 1, output: wire, digest: Digest(of: [1]), bytes: [1, 2])
    ]
    try ledger.commit(transaction)
    transaction = LedgerTransaction()
    transaction.bodies = [
      StoredBody(
        release: release.id, revision: 1, output: wire, digest: Digest(of: [1]), bytes: [3]),
      StoredBody(
        release: release.id, revision: 1, output: newsroom, digest: Digest(of: []), bytes: []),
    ]
    try ledger.commit(transaction)
    #expect(try ledger.body(Digest(of: [1]), of: release.id, revision: 1, output: wire) == [1, 2])
    #expect(try ledger.body(Digest(of: []), of: release.id, revision: 1, output: newsroom) == [])
    #expect(try ledger.body(Digest(of: [1]), of: release.id, revision: 2, output: wire) == nil)
  }
}

/// The kinds of refusal.
enum Refusal { case full, taken, forbidden, broken }

/// Expects that `body` throws a `LedgerError` of one kind, and gives it back.
@discardableResult
func expect(
  _ wanted: Refusal, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> some Any
) -> LedgerError? {
  do {
    _ = try body()
    Issue.record("nothing was thrown, wanted \(wanted)", sourceLocation: sourceLocation)
  } catch let error as LedgerError {
    let kind: Refusal =
      switch error {
      case .full: .full
      case .taken: .taken
      case .forbidden: .forbidden
      case .broken: .broken
      }
    #expect(kind == wanted, "\(error)", sourceLocation: sourceLocation)
    return error
  } catch {
    Issue.record("\(error) was thrown, wanted \(wanted)", sourceLocation: sourceLocation)
  }
  return nil
}
