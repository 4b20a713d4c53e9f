package import EmbargoTime

/// What a receipt says of one release, gathered from what the ledger holds.
package struct ReceiptFacts: Sendable {
  /// One revision that went out, or was to.
  package struct Revision: Sendable {
    package var number: Int
    package var deliveries: [Delivery]
    /// Nil: its text is not kept any more.
    package var content: RevisionContent?

    package init(number: Int, deliveries: [Delivery], content: RevisionContent?) {
      (self.number, self.deliveries, self.content) = (number, deliveries, content)
    }
  }

  package var release: Release
  /// In ascending order; those only that some output may have had.
  package var revisions: [Revision]
  /// Of every revision, in the order in which they began.
  package var attempts: [StoredAttempt]
  /// All of the release, in order.
  package var records: [Record]
  /// How the chain ended when the receipt was made.
  package var head: ChainHead
  package var chain: String
  /// The embargo in the words of its reading.
  package var words: String
  package var issuedAt: Instant
  /// The clock as the kernel described it then.
  package var clock: JSON
  package var program: String

  package init(
    release: Release, revisions: [Revision], attempts: [StoredAttempt], records: [Record],
    head: ChainHead, chain: String, words: String, issuedAt: Instant, clock: JSON, program: String
  ) {
    (self.release, self.revisions, self.attempts) = (release, revisions, attempts)
    (self.records, self.head, self.chain, self.words) = (records, head, chain, words)
    (self.issuedAt, self.clock, self.program) = (issuedAt, clock, program)
  }

  var members: JSON.Members {
    let told = records.compactMap { record in
      (try? JSON(parsing: record.bytes)).map { (record, $0) }
    }
    return [
      "approvals": approvals, "chain": .string(chain), "clock": clock, "embargo": embargo,
      "early_lift": earlyLift, "issued_at": .string(issuedAt.rfc3339),
      "lift": lift(told.map(\.1)), "outputs": .array(revisions.flatMap(outputs)),
      "program": .string(program),
      "records": [
        "head": .string(head.text),
        "own": .array(
          told.map { record, content in
            [
              "event": content["event"] ?? .null, "hash": .string(record.hash.description),
              "seq": .integer(record.sequence),
            ]
          }),
      ],
      "release": about(told.map(\.1)), "revisions": .array(revisions.map(Self.revision)),
    ]
  }

  private func about(_ records: [JSON]) -> JSON {
    var reason = JSON.null
    if case .killed = release.phase {
      reason = records.last { $0["event"] == "release.killed" }?["data"]?["reason"] ?? .null
    }
    return [
      "headline": .string(release.headline), "id": .string(release.id.description),
      "kill_reason": reason, "revision": .integer(Int64(release.revision)),
      "slug": .string(release.slug.description), "state": .string(release.stateName),
      "submitted_at": .string(release.submittedAt.rfc3339),
      "submitted_by": Self.person(release.submitter),
    ]
  }

  private var embargo: JSON { Self.embargo(release.embargo, words: words) }

  private static func embargo(_ embargo: Embargo, words: String?) -> JSON {
    var members: JSON.Members = [
      "civil": .string(embargo.civil.iso8601), "instant": .string(embargo.instant.rfc3339),
      "stamp": .string(embargo.stamp), "tzdb": .string(embargo.tzdb),
      "zone": .string(embargo.zone.name),
    ]
    if let words { members["words"] = .string(words) }
    return .object(members)
  }

  private var earlyLift: JSON {
    guard let early = release.earlyLift else { return .null }
    return [
      "asked_by": Self.person(early.by), "embargo": Self.embargo(early.from, words: nil),
      "reason": .string(early.reason),
    ]
  }

  private var approvals: JSON {
    [
      "given": .array(
        release.approvals.map { approval in
          [
            "at": .string(approval.at.rfc3339), "by": Self.person(approval.by),
            "revision": .integer(Int64(approval.revision)),
            "seal": .string(approval.seal.description),
          ]
        }), "required": .integer(Int64(release.approvalsRequired)),
    ]
  }

  /// By the record of the lift: when the lift thread began, with which clock, and when every output
  /// had had its first attempt.
  private func lift(_ records: [JSON]) -> JSON {
    let first = records.first { $0["data"]?["clock"] != nil && $0["data"]?["began"] != nil }
    let last = records.last { $0["event"] == "release.lifted" }
    return [
      "began": first?["data"]?["began"] ?? .null, "clock": first?["data"]?["clock"] ?? .null,
      "due": first?["data"]?["due"] ?? .string(release.due.rfc3339),
      "ended": last?["at"] ?? .null,
    ]
  }

  private static func revision(_ revision: Revision) -> JSON {
    guard let content = revision.content else {
      return ["files": .null, "digest": .null, "number": .integer(Int64(revision.number))]
    }
    func file(_ name: JSON, _ bytes: [UInt8]) -> JSON {
      [
        "name": name, "sha256": .string(Digest(of: bytes).description),
        "size": .integer(Int64(bytes.count)),
      ]
    }
    return [
      "digest": .string(content.digest.description),
      "files": .array(
        // The text has the name that the release has.
        [file(.null, content.bytes)]
          + content.attachments.map { file(.string($0.name), $0.bytes) }),
      "format": .string(content.format.rawValue), "number": .integer(Int64(revision.number)),
    ]
  }

  private func outputs(_ revision: Revision) -> [JSON] {
    revision.deliveries.sorted { $0.output < $1.output }.map { delivery in
      let own = attempts.filter {
        $0.revision == revision.number && $0.outcome.output == delivery.output
      }
      var members: JSON.Members = [
        "answer": .null, "attempts": .integer(Int64(delivery.attempts)),
        "digest": (delivery.intent?.digest.description).map { .string($0) } ?? .null,
        "first": .null, "in_doubt": .bool(delivery.isAmbiguous), "last": .null,
        "lateness_ns": .null,
        "names": .array((delivery.intent?.names ?? []).map { .string($0) }),
        "output": .string(delivery.output.description),
        "revision": .integer(Int64(revision.number)), "state": .string(delivery.state.name),
      ]
      if let first = own.first { members["first"] = .string(first.outcome.startedAt.rfc3339) }
      if let last = own.last { members["last"] = .string(last.outcome.finishedAt.rfc3339) }
      if case .delivered(let delivered) = delivery.state {
        members["answer"] = .string(delivered.receipt)
        members["last"] = .string(delivered.at.rfc3339)
        members["lateness_ns"] = .string(String(delivered.lateness.nanoseconds))
      } else if let error = delivery.lastError {
        members["answer"] = .string(error)
      }
      return .object(members)
    }
  }

  private static func person(_ actor: Actor) -> JSON {
    ["name": .string(actor.name), "uid": actor.uid.map { .integer(Int64($0)) } ?? .null]
  }
}
