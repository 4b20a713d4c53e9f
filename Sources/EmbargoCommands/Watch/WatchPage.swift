package import EmbargoControl
package import EmbargoTime

/// What `watch` knows: the last answers of the daemon.
package struct WatchState: Sendable {
  package var status: StatusReply
  /// Releases that have their lift before them, in its order; as many as a screen may need.
  package var releases: [ReleaseSummary]
  /// Why the daemon did not answer when it was asked last; nil: it did.
  package var failure: String?

  package init(status: StatusReply, releases: [ReleaseSummary], failure: String? = nil) {
    (self.status, self.releases, self.failure) = (status, releases, failure)
  }
}

/// A screen in rows and columns.
package struct WatchSize: Hashable, Sendable {
  package var rows: Int
  package var columns: Int

  package init(rows: Int, columns: Int) { (self.rows, self.columns) = (rows, columns) }
}

/// One screen of `watch`. A value in, lines out.
package struct WatchPage {
  private let state: WatchState
  private let now: Instant
  private let size: WatchSize

  /// - Parameter now: by the clock of this machine, which is the daemon's.
  package init(_ state: WatchState, now: Instant, size: WatchSize) {
    (self.state, self.now, self.size) = (state, now, size)
  }

  /// Exactly as many as there are rows, none wider than the columns.
  package var lines: [Text] {
    let room = size.rows - 2
    var lines = [heading] + problems(most: max(1, room / 3))
    if room >= 8 { lines += facts }
    var outputs: [Text] = []
    if room >= 12, !state.status.outputs.isEmpty {
      outputs = [""] + outputTable(most: max(1, room / 4))
    }
    let left = size.rows - 1 - lines.count - outputs.count - (room >= 8 ? 1 : 0)
    if room >= 8 { lines.append("") }
    lines += releaseTable(most: left)
    lines += outputs
    while lines.count < size.rows - 1 { lines.append("") }
    lines = Array(lines.prefix(max(0, size.rows - 1)))
    lines.append(Text("q quits", .faint))
    return lines.suffix(max(0, size.rows)).map { $0.cut(to: size.columns) }
  }

  private var heading: Text {
    let status = state.status
    let time = Text(BriefTimes.utc(now), .strong)
    let name = Text("embargod \(status.version)", .strong)
    let up = Text(", up \((now - status.startedAt).words)", .faint)
    for left in [name + up, name] where left.width + 2 + time.width <= size.columns {
      let blanks = size.columns - left.width - time.width
      return left + Text(String(repeating: " ", count: blanks)) + time
    }
    return time
  }

  // MARK: - Problems

  private func problems(most: Int) -> [Text] {
    var sentences = state.status.problems.map { "Problem: " + $0 }
    if let blocked = state.status.clock.blocked {
      sentences.insert("Nothing is lifted: \(blocked)", at: 0)
    }
    if let failure = state.failure {
      sentences = ["No answer since \(BriefTimes.utc(state.status.now)): \(failure)"] + sentences
    }
    guard !sentences.isEmpty else { return [Text("All is well.", .good)] }
    // The beginning of the first says more than that there are some.
    guard most > 1 else { return [Text(sentences[0], .bad)] }
    let lines = sentences.flatMap {
      Paragraph.lines(of: $0, width: max(20, size.columns), hanging: 2)
    }
    let shown = lines.count <= most ? lines : lines.prefix(most - 1) + ["More: embargoctl status"]
    return shown.map { Text($0, .bad) }
  }

  // MARK: - Facts

  private var facts: [Text] {
    let counts = ReleaseState.allCases.filter { state.status.queue[$0] > 0 }
      .map { "\(state.status.queue[$0]) \($0.rawValue)" }
    let clock = ClockPage(clock: state.status.clock).state
    return [
      Text("Queue  ", .faint) + Text(counts.isEmpty ? "empty" : counts.joined(separator: ", ")),
      Text("Clock  ", .faint)
        + Text(clock, state.status.clock.synchronised ? .plain : .warning),
    ]
  }

  // MARK: - Releases

  private func releaseTable(most: Int) -> [Text] {
    guard most > 0 else { return [] }
    guard !state.releases.isEmpty else { return [Text("Nothing is queued.", .faint)] }
    let all = ReleasePages.open.reduce(0) { $0 + state.status.queue[$1] }
    let fits = max(state.releases.count, all) <= most - 1
    let shown = state.releases.prefix(fits ? most - 1 : max(0, most - 2))
    var table = releaseTable(shown, isShort: false)
    if size.columns < 100, !table.fits(size.columns) {
      table = releaseTable(shown, isShort: true)
    }
    var lines = Array(table.lines(width: size.columns).prefix(most))
    let more = max(0, all - shown.count)
    if !fits, lines.count < most, more > 0 { lines.append(Text("\(more) more", .faint)) }
    return lines
  }

  private func releaseTable(_ releases: ArraySlice<ReleaseSummary>, isShort: Bool) -> Table {
    // On a wide terminal the state has a reason behind it, which is cut rather than the slug.
    var columns = [
      Table.Column("LIFTS IN"),
      Table.Column("SLUG", least: 16, yields: size.columns < 100),
      Table.Column("STATE", least: 6),
    ]
    if size.columns >= 60 { columns.append(Table.Column("AT", least: 20)) }
    if size.columns >= 100 { columns.append(Table.Column("OUTPUTS", least: 8)) }
    var table = Table(columns)
    for release in releases {
      table.add([
        countdown(release), Text(release.slug, .strong), stateWords(release),
        Text(BriefTimes.wall(release.civil, zone: release.zone, isShort: isShort)),
        Text(release.outputs.joined(separator: ", "), .faint),
      ])
    }
    return table
  }

  private func stateWords(_ release: ReleaseSummary) -> Text {
    let words = ReleasePages.state(release.state)
    guard size.columns >= 120, let held = release.held else { return words }
    return words + Text(": \(held.reason)", .faint).cut(to: 40)
  }

  private func countdown(_ release: ReleaseSummary) -> Text {
    let left = release.due - now
    let words = Self.countdown(left)
    switch release.state {
    case .lifting: return Text("now", .good)
    case .scheduled:
      if left <= .seconds(-1) { return Text(words, .bad) }
      return Text(words, left <= .minutes(1) ? .warning : .plain)
    default: return Text(words, .faint)
    }
  }

  /// `2 d 03:04:05`, `00:00:12`; rounded up, so that it is at zero when the instant has come.
  /// Behind that how long ago it was: `+00:00:05`.
  package static func countdown(_ span: Span) -> String {
    let (whole, part) = span.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let isPast = whole < 0
    let seconds = isPast ? -whole : whole + (part > 0 ? 1 : 0)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let clock = "\(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    let days = seconds / 86_400
    return (isPast ? "+" : "") + (days > 0 ? "\(days) d " : "") + clock
  }

  // MARK: - Outputs

  private func outputTable(most: Int) -> [Text] {
    let outputs = state.status.outputs
    let fits = outputs.count <= most
    var table = Table([
      Table.Column("OUTPUT", least: 8), Table.Column("KIND"), Table.Column("HEALTH"),
      Table.Column("WAITING"), Table.Column("FAILED"),
      Table.Column("LAST DELIVERY (UTC)", least: 8),
    ])
    // What is wrong must not be what is left out.
    let order = fits ? outputs : outputs.filter { !$0.healthy } + outputs.filter(\.healthy)
    for output in order.prefix(fits ? most : max(0, most - 1)) {
      table.add([
        Text(output.name, .strong), Text(output.kind), OutputsListVerb.health(of: output),
        Text("\(output.pending)"), Text("\(output.failed)", output.failed > 0 ? .bad : .plain),
        Text(output.lastSuccessAt.map(BriefTimes.stamp) ?? "none yet", .faint),
      ])
    }
    let lines = table.lines(width: size.columns)
    guard !fits else { return lines }
    return lines + [Text("\(outputs.count - most + 1) more: embargoctl outputs", .faint)]
  }
}
