package import EmbargoTime

/// How the daemon fares.
package struct StatusReply: Codable, Hashable, Sendable {
  package var version: String
  package var pid: Int32
  package var startedAt: Instant
  /// The daemon's wall clock when it answered.
  package var now: Instant
  package var stateDirectory: String
  package var queue: QueueCounts
  /// The nearest lift; null when nothing waits for one.
  @OrNull package var nextLift: NextLift?
  package var clock: ClockReply
  package var zoneData: ZoneDataReply
  package var outputs: [OutputReply]
  package var ledger: LedgerReply
  package var audit: AuditReply
  package var inbox: InboxReply
  /// Since when nothing lifts; null: lifts happen.
  @OrNull package var frozen: FreezeState?
  /// What is wrong or will be, most pressing first; each one sentence with what to do.
  package var problems: [String]

  private enum CodingKeys: String, CodingKey {
    case version, pid, now, queue, clock, outputs, ledger, audit, inbox, frozen, problems
    case startedAt = "started_at"
    case stateDirectory = "state_directory"
    case nextLift = "next_lift"
    case zoneData = "zone_data"
  }

  package init(
    version: String, pid: Int32, startedAt: Instant, now: Instant, stateDirectory: String,
    queue: QueueCounts, nextLift: NextLift?, clock: ClockReply, zoneData: ZoneDataReply,
    outputs: [OutputReply], ledger: LedgerReply, audit: AuditReply, inbox: InboxReply,
    problems: [String], frozen: FreezeState? = nil
  ) {
    (self.version, self.pid, self.startedAt, self.now) = (version, pid, startedAt, now)
    (self.stateDirectory, self.queue, self.nextLift) = (stateDirectory, queue, nextLift)
    (self.clock, self.zoneData, self.outputs) = (clock, zoneData, outputs)
    (self.ledger, self.audit, self.inbox) = (ledger, audit, inbox)
    (self.problems, self.frozen) = (problems, frozen)
  }
}

/// How many releases are in each state; every state is named.
package struct QueueCounts: Codable, Hashable, Sendable {
  private var counts: [ReleaseState: Int]

  /// - Parameter counts: by the name of the phase, as the ledger counts them.
  package init(_ counts: [String: Int]) {
    self.counts = [:]
    for state in ReleaseState.allCases { self.counts[state] = counts[state.rawValue] ?? 0 }
  }

  package subscript(state: ReleaseState) -> Int { counts[state] ?? 0 }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: MemberName.self)
    counts = [:]
    for state in ReleaseState.allCases {
      counts[state] = try container.decodeIfPresent(Int.self, forKey: MemberName(state.rawValue))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MemberName.self)
    for state in ReleaseState.allCases {
      try container.encode(self[state], forKey: MemberName(state.rawValue))
    }
  }
}

/// The nearest lift.
package struct NextLift: Codable, Hashable, Sendable {
  package var id: String
  package var slug: String
  package var due: Instant
  /// For people: the instant in the words of its reading.
  package var words: String

  package init(id: String, slug: String, due: Instant, words: String) {
    (self.id, self.slug, self.due, self.words) = (id, slug, due, words)
  }
}

/// The zone rules in use.
package struct ZoneDataReply: Codable, Hashable, Sendable {
  package var version: String
  package var directory: String

  package init(version: String, directory: String) {
    (self.version, self.directory) = (version, directory)
  }
}

/// The ledger in use.
package struct LedgerReply: Codable, Hashable, Sendable {
  package var path: String
  /// `sequence:hash` of the last record: what can be noted down for `audit verify --head`.
  package var head: String
  /// The epoch of the master key that seals what comes in.
  package var masterKey: Int
  /// The epoch of the oldest that something in the ledger still needs.
  package var oldestMasterKey: Int

  private enum CodingKeys: String, CodingKey {
    case path, head
    case masterKey = "master_key"
    case oldestMasterKey = "oldest_master_key"
  }

  package init(path: String, head: String, masterKey: Int, oldestMasterKey: Int) {
    (self.path, self.head) = (path, head)
    (self.masterKey, self.oldestMasterKey) = (masterKey, oldestMasterKey)
  }
}

/// The inbox folders.
package struct InboxReply: Codable, Hashable, Sendable {
  package var folders: [String]
  /// Files that were neither taken nor refused, at most 100.
  package var leftAlone: [LeftAlone]

  private enum CodingKeys: String, CodingKey {
    case folders
    case leftAlone = "left_alone"
  }

  package init(folders: [String], leftAlone: [LeftAlone]) {
    (self.folders, self.leftAlone) = (folders, leftAlone)
  }
}

/// A file in an inbox that is not taken.
package struct LeftAlone: Codable, Hashable, Sendable {
  package var path: String
  package var reason: String

  package init(path: String, reason: String) { (self.path, self.reason) = (path, reason) }
}
