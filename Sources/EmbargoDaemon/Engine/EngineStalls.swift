import EmbargoCore
import EmbargoTime

extension Engine {
  /// What an attempt may take before somebody is told: longer than any request whose time-outs are
  /// kept, so that a dead disk or an answer that never comes is the likely cause.
  private static let patience = Span.seconds(60)

  /// An attempt that does not end is announced; until it does, or the daemon starts again, the
  /// delivery cannot be tried anew.
  func reportStalls(of release: Release, at now: Instant) {
    for delivery in release.deliveries {
      guard case .attempting(let since) = delivery.state, now > since + Self.patience,
        inFlight.contains(Flight(release: release.id, output: delivery.output))
      else { continue }
      report(
        Notice(
          .error, "delivery.stalled", release: release.id,
          "the attempt at \(delivery.output) that began at \(since.rfc3339) does not end"),
        problem: "delivery:\(release.id):\(delivery.output)")
    }
  }
}
