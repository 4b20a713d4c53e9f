import EmbargoControl

/// Queues the lines of a stream, each one release, in batches: `submit --lines`.
///
/// A batch is queued whole or not at all, and durably when the daemon has answered. At most one
/// batch is with the daemon; of a file the next one is read meanwhile. Each has a key that follows
/// from its lines, so that a repeated run queues nothing twice.
struct LineSubmission {
  struct Options: Hashable {
    /// The first line that is wanted.
    var from = 1
    /// Lines of one request.
    var batch = 100
    /// A refused line is reported, and the others go on.
    var skipsRefused = false
    var isJSON = false
    /// Sets this run apart from others with the same lines.
    var seed: String?
  }

  /// Bytes of one request, unless a single line has more; a daemon that takes less says so, and
  /// gets less.
  static let mostBytes = 4 << 20
  /// Bytes of one line: a text of the longest size in base64, or with escapes, and what is around.
  static let longestLine = 2 * SubmitVerb.longestText + 64 << 10

  private let source: LineSource
  private let options: Options
  private let connection: KeptConnection
  private var gatherer: LineGatherer
  private var page: LinePage
  /// The reply that was not looked into yet: that is done while the daemon has the next batch.
  private var unread: HTTPReply?

  init(_ source: LineSource, _ options: Options, _ daemon: Daemon, in session: Session) {
    (self.source, self.options, connection) = (source, options, daemon.connection())
    gatherer = LineGatherer(
      source, from: options.from, lines: options.batch, bytes: Self.mostBytes,
      longestLine: Self.longestLine)
    page = LinePage(source, options, in: session)
  }

  /// - Returns: `refused` when lines were refused and skipped, 130 after Ctrl-C.
  /// - Throws: what ended it before the last line, with what is queued and how to go on.
  mutating func run() throws(Failure) -> Ending {
    do throws(Failure) {
      let isWhole = try sendAll()
      try readReply()
      return try page.end(isWhole: isWhole)
    } catch {
      page.clear()
      throw error
    }
  }

  /// False: somebody wanted it to end.
  private mutating func sendAll() throws(Failure) -> Bool {
    // A pipe may be silent for long: its replies are not kept waiting for what comes next.
    let readsAhead = source.size != nil
    var piece: LineGatherer.Piece?
    while !page.isInterrupted {
      let present = piece ?? gatherer.next()
      piece = nil
      // What a read that was broken off has left is not looked at.
      if page.isInterrupted { return false }
      switch present {
      case .end: return true
      case .failed(let failure): throw page.stopped(failure)
      case .refused(let refusal): try refuse(refusal)
      case .batch(let batch):
        let exchange = try start(batch)
        try readReply()
        if readsAhead { piece = gatherer.next() }
        let reply = try finish(exchange, batch)
        if reply.isSuccess, readsAhead { queued(batch, reply) } else { try settle(batch, reply) }
      }
    }
    return false
  }

  private func start(_ batch: LineBatch) throws(Failure) -> KeptConnection.Exchange {
    let body = batch.body
    do throws(Failure) {
      return try connection.start(
        ControlClient.Request(
          method: ControlRoute.submit.method, target: ControlRoute.submit.target(),
          headers: [
            ("content-type", "application/json"),
            (ControlHeader.idempotencyKey, batch.key(body: body, seed: options.seed)),
          ],
          body: .bytes(body)))
    } catch {
      throw page.stopped(error)
    }
  }

  private func finish(
    _ exchange: KeptConnection.Exchange, _ batch: LineBatch
  ) throws(Failure) -> HTTPReply {
    do throws(Failure) { return try connection.finish(exchange) } catch {
      throw page.stopped(error, uncertain: batch.range)
    }
  }

  private mutating func queued(_ batch: LineBatch, _ reply: HTTPReply) {
    page.queued(batch, isReplay: reply.isReplay)
    unread = reply
  }

  private mutating func readReply() throws(Failure) {
    guard let reply = unread else { return }
    unread = nil
    try page.read(reply)
  }

  /// Brings a batch to its end, whatever the first reply to it was: sends what can be queued of it
  /// without the lines that cannot. Each request has fewer lines than the one that it comes from.
  private mutating func settle(_ batch: LineBatch, _ first: HTTPReply) throws(Failure) {
    var waiting = [batch]
    var reply: HTTPReply? = first
    var stop: LineRefusal?
    var refusals = 0
    while let batch = waiting.popLast() {
      let answer: HTTPReply
      if let reply { answer = reply } else { answer = try finish(try start(batch), batch) }
      reply = nil
      guard !answer.isSuccess else {
        queued(batch, answer)
        try readReply()
        continue
      }
      guard let (index, refusal) = try Self.refusal(of: batch, answer, page) else {
        waiting += batch.halves
        continue
      }
      refusals += 1
      if options.skipsRefused {
        try page.skipped(refusal)
        var rest = batch
        rest.remove(at: index)
        // Where there is more than one the daemon is not to read the others again for each.
        if !rest.isEmpty { waiting += refusals == 1 || rest.count == 1 ? [rest] : rest.halves }
      } else {
        // What stands before the line is wanted; nothing behind it.
        stop = refusal
        waiting = index > 0 ? [batch.part(0..<index)] : []
      }
    }
    if let stop { try refuse(stop) }
  }

  /// The line for which a batch was refused; nil: one of them, and the daemon does not say which.
  private static func refusal(
    of batch: LineBatch, _ reply: HTTPReply, _ page: LinePage
  ) throws(Failure) -> (Int, LineRefusal)? {
    guard let problem = Daemon.problem(reply), isOfLines(problem.code) else {
      throw page.stopped(Daemon.failure(reply))
    }
    let index = problem.index ?? (batch.count == 1 ? 0 : nil)
    guard let index else { return nil }
    guard batch.lines.indices.contains(index) else {
      throw page.stopped(Daemon.failure(reply))
    }
    let line = batch.lines[index].number
    return (index, LineRefusal(line, problem, document: reply.body, index: index))
  }

  private mutating func refuse(_ refusal: LineRefusal) throws(Failure) {
    try readReply()
    guard options.skipsRefused else { throw page.stopped(at: refusal) }
    try page.skipped(refusal)
  }

  /// Whether a problem is one of the lines that were sent, and not of the daemon or the caller.
  private static func isOfLines(_ code: ProblemCode) -> Bool {
    switch code {
    case .badRequest, .refused, .tooLarge, .notFound, .duplicate, .conflict, .ambiguous: true
    case .changed, .wrongState, .tooLate, .keyReused, .notPermitted, .busy, .noSpace, .timedOut,
      .noSuchPath, .methodNotAllowed, .unreachable, .internalError:
      false
    }
  }
}
