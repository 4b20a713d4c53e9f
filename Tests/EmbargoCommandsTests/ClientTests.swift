import EmbargoControl
import NIOCore
import NIOPosix
import Testing

@testable import EmbargoCommands

@Suite("The client over the socket")
struct ClientTests {
  @Test("No socket, and a socket that nobody listens at, end with 69 and say what to type")
  func unreachable() throws {
    let folder = try Folder()
    let missing = Recorder()
    #expect(missing.run(["status", "--socket", folder.path("none")]) == 69)
    for words in [folder.path("none"), "systemctl status embargod", "--socket PATH"] {
      #expect(missing.errors.contains(words), "\(missing.errors)")
    }
    let stale = try folder.write("file", "")
    let refused = Recorder()
    #expect(refused.run(["status", "--socket", stale]) == 69)
    #expect(refused.errors.contains("nobody listens"))
    let long = "/tmp/" + String(repeating: "x", count: 200)
    #expect(Recorder().run(["status", "--socket", long]) == 69)
  }

  @Test("A daemon that ends the connection without an answer is an error with exit code 69")
  func closed() throws {
    let daemon = try FakeDaemon { _ in nil }
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["status"])) == 69)
    #expect(recorder.errors.contains("without an answer"))
  }

  @Test("An answer that is no JSON of ours ends with 70")
  func garbage() throws {
    let daemon = try FakeDaemon { _ in FakeDaemon.Reply(body: Array("<html>".utf8)) }
    #expect(Recorder().run(daemon.arguments(["status"])) == 70)
    let failing = try FakeDaemon { _ in
      FakeDaemon.Reply(status: 500, mediaType: "text/plain", body: [])
    }
    let recorder = Recorder()
    #expect(recorder.run(failing.arguments(["status"])) == 70)
    #expect(recorder.errors.contains("500"))
  }

  @Test("A daemon that never answers is given up after the silence that is allowed")
  func silent() throws {
    let server = try RawServer(greeting: [])
    let client = ControlClient(socket: server.socket, silence: .milliseconds(20))
    let failure = #expect(throws: Failure.self) {
      try client.send(ControlClient.Request(method: "GET", target: "/v1/status"))
    }
    #expect(failure?.status == .unavailable)
    #expect(failure?.message.contains("does not answer") == true)
  }

  @Test("What answers in another protocol is said not to be embargod")
  func otherProtocol() throws {
    let server = try RawServer(greeting: Array("220 mail.example ESMTP\r\n".utf8))
    let recorder = Recorder()
    #expect(recorder.run(["status", "--socket", server.socket]) == 69)
    #expect(recorder.errors.contains("no HTTP"), "\(recorder.errors)")
  }

  @Test("A reply that is too large is refused before it is kept")
  func tooLarge() throws {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n"
    let server = try RawServer(greeting: Array(head.utf8) + Array(repeating: 32, count: 99))
    let client = ControlClient(socket: server.socket, longestReply: 64)
    let failure = #expect(throws: Failure.self) {
      try client.send(ControlClient.Request(method: "GET", target: "/v1/status"))
    }
    #expect(failure?.status == .internalFault)
    let roomy = ControlClient(socket: server.socket, longestReply: 99)
    #expect(
      try roomy.send(ControlClient.Request(method: "GET", target: "/v1/status")).body.count == 99)
  }
}

/// Sends the same bytes to whoever connects, and nothing more.
private final class RawServer {
  let socket: String
  private let folder: Folder
  private let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let channel: any Channel

  init(greeting: [UInt8]) throws {
    folder = try Folder()
    socket = folder.path("s")
    channel = try ServerBootstrap(group: loops)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Greeting(bytes: greeting))
        }
      }
      .bind(unixDomainSocketPath: socket).wait()
  }

  deinit {
    try? channel.close().wait()
    try? loops.syncShutdownGracefully()
  }
}

/// Answers the first bytes that come.
private final class Greeting: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !bytes.isEmpty else { return }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    bytes = []
  }
}
