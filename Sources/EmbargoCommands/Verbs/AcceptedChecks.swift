import ArgumentParser
import EmbargoCore

/// What the checks of a text may find, because it is meant.
struct AcceptedChecks: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A check whose findings are meant as they are; may be repeated. It goes on the record.",
      discussion: "One of \(TextCheck.codes).", valueName: "code"))
  var accept: [String] = []

  var checks: Set<TextCheck> { Set(accept.compactMap(TextCheck.init(rawValue:))) }

  func validate() throws {
    if let stranger = accept.first(where: { TextCheck(rawValue: $0) == nil }) {
      throw ValidationError(
        "\"\(stranger.prefix(40))\" is the code of no check; there are \(TextCheck.codes).")
    }
  }
}
