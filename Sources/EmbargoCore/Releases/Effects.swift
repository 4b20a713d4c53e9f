package import EmbargoTime

/// What the stored state of a release asks the daemon to do.
package enum Effect: Hashable, Sendable {
  /// Prepare what will be published and record it; nothing becomes visible.
  case arm
  /// Publish to these outputs, all of which have their turn.
  case publish([OutputName])
}

extension Release {
  /// What is to be done at `now`, computed from stored state alone: an attempt without an outcome
  /// is to be made again.
  ///
  /// - Parameter ahead: how long before it is due a release is armed.
  package func effects(at now: Instant, armingAhead ahead: Span) -> [Effect] {
    switch phase {
    // Nothing but an approval can move it.
    case .scheduled where awaitsApproval && goesOutAtOnce: return []
    case .scheduled:
      if now >= due { return [.publish(outputs)] }
      return now >= due - ahead ? [.arm] : []
    case .lifting, .lifted, .killed:
      // The clock may have been set back since the lift began.
      guard now >= due else { return [] }
      let turn = deliveries.filter { $0.isDue(at: now) }.map(\.output)
      return turn.isEmpty ? [] : [.publish(turn)]
    case .held, .withdrawn:
      return []
    }
  }

  /// When this release needs the daemon next: its lift, or the nearest attempt; nil: never by
  /// itself. The ledger keeps it as an index.
  package var wake: Instant? {
    switch phase {
    case .scheduled: awaitsApproval && goesOutAtOnce ? nil : due
    case .lifting, .lifted, .killed: deliveries.compactMap { $0.wake(due: due) }.min()
    case .held, .withdrawn: nil
    }
  }
}

extension Delivery {
  fileprivate func isDue(at now: Instant) -> Bool {
    switch state {
    case .waiting, .attempting: true
    case .retrying(let next): now >= next
    case .delivered, .failed, .cancelled: false
    }
  }

  fileprivate func wake(due: Instant) -> Instant? {
    switch state {
    case .waiting: due
    case .attempting(let since): since
    case .postponed: nil
    case .retrying(let next): next
    case .delivered, .failed, .cancelled: nil
    }
  }
}
