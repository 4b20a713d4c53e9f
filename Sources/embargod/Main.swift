import ArgumentParser
import EmbargoControl
import EmbargoDaemon
import EmbargoSystem
import Logging

/// The daemon in the foreground.
@main
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
