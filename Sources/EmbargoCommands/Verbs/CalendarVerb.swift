import ArgumentParser
import EmbargoControl
import EmbargoCore
import EmbargoSystem

/// Writes the queue as a calendar.
struct CalendarVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "calendar",
    abstract: "Write the lifts of the queue as a calendar file (iCalendar).",
    discussion: """
      A calendar leaves this machine, so its events are called "Embargoed release" with the id, \
      and say nothing else. With --titles they have headline, slug, stamp and outputs: only where \
      all who can read the calendar may know of the releases. An event keeps its identity when its \
      lift moves. The file is replaced in one step (mode 0600); without --output the calendar is \
      printed.

        embargoctl calendar
        embargoctl calendar --output embargoes.ics
        embargoctl calendar --titles --limit 20 --output embargoes.ics
      """)

  @Option(
    help: ArgumentHelp("The file to write, by custom .ics.", valueName: "file"), completion: .file()
  )
  var output: String?

  @Flag(help: "Headlines and slugs in place of ids.")
  var titles = false

  @Option(
    help: ArgumentHelp(
      "At most so many releases, those that lift first; otherwise 1,000.", valueName: "number"))
  var limit = 1000

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    guard 1...100_000 ~= limit else {
      throw ValidationError("--limit wants a number from 1 to 100,000.")
    }
    guard !global.json || output != nil else {
      throw ValidationError("--json goes with --output: what is printed without it is no JSON.")
    }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let daemon = try Daemon(LocalPlaces(global, in: session))
    var listing = Listing(daemon: daemon, room: limit)
    var releases: [ReleaseSummary] = []
    let now = session.now()
    try listing.pages(ReleasePages.open, after: nil) { page, _ in releases += page }
    let calendar = QueueCalendar(
      releases: releases, titles: titles ? .shown : .masked, madeAt: now)
    guard let output else {
      try session.console.output(calendar.bytes)
      tellRest(listing, on: session.console)
      return .done
    }
    try Self.write(calendar.bytes, to: output)
    if global.json {
      let document: JSONText = .object([
        ("file", .string(output)), ("events", .value(.integer(Int64(releases.count)))),
      ])
      try session.console.json(document.bytes)
    } else {
      let events = releases.count == 1 ? "one event" : "\(releases.count) events"
      session.console.say("Wrote \(events) to \(output).")
    }
    tellRest(listing, on: session.console)
    return .done
  }

  private func tellRest(_ listing: Listing, on console: Console) {
    guard listing.cut != nil else { return }
    console.say("There may be more than these \(limit); say --limit NUMBER.", style: .warning)
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let cut = path.lastIndex(of: "/")
    let parent = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    do throws(SystemError) {
      let name = try FileName(cut.map { String(path[path.index(after: $0)...]) } ?? path)
      try Directory(path: parent).replaceFile(name, bytes, mode: .privateFile)
    } catch {
      throw Failure(.cannotCreate, "\(error)")
    }
  }
}
