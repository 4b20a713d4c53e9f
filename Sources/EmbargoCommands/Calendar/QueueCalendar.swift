package import EmbargoControl
package import EmbargoTime

/// The queue as a calendar (RFC 5545): an event without a length for each release that has its
/// lift before it.
package struct QueueCalendar {
  /// What the events say of their releases.
  package enum Titles: Hashable, Sendable {
    /// The id alone: a calendar leaves the machine.
    case masked
    /// Headline, slug, stamp and outputs.
    case shown
  }

  package var releases: [ReleaseSummary]
  package var titles: Titles
  /// When the queue was like that.
  package var madeAt: Instant

  package init(releases: [ReleaseSummary], titles: Titles, madeAt: Instant) {
    (self.releases, self.titles, self.madeAt) = (releases, titles, madeAt)
  }

  package var bytes: [UInt8] {
    var lines = ContentLines()
    lines.add("BEGIN", "VCALENDAR")
    lines.add("VERSION", "2.0")
    lines.add("PRODID", "-//embargod//embargoctl \(Version.text)//EN")
    lines.add("CALSCALE", "GREGORIAN")
    if releases.isEmpty { Self.addZone(to: &lines) }
    for release in releases { add(release, to: &lines) }
    lines.add("END", "VCALENDAR")
    return lines.bytes
  }

  private func add(_ release: ReleaseSummary, to lines: inout ContentLines) {
    let isCertain = [.scheduled, .lifting].contains(release.state)
    lines.add("BEGIN", "VEVENT")
    // An id is a UUID, as RFC 7986 section 5.3 wants it, and stays when the lift moves.
    lines.add("UID", release.id)
    lines.add("DTSTAMP", Self.text(madeAt))
    lines.add("DTSTART", Self.text(release.due))
    lines.add("SUMMARY", text: summary(of: release))
    if titles == .shown { lines.add("DESCRIPTION", text: description(of: release)) }
    lines.add("STATUS", isCertain ? "CONFIRMED" : "TENTATIVE")
    lines.add("CLASS", "CONFIDENTIAL")
    lines.add("TRANSP", "TRANSPARENT")
    lines.add("END", "VEVENT")
  }

  private func summary(of release: ReleaseSummary) -> String {
    let state =
      switch release.state {
      case .held: "Held: "
      case .awaitingApproval: "Not approved yet: "
      default: ""
      }
    return state + (titles == .shown ? release.headline : "Embargoed release \(release.id)")
  }

  private func description(of release: ReleaseSummary) -> String {
    var lines = [
      release.slug, release.stamp, "Goes to \(release.outputs.joined(separator: ", "))",
    ]
    if let held = release.held { lines.append("Held: \(held.reason)") }
    return lines.joined(separator: "\n")
  }

  /// A calendar must have a component (section 3.4); without an event it is the zone of the times
  /// that it would have.
  private static func addZone(to lines: inout ContentLines) {
    lines.add("BEGIN", "VTIMEZONE")
    lines.add("TZID", "Etc/UTC")
    lines.add("BEGIN", "STANDARD")
    lines.add("DTSTART", "19700101T000000")
    lines.add("TZOFFSETFROM", "+0000")
    lines.add("TZOFFSETTO", "+0000")
    lines.add("END", "STANDARD")
    lines.add("END", "VTIMEZONE")
  }

  /// `20230919T210000Z` (section 3.3.5); the fraction of a second is left out.
  private static func text(_ instant: Instant) -> String {
    CivilDateTime(Instant(seconds: instant.seconds)).iso8601.filter { $0 != "-" && $0 != ":" } + "Z"
  }
}
