package import EmbargoCore

/// Releases that wait for outputs which the configuration does not name any more.
extension Engine {
  /// What a pass over the queue has found so far, and what the last whole one has told of.
  struct Orphans {
    var found: [OutputName: Int] = [:]
    var told: Set<OutputName> = []
  }

  /// The last pass found some.
  package var hasOrphans: Bool { !orphans.told.isEmpty }

  /// Looks at a piece of the queue, nearest lift first; behind the last one what was found is
  /// announced, and what is over is taken back.
  ///
  /// - Returns: where the next piece begins; nil: this was the last one.
  package func reviewOutputs(
    after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> LedgerCursor? {
    guard failure == nil else { return nil }
    if cursor == nil { orphans.found = [:] }
    let page = try ports.ledger.destinations(after: cursor, count: count)
    for (output, releases) in page.releases where outputs[output] == nil {
      orphans.found[output, default: 0] += releases
    }
    if page.next == nil { tellOrphans() }
    return page.next
  }

  private func tellOrphans() {
    for (output, count) in orphans.found.sorted(by: { $0.key < $1.key }) {
      let releases = count == 1 ? "1 release waits" : "\(count) releases wait"
      report(
        Notice(
          .error, "output.missing",
          "\(releases) for output \(output), which is not configured any more: configure it again, "
            + "or give them other outputs (embargoctl set ID --output NAME)"),
        problem: "missing:\(output)")
    }
    let found = Set(orphans.found.keys)
    for output in orphans.told.subtracting(found).sorted() { resolve("missing:\(output)") }
    orphans.told = found
  }
}
