import EmbargoSystem
import Glibc
import Testing

@Suite("The service manager")
struct ServiceTests {
  private func notification(_ variables: [String: String]) -> ServiceNotification {
    ServiceNotification(environment: { variables[$0] })
  }

  @Test("messages arrive at a socket with a path, and at one with an abstract name")
  func messages() throws {
    let folder = try TemporaryFolder()
    let abstract = "@system-tests-" + (try SecureRandom.hexadecimal(bytes: 8))
    for address in [folder.path + "/notify", abstract] {
      let server = try UnixSocket(path: address, type: .datagram)
      let service = notification(["NOTIFY_SOCKET": address])
      #expect(service.isExpected)
      try service.send(.ready, .status("3 waiting"))
      #expect(server.receive() == "READY=1\nSTATUS=3 waiting")
      try service.send(.reloading(monotonic: 1_234_567_890))
      #expect(server.receive() == "RELOADING=1\nMONOTONIC_USEC=1234567")
      try service.send(.watchdog)
      #expect(server.receive() == "WATCHDOG=1")
      try service.send(.stopping)
      #expect(server.receive() == "STOPPING=1")
      #expect(server.receive() == nil)
    }
  }

  @Test("a status of several lines cannot become another message")
  func statusIsOneLine() throws {
    let folder = try TemporaryFolder()
    let server = try UnixSocket(path: folder.path + "/notify", type: .datagram)
    let service = notification(["NOTIFY_SOCKET": folder.path + "/notify"])
    try service.send(.status("a\nREADY=1\u{1B}"))
    #expect(server.receive() == #"STATUS=a\nREADY=1\u{001B}"#)
  }

  @Test("nothing is sent, and nothing fails, where no service manager listens")
  func nobody() throws {
    for variables in [[:], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "vsock:2:1"]]
      as [[String: String]]
    {
      let service = notification(variables)
      #expect(!service.isExpected)
      try service.send(.ready)
    }
  }

  @Test("a socket that is gone, or a path too long for one, is an error")
  func gone() {
    for path in ["/tmp/none/notify", "/" + String(repeating: "x", count: 200)] {
      let service = notification(["NOTIFY_SOCKET": path])
      #expect(throws: SystemError.self) { try service.send(.ready) }
    }
  }

  @Test(
    "the watchdog's interval counts only when it is for this process",
    arguments: [
      (["WATCHDOG_USEC": "30000000"], 30_000_000_000),
      (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "\(getpid())"], 30_000_000_000),
      (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"], nil),
      (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "x"], nil),
      (["WATCHDOG_USEC": "0"], nil), (["WATCHDOG_USEC": "-5"], nil),
      (["WATCHDOG_USEC": "99999999999999999999"], nil), ([:], nil),
    ] as [([String: String], Int64?)])
  func watchdog(variables: [String: String], interval: Int64?) {
    #expect(notification(variables).watchdogInterval == interval)
  }

  @Test("standard error goes to the journal exactly when device and inode say so")
  func journal() throws {
    let folder = try TemporaryFolder()
    try folder.write("log", "")
    let file = Descriptor(owning: open(folder.path + "/log", O_WRONLY | O_CLOEXEC))
    let found = try #require(try FileAttributes.of(path: folder.path + "/log")).identity
    let right = "\(found.device):\(found.inode)"
    for (stream, answer) in [
      (right, true), (right + "0", false), ("\(found.device)", false), (right + ":1", false),
      ("x:y", false), (nil, false),
    ] {
      #expect(
        ServiceNotification.isJournal(descriptor: file.number, environment: { _ in stream })
          == answer, "\(stream ?? "none")")
    }
    #expect(!ServiceNotification.isJournal(descriptor: -1, environment: { _ in right }))
  }

  @Test("an empty variable of the environment counts as absent")
  func environment() async {
    await #expect(processExitsWith: .success) {
      setenv("SYSTEM_TESTS", "", 1)
      #expect(processEnvironment("SYSTEM_TESTS") == nil)
      setenv("SYSTEM_TESTS", "x", 1)
      #expect(processEnvironment("SYSTEM_TESTS") == "x")
    }
  }
}
