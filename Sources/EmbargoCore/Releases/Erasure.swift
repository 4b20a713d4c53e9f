package import EmbargoTime

/// The words of a release are gone for good: its text, headline, slug, attachments, names at
/// outputs and what was rendered for them, of all its revisions. That it was, when, and what came
/// of it stays.
package struct Erasure: Hashable, Sendable {
  /// What stands in the place of a headline.
  package static let headline = "(erased)"
  /// What stands in the place of a text.
  package static let content = RevisionContent(bytes: [])
  /// What stands in the place of what opened the commitment to a text.
  package static let nonce = [UInt8](repeating: 0, count: 32)

  /// What stands in the place of a slug; no other release can have it.
  package static func slug(of id: ReleaseID) -> Slug {
    // An id is 36 of `a-f`, `0-9` and `-`: always a slug behind a letter.
    Slug("erased-\(id)") ?? Slug(headline: "erased \(id)")
  }

  package let release: ReleaseID
  package let at: Instant
  /// All that is kept of it, as it is afterwards.
  package let rows: [LedgerRow]
  /// What is not there any more.
  package let gone: [LedgerRow]

  /// - Parameter rows: all that is kept of one release.
  package init(of release: ReleaseID, rows: [LedgerRow], at: Instant) {
    (self.release, self.at) = (release, at)
    (self.rows, gone) = (rows.compactMap(\.erased), rows.filter { $0.erased == nil })
  }
}

extension Release {
  /// Its words are gone.
  package var isErased: Bool {
    // Asked at every step of every release: most slugs begin otherwise.
    slug.description.hasPrefix("erased-") && slug == Erasure.slug(of: id)
  }

  /// The same without its words.
  package var erased: Release {
    var erased = self
    (erased.slug, erased.headline) = (Erasure.slug(of: id), Erasure.headline)
    (erased.digest, erased.nonce) = (Erasure.content.digest, Erasure.nonce)
    erased.deliveries = deliveries.map(\.erased)
    return erased
  }
}

extension Release {
  /// Throws unless nothing of it waits, goes out or is asked for, so that its words can go.
  package func checkIsOver() throws(CommandRefusal) {
    if isErased { throw .erased }
    switch phase {
    case .withdrawn: break
    case .lifted, .killed:
      for delivery in deliveries {
        switch delivery.state {
        case .delivered, .failed, .cancelled: continue
        case .waiting, .attempting, .retrying:
          throw .wrongDeliveryState(
            delivery.output, wanted: "delivered or given up", state: delivery.state.name)
        }
      }
    case .scheduled, .held, .lifting:
      throw .wrongPhase(wanted: "lifted, killed or withdrawn", phase: phase.name)
    }
    guard proposal == nil else {
      throw .wrongPhase(wanted: "without a correction that waits", phase: "waiting for one")
    }
  }
}

extension Delivery {
  /// The same without the names and digests that it had, and without where it lies.
  package var erased: Delivery {
    var state = state
    if case .delivered(var delivered) = state {
      delivered.receipt = ""
      state = .delivered(delivered)
    }
    return Delivery(
      output: output, state: state, attempts: attempts, firstAttemptAt: firstAttemptAt,
      isAmbiguous: isAmbiguous)
  }
}

extension LedgerRow {
  /// The row without words; nil: nothing of it stays.
  fileprivate var erased: LedgerRow? {
    switch self {
    case .release(let release): return .release(release.erased)
    case .revision(var state):
      (state.headline, state.nonce) = (Erasure.headline, Erasure.nonce)
      state.digest = Erasure.content.digest
      return .revision(state)
    case .delivery(let id, let revision, let delivery):
      return .delivery(id, revision: revision, delivery.erased)
    case .attempt(var attempt):
      switch attempt.outcome.result {
      case .delivered(_, let recovered):
        attempt.outcome.result = .delivered(receipt: "", recovered: recovered)
      case .failed(_, let ambiguous, let retryAfter):
        attempt.outcome.result = .failed(error: "", ambiguous: ambiguous, retryAfter: retryAfter)
      case .refused: attempt.outcome.result = .refused(error: "")
      }
      return .attempt(attempt)
    case .names(let id, _): return .names(id, [])
    case .body: return nil
    }
  }
}
