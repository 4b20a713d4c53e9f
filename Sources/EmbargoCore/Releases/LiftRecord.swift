package import EmbargoTime

extension Release {
  /// The audit record of what the lift thread did for this release at its instant, and handed over:
  /// one record for all of it, because ten thousand may be due in one second.
  ///
  /// It is `release.lifted` when nothing is left of the lift, and opens the commitment; otherwise
  /// `release.lift-began`, and what follows has records of its own. `deliveries` says what each
  /// output came to: the state that its own record would name (`delivered`, `retrying`, `failed`),
  /// or `attempting` while an endpoint has yet to answer.
  ///
  /// - Parameter events: beginning with `liftBegan`, all applied to this value.
  package func draft(
    ofLift events: [Event], clock: JSON, began: Instant, ended: Instant
  ) -> RecordDraft {
    var data: JSON.Members = [
      "began": .string(began.rfc3339), "clock": clock, "due": .string(due.rfc3339),
    ]
    var deliveries: [JSON] = []
    var name = Event.liftBegan.name
    for event in events {
      switch event {
      case .attemptBegan, .attemptEnded:
        deliveries.append(.object(event.data(of: self).merging(["state": event.state])))
      case .lifted:
        name = event.name
        data.merge(event.data(of: self))
      default: break
      }
    }
    data["deliveries"] = .array(deliveries)
    return RecordDraft(event: name, release: id, actor: .daemon, at: ended, data: data)
  }
}

extension Event {
  /// The last word of the event's name; that of an attempt that goes on is `attempting`.
  fileprivate var state: JSON {
    if case .attemptBegan = self { return "attempting" }
    return .string(String(name.split(separator: ".").last ?? ""))
  }
}
