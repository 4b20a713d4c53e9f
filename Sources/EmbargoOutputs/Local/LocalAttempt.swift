import EmbargoCore
import EmbargoSystem
import EmbargoTime

/// A publication on this machine whose attempts differ, and are counted and reported alike.
protocol LocalAttempt: Prepared {
  var output: OutputName { get }
  /// One attempt; directories are left to the round.
  ///
  /// - Parameter isDue: Asked before each call that leaves something visible.
  func attempt(
    in round: PublishingRound, _ isDue: () -> Bool
  ) throws(SystemError) -> AttemptOutcome.Result
}

extension LocalAttempt {
  func publish(notBefore instant: Instant, clock: ReadClock) -> AttemptOutcome {
    let round = PublishingRound()
    var outcome = publish(notBefore: instant, clock: clock, in: round)
    guard case .delivered = outcome.result else { return outcome }
    do throws(OutputError) {
      try round.sync()
    } catch {
      outcome.result = .failed(error: error.description, ambiguous: false, retryAfter: nil)
    }
    return outcome
  }

  func publish(
    notBefore instant: Instant, clock: ReadClock, in round: PublishingRound
  ) -> AttemptOutcome {
    let started = clock()
    let result: AttemptOutcome.Result
    do throws(SystemError) {
      result = try attempt(in: round) { clock() >= instant }
    } catch {
      // What is there in part is there, whatever becomes of the rest.
      result = .failed(
        error: OutputError(output, error).description, ambiguous: present() != .nothing,
        retryAfter: nil)
    }
    return AttemptOutcome(
      output: output, startedAt: started, finishedAt: clock(), result: result)
  }

  /// What stands in the way before the lift.
  ///
  /// - Parameter look: Says what is in the way, without a name; nil: nothing is.
  func obstacle(_ look: () throws(SystemError) -> String?) -> OutputError? {
    do throws(SystemError) {
      guard let words = try look() else { return nil }
      return OutputError("output \(output): \(words); move that away", mayPass: false)
    } catch {
      return OutputError("output \(output): its names cannot be looked up: \(error.reason)")
    }
  }

  var notDue: AttemptOutcome.Result {
    .failed(
      error: "output \(output): the release is not due by the clock; nothing more was published",
      ambiguous: false, retryAfter: nil)
  }

  func conflict(_ path: String, _ what: String) -> AttemptOutcome.Result {
    .refused(
      error: "output \(output): \(path) is already there and is \(what); it was not touched. Move "
        + "it away, then try again with embargoctl retry")
  }
}
