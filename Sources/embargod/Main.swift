import ArgumentParser
import EmbargoCommands
import EmbargoControl
import EmbargoDaemon
import EmbargoSystem
import EmbargoWitness
import Glibc
import Logging

/// One executable under three names, as it is packaged: what all of them share is then on the disk
/// once. The name that it is called by says which program it is.
@main
struct Main {
  static func main() async {
    let name = CommandLine.arguments.first?.split(separator: "/").last
    switch name {
    case "embargoctl":
      var environment: [String: String] = [:]
      for name in Program.environment { environment[name] = processEnvironment(name) }
      let arguments = Array(CommandLine.arguments.dropFirst())
      exit(Program.run(arguments, in: .standard(environment: environment)))
    case "embargod-witness": WitnessProgram.main()
    default: await Embargod.main()
    }
  }
}

/// The daemon in the foreground.
struct Embargod: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embargod",
    abstract: "Publishes press releases exactly when their embargo lifts.",
    discussion: """
      Runs in the foreground and logs to standard error. People use embargoctl.

      Examples:
        embargod --config config/embargod.toml --check-config
        embargod --config /etc/embargod/embargod.toml
      """,
    version: Version.text)

  @Option(help: "The configuration file; default \(Places.defaultConfiguration).")
  var config: String?

  @Flag(help: "Check the configuration, say everything that is wrong with it, and exit.")
  var checkConfig = false

  mutating func run() async throws {
    let environment = ProcessEnvironment.all
    let isJournal = ServiceNotification.isJournal { environment[$0] }
    LoggingSystem.bootstrap { _ -> any LogHandler in
      if isJournal { JournalLogHandler() } else { StderrLogHandler(isJournal: false) }
    }
    let logger = Logger(label: "embargod")
    do {
      let file = try ConfigurationFile(option: config, environment: environment)
      let configuration = try file.read()
      if checkConfig {
        print("\(file.path): good")
        return
      }
      let daemon = Daemon(
        Daemon.Start(
          configuration: configuration,
          places: configuration.places(environment: environment),
          reread: { () throws(DaemonError) in try file.read() }, environment: environment,
          logger: logger))
      try await daemon.run()
    } catch let error as DaemonError {
      for line in error.description.split(separator: "\n") { logger.critical("\(line)") }
      throw ExitCode(error.status)
    }
  }
}
