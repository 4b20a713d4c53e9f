import ArgumentParser
import EmbargoControl
import EmbargoTime

/// Shows where deliveries stand.
struct DeliveriesVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "deliveries",
    abstract: "Show where deliveries stand.",
    discussion: """
        embargoctl deliveries
        embargoctl deliveries --json
        embargoctl deliveries central-asia-letter
      """)

  @Argument(
    help: ArgumentHelp("One release, with all attempts: id or slug.", valueName: "id"),
    completion: .releases())
  var id: String?

  @Option(help: ArgumentHelp("At most so many releases; otherwise 100.", valueName: "number"))
  var limit = 100

  @Option(
    help: ArgumentHelp("Go on behind a page that was shown before.", valueName: "cursor"))
  var after: String?

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func validate() throws {
    guard QueueQuery.limits ~= limit else {
      throw ValidationError("--limit wants a number from 1 to 1000.")
    }
  }

  func run(in session: Session) throws(Failure) -> Ending {
    let daemon = try Daemon(LocalPlaces(global, in: session))
    if let id { return try one(id, daemon, session) }
    let answer = try daemon.get(
      DeliveryPage.self, .deliveries, query: QueueQuery(limit: limit, cursor: after).pairs)
    guard !global.json else {
      try session.console.json(answer.bytes)
      return .done
    }
    let page = answer.value
    if page.releases.isEmpty { session.console.say("There are no deliveries.") }
    if !page.releases.isEmpty { try session.console.table(Self.table(page.releases)) }
    if let next = page.next {
      session.console.say("There are more: embargoctl deliveries --after \(next)")
    }
    return .done
  }

  private func one(
    _ id: String, _ daemon: Daemon, _ session: Session
  ) throws(Failure) -> Ending {
    let answer = try daemon.get(ReleaseDeliveries.self, .deliveriesOfRelease, [id])
    if global.json {
      try session.console.json(answer.bytes)
    } else {
      try ReleasePages(session).deliveries(of: answer.value)
    }
    return .done
  }

  private static func table(_ releases: [ReleaseDeliveries]) -> Table {
    var table = Table([
      Table.Column("RELEASE", least: 16), Table.Column("OUTPUT"), Table.Column("STATE"),
      Table.Column("ATTEMPTS"), Table.Column("LATE BY"), Table.Column("", least: 20),
    ])
    for release in releases {
      for delivery in release.deliveries {
        let next = delivery.nextAttemptAt.map { "next try \(BriefTimes.stamp($0)): " } ?? ""
        table.add([
          Text(release.slug, .strong), Text(delivery.output),
          ReleasePages.state(delivery: delivery.state), Text("\(delivery.attempts)"),
          Text(delivery.latenessNS.map(BriefTimes.lateness) ?? ""),
          Text(next + (delivery.lastError ?? delivery.receipt ?? "")),
        ])
      }
    }
    return table
  }
}
