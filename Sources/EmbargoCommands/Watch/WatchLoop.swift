import EmbargoControl
package import EmbargoTime

/// What ends the waiting of `watch`.
package enum WatchEvent: Hashable, Sendable { case time, resized, quit }

/// Asks, draws and waits, until somebody quits.
package struct WatchLoop {
  package var now: () -> Instant
  package var size: () -> WatchSize
  /// Asks the daemon; at most so many releases.
  package var ask: (Int) throws(Failure) -> WatchState
  /// - Parameter whole: what is on the screen does not count any more.
  package var draw: (_ lines: [Text], _ whole: Bool) throws(Failure) -> Void
  package var wait: (Span) -> WatchEvent

  package init(
    now: @escaping () -> Instant, size: @escaping () -> WatchSize,
    ask: @escaping (Int) throws(Failure) -> WatchState,
    draw: @escaping ([Text], Bool) throws(Failure) -> Void, wait: @escaping (Span) -> WatchEvent
  ) {
    (self.now, self.size, self.ask, self.draw, self.wait) = (now, size, ask, draw, wait)
  }

  /// How often the daemon is asked, and while a lift is near.
  ///
  /// A little less than the whole seconds at which it is drawn, which may come a moment early.
  package static let pause = Span.milliseconds(1900)
  package static let nearPause = Span.milliseconds(900)
  package static let near = Span.minutes(1)
  /// No screen has more rows.
  private static let mostReleases = 200

  /// - Parameter first: what the daemon said before the screen was entered.
  package func run(_ first: WatchState) throws(Failure) {
    var state = first
    var asked = now()
    var isWhole = true
    while true {
      try draw(WatchPage(state, now: now(), size: size()).lines, isWhole)
      let event = wait(Self.untilNext(state, now: now()))
      if event == .quit { return }
      isWhole = event == .resized
      let time = now()
      // A clock that was set back must not silence this.
      guard time - asked >= Self.patience(state, now: time) || time < asked else { continue }
      asked = time
      do throws(Failure) { state = try ask(rows) } catch { state.failure = error.message }
    }
  }

  /// Releases that the screen may have room for.
  package var rows: Int { min(Self.mostReleases, max(1, size().rows)) }

  /// Until the next whole second, or until what is due next is probably out.
  private static func untilNext(_ state: WatchState, now: Instant) -> Span {
    let second = Int64(1_000_000_000)
    let part = (now.nanoseconds % second + second) % second
    let tick = Span(nanoseconds: second - part)
    guard let due = state.releases.first(where: { $0.due > now })?.due else { return tick }
    return min(tick, due + .milliseconds(50) - now)
  }

  private static func patience(_ state: WatchState, now: Instant) -> Span {
    let isNear = state.releases.contains { release in
      release.state == .lifting
        || release.state == .scheduled && release.due - now <= near
    }
    return isNear ? nearPause : pause
  }
}
