import EmbargoSystem
import Glibc
import Synchronization

/// A server on the loopback interface that does on each connection what a script says, byte by
/// byte: also what no proper server would.
///
/// Nothing in it waits longer than `ScriptSocket.patience`, and all of it ends with the receiver.
final class ScriptedReceiver: Sendable {
  enum Step: Sendable {
    /// Reads a whole request.
    case request
    /// Reads the head of a request and nothing of its body.
    case head
    case send(String)
    /// The first part, and the second when the first has had a moment to be read.
    case split(String, at: Int)
    /// Each byte by itself.
    case drip(String)
    /// The same again and again until the other side has gone.
    case forever(String)
    /// Waits until the test says `go`.
    case pause
    /// Ends its own side of the connection; the other stays.
    case closeWriting
    /// Ends the connection so that the other side gets a reset.
    case reset
    /// Begins the script again on the same connection.
    case again
  }

  struct Request: Sendable {
    /// Counts from 0.
    var connection: Int
    var head: String
    var body: [UInt8]

    func field(_ name: String) -> String? {
      head.split(separator: "\r\n").first { $0.hasPrefix(name + ": ") }
        .map { String($0.dropFirst(name.utf8.count + 2)) }
    }
  }

  struct Seen: Sendable {
    var requests: [Request] = []
    /// Connections that were accepted.
    var connections = 0
    /// Those of them whose script has ended.
    var ended = 0
    /// Most connections at once.
    var most = 0
    /// Bytes that `forever` has handed to the kernel.
    var sent = 0
  }

  struct Failure: Error {
    var what: String
    var errno: Int32
  }

  private let core: Core
  private let thread: SystemThread
  let port: Int

  /// - Parameters:
  ///   - scripts: for one connection after the other; the last one stays.
  ///   - port: 0 takes any that is free.
  init(_ scripts: [Step]..., address: String = "127.0.0.1", port: Int = 0) throws {
    let listener = try ScriptSocket.listen(on: address, port: port, backlog: 1024)
    self.port = try ScriptSocket.port(of: listener)
    let core = Core(listener: listener, scripts: scripts)
    self.core = core
    thread = try SystemThread(name: "receiver") { core.accept() }
  }

  deinit { core.end() }

  var seen: Seen { core.state.withLock(\.seen) }
  var requests: [Request] { seen.requests }

  /// Waits until what was seen is so.
  func until(_ condition: @escaping @Sendable (Seen) -> Bool) async {
    await withCheckedContinuation { continuation in
      core.change { $0.waiting.append((condition, continuation)) }
    }
  }

  /// Lets everything go on that waits at a `pause` or will.
  func go() { core.change { $0.isGoing = true } }
}

/// What the threads of a receiver share.
private final class Core: Sendable {
  struct State {
    var scripts: [[ScriptedReceiver.Step]]
    var seen = ScriptedReceiver.Seen()
    var open: Set<Int32> = []
    var isGoing = false
    var isEnding = false
    var waiting:
      [(
        condition: @Sendable (ScriptedReceiver.Seen) -> Bool,
        continuation: CheckedContinuation<Void, Never>
      )] = []
  }

  private let listener: Int32
  let state: Mutex<State>

  init(listener: Int32, scripts: [[ScriptedReceiver.Step]]) {
    self.listener = listener
    state = Mutex(State(scripts: scripts))
  }

  deinit { close(listener) }

  func change(_ change: (inout State) -> Void) {
    let ready = state.withLock { state in
      change(&state)
      let (seen, all) = (state.seen, state.isEnding)
      let ready = state.waiting.filter { all || $0.condition(seen) }
      state.waiting.removeAll { all || $0.condition(seen) }
      return ready.map(\.continuation)
    }
    for continuation in ready { continuation.resume() }
  }

  func end() {
    change { state in
      state.isEnding = true
      for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
    shutdown(listener, Int32(SHUT_RDWR))
  }

  var isEnding: Bool { state.withLock(\.isEnding) }
  var isGoing: Bool { state.withLock { $0.isGoing || $0.isEnding } }

  func accept() {
    while !isEnding {
      let descriptor = Glibc.accept(listener, nil, nil)
      guard descriptor >= 0 else {
        if errno == EINTR || errno == ECONNABORTED { continue }
        return
      }
      var script: [ScriptedReceiver.Step] = []
      var number = 0
      change { state in
        number = state.seen.connections
        state.seen.connections += 1
        state.open.insert(descriptor)
        state.seen.most = max(state.seen.most, state.open.count)
        script = state.scripts.count > 1 ? state.scripts.removeFirst() : state.scripts[0]
      }
      let (steps, connection) = (script, number)
      let started = try? SystemThread(name: "scripted") { [self] in
        var actor = Actor(socket: ScriptSocket(descriptor), core: self, connection: connection)
        actor.play(steps)
        finished(descriptor)
      }
      if started == nil { finished(descriptor) }
    }
  }

  private func finished(_ descriptor: Int32) {
    change { state in
      state.open.remove(descriptor)
      close(descriptor)
      state.seen.ended += 1
    }
  }
}

/// Plays a script on one connection.
private struct Actor {
  var socket: ScriptSocket
  var core: Core
  var connection: Int

  mutating func play(_ steps: [ScriptedReceiver.Step]) {
    // More rounds than any test has requests.
    for _ in 0..<10_000 {
      var isAgain = false
      for step in steps {
        if case .again = step { isAgain = true } else if !perform(step) { return }
      }
      if !isAgain { return }
    }
  }

  /// False: the script ends here.
  private mutating func perform(_ step: ScriptedReceiver.Step) -> Bool {
    switch step {
    case .request: return read(withBody: true)
    case .head: return read(withBody: false)
    case .send(let text): return socket.write(text)
    case .split(let text, let place):
      let bytes = Array(text.utf8)
      guard socket.write(Array(bytes[..<place])) else { return false }
      socket.rest()
      return socket.write(Array(bytes[place...]))
    case .drip(let text):
      for byte in text.utf8 {
        guard socket.write([byte]) else { return false }
        socket.rest()
      }
      return true
    case .forever(let text):
      let bytes = Array(text.utf8)
      while !core.isEnding, socket.write(bytes) { core.change { $0.seen.sent += bytes.count } }
      return false
    case .pause:
      // Two milliseconds each.
      for _ in 0..<(500 * ScriptSocket.patience) where !core.isGoing { socket.rest() }
      return true
    case .closeWriting: return shutdown(socket.descriptor, Int32(SHUT_WR)) == 0
    case .reset:
      socket.makeCloseReset()
      return false
    case .again: return true
    }
  }

  private mutating func read(withBody: Bool) -> Bool {
    guard let head = socket.head() else { return false }
    var request = ScriptedReceiver.Request(connection: connection, head: head, body: [])
    if withBody {
      guard let length = request.field("content-length").flatMap({ Int($0) }),
        let body = socket.body(length)
      else { return false }
      request.body = body
    }
    core.change { $0.seen.requests.append(request) }
    return true
  }
}
