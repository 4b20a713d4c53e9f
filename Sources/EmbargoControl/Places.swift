/// Where the programs find things on this machine.
///
/// Each place is said by the strongest source that names it; an empty text names nothing:
///
/// | place | strongest to weakest |
/// |---|---|
/// | configuration | `--config`, `EMBARGO_CONFIG`, default |
/// | state | `--state`, `state_directory` in the file, `STATE_DIRECTORY`, default |
/// | socket | `--socket`, `EMBARGO_SOCKET`, `control.socket`, `RUNTIME_DIRECTORY`, default |
/// | zone files | `time.zoneinfo` in the file, `TZDIR`, default |
///
/// What systemd hands out (`STATE_DIRECTORY`, `RUNTIME_DIRECTORY`) and what the C library reads
/// (`TZDIR`) thus move the built-in defaults only: they never overrule what somebody wrote down
/// for this daemon.
package struct Places: Hashable, Sendable {
  package static let defaultConfiguration = "/etc/embargod/embargod.toml"
  package static let defaultStateDirectory = "/var/lib/embargod"
  package static let keyFile = "/etc/embargod/embargod.keys"
  package static let defaultSocket = "/run/embargod/control.sock"
  package static let defaultZoneinfo = "/usr/share/zoneinfo"

  /// The places that one source names; nil and empty: none.
  package struct Named: Hashable, Sendable {
    package var stateDirectory: String?
    package var socket: String?
    package var zoneinfo: String?

    package init(stateDirectory: String? = nil, socket: String? = nil, zoneinfo: String? = nil) {
      (self.stateDirectory, self.socket, self.zoneinfo) = (stateDirectory, socket, zoneinfo)
    }
  }

  package var stateDirectory: String
  package var socket: String
  package var zoneinfo: String

  /// The folder that is watched unless the configuration names others.
  package var inbox: String { stateDirectory + "/inbox" }
  /// The database.
  package var ledger: String { stateDirectory + "/ledger.sqlite" }
  /// The lock of whoever has the database open.
  package var ledgerLock: String { stateDirectory + "/ledger.lock" }

  /// - Parameters:
  ///   - options: what the command line says.
  ///   - file: what the configuration file says.
  package init(options: Named = Named(), file: Named = Named(), environment: [String: String]) {
    stateDirectory = Self.first(
      options.stateDirectory, file.stateDirectory, Self.directory(environment["STATE_DIRECTORY"]),
      or: Self.defaultStateDirectory)
    socket = Self.first(
      options.socket, environment["EMBARGO_SOCKET"], file.socket,
      Self.directory(environment["RUNTIME_DIRECTORY"]).map { $0 + "/control.sock" },
      or: Self.defaultSocket)
    zoneinfo = Self.first(file.zoneinfo, environment["TZDIR"], or: Self.defaultZoneinfo)
  }

  /// The configuration file, and whether somebody asked for just this one: then it must be there.
  package static func configuration(
    option: String?, environment: [String: String]
  ) -> (path: String, isChosen: Bool) {
    let chosen = first(option, environment["EMBARGO_CONFIG"], or: "")
    return chosen.isEmpty ? (defaultConfiguration, false) : (chosen, true)
  }

  /// Whether systemd started this process as a service. `INVOCATION_ID` does not tell: shells of a
  /// desktop session have it, too.
  package static func isRunBySystemd(environment: [String: String]) -> Bool {
    ["NOTIFY_SOCKET", "STATE_DIRECTORY"].contains { !(environment[$0] ?? "").isEmpty }
  }

  private static func first(_ candidates: String?..., or fallback: String) -> String {
    candidates.compactMap { $0 }.first { !$0.isEmpty } ?? fallback
  }

  /// systemd separates several directories by colons (systemd.exec(5)); the first one is ours.
  private static func directory(_ value: String?) -> String? {
    value?.split(separator: ":").first.map(String.init)
  }
}
