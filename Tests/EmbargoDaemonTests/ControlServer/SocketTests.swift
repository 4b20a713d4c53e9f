import EmbargoSystem
import Glibc
import Testing

@testable import EmbargoDaemon

@Suite("The control socket", .timeLimit(.minutes(5)))
struct SocketTests {
  @Test("The socket has mode 0660 when the first client can connect, and is gone after the stop")
  func mode() async throws {
    let folder = try TemporaryFolder()
    try await RunningServer.run(Self.settings(folder), in: folder) { server in
      let attributes = try #require(try FileAttributes.of(path: server.socket))
      #expect(attributes.kind == .socket)
      #expect(attributes.mode == 0o660)
      #expect(try Self.names(in: folder) == ["control.sock"])
      #expect(try await server.ask("GET", "/v1/status").status == 200)
    }
    #expect(try Self.names(in: folder) == [])
  }

  @Test("A socket that a killed daemon left is replaced")
  func stale() async throws {
    let folder = try TemporaryFolder()
    let left = try Self.bind(folder.path + "/control.sock")
    close(left)
    try await RunningServer.run(Self.settings(folder), in: folder) { server in
      let reply = try await server.ask("GET", "/v1/status")
      #expect(reply.status == 200)
    }
  }

  @Test("A socket that somebody answers at is not taken over")
  func live() async throws {
    try await RunningServer.with { server in
      let folder = try TemporaryFolder()
      var settings = Self.settings(folder)
      settings.socket = server.socket
      let second = settings
      await #expect(throws: ControlSocketError.inUse(path: server.socket)) {
        try await Self.start(second)
      }
      #expect(try await server.ask("GET", "/v1/status").status == 200)
    }
  }

  @Test("Something else in the socket's place is left alone and named")
  func notASocket() async throws {
    let folder = try TemporaryFolder()
    let settings = Self.settings(folder)
    close(open(settings.socket, O_CREAT | O_WRONLY, 0o600))
    await #expect(
      throws: ControlSocketError.notASocket(path: settings.socket, kind: "a regular file")
    ) { try await Self.start(settings) }
    #expect(try FileAttributes.of(path: settings.socket)?.kind == .regular)
  }

  @Test("A path that no socket can have is refused with its limit")
  func tooLong() async throws {
    let folder = try TemporaryFolder()
    var settings = Self.settings(folder)
    settings.socket = folder.path + "/" + String(repeating: "s", count: 108)
    let second = settings
    let error = await #expect(throws: ControlSocketError.self) { try await Self.start(second) }
    guard case .tooLong(_, let limit)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(limit == 107)
  }

  @Test("A missing folder is an error that names it")
  func missingFolder() async throws {
    let folder = try TemporaryFolder()
    var settings = Self.settings(folder)
    settings.socket = folder.path + "/none/control.sock"
    let second = settings
    let error = await #expect(throws: ControlSocketError.self) { try await Self.start(second) }
    #expect(error?.description.contains("/none") == true)
  }

  @Test("What a start that was killed half-way left does not disturb the next one")
  func halfWay() async throws {
    let folder = try TemporaryFolder()
    let left = try await ControlSocket.prepare(path: Self.settings(folder).socket)
    close(try Self.bind(left.stagedPath))
    #expect(try Self.names(in: folder).count == 1)
    try await RunningServer.run(Self.settings(folder), in: folder) { server in
      let reply = try await server.ask("GET", "/v1/status")
      #expect(reply.status == 200)
    }
    #expect(try Self.names(in: folder) == [])
  }

  @Test("A socket that another daemon put in place meanwhile stays when this one stops")
  func replacedMeanwhile() async throws {
    let folder = try TemporaryFolder()
    try await RunningServer.run(Self.settings(folder), in: folder) { server in
      unlink(server.socket)
      close(try Self.bind(server.socket))
    }
    #expect(try Self.names(in: folder) == ["control.sock"])
  }

  private static func start(_ settings: ControlSettings) async throws {
    let server = ControlServer(
      settings: settings, service: FakeService(), now: { Invented.instant },
      logger: CapturedLog().logger)
    try await server.run()
  }

  private static func settings(_ folder: TemporaryFolder) -> ControlSettings {
    ControlSettings(
      socket: folder.path + "/control.sock", maxReleaseBytes: 1000, maxAttachmentBytes: 1000)
  }

  private static func names(in folder: TemporaryFolder) throws -> [String] {
    try Directory(path: folder.path).entries(limit: 100).entries.map(\.name.description)
  }

  /// A socket file without anybody who accepts.
  private static func bind(_ path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(result == 0)
    return descriptor
  }
}
