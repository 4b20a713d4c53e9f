private import EmbargoCommands
private import Glibc

@main
struct Main {
  static func main() {
    var environment: [String: String] = [:]
    for name in Program.environment {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    let arguments = Array(CommandLine.arguments.dropFirst())
    exit(Program.run(arguments, in: .standard(environment: environment)))
  }
}
