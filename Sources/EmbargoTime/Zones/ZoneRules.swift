/// The offsets of one zone, past and future, out of one TZif file.
package struct ZoneRules: Hashable, Sendable {
  private let data: TZif

  /// Decodes the bytes of one TZif file (RFC 9636, versions 1 to 4, at most 64 KiB).
  package init(tzif bytes: [UInt8]) throws(TZifError) { data = try TZif(bytes) }

  /// What a clock in the zone is ahead of UTC at that instant.
  package func offset(at instant: Instant) -> LocalOffset { segment(at: instant.seconds).type }

  /// What the zone calls its clock at that offset: the latest such name; nil where it never has it.
  package func abbreviation(ofOffset seconds: Int) -> String? {
    data.types.last { $0.seconds == seconds && $0.abbreviation.first?.isLetter == true }?
      .abbreviation ?? data.types.last { $0.seconds == seconds }?.abbreviation
  }

  /// The instants at which a clock in the zone shows `civil`.
  package func resolve(_ civil: CivilDateTime) -> LocalResult {
    guard 1700...2250 ~= civil.year else { return .outOfRange }
    let local = civil.secondsFromEpoch
    let around = segments(around: local)
    let found = around.filter { $0.time(showing: local) != nil }.map { instant(civil, $0.type) }
    guard found.allSatisfy(\.offset.isSpecified) else { return .outOfRange }
    switch found.count {
    case 0: return gap(civil, around)
    case 1: return .unique(found[0])
    default: return .fold(found)
    }
  }

  /// The seconds since the epoch at which a clock in the zone shows `local`, ascending; `local` is
  /// seconds since 1970 on the same wall.
  func instants(local: Int64) -> [Int64] {
    segments(around: local).compactMap { $0.time(showing: local) }
  }

  /// What holds at a second since the epoch, and how long.
  func segment(at time: Int64) -> PosixTZ.Segment {
    let next = upperBound(time)
    let start = next == 0 ? Int64.min : data.transitions[next - 1]
    if next < data.transitions.count {
      let type = next == 0 ? data.types[0] : data.types[Int(data.transitionTypes[next - 1])]
      return PosixTZ.Segment(start: start, end: data.transitions[next], type: type)
    }
    if let footer = data.footer {
      var segment = footer.segment(containing: time)
      segment.start = max(segment.start, start)
      return segment
    }
    if data.transitions.isEmpty, time < data.end {
      return PosixTZ.Segment(start: .min, end: data.end, type: data.types[0])
    }
    let last = data.types[Int(data.transitionTypes.last ?? 0)]
    return PosixTZ.Segment(
      start: data.transitions.isEmpty ? data.end : start, end: .max, type: last.unspecified)
  }

  /// Index of the first transition after `time`.
  private func upperBound(_ time: Int64) -> Int {
    var (low, high) = (0, data.transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if data.transitions[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Everything that holds within 26 hours of `local`, further than any offset; ascending.
  private func segments(around local: Int64) -> [PosixTZ.Segment] {
    var last = segment(at: local - 93_600)
    var found = [last]
    while last.end <= local + 93_600 {
      last = segment(at: last.end)
      found.append(last)
    }
    return found
  }

  private func instant(_ civil: CivilDateTime, _ offset: LocalOffset) -> LocalInstant {
    LocalInstant(instant: civil.instant(offset: offset.seconds), offset: offset)
  }

  private func gap(_ civil: CivilDateTime, _ around: [PosixTZ.Segment]) -> LocalResult {
    let local = civil.secondsFromEpoch
    for (before, after) in zip(around, around.dropFirst())
    where after.start + Int64(before.type.seconds) <= local
      && local < after.start + Int64(after.type.seconds)
    {
      guard before.type.isSpecified, after.type.isSpecified else { return .outOfRange }
      return .gap(
        Gap(
          change: Instant(seconds: after.start), before: instant(civil, before.type),
          after: instant(civil, after.type)))
    }
    return .outOfRange
  }
}

/// An instant with the offset by which it was found.
package struct LocalInstant: Hashable, Sendable {
  package var instant: Instant
  package var offset: LocalOffset
}

/// A wall clock that is skipped when clocks go forward.
package struct Gap: Hashable, Sendable {
  /// When the clocks change.
  package var change: Instant
  /// The instant if the clocks had not been changed yet: after `change`.
  package var before: LocalInstant
  /// The instant if the clocks had been changed already: before `change`.
  package var after: LocalInstant
}

/// What a wall clock in a zone means on the UTC time line.
package enum LocalResult: Hashable, Sendable {
  case unique(LocalInstant)
  /// No clock in the zone ever shows it.
  case gap(Gap)
  /// Clocks in the zone show it twice or more; ascending.
  case fold([LocalInstant])
  /// Outside the years 1700 to 2250, which `Instant` holds, or where the zone data does not say
  /// (`LocalOffset.isSpecified`).
  case outOfRange
}
