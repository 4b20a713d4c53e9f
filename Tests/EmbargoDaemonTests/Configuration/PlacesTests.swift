import EmbargoControl
import EmbargoDaemon
import Testing

@Suite("Places")
struct PlacesTests {
  private let environment = [
    "STATE_DIRECTORY": "/s/systemd:/s/other", "RUNTIME_DIRECTORY": "/r/systemd",
    "EMBARGO_SOCKET": "/r/variable.sock", "TZDIR": "/z/variable",
  ]

  @Test("are the built-in ones where nobody names others")
  func defaults() {
    for environment in [[:], ["STATE_DIRECTORY": "", "EMBARGO_SOCKET": "", "TZDIR": ""]] {
      let places = Places(environment: environment)
      #expect(places.stateDirectory == "/var/lib/embargod")
      #expect(places.inbox == "/var/lib/embargod/inbox")
      #expect(places.socket == "/run/embargod/control.sock")
      #expect(places.zoneinfo == "/usr/share/zoneinfo")
    }
  }

  @Test("that systemd and the C library name move the defaults")
  func systemd() {
    var environment = environment
    environment["EMBARGO_SOCKET"] = nil
    let places = Places(environment: environment)
    #expect(places.stateDirectory == "/s/systemd")
    #expect(places.inbox == "/s/systemd/inbox")
    #expect(places.socket == "/r/systemd/control.sock")
    #expect(places.zoneinfo == "/z/variable")
  }

  @Test("that the file names are stronger than systemd's, and EMBARGO_SOCKET than the file's")
  func file() {
    let file = Places.Named(stateDirectory: "/s/file", socket: "/r/file.sock", zoneinfo: "/z/file")
    var environment = environment
    #expect(Places(file: file, environment: environment).stateDirectory == "/s/file")
    #expect(Places(file: file, environment: environment).zoneinfo == "/z/file")
    #expect(Places(file: file, environment: environment).socket == "/r/variable.sock")
    environment["EMBARGO_SOCKET"] = nil
    #expect(Places(file: file, environment: environment).socket == "/r/file.sock")
  }

  @Test("that options name are the strongest")
  func options() {
    let file = Places.Named(stateDirectory: "/s/file", socket: "/r/file.sock")
    let options = Places.Named(stateDirectory: "/s/option", socket: "/r/option.sock")
    let places = Places(options: options, file: file, environment: environment)
    #expect(places.stateDirectory == "/s/option")
    #expect(places.socket == "/r/option.sock")
  }

  @Test("of the configuration come from the option, the environment, or are built in")
  func configuration() {
    func path(_ option: String?, _ variable: String?) -> String {
      let environment = variable.map { ["EMBARGO_CONFIG": $0] } ?? [:]
      let found = Places.configuration(option: option, environment: environment)
      return found.path + (found.isChosen ? " chosen" : "")
    }
    #expect(path("/c/option", "/c/variable") == "/c/option chosen")
    #expect(path(nil, "/c/variable") == "/c/variable chosen")
    #expect(path(nil, "") == "/etc/embargod/embargod.toml")
    #expect(path(nil, nil) == "/etc/embargod/embargod.toml")
  }

  @Test("Inboxes follow the state directory unless the file names them")
  func inboxes() throws {
    let places = Places(environment: environment)
    #expect(Configuration.defaults.inboxes(in: places).map(\.directory) == ["/s/systemd/inbox"])
    let named = try Configuration.load(
      bytes: Array("intake.inbox = [\"/a\"]".utf8), file: "test.toml")
    #expect(named.inboxes(in: places).map(\.directory) == ["/a"])
  }

  @Test("A service of systemd is known by what it is handed, not by INVOCATION_ID")
  func systemdService() {
    #expect(Places.isRunBySystemd(environment: ["NOTIFY_SOCKET": "/run/systemd/notify"]))
    #expect(Places.isRunBySystemd(environment: environment))
    #expect(!Places.isRunBySystemd(environment: ["INVOCATION_ID": "0123"]))
  }
}
