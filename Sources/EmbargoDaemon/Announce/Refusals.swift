import EmbargoControl
import EmbargoCore
import EmbargoTime

extension Announcer {
  /// An inbox has refused what lay in it.
  func note(refusal notice: Notice) {
    note(
      Announcement(
        .refused, .problem, at: .readWallClock(), key: "refused:inbox", text: notice.text))
  }

  /// Somebody handed in a release whose embargo could not be understood; what was wrong with other
  /// texts is only for whoever handed them in.
  func note(refusal problem: Problem, of actor: Actor, at now: Instant) {
    guard let reason = problem.stamp?.reason.rawValue else { return }
    note(
      Announcement(
        .refused, .problem, at: now, key: "refused:\(actor.name):\(reason)",
        text: "what \(actor.name) handed in was refused: its embargo cannot be understood "
          + "(\(reason)), and nothing is queued"))
  }
}
