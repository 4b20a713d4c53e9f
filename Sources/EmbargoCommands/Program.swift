import ArgumentParser
import EmbargoControl

/// embargoctl as a whole: from the words of a command line to an exit code.
package enum Program {
  /// The environment variables that it looks at.
  package static let environment = [
    "EMBARGO_CONFIG", "EMBARGO_SOCKET", "NO_COLOR", "RUNTIME_DIRECTORY", "STATE_DIRECTORY", "TERM",
    "TZDIR",
  ]

  /// Runs one command line; the name of the program is not among the arguments.
  package static func run(_ arguments: [String], in session: Session) -> Int32 {
    let parsed: any ParsableCommand
    do {
      parsed = try Completion.$session.withValue(session) { try Embargoctl.parseAsRoot(arguments) }
    } catch {
      return answer(parserError: error, in: session)
    }
    guard let verb = parsed as? any Verb else { return help(parsed, in: session) }
    do throws(Failure) {
      return try verb.run(in: session).code
    } catch {
      report(error, asJSON: verb.global.json, in: session)
      return error.status.rawValue
    }
  }

  /// `help VERB`; without any verb the help is a message about a wrong command line.
  private static func help(_ command: any ParsableCommand, in session: Session) -> Int32 {
    guard !(command is Embargoctl) else {
      session.console.errors(Array((Embargoctl.helpMessage(columns: columns(session)) + "\n").utf8))
      return ExitStatus.usage.rawValue
    }
    var command = command
    do { try command.run() } catch { return answer(parserError: error, in: session) }
    return ExitStatus.done.rawValue
  }

  private static func answer(parserError error: any Error, in session: Session) -> Int32 {
    let code = Embargoctl.exitCode(for: error).rawValue
    let message = Embargoctl.fullMessage(for: error, columns: columns(session))
    let bytes = Array((message + "\n").utf8)
    guard code == ExitStatus.done.rawValue else {
      session.console.errors(bytes)
      return code
    }
    do throws(Failure) { try session.console.output(bytes) } catch {
      return error.status.rawValue
    }
    return code
  }

  private static func columns(_ session: Session) -> Int { session.console.width }

  private static func report(_ failure: Failure, asJSON: Bool, in session: Session) {
    session.console.say("embargoctl: " + failure.message, style: .bad, hanging: 2)
    for line in OutcomePage.alternatives(failure.candidates) { session.console.say(line) }
    FindingPage.say(failure.findings, on: session.console)
    for sentence in failure.advice { session.console.say(sentence, indent: 2, hanging: 2) }
    guard asJSON, let problem = failure.problem else { return }
    do throws(Failure) { try session.console.json(problem) } catch {
      session.console.say("embargoctl: " + error.message)
    }
  }
}
