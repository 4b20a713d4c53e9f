import EmbargoControl
import EmbargoTime

/// What all verbs that ask something of one release have in common.
struct ReleaseCommandVerb {
  let daemon: Daemon
  private let session: Session
  private let isJSON: Bool

  init(_ options: GlobalOptions, _ session: Session) throws(Failure) {
    daemon = try Daemon(LocalPlaces(options, in: session))
    (self.session, isJSON) = (session, options.json)
  }

  /// - Parameter andFollow: waits a moment for what the outputs say, and shows it.
  func run(
    _ route: ControlRoute, _ id: String, _ body: some Encodable, andFollow: Bool = false
  ) throws(Failure) -> Ending {
    let answer = try daemon.post(CommandReply.self, route, [id], body)
    if isJSON {
      try session.console.json(answer.bytes)
    } else {
      try ReleasePages(session).commanded(answer.value)
      if andFollow, route != .lift || answer.value.isGoingOut(at: session.now()) {
        try follow(answer.value.id)
      }
    }
    return .done
  }

  /// Where the deliveries stand when all have ended, or after three seconds.
  private func follow(_ id: String) throws(Failure) {
    var deliveries = try daemon.get(ReleaseDeliveries.self, .deliveriesOfRelease, [id]).value
    for _ in 0..<Self.looks where deliveries.deliveries.contains(where: Self.isOpen) {
      guard session.pause(Self.pause) else { break }
      deliveries = try daemon.get(ReleaseDeliveries.self, .deliveriesOfRelease, [id]).value
    }
    try ReleasePages(session).told(deliveries)
  }

  private static let (looks, pause) = (12, Span.milliseconds(250))

  private static func isOpen(_ delivery: DeliveryReply) -> Bool {
    ["waiting", "attempting"].contains(delivery.state)
  }
}

extension CommandReply {
  /// Something of it is on its way, so that there is something to see.
  fileprivate func isGoingOut(at now: Instant) -> Bool {
    [.lifting, .lifted, .killed].contains(state) || state == .scheduled && due <= now
  }
}
