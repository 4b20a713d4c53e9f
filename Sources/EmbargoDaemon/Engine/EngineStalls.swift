import EmbargoCore
import EmbargoTime

extension Engine {
  /// What an attempt may take before somebody is told: longer than any request whose time-outs are
  /// kept, so that a dead disk or an answer that never comes is the likely cause.
  private static let patience = Span.seconds(60)

  /// An attempt that does not end is announced; until it does, or the daemon starts again, neither
  /// can it be made anew, nor does a correction or a kill go to that output.
  func reportStalls(of release: Release, at now: Instant) {
    for delivery in release.deliveries {
      let flight = Flight(release: release.id, output: delivery.output)
      guard let attempt = inFlight[flight] else { continue }
      let since: Instant
      switch delivery.state {
      case .attempting(let began): since = began
      case .waiting where attempt.revision < release.revision: since = attempt.began
      default: continue
      }
      guard now > since + Self.patience else { continue }
      let waits = attempt.revision < release.revision ? "; what follows it waits for that" : ""
      report(
        Notice(
          .error, "delivery.stalled", release: release.id,
          "the attempt at \(delivery.output) that began at \(since.rfc3339) does not end\(waits)"),
        problem: "delivery:\(release.id):\(delivery.output)")
    }
  }
}
