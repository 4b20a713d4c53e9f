package import EmbargoTime

/// How the deliveries of one revision give way to those of the next, after the lift.
extension Delivery {
  /// Whether the output has what this delivery publishes, or nobody can say that it has not.
  package var mayHaveArrived: Bool {
    switch state {
    case .delivered: true
    // Also one that this daemon has not attempted: an earlier one may have.
    case .waiting, .attempting, .retrying: attempts > 0 || isAmbiguous
    // The last attempt failed for good: nothing is there unless an earlier one is in doubt.
    case .failed, .cancelled: isAmbiguous
    }
  }

  /// What stands, or may stand, at the output: of this revision and of those before it.
  var standing: [Intent] {
    guard mayHaveArrived, let intent else { return earlier }
    if case .delivered = state { return [intent] }
    return Array(([intent] + earlier).prefix(Self.mostStanding))
  }

  /// Corrections that follow each other faster than an output takes them.
  private static let mostStanding = 16

  /// What may stand under the names of earlier revisions and makes way for this one: the newest,
  /// with those before it that it may not have taken the place of, or only at some names. A name
  /// comes once for each of the bytes that may stand there.
  package var supersedes: Intent? {
    guard var whole = earlier.first else { return nil }
    for intent in earlier.dropFirst() where intent.pieces.count == intent.names.count {
      whole.names += intent.names
      whole.pieces += intent.pieces
    }
    return whole
  }

  /// The delivery of the next revision to the same output.
  var corrected: Delivery { Delivery(output: output, earlier: standing) }

  /// The delivery of the notice that it must not be used: none where there is nothing of it.
  func killed(at now: Instant) -> Delivery {
    Delivery(
      output: output, state: standing.isEmpty ? .cancelled(at: now) : .waiting, earlier: standing)
  }

  /// As it stays behind when the next revision takes its place: what was not attempted never is.
  /// One whose attempt is under way keeps its state until that has ended.
  package func leftBehind(at now: Instant) -> Delivery {
    var left = self
    switch state {
    case .waiting, .retrying: left.state = .cancelled(at: now)
    case .attempting, .delivered, .failed, .cancelled: break
    }
    return left
  }

  /// After the attempt that was under way when the next revision took its place; whatever came of
  /// it, it is not made again.
  package func ended(late outcome: AttemptOutcome, lateness: Span) -> Delivery {
    var left = self
    left.end(outcome, lateness: lateness, next: nil)
    return left
  }
}

extension Release {
  /// The deliveries of this revision as they stay behind, where that is not as they were.
  package func deliveriesLeftBehind(at now: Instant) -> [Delivery] {
    deliveries.compactMap { delivery in
      let left = delivery.leftBehind(at: now)
      return left == delivery ? nil : left
    }
  }

  /// What an output is told by the delivery of the present revision: an output that has nothing of
  /// the release is not told of a correction, but gets the new text as the release itself.
  package func event(for delivery: Delivery) -> ReleaseEvent {
    if case .corrected = event, delivery.earlier.isEmpty { return .published }
    return event
  }
}
