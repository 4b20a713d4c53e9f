import ArgumentParser
import EmbargoControl

/// Lets lifts happen again.
struct ThawVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "thaw",
    abstract: "Let lifts happen again after freeze.",
    discussion: """
      What came due meanwhile goes out at once, if it is overdue by no more than its grace; the \
      rest is held as late, and waits for resume.

        embargoctl freeze --reason "a drill"
        embargoctl thaw
      """)

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let answer = try Daemon(LocalPlaces(global, in: session)).post(
      FreezeReply.self, .thaw, [], EmptyRequest())
    let console = session.console
    guard !global.json else {
      try console.json(answer.bytes)
      return .done
    }
    let scheduled = FreezeVerb.releases(answer.value.scheduled, "waited", "waited")
    try console.paragraph("Thawed: lifts happen again. \(scheduled) in the queue.", style: .strong)
    try console.paragraph(
      "What came due meanwhile goes out now, or is held if it is too late for that: "
        + "embargoctl list held", hanging: 2)
    return .done
  }
}
