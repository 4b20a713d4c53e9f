import ArgumentParser
import EmbargoControl
import EmbargoTime

/// Shows the queue live.
struct WatchVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Watch the next lifts, the clock, the outputs and what is wrong, on a terminal.",
    discussion: """
      Redraws each second; the daemon is asked every two seconds, and every second while a lift is \
      less than a minute away. q or Ctrl-C ends it. Without a terminal it ends with 64: for files \
      and programs there are embargoctl status and embargoctl list.

        embargoctl watch
      """)

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    guard !global.json else {
      throw ValidationError("watch is for people; for programs: embargoctl status --json")
    }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let screen = try Screen(session, for: "watch", instead: "embargoctl status, embargoctl list")
    let daemon = try Daemon(LocalPlaces(global, in: session), silence: .seconds(2))
    let loop = WatchLoop(
      now: session.now, size: { screen.size },
      ask: { count throws(Failure) in try Self.ask(daemon, count) },
      draw: { lines, isWhole throws(Failure) in
        if isWhole { try screen.forget() }
        try screen.draw(lines)
      }, wait: { screen.wait($0) })
    // Before the screen is entered: whoever cannot see anything is told so where it stays.
    let first = try loop.ask(loop.rows)
    try screen.enter()
    defer { screen.leave() }
    try loop.run(first)
    return .done
  }

  private static func ask(_ daemon: Daemon, _ count: Int) throws(Failure) -> WatchState {
    let status = try daemon.get(StatusReply.self, .status).value
    let query = QueueQuery(states: Set(ReleasePages.open), limit: count)
    let page = try daemon.get(ReleasePage.self, .list, query: query.pairs).value
    return WatchState(status: status, releases: page.releases)
  }
}
