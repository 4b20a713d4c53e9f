package import ArgumentParser

/// The options that every verb takes, before or after its name.
package struct GlobalOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The daemon's control socket.",
      discussion: "Otherwise EMBARGO_SOCKET, then control.socket in the configuration file.",
      valueName: "path"), completion: .file())
  package var socket: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The daemon's state directory, for verbs that work without it.", valueName: "dir"),
    completion: .directory)
  package var state: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The configuration file.",
      discussion: "Otherwise EMBARGO_CONFIG, then /etc/embargod/embargod.toml.",
      valueName: "file"), completion: .file())
  package var config: String?

  @Flag(name: .long, help: "Print JSON for programs, and nothing else, on standard output.")
  package var json = false

  package init() {}
}

/// A verb of embargoctl.
protocol Verb: ParsableCommand {
  var global: GlobalOptions { get }
  func run(in session: Session) throws(Failure) -> Ending
}
