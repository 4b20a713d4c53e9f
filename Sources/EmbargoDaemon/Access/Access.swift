package import EmbargoControl
package import EmbargoCore

/// With which releases one caller may do one thing.
package struct Access: Hashable, Sendable {
  package var action: Action
  package var reach: Reach
  package var user: UInt32
  package var name: String

  package init(action: Action, reach: Reach, user: UInt32, name: String) {
    (self.action, self.reach, self.user, self.name) = (action, reach, user, name)
  }

  package func covers(_ release: Release) -> Bool {
    if release.isOut, reach.contains(.out) { return true }
    return reach.contains(release.submitter.uid == user ? .own : .others)
  }

  /// The answer to whoever names a release that is not covered, and to whoever names one that is
  /// not there: word for word the same, so that it tells nobody which it is.
  package var refusal: Problem {
    let missing =
      switch (reach.contains(.own), reach.contains(.out)) {
      case (true, false): "no release of this name is yours"
      case (true, true): "no release of this name is yours or out"
      case (false, true): "no release of this name is out"
      case (false, false): "no release of this name is somebody else's"
      }
    let roles = action.rule.rolesForOthers.words
    return Problem(
      .notPermitted,
      reach.contains(.others)
        ? "\(missing); one's own needs somebody else with the role \(roles)"
        : "\(missing); for one of somebody else that waits \(name) needs the role \(roles)")
  }
}

extension Phase {
  /// The names of those that a release is in once its lift has begun (`Release.isOut`).
  fileprivate static let out: Set<String> = ["lifting", "lifted", "killed"]
}

extension Engine {
  /// The release that a person means, of those that they may do this with.
  ///
  /// Whoever may do it with all releases is told which are not there; whoever may not is not.
  package func find(_ key: String, for access: Access) throws -> Release {
    if access.reach == .all { return try find(key) }
    let ids: [ReleaseID]
    switch try ports.ledger.find(key) {
    case .none: ids = []
    case .one(let id): ids = [id]
    case .several(let several): ids = several
    }
    var covered: [Release] = []
    for id in ids {
      if let release = try ports.ledger.release(id), access.covers(release) {
        covered.append(release)
      }
    }
    guard let first = covered.first else { throw access.refusal }
    // Of many with the same beginning only some were named.
    guard covered.count == 1, ids.count < Self.mostNamed else {
      throw EngineError.severalMatch(key, covered.map(\.id))
    }
    return first
  }

  /// Those that somebody may do this with, in order of due instant, ties by id.
  package func list(
    _ phases: Set<String>, for access: Access, after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> [Release] {
    let ledger = ports.ledger
    if access.reach == .all {
      return try ledger.list(phases: phases, submitter: nil, after: cursor, count: count)
    }
    var found: [Release] = []
    if access.reach.contains(.own) {
      let user = access.user
      found += try ledger.list(phases: phases, submitter: user, after: cursor, count: count)
    }
    let out = phases.intersection(Phase.out)
    if access.reach.contains(.out), !out.isEmpty {
      found += try ledger.list(phases: out, submitter: nil, after: cursor, count: count)
    }
    let sorted = found.sorted { ($0.due, $0.id) < ($1.due, $1.id) }
    var page: [Release] = []
    for release in sorted where page.last?.id != release.id && page.count < count {
      page.append(release)
    }
    return page
  }

  /// How many releases `Ledger.find` names at most.
  private static let mostNamed = 10
}
