package import EmbargoCore
package import EmbargoTime

/// Something that is wrong now, or that a person has stopped: told when it begins, now and then
/// while it goes on, and when it is over.
package struct Trouble: Hashable, Sendable {
  /// Names it for as long as it goes on.
  package var key: String
  package var event: AnnounceEvent
  package var release: ReleaseID?
  /// Without a word of a release.
  package var text: String
  /// For those who may know; nil: `text` has all.
  package var detail: String?
  package var words: Announcement.Words?
  /// A higher one is worse, and worth telling.
  package var level = 0
  /// It goes on until somebody does something, which need not be soon: it is not told again by
  /// itself.
  package var isLasting = false
  /// A person wanted it so.
  package var isIntended = false
  /// It counts only for channels that want to hear of it so early; nil: for all.
  package var due: Instant?
  /// It counts only for channels that want more bytes free; nil: for all.
  package var free: UInt64?

  package init(
    _ event: AnnounceEvent, key: String, release: ReleaseID? = nil, text: String,
    detail: String? = nil
  ) {
    (self.event, self.key, self.release) = (event, key, release)
    (self.text, self.detail) = (text, detail)
  }

  func concerns(_ channel: Configuration.Announce, at now: Instant) -> Bool {
    guard channel.events.contains(event), key != Self.failing(channel.name) else { return false }
    if let due, due > now + channel.approvalLead { return false }
    if let free, free >= UInt64(channel.diskLow) { return false }
    return true
  }

  func announcement(_ state: AnnounceState, at now: Instant) -> Announcement {
    Announcement(
      event, state == .problem && isIntended ? .milestone : state, at: now, key: key,
      release: release, text: text, detail: detail, words: words)
  }

  /// The key of a channel that cannot be told anything.
  static func failing(_ channel: OutputName) -> String { "announce.failing at \(channel)" }
}

/// All that is wrong at one moment.
package struct Standing: Sendable {
  package var now: Instant
  /// In order of their keys.
  package var troubles: [Trouble]
  /// Beginnings of keys of which there are more than are in it: that one is absent does not mean
  /// that it is over.
  package var cut: Set<String> = []
  /// Whether the daemon has been up for long enough to have found all that goes on from before.
  package var isSettled: Bool

  package init(now: Instant, troubles: [Trouble], isSettled: Bool) {
    (self.now, self.isSettled) = (now, isSettled)
    self.troubles = troubles.sorted { $0.key < $1.key }
  }
}
