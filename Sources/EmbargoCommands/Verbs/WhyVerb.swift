import ArgumentParser
import EmbargoControl

/// Says what stands between a release and its lift.
struct WhyVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Say in words what stands between a release and its lift.",
    discussion: """
        embargoctl why central-asia-letter
      """)

  @Argument(
    help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"),
    completion: .releases())
  var id: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let answer = try Daemon(LocalPlaces(global, in: session)).get(WhyReply.self, .why, [id])
    let console = session.console
    guard !global.json else {
      try console.json(answer.bytes)
      return .done
    }
    let why = answer.value
    try console.print(Text(why.slug, .strong) + Text("  (\(why.state.rawValue))", .faint))
    for (index, sentence) in why.sentences.enumerated() {
      try console.paragraph("\(index + 1). \(sentence)", indent: 2, hanging: 3)
    }
    let told = why.sentences.joined(separator: " ")
    for block in why.blockedBy {
      // The sentences may hold those of the blocks already.
      if !told.contains(block.sentence) {
        try console.paragraph("Blocked: \(block.sentence)", style: .bad, indent: 2, hanging: 9)
      }
      if let remedy = block.remedy, !told.contains(remedy) {
        try console.paragraph("To mend it: \(remedy)", indent: 5, hanging: 2)
      }
    }
    return .done
  }
}
