package import EmbargoCore
package import EmbargoTime

/// What became of a message that an email output has published, as the hand-over to the mail server
/// reports it.
package struct Handover: Hashable, Sendable {
  package enum State: String, CaseIterable, Sendable {
    case handedOver = "handed-over"
    case deferred, refused, uncertain, resent, discarded, stopped
  }

  package var output: OutputName
  package var release: ReleaseID
  /// The name of its file in the spool.
  package var message: String
  package var state: State
  /// By the clock of who reports.
  package var at: Instant
  package var recipients: Int
  package var detail: String
  /// The user who decided so; nil: nobody did.
  package var by: String?

  package init(
    output: OutputName, release: ReleaseID, message: String, state: State, at: Instant,
    recipients: Int, detail: String, by: String?
  ) {
    (self.output, self.release, self.message, self.state) = (output, release, message, state)
    (self.at, self.recipients, self.detail, self.by) = (at, recipients, detail, by)
  }

  /// The word that stands in the record.
  package var event: String { "mail.\(state.rawValue)" }

  fileprivate var data: JSON.Members {
    var data: JSON.Members = [
      "detail": .string(detail), "message": .string(message),
      "output": .string(output.description), "recipients": .integer(Int64(recipients)),
      "reported_at": .string(at.rfc3339),
    ]
    if let by { data["by"] = .string(by) }
    return data
  }

  fileprivate var problem: String { "handover:\(output):\(message)" }

  /// Nil: nothing that people should read.
  fileprivate var notice: Notice? {
    let what = "message \(message) at output \(output)"
    let said = detail.isEmpty ? "" : ": \(detail)"
    let look = "see embargoctl mail \(output)"
    return switch state {
    case .handedOver, .resent, .discarded, .stopped: nil
    case .deferred:
      Notice(
        .warning, event, release: release,
        "\(what) was not taken by the mail server and is tried again\(said)")
    case .refused:
      Notice(
        .error, event, release: release,
        "\(what) was refused by the mail server\(said); \(look)")
    case .uncertain:
      Notice(
        .error, event, release: release,
        "\(what) may have been sent or not, and is not sent again by itself\(said); \(look)")
    }
  }
}

extension Engine {
  /// Puts on record what became of a message.
  ///
  /// A release whose lift is being recorded is `notRecordedYet`: the hand-over may be faster.
  package func record(
    _ handover: Handover, by actor: Actor, answer: StoredAnswer?
  ) throws(EngineError) {
    if let failure { throw .ledger(failure) }
    guard !isPaused else { throw .paused }
    let id = handover.release
    guard let release = try asking({ () throws(LedgerError) in try ports.ledger.release(id) }),
      release.delivery(to: handover.output) != nil
    else { throw .notFound(id.description) }
    guard !release.phase.isQueued else { throw .notRecordedYet(id) }
    var transaction = LedgerTransaction()
    if let answer { transaction.answers = [answer] }
    transaction.records = [
      RecordDraft(
        event: handover.event, release: id, actor: actor, at: ports.clock(), data: handover.data)
    ]
    do throws(LedgerError) {
      try commit(transaction)
    } catch {
      throw .ledger(error)
    }
    if let notice = handover.notice {
      report(notice, problem: handover.problem)
    } else {
      resolve(handover.problem)
    }
  }
}
