import EmbargoControl
import EmbargoTime

/// What has become of the lines of a stream, and how that is told.
struct LinePage {
  private let source: LineSource
  private let options: LineSubmission.Options
  private let session: Session
  private var progress: Progress

  private var queuedCount = 0
  /// Of these the daemon gave the answer of an earlier run.
  private var replayed = 0
  private var refused = 0
  /// Up to this line everything is queued or refused and reported; 0: nothing is.
  private var settled = 0
  private var notes = 0
  private var warnings = 0
  private var nearest: Instant?
  private var furthest: Instant?

  init(_ source: LineSource, _ options: LineSubmission.Options, in session: Session) {
    (self.source, self.options, self.session) = (source, options, session)
    progress = Progress(session, what: "queued", total: source.size)
  }

  var isInterrupted: Bool { session.isInterrupted() }

  mutating func queued(_ batch: LineBatch, isReplay: Bool) {
    queuedCount += batch.count
    if isReplay { replayed += batch.count }
    settled = max(settled, batch.range.upperBound)
    progress.update(done: source.taken, count: queuedCount)
  }

  /// What the summary needs of a reply.
  private struct Brief: Decodable {
    var liftsAt: Instant
    var notes: [String]
    var findings: [FindingReply]

    private enum CodingKeys: String, CodingKey {
      case notes, findings
      case liftsAt = "lifts_at"
    }
  }

  /// Takes up what the daemon said of a batch that is queued.
  mutating func read(_ reply: HTTPReply) throws(Failure) {
    guard !options.isJSON else { return try printEach(reply.body) }
    let briefs: [Brief]
    do throws(ControlJSONError) {
      briefs = try ControlJSON.decode([Brief].self, from: reply.body)
    } catch {
      throw notUnderstood("\(error)")
    }
    for brief in briefs {
      nearest = min(nearest ?? brief.liftsAt, brief.liftsAt)
      furthest = max(furthest ?? brief.liftsAt, brief.liftsAt)
      if !brief.notes.isEmpty { notes += 1 }
      if brief.findings.contains(where: { $0.action == "warned" }) { warnings += 1 }
    }
  }

  private mutating func printEach(_ reply: [UInt8]) throws(Failure) {
    let places: [Range<Int>]
    do throws(JSONScan.Fault) { places = try JSONScan.elements(of: reply) } catch {
      throw notUnderstood("wanted \(error.wanted) at byte \(error.column)")
    }
    var lines: [UInt8] = []
    for place in places {
      lines += JSONText.printable(Array(reply[place])) + [UInt8(ascii: "\n")]
    }
    progress.erase()
    try session.console.output(lines)
  }

  private func notUnderstood(_ why: String) -> Failure {
    stopped(
      Failure(
        .internalFault, "the daemon's answer is not understood: \(why)",
        advice: ["Are embargod and embargoctl of the same version? See: embargoctl status"]))
  }

  /// A line that is reported and left out.
  mutating func skipped(_ refusal: LineRefusal) throws(Failure) {
    refused += 1
    settled = max(settled, refusal.number)
    progress.erase()
    let console = session.console
    console.say(
      "Line \(refusal.number) is refused: \(refusal.failure.message)", style: .bad, hanging: 2)
    for line in OutcomePage.alternatives(refusal.failure.candidates) { console.say(line) }
    FindingPage.say(refusal.failure.findings, on: console)
    if options.isJSON { try console.json(refusal.document) }
    progress.update(done: source.taken, count: queuedCount)
  }

  mutating func clear() { progress.erase() }

  // MARK: Ends

  /// - Parameter isWhole: all lines were looked at; else somebody wanted it to end.
  mutating func end(isWhole: Bool) throws(Failure) -> Ending {
    progress.erase()
    let rate = progress.elapsed
    var sentence = "Queued \(count(queuedCount, "release")) in \(rate.words)"
    if refused > 0 { sentence += "; \(count(refused, "line")) refused" }
    guard !options.isJSON else {
      session.console.say(sentence + ".")
      return ending(isWhole: isWhole)
    }
    try session.console.paragraph(sentence + ".", style: refused > 0 ? .warning : .good)
    try session.console.facts(facts)
    return ending(isWhole: isWhole)
  }

  private func ending(isWhole: Bool) -> Ending {
    guard !isWhole else { return refused > 0 ? .refused : .done }
    session.console.say("Interrupted.", style: .bad)
    for sentence in howToGoOn(from: settled + 1) {
      session.console.say(sentence, indent: 2, hanging: 2)
    }
    // As a shell says it of what ended by SIGINT.
    return Ending(code: 130)
  }

  private var facts: [(String, String)] {
    var facts: [(String, String)] = []
    let now = session.now()
    func lift(_ instant: Instant) -> String {
      "\(BriefTimes.utc(instant)); \(instant.distance(from: now))"
    }
    if let nearest { facts.append(("Nearest lift", lift(nearest))) }
    if let furthest, furthest != nearest { facts.append(("Furthest lift", lift(furthest))) }
    if notes > 0 {
      facts.append(
        ("Notes", "on \(count(notes, "release")); they stand in embargoctl show ID, and in --json"))
    }
    if warnings > 0 {
      facts.append(
        ("Warnings", "on \(count(warnings, "release")); they stand in embargoctl show ID"))
    }
    if replayed > 0 {
      facts.append(
        (
          "Before",
          "\(count(replayed, "release")) had been queued by an earlier run with the same lines; to "
            + "queue them once more, say --idempotency-key"
        ))
    }
    return facts
  }

  /// Why it ended at a refused line.
  func stopped(at refusal: LineRefusal) -> Failure {
    var failure = refusal.failure
    failure.status = .dataRefused
    failure.message = "line \(refusal.number) of \(source.name): \(failure.message)"
    failure.problem = refusal.document
    failure.advice += howToGoOn(from: refusal.number, mended: true)
    failure.advice.append("To leave out what is refused, say --skip-refused.")
    return failure
  }

  /// Why it ended, for a reason that is not in the lines.
  ///
  /// - Parameter uncertain: lines that were sent and not answered.
  func stopped(_ failure: Failure, uncertain: ClosedRange<Int>? = nil) -> Failure {
    var failure = failure
    if let uncertain {
      failure.advice.append(
        "Whether lines \(uncertain.lowerBound) to \(uncertain.upperBound) are queued is not known; "
          + "sent again they are not queued twice.")
    }
    failure.advice += howToGoOn(from: uncertain?.lowerBound ?? settled + 1)
    return failure
  }

  private func howToGoOn(from next: Int, mended: Bool = false) -> [String] {
    let before = "\(count(queuedCount, "release")) from the lines before line \(next)"
    let state =
      queuedCount == 0
      ? "Nothing is queued."
      : "Queued: \(before)" + (refused > 0 ? "; \(count(refused, "line")) refused." : ".")
    let name = source.name == "standard input" ? "-" : source.name
    return [
      state,
      (mended ? "Mend it and go on with" : "Go on with")
        + ": embargoctl submit --lines \(name) --from \(max(next, options.from))",
    ]
  }

  private func count(_ number: Int, _ noun: String) -> String {
    "\(Digits.grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }
}
