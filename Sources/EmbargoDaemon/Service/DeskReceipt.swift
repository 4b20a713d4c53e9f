package import EmbargoControl
import EmbargoCore
import EmbargoSystem
import EmbargoTime

extension Desk {
  package func receipt(
    _ id: String, _ caller: Caller
  ) async throws(Problem) -> ReceiptReply {
    let (signer, intake, now) = (signer, intake, clock())
    let program = "embargod \(facts.version)"
    return try await permitted(caller, .receipt) { access throws(Problem) in
      let facts = try await ask { engine in
        let release = try engine.find(id, for: access)
        try Self.checkIsOut(release)
        let ledger = engine.ports.ledger
        return ReceiptFacts(
          release: release, revisions: try Self.revisions(of: release, in: ledger),
          attempts: try ledger.attempts(of: release.id),
          records: try Self.records(of: release, in: ledger), head: try ledger.head(),
          chain: ChainID.text(instanceKey: ledger.instanceKey),
          words: Self.words(of: release.embargo, by: intake, at: now), issuedAt: now,
          clock: ClockSample.take().json, program: program)
      }
      guard let signer else {
        throw Problem(
          .wrongState,
          "this daemon has no key to sign with: make one with embargoctl key create, and name it "
            + "under [keys]")
      }
      return ReceiptReply(ReleaseReceipt(facts, signedBy: signer))
    }
  }

  /// The reading without how far away it is.
  private static func words(of embargo: Embargo, by intake: Intake, at now: Instant) -> String {
    let words = intake.readBack(embargo, now: now).words
    return words.split(separator: "; ").first.map(String.init) ?? words
  }

  private static func checkIsOut(_ release: Release) throws(Problem) {
    switch release.phase {
    case .lifting, .lifted, .killed: return
    case .scheduled, .held:
      throw Problem(
        .wrongState,
        "a receipt says what became of a release, and this one is still \(release.stateName): "
          + "ask again after its lift", release: release.id.description)
    case .withdrawn:
      throw Problem(
        .wrongState,
        "this release was withdrawn and never went out: what happened to it is in embargoctl audit "
          + "--release \(release.id)", release: release.id.description)
    }
  }

  /// Those that some output had, or may have had; what came before the lift is nobody's business.
  private static func revisions(
    of release: Release, in ledger: any Ledger
  ) throws(LedgerError) -> [ReceiptFacts.Revision] {
    var revisions: [ReceiptFacts.Revision] = []
    for number in 1...release.revision {
      let deliveries =
        number == release.revision
        ? release.deliveries : try ledger.deliveries(of: release.id, revision: number)
      guard number == release.revision || deliveries.contains(where: { $0.attempts > 0 }) else {
        continue
      }
      revisions.append(
        ReceiptFacts.Revision(
          number: number, deliveries: deliveries,
          content: release.isErased
            ? nil : try ledger.content(of: release.id, revision: number)))
    }
    return revisions
  }

  /// Most records of one release that a receipt names.
  private static let mostRecords = 20_000

  private static func records(
    of release: Release, in ledger: any Ledger
  ) throws -> [Record] {
    var records: [Record] = []
    while records.count <= mostRecords {
      let page = try ledger.records(
        after: records.last?.sequence ?? 0, count: 1000, release: release.id)
      records += page
      if page.count < 1000 { return records }
    }
    throw Problem(
      .refused, "it has more than \(mostRecords) records: export them with embargoctl audit export",
      release: release.id.description)
  }
}
