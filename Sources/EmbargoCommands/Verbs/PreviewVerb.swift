import ArgumentParser
import EmbargoControl

/// Shows exactly the bytes that an output gets.
struct PreviewVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Show exactly the bytes that an output gets of a release.",
    discussion: """
      They are made as they are for the lift; what an endpoint will be sent is kept from then on, \
      and shown as it is kept. Where an output gets several files they are listed; --piece shows \
      one. At a terminal control characters are escaped; a file or a program gets the exact bytes.

        embargoctl preview central-asia-letter --output wire
        embargoctl preview central-asia-letter --output newsroom --piece central-asia-letter.html
        embargoctl preview central-asia-letter --output wire --proposed
      """)

  @Argument(
    help: ArgumentHelp("Its id, a unique beginning of it, or its slug.", valueName: "id"),
    completion: .releases())
  var id: String

  @Option(
    help: ArgumentHelp("The output's name.", valueName: "name"), completion: .outputs)
  var output: String

  @Option(help: ArgumentHelp("One of the files or messages, by its name.", valueName: "name"))
  var piece: String?

  @Flag(help: "Of the correction that waits for approval.")
  var proposed = false

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let answer = try Daemon(LocalPlaces(global, in: session)).get(
      PreviewReply.self, .preview, [id],
      query: PreviewQuery(output: output, proposed: proposed).pairs)
    guard !global.json else {
      try session.console.json(answer.bytes)
      return .done
    }
    let preview = answer.value
    if piece == nil, preview.pieces.count != 1 {
      try list(preview, on: session.console)
      return .done
    }
    guard let chosen = preview.pieces.first(where: { piece == nil || $0.name == piece }) else {
      throw Failure(
        .noInput, "output \(output) gets nothing named \(piece ?? "")",
        advice: ["It gets: " + preview.pieces.map(\.name).joined(separator: ", ")])
    }
    guard let bytes = chosen.bytes else {
      throw Failure(.internalFault, "the daemon's answer does not hold the bytes")
    }
    try show(bytes, on: session.console)
    return .done
  }

  private func show(_ bytes: [UInt8], on console: Console) throws(Failure) {
    guard console.isTerminal else { return try console.output(bytes) }
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      try console.print(Text(String(decoding: line, as: UTF8.self)))
    }
  }

  private func list(_ preview: PreviewReply, on console: Console) throws(Failure) {
    try console.print(
      Text("\(preview.slug) at \(preview.output)", .strong)
        + Text("  (\(preview.event), revision \(preview.revision))", .faint))
    var table = Table([
      Table.Column("PIECE", least: 20), Table.Column("BYTES"), Table.Column("SHA-256", least: 16),
    ])
    for piece in preview.pieces {
      table.add([
        Text(piece.name, .strong), Text("\(piece.size)"), Text(piece.digest, .faint),
      ])
    }
    try console.table(table)
    console.say("One of them: embargoctl preview \(preview.slug) --output \(output) --piece NAME")
  }
}
