import EmbargoCore
import EmbargoDaemon
import EmbargoTime
import Testing

@Suite("A queued embargo is resolved again by other zone rules")
struct ZoneResolverTests {
  private let old: ZoneRulesSource.Rules
  private let new: ZoneRulesSource.Rules

  init() throws {
    (old, new) = (try ZoneFixtures.rules("2025b"), try ZoneFixtures.rules("2026f"))
  }

  /// `moved 2026-…`, `unresolvable`, or nothing.
  private func words(_ verdict: ZoneVerdict?) -> String? {
    switch verdict {
    case .moved(let embargo): "moved \(embargo.instant.rfc3339) \(embargo.tzdb)"
    case .unresolvable(_, let tzdb): "unresolvable \(tzdb)"
    case nil: nil
    }
  }

  private func reason(_ verdict: ZoneVerdict?) -> String {
    if case .unresolvable(let reason, _) = verdict { reason } else { "" }
  }

  private func verdict(
    _ queued: QueuedEmbargo, by rules: ZoneRulesSource.Rules, after: ZoneRulesSource.Rules?
  ) -> ZoneVerdict? {
    var resolver = ZoneResolver(rules: rules, defaultZone: nil, earlier: after)
    return resolver.verdict(queued)
  }

  @Test(
    "All known shifts between 2025b and 2026f, both ways, after a change and at a start",
    arguments: try ZoneFixtures.shifts())
  func shifts(_ shift: ZoneFixtures.Shift) throws {
    let civil = try #require(shift.civil)
    for (from, rules, to, other) in [
      (shift.old, old, shift.new, new), (shift.new, new, shift.old, old),
    ] {
      guard let instant = Instant(rfc3339: from) else { continue }
      let queued = QueuedEmbargo(
        id: ReleaseID(at: Bench.start, random: Array(repeating: 1, count: 10)),
        embargo: Embargo(
          stamp: shift.line, civil: civil, zone: .named(shift.zone), instant: instant,
          tzdb: rules.zones.version),
        submittedAt: Bench.start)
      let wanted: String? =
        if to == from { nil } else if to.first == "2" { "moved \(to) \(other.zones.version)" } else
        {
          "unresolvable \(other.zones.version)"
        }
      #expect(words(verdict(queued, by: other, after: rules)) == wanted)
      #expect(words(verdict(queued, by: other, after: nil)) == wanted)
      #expect(verdict(queued, by: rules, after: rules) == nil)
      #expect(verdict(queued, by: rules, after: nil) == nil)
    }
  }

  @Test("An abbreviation that is out of season by the new rules is unresolvable, also at a start")
  func outOfSeason() throws {
    let queued = try ZoneFixtures.queued(
      "9:00 a.m. PST, Vancouver, December 10, 2026", by: old)
    for earlier in [old, nil] {
      let verdict = verdict(queued, by: new, after: earlier)
      #expect(reason(verdict).contains("PST is not in force there"))
    }
  }

  @Test("An offset beside a place that no longer has it is unresolvable and not moved")
  func offset() throws {
    let queued = try ZoneFixtures.queued(
      "9:00 a.m. Vancouver time (UTC-8), December 10, 2026", by: old)
    #expect(words(verdict(queued, by: new, after: old)) == "unresolvable 2026f")
  }

  @Test("Of two instants the one that the words name stays, without such words it is unresolvable")
  func fold() throws {
    let named = try ZoneFixtures.queued("3:30 a.m. EET, Chisinau, October 31, 2027", by: old)
    #expect(named.embargo.instant.rfc3339 == "2027-10-31T01:30:00Z")
    #expect(verdict(named, by: new, after: old) == nil)
    #expect(verdict(named, by: new, after: nil) == nil)
    let open = try ZoneFixtures.queued("3:30 a.m. Chisinau time, October 31, 2027", by: old)
    #expect(words(verdict(open, by: new, after: old)) == "unresolvable 2026f")
  }

  @Test("Two places that no longer keep the same time are unresolvable, whichever zone was taken")
  func twoPlaces() throws {
    let stamp = "9:00 a.m. Los Angeles time / 9:00 a.m. Vancouver time, December 10, 2026"
    let queued = try ZoneFixtures.queued(stamp, by: old)
    #expect(queued.embargo.zone == .named("America/Los_Angeles"))
    #expect(words(verdict(queued, by: new, after: old)) == "unresolvable 2026f")
  }

  @Test("Who has let an unresolvable release go is asked again only after another change")
  func letGo() throws {
    var gap = try ZoneFixtures.queued(
      "02:30 Chisinau time, Sunday 28 March 2027", by: new)
    var season = try ZoneFixtures.queued(
      "9:00 a.m. PST, Vancouver, December 10, 2026", by: old)
    #expect(words(verdict(gap, by: old, after: new)) == "unresolvable 2025b")
    // The record of that leaves the version in the embargo.
    (gap.embargo.tzdb, season.embargo.tzdb) = ("2025b", "2026f")
    #expect(verdict(gap, by: old, after: nil) == nil)
    #expect(verdict(gap, by: old, after: old) == nil)
    #expect(verdict(season, by: new, after: nil) == nil)
    #expect(verdict(season, by: new, after: new) == nil)
    // By the next rules that clock is an instant again: the one that it was.
    #expect(verdict(gap, by: new, after: old) == nil)
  }

  @Test("A changed file under an unchanged version moves what it moves")
  func sameVersion() throws {
    let queued = try ZoneFixtures.queued("9:00 a.m. Havana time, 10 December 2026", by: old)
    let patched = ZoneRulesSource.Rules(version: "2025b", files: new.files)
    #expect(words(verdict(queued, by: patched, after: nil)) == "moved 2026-12-10T13:00:00Z 2025b")
    #expect(words(verdict(queued, by: patched, after: old)) == "moved 2026-12-10T13:00:00Z 2025b")
  }

  @Test("A zone that is gone is unresolvable; UTC and fixed offsets never move")
  func goneAndFixed() throws {
    let none = ZoneRulesSource.Rules(version: "2099a", files: [:])
    let queued = try ZoneFixtures.queued("09:00 London time, 10 December 2026", by: old)
    #expect(reason(verdict(queued, by: none, after: old)).contains("do not have Europe/London"))
    for stamp in ["09:00 UTC, 10 December 2026", "09:00 UTC-8, 10 December 2026"] {
      #expect(verdict(try ZoneFixtures.queued(stamp, by: old), by: none, after: old) == nil)
    }
  }

  @Test("Every stamp that was understood can be read by itself: none is held for nothing")
  func reread() throws {
    let bytes = try ProjectFile.read("Tests/EmbargoTimeTests/Fixtures/corpus-open.tsv")
    let rules = try ZoneRulesSource(path: "/usr/share/zoneinfo").rules
    var read = 0
    for row in String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst() {
      let fields = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let line = fields[1].split(separator: "\\n").joined(separator: "\n")
      guard let queued = try? ZoneFixtures.queued(line, by: rules) else { continue }
      read += 1
      guard
        case .refused(let refusal) = rules.reader.read(
          queued.embargo.stamp, context: StampContext(submitted: Bench.start))
      else { continue }
      #expect(refusal.reason != .zoneDate && refusal.reason != .conflict, "\(line)")
    }
    #expect(read > 100)
  }
}
