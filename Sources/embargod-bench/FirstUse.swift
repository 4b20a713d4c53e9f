import ArgumentParser
import EmbargoTime

/// The first stamp of a process: tables are made and zone files read.
struct FirstUse: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the first stamp that a process reads, zone files and tables included.")

  @Argument(help: "The line.")
  var line: String

  func run() throws {
    var samples = Samples()
    let outcome = try samples.measure { Result { try Zones.reader().read(line) } }.get()
    if case .refused(let refusal) = outcome { throw ValidationError(refusal.message) }
    print(samples.line("first"))
  }
}
