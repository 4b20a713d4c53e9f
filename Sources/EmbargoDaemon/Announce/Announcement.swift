package import EmbargoCore
import EmbargoSystem
package import EmbargoTime

/// One thing that people are told.
package struct Announcement: Hashable, Sendable {
  /// Nil: it is about the announcements themselves.
  package var event: AnnounceEvent?
  package var state: AnnounceState
  package var at: Instant
  /// What makes it the same at a repeat.
  package var key: String
  package var release: ReleaseID?
  /// Without a word of a release.
  package var text: String
  /// For those who may know; nil: `text` has all.
  package var detail: String?
  /// Of the release; for those who may know.
  package var words: Words?

  package struct Words: Hashable, Sendable {
    package var headline: String
    package var slug: String

    package init(headline: String, slug: String) { (self.headline, self.slug) = (headline, slug) }
  }

  package init(
    _ event: AnnounceEvent?, _ state: AnnounceState, at: Instant, key: String,
    release: ReleaseID? = nil, text: String, detail: String? = nil, words: Words? = nil
  ) {
    (self.event, self.state, self.at, self.key) = (event, state, at, key)
    (self.release, self.text, self.detail, self.words) = (release, text, detail, words)
  }

  /// What an audience may know of it.
  func told(to audience: Configuration.Announce.Audience) -> Announcement {
    var told = self
    switch audience {
    case .everybody: (told.detail, told.words) = (nil, nil)
    case .staff: told.text = detail ?? text
    }
    return told
  }

  /// Names it: the same announcement has the same name at every attempt and after a crash.
  func code(at channel: OutputName) -> String {
    let parts = [
      "embargod announcement", channel.description, key, state.rawValue, event?.rawValue ?? "",
      String(at.nanoseconds),
    ]
    return String(Digest(parts: parts.map { Array($0.utf8) }).description.prefix(26))
  }

  /// One line, as a subject.
  var title: String {
    let what = event?.title ?? "announcements"
    return switch state {
    case .problem: "Problem: \(what)"
    case .again: "Still a problem: \(what)"
    case .resolved: "Over: \(what)"
    case .milestone: what.prefix(1).uppercased() + what.dropFirst()
    case .notice: "Notice: \(what)"
    }
  }

  /// One line, with everything.
  var line: String {
    var line = "\(at.rfc3339) \(state.rawValue) \(event?.rawValue ?? "announcements")"
    if let release { line += " release=\(release)" }
    if let words { line += " slug=\(words.slug) headline=\"\(words.headline)\"" }
    return displayText("\(line) \(text)".utf8)
  }

  /// Several lines, as a message.
  var letter: String {
    var lines = [title, "", text, ""]
    if let release { lines.append("Release:  \(release)") }
    if let words { lines += ["Slug:     \(words.slug)", "Headline: \(words.headline)"] }
    lines.append("When:     \(at.rfc3339)")
    if let release, state != .resolved {
      lines += ["", "What stands in its way, and what to do: embargoctl why \(release)"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The body of a request: `type`, `timestamp`, `data`, as Standard Webhooks have it.
  func body(at channel: OutputName) -> [UInt8] {
    var data: JSON.Members = [
      "channel": .string(channel.description), "state": .string(state.rawValue),
      "text": .string(text), "title": .string(title),
    ]
    if let release { data["release"] = .string(release.description) }
    if let words {
      data["headline"] = .string(words.headline)
      data["slug"] = .string(words.slug)
    }
    let body: JSON = [
      "type": .string("announcement.\(event?.rawValue ?? "notice")"),
      "timestamp": .string(at.rfc3339), "data": .object(data),
    ]
    return body.canonical
  }
}
