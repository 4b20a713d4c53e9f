import EmbargoControl
import Synchronization

/// A daemon's answers to batches of lines: all or none, remembered by key.
final class LineDesk: Sendable {
  private struct State {
    var queued: [String] = []
    var remembered: [String: (body: [UInt8], reply: FakeDaemon.Reply)] = [:]
    var requests = 0
  }

  private let state = Mutex(State())
  /// Texts that are refused, and whether the place of one is told.
  private let isRefused: @Sendable (String) -> Bool
  private let tellsPlace: Bool
  private let mostBytes: Int
  /// Requests, from 1, that end the connection: before anything is done, or after.
  private let dropsBefore: Set<Int>
  private let dropsAfter: Set<Int>

  init(
    tellsPlace: Bool = true, mostBytes: Int = .max, dropsBefore: Set<Int> = [],
    dropsAfter: Set<Int> = [], refused: @escaping @Sendable (String) -> Bool = { _ in false }
  ) {
    (isRefused, self.tellsPlace, self.mostBytes) = (refused, tellsPlace, mostBytes)
    (self.dropsBefore, self.dropsAfter) = (dropsBefore, dropsAfter)
  }

  /// The texts that are queued, in order.
  var queued: [String] { state.withLock(\.queued) }

  func answer(_ request: FakeDaemon.Request) -> FakeDaemon.Reply? {
    state.withLock { state in
      state.requests += 1
      let number = state.requests
      if dropsBefore.contains(number) { return nil }
      let reply = try? Self.answer(request, &state, self)
      return dropsAfter.contains(number) ? nil : reply
    }
  }

  private static func answer(
    _ request: FakeDaemon.Request, _ state: inout State, _ desk: LineDesk
  ) throws -> FakeDaemon.Reply {
    let key = request.headers["idempotency-key"] ?? ""
    if let earlier = state.remembered[key] {
      guard earlier.body == request.body else {
        return try .problem(Problem(.keyReused, "another request had this key"))
      }
      var reply = earlier.reply
      reply.headers["Idempotency-Replayed"] = "true"
      return reply
    }
    guard request.body.count <= desk.mostBytes else {
      return try .problem(Problem(.tooLarge, "a request may have \(desk.mostBytes) bytes"))
    }
    let releases = try ControlJSON.decode([SubmitRequest].self, from: request.body)
    let texts = releases.map { String(decoding: $0.content.bytes, as: UTF8.self) }
    if let index = texts.firstIndex(where: desk.isRefused) {
      return try .problem(
        Problem(.refused, "there is no stamp in it", index: desk.tellsPlace ? index : nil))
    }
    state.queued += texts
    let replies = try texts.map {
      SubmitReply(try Samples.release(slug: $0), reading: Samples.reading, notes: ["Look."])
    }
    let reply = try FakeDaemon.Reply.json(replies)
    state.remembered[key] = (request.body, reply)
    return reply
  }
}
