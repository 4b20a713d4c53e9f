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
      are done follow. More than --limit are shown with --all, or from where the list ended with \
      --after. With --json all of them are printed as one array.

        embargoctl list
        embargoctl list scheduled held
        embargoctl list --limit 20 lifted
        embargoctl list --all
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

  @Flag(help: "Show them all, a table for each 500.")
  var all = false

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    guard !all || limit == nil else {
      throw ValidationError("--all and --limit exclude each other.")
    }
    if let limit, limit < 1 { throw ValidationError("--limit wants a number from 1 up.") }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let daemon = try Daemon(LocalPlaces(global, in: session))
    let isWhole = all || global.json
    var listing = Listing(daemon: daemon, room: limit ?? (isWhole ? .max : 100))
    guard !global.json else {
      try json(&listing, on: session.console)
      return .done
    }
    try tables(&listing, in: session)
    return .done
  }

  /// With `--all` page by page; else one table, which is short.
  private func tables(_ listing: inout Listing, in session: Session) throws(Failure) {
    let (console, pages) = (session.console, ReleasePages(session))
    var releases: [ReleaseSummary] = []
    var (isEmpty, isHead) = (true, true)
    for states in groups {
      try listing.pages(states, after: after) { page, frozen throws(Failure) in
        if isHead, let frozen { try console.paragraph("It is \(frozen.sentence)", style: .bad) }
        isHead = false
        isEmpty = isEmpty && page.isEmpty
        releases += page
        guard all, !releases.isEmpty else { return }
        try console.table(pages.table(releases))
        releases = []
      }
    }
    guard !isEmpty else {
      let states = states.map(\.rawValue).joined(separator: " or ")
      return console.say(states.isEmpty ? "Nothing is queued." : "Nothing is \(states).")
    }
    if !releases.isEmpty { try console.table(pages.table(releases)) }
    guard let cut = listing.cut else { return }
    let words = cut.states.map(\.rawValue) + (cut.cursor.map { ["--after", $0] } ?? [])
    console.say(
      "There may be more: embargoctl list \(words.joined(separator: " ")), or all: --all",
      hanging: 2)
  }

  /// The states of each request, one after the other.
  private var groups: [[ReleaseState]] {
    if !states.isEmpty { return [states] }
    return after == nil ? [ReleasePages.open, ReleasePages.finished] : [ReleaseState.allCases]
  }

  private func json(_ listing: inout Listing, on console: Console) throws(Failure) {
    var separator = "["
    for states in groups {
      try listing.pages(states, after: after) { page, _ throws(Failure) in
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
}

extension ReleaseState: ExpressibleByArgument {}

/// Asks for page after page until there is enough.
struct Listing {
  static let pageSize = 500

  let daemon: Daemon
  /// How many are still wanted.
  var room: Int
  /// Where the list was cut off: the states and the cursor to go on with; nil: it was not.
  var cut: (states: [ReleaseState], cursor: String?)?

  init(daemon: Daemon, room: Int) { (self.daemon, self.room) = (daemon, room) }

  mutating func pages(
    _ states: [ReleaseState], after cursor: String?,
    take: ([ReleaseSummary], FreezeState?) throws(Failure) -> Void
  ) throws(Failure) {
    guard cut == nil else { return }
    var query = QueueQuery(
      states: states.count == ReleaseState.allCases.count ? [] : Set(states))
    query.cursor = cursor
    while room > 0 {
      query.limit = min(room, Self.pageSize)
      let page = try daemon.get(ReleasePage.self, .list, query: query.pairs).value
      try take(Array(page.releases.prefix(room)), page.frozen)
      room -= min(room, page.releases.count)
      // A cursor that does not move would be asked for again and again.
      guard let next = page.next, !page.releases.isEmpty, next != query.cursor else { return }
      query.cursor = next
    }
    cut = (states, query.cursor)
  }
}
