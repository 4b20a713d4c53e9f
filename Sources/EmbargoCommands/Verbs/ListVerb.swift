import ArgumentParser
import EmbargoControl
import EmbargoTime

/// Shows the queue.
struct ListVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show the queue.",
    discussion: """
      Releases that have something before them come first, by the time of their lift; those that \
      are done follow. With --json all of them are printed as one array.

        embargoctl list
        embargoctl list scheduled held
        embargoctl list --limit 20 lifted
        embargoctl list --json
      """)

  @Argument(
    help: ArgumentHelp(
      "Only these states: awaiting-approval, scheduled, held, lifting, lifted, withdrawn, killed.",
      valueName: "state"))
  var states: [ReleaseState] = []

  @Option(
    help: ArgumentHelp(
      "At most so many; otherwise 100, and with --json all.", valueName: "number"))
  var limit: Int?

  @Option(
    help: ArgumentHelp("Go on behind a page that was shown before.", valueName: "cursor"))
  var after: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit wants a number from 1 up.") }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let daemon = try Daemon(LocalPlaces(global, in: session))
    var listing = Listing(daemon: daemon, room: limit ?? (global.json ? .max : 100))
    guard !global.json else {
      try json(&listing, on: session.console)
      return .done
    }
    var releases: [ReleaseSummary] = []
    for states in groups {
      try listing.pages(states, after: after) { page throws(Failure) in releases += page }
    }
    try show(releases, next: listing.next, in: session)
    return .done
  }

  /// The states of each request, one after the other.
  private var groups: [[ReleaseState]] {
    if !states.isEmpty { return [states] }
    return after == nil ? [ReleasePages.open, ReleasePages.finished] : [ReleaseState.allCases]
  }

  private func json(_ listing: inout Listing, on console: Console) throws(Failure) {
    var separator = "["
    for states in groups {
      try listing.pages(states, after: after) { page throws(Failure) in
        for release in page {
          try console.output(Array(separator.utf8) + (try Self.document(release)))
          separator = ",\n"
        }
      }
    }
    try console.output(Array((separator == "[" ? "[]\n" : "]\n").utf8))
  }

  private static func document(_ release: ReleaseSummary) throws(Failure) -> [UInt8] {
    do throws(ControlJSONError) {
      return JSONText.printable(try ControlJSON.encode(release))
    } catch {
      throw Failure(.internalFault, "release \(release.id) \(error)")
    }
  }

  private func show(
    _ releases: [ReleaseSummary], next: String?, in session: Session
  ) throws(Failure) {
    guard !releases.isEmpty else {
      let states = states.map(\.rawValue).joined(separator: " or ")
      session.console.say(states.isEmpty ? "Nothing is queued." : "Nothing is \(states).")
      return
    }
    try session.console.table(ReleasePages(session).table(releases))
    guard let next else { return }
    session.console.say(
      states.isEmpty
        ? "There may be more: say --limit, or which states you want (embargoctl list lifted)."
        : "There are more: embargoctl list \(states.map(\.rawValue).joined(separator: " ")) "
          + "--after \(next)")
  }
}

extension ReleaseState: ExpressibleByArgument {}

/// Asks for page after page until there is enough.
private struct Listing {
  static let pageSize = 500

  let daemon: Daemon
  /// How many are still wanted.
  var room: Int
  /// The cursor behind the last page that was taken; nil when there is nothing behind it.
  var next: String?

  init(daemon: Daemon, room: Int) { (self.daemon, self.room) = (daemon, room) }

  mutating func pages(
    _ states: [ReleaseState], after cursor: String?,
    take: ([ReleaseSummary]) throws(Failure) -> Void
  ) throws(Failure) {
    var query = QueueQuery(
      states: states.count == ReleaseState.allCases.count ? [] : Set(states))
    query.cursor = cursor
    while room > 0 {
      query.limit = min(room, Self.pageSize)
      let page = try daemon.get(ReleasePage.self, .list, query: query.pairs).value
      try take(Array(page.releases.prefix(room)))
      room -= min(room, page.releases.count)
      // A cursor that does not move would be asked for again and again.
      next = page.releases.isEmpty || page.next == query.cursor ? nil : page.next
      guard let next else { return }
      query.cursor = next
    }
    next = next ?? ""
  }
}
