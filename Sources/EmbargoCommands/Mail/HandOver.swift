import EmbargoControl
import EmbargoCore
import EmbargoSystem
import EmbargoTime

/// Hands the messages of a spool over to the mail server of this machine, through the program
/// `sendmail` that every one brings.
///
/// A message is moved to `sending/`, durably, before the program is started: what is found there
/// later was broken off, and waits for a person instead of being sent a second time.
struct HandOver {
  struct Settings {
    /// An absolute path.
    var sendmail: String
    /// For each message.
    var timeout: Span
    /// Before a deferred message is tried again.
    var pause: Span
    /// A message that could not be handed over for so long after its instant is given up.
    var patience: Span
  }

  let spool: MailSpool
  let reports: ReportBox
  let settings: Settings
  let session: Session

  /// After so many time-outs in a row the others are not tried in this run.
  private static let mostTimeouts = 3
  /// Looks into `new/` for what came meanwhile.
  private static let mostPasses = 1000

  struct Tally: Encodable, Hashable {
    var handedOver = 0
    var deferred = 0
    var refused = 0
    var uncertain = 0
    var stopped = 0

    private enum CodingKeys: String, CodingKey {
      case deferred, refused, uncertain, stopped
      case handedOver = "handed_over"
    }
  }

  /// Goes on until nothing is in `new/`.
  func run() throws(Failure) -> Tally {
    var work = Work()
    for name in try spool.names(in: .sending) { try recover(name, &work) }
    try wake(&work)
    for _ in 0..<Self.mostPasses {
      let names = try spool.names(in: .new)
      if names.isEmpty { return work.tally }
      work.killed = try spool.killed()
      for name in names {
        // From now on a signal ends the run behind the message that it came at.
        if session.isInterrupted() { return work.tally }
        try handle(name, &work)
      }
    }
    return work.tally
  }

  private struct Work {
    var tally = Tally()
    var killed: Set<Substring> = []
    /// Whose earlier message waits: the later ones wait behind it.
    var waiting: Set<SpoolName.Line> = []
    var timeouts = 0
  }

  /// Broken off: unless a report says what became of it for good, nobody knows. One that it was
  /// deferred may be about an earlier attempt.
  private func recover(_ name: FileName, _ work: inout Work) throws(Failure) {
    let outcome: Outcome =
      switch try reports.state(of: name) {
      case .handedOver?: .handedOver(said: "")
      case .refused?: .refused("the mail server refused it")
      case .stopped?: .stopped
      default: .uncertain("the hand-over was broken off after it had begun")
      }
    try settle(name, outcome, envelope: spool.envelope(of: name), &work)
  }

  /// Takes up deferred messages whose pause is over; those of which something newer has come have
  /// their turn before it.
  private func wake(_ work: inout Work) throws(Failure) {
    let deferred = try spool.names(in: .deferred)
    if deferred.isEmpty { return }
    work.killed = try spool.killed()
    let fresh = Set(
      try spool.names(in: .new).compactMap { $0.string.flatMap(SpoolName.init)?.line })
    let now = session.now()
    for name in deferred {
      let line = name.string.flatMap(SpoolName.init)?.line
      let found: FileAttributes?
      do throws(SystemError) {
        found = try FileAttributes.of(name, in: spool[.deferred])
      } catch {
        throw Failure(error)
      }
      // Being moved is a change, so this is when it was deferred.
      let isDue = (found?.lastChange ?? 0) + settings.pause.nanoseconds <= now.nanoseconds
      if isDue || line.map(fresh.contains) == true {
        try spool.move(name, from: .deferred, to: .new)
      } else if let line {
        work.waiting.insert(line)
      }
    }
  }

  private func handle(_ name: FileName, _ work: inout Work) throws(Failure) {
    let parts = name.string.flatMap(SpoolName.init)
    let envelope = spool.envelope(of: name)
    try spool.move(name, from: .new, to: .sending)
    if let parts, !parts.isKill, work.killed.contains(parts.code) {
      return try settle(name, .stopped, envelope: envelope, &work)
    }
    if let parts, work.waiting.contains(parts.line) {
      let why = "an earlier message of the same release waits to be handed over"
      return try settle(name, .deferred(why), envelope: envelope, &work)
    }
    if work.timeouts >= Self.mostTimeouts {
      let why = "not tried: \(Self.mostTimeouts) others before it ran into their time-out"
      return try settle(name, .deferred(why), envelope: envelope, &work)
    }
    guard let envelope else {
      let why = "there is no envelope for it that can be understood, so nobody knows its recipients"
      return try settle(name, .refused(why), envelope: nil, &work)
    }
    let fault: String?
    do throws(Failure) {
      fault = envelope.fault(for: name, bytes: try spool.message(name, in: .sending))
    } catch {
      fault = error.message
    }
    if let fault { return try settle(name, .refused(fault), envelope: envelope, &work) }
    try settle(name, send(name, envelope, &work), envelope: envelope, &work)
  }

  private func send(_ name: FileName, _ envelope: MailEnvelope, _ work: inout Work) -> Outcome {
    let run: ChildProcess.Run
    do throws(SystemError) {
      run = try ChildProcess.run(
        settings.sendmail, ["-i", "-f", envelope.sender, "--"] + envelope.recipients, input: name,
        in: spool[.sending], timeout: settings.timeout.nanoseconds)
    } catch {
      return .deferred("\(error)")
    }
    let said = run.said.isEmpty ? "" : ": \(run.said)"
    switch run.ending {
    case .exited(let code):
      work.timeouts = 0
      return code == 0 ? .handedOver(said: run.said) : outcome(code, said: said)
    case .signalled(let signal):
      return .uncertain("\(settings.sendmail) was ended by signal \(signal)\(said)")
    case .timedOut:
      work.timeouts += 1
      let seconds = settings.timeout.nanoseconds / 1_000_000_000
      return .uncertain("\(settings.sendmail) did not end within \(seconds) s\(said)")
    }
  }

  /// By sysexits.h: what is wrong with the machine may pass, what is wrong with the message does
  /// not.
  private func outcome(_ code: Int32, said: String) -> Outcome {
    let words = "\(settings.sendmail) ended with \(code)\(said)"
    return switch code {
    case 71, 74, 75: .deferred(words)
    default: .refused(words)
    }
  }

  /// Reports what became of a message, then moves it: with both lost it is uncertain, with the
  /// report alone it is moved by the next run.
  private func settle(
    _ name: FileName, _ outcome: Outcome, envelope: MailEnvelope?, _ work: inout Work
  ) throws(Failure) {
    let outcome = impatient(outcome, name)
    let line = name.string.flatMap(SpoolName.init)?.line
    let (place, flags, reason): (MailSpool.Place, String, String?)
    switch outcome {
    case .handedOver:
      (place, flags, reason) = (.cur, "PS", nil)
      work.tally.handedOver += 1
    case .stopped:
      (place, flags, reason) = (.cur, "T", nil)
      work.tally.stopped += 1
    case .deferred(let why):
      (place, flags, reason) = (.deferred, "", why)
      work.tally.deferred += 1
      if let line { work.waiting.insert(line) }
    case .refused(let why):
      (place, flags, reason) = (.failed, "", why)
      work.tally.refused += 1
    case .uncertain(let why):
      (place, flags, reason) = (.uncertain, "", why)
      work.tally.uncertain += 1
    }
    if let reason { session.console.say("\(name): \(place.rawValue): \(reason)") }
    if let envelope, let release = envelope.release, let message = name.string {
      try reports.keep(
        HandoverReport(
          message: message, release: release, state: outcome.state, at: session.now(),
          recipients: envelope.recipients.count, detail: outcome.detail))
    }
    try spool.move(name, from: .sending, to: place, flags: flags, reason: reason)
  }

  /// What could not be handed over for days is old news.
  private func impatient(_ outcome: Outcome, _ name: FileName) -> Outcome {
    guard case .deferred(let why) = outcome,
      let seconds = name.string?.split(separator: ".").first.flatMap({ Int64($0) }),
      session.now() > Instant(seconds: seconds) + settings.patience
    else { return outcome }
    return .refused("given up after \(settings.patience.nanoseconds / 3_600_000_000_000) h: \(why)")
  }
}
