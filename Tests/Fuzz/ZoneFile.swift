@testable import EmbargoTime

/// The reader of zone files (RFC 9636): the bytes of a file.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzZoneFile(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Harness.input(start, count)
  let rules: ZoneRules
  do throws(TZifError) { rules = try ZoneRules(tzif: bytes) } catch {
    Harness.expect(!error.description.isEmpty, "an error that says nothing")
    return 0
  }
  Harness.expect((try? ZoneRules(tzif: bytes)) == rules, "decoded twice, differently")
  ZonePromises(rules: rules).check()
  return 0
}

/// What holds for the rules in any file that is not refused.
private struct ZonePromises {
  /// The first and the last second that `Instant` holds.
  private static let instants: ClosedRange<Int64> = -9_223_372_036...9_223_372_035
  /// Changes that are looked at from the beginning of the data, and from 1900, 2024 and 2400.
  private static let mostChanges = 24

  let rules: ZoneRules

  func check() {
    for time in [.min / 4, -1 << 59, -1 << 40, 1 << 40, 1 << 59] as [Int64] {
      expectSegment(at: time)
      _ = rules.instants(local: time)
    }
    for time in stride(from: Int64(-9_200_000_000), through: 9_200_000_000, by: 613_333_333) {
      expectOffset(at: time)
    }
    for time in [-1 << 59, -2_208_988_800, 1_704_067_200, 13_569_465_600] as [Int64] {
      walk(from: time)
    }
  }

  /// Each change after a time, and both seconds at it.
  private func walk(from time: Int64) {
    var segment = rules.segment(at: time)
    for _ in 0..<Self.mostChanges where segment.end < 1 << 59 {
      let next = rules.segment(at: segment.end)
      Harness.expect(next.start <= segment.end && segment.end < next.end, "changes overlap")
      for time in [segment.end - 1, segment.end, segment.end + 1] { expectOffset(at: time) }
      expectChange(at: segment.end, from: segment.type, to: next.type)
      segment = next
    }
  }

  private func expectSegment(at time: Int64) {
    let segment = rules.segment(at: time)
    Harness.expect(segment.start <= time && time < segment.end, "\(segment) at \(time)")
    // RFC 9636 section 3.2: more than -25 hours and less than 26 hours.
    let seconds = segment.type.seconds
    Harness.expect(-89_999...93_599 ~= seconds, "an offset of \(seconds) s at \(time)")
  }

  /// The clock that an instant shows leads back to that instant.
  private func expectOffset(at time: Int64) {
    expectSegment(at: time)
    guard Self.instants.contains(time) else { return }
    let instant = Instant(seconds: time)
    let offset = rules.offset(at: instant)
    let civil = CivilDateTime(instant, offset: offset.seconds)
    let result = rules.resolve(civil)
    expectShown(result, civil)
    guard offset.isSpecified, 1700...2250 ~= civil.year else { return }
    switch result {
    case .unique(let local): Harness.expect(local.instant == instant, "another instant, \(local)")
    case .fold(let locals):
      Harness.expect(locals.contains { $0.instant == instant }, "not among \(locals)")
    case .gap(let gap): Harness.expect(false, "\(civil.iso8601) is shown and lies in \(gap)")
    // The clock may be shown a second time where the data does not say.
    case .outOfRange: break
    }
  }

  /// The clocks that are skipped or come twice where the offset changes.
  private func expectChange(at time: Int64, from old: LocalOffset, to new: LocalOffset) {
    guard Self.instants.contains(time), old.seconds != new.seconds else { return }
    let sides = [old.seconds, new.seconds].sorted()
    for seconds in [sides[0], (sides[0] + sides[1]) / 2, sides[1] - 1, sides[1]] {
      let civil = CivilDateTime(Instant(seconds: time), offset: seconds)
      expectShown(rules.resolve(civil), civil)
    }
  }

  /// Every instant of an answer shows the clock that was asked for.
  private func expectShown(_ result: LocalResult, _ civil: CivilDateTime) {
    func expect(_ local: LocalInstant) {
      let found = rules.offset(at: local.instant)
      Harness.expect(found == local.offset, "\(found) holds at \(local)")
      let shown = CivilDateTime(local.instant, offset: local.offset.seconds)
      Harness.expect(shown == civil, "\(local) shows \(shown.iso8601)")
    }
    switch result {
    case .unique(let local): expect(local)
    case .fold(let locals):
      Harness.expect(locals.count > 1, "a fold of \(locals.count)")
      Harness.expect(
        zip(locals, locals.dropFirst()).allSatisfy { $0.instant < $1.instant },
        "a fold that is not ascending: \(locals)")
      locals.forEach(expect)
    case .gap(let gap):
      for local in [gap.before, gap.after] {
        let shown = CivilDateTime(local.instant, offset: local.offset.seconds)
        Harness.expect(shown == civil, "\(local) shows \(shown.iso8601)")
      }
      Harness.expect(
        gap.after.instant < gap.change && gap.change <= gap.before.instant, "\(gap)")
    case .outOfRange: break
    }
  }
}
