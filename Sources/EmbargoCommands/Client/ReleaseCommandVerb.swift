import EmbargoControl

/// What all verbs that ask something of one release have in common.
struct ReleaseCommandVerb {
  let daemon: Daemon
  private let session: Session
  private let isJSON: Bool

  init(_ options: GlobalOptions, _ session: Session) throws(Failure) {
    daemon = try Daemon(LocalPlaces(options, in: session))
    (self.session, isJSON) = (session, options.json)
  }

  func run(
    _ route: ControlRoute, _ id: String, _ body: some Encodable
  ) throws(Failure) -> Ending {
    let answer = try daemon.post(CommandReply.self, route, [id], body)
    if isJSON {
      try session.console.json(answer.bytes)
    } else {
      try ReleasePages(session).commanded(answer.value)
    }
    return .done
  }
}
