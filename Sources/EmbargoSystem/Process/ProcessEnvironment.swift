/// The environment that the process was started with.
package enum ProcessEnvironment {
  /// The variables that the programs listen to.
  package static var all: [String: String] {
    var variables: [String: String] = [:]
    let names = [
      "CREDENTIALS_DIRECTORY", "EMBARGO_BOOT_ID", "EMBARGO_CONFIG", "EMBARGO_SOCKET",
      "JOURNAL_STREAM", "NOTIFY_SOCKET", "RUNTIME_DIRECTORY", "STATE_DIRECTORY", "TZDIR",
      "WATCHDOG_PID", "WATCHDOG_USEC",
    ]
    for name in names { variables[name] = processEnvironment(name) }
    return variables
  }
}
