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
    let found = segments(around: local).filter {
      $0.start <= local - Int64($0.type.seconds) && local - Int64($0.type.seconds) < $0.end
    }
    let instants = found.map {
      LocalInstant(instant: civil.instant(offset: $0.type.seconds), offset: $0.type)
    }.sorted { $0.instant < $1.instant }
    switch instants.count {
    case 0: return gap(civil)
    case 1: return .unique(instants[0])
    default: return .fold(instants)
    }
  }

  /// The seconds since the epoch at which a clock in the zone shows `local`, ascending; `local` is
  /// seconds since 1970 on the same wall, in the years -9000 to 9000.
  func instants(local: Int64) -> [Int64] {
    segments(around: local).compactMap {
      let time = local - Int64($0.type.seconds)
      return $0.start <= time && time < $0.end ? time : nil
    }.sorted()
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
    guard let last = data.transitionTypes.last else {
      return PosixTZ.Segment(start: .min, end: .max, type: data.types[0])
    }
    return PosixTZ.Segment(start: start, end: .max, type: data.types[Int(last)].unspecified)
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

  /// Everything that holds within 26 hours of `local`, ascending; at most 64 segments.
  private func segments(around local: Int64) -> [PosixTZ.Segment] {
    var found = [segment(at: local - 93_600)]
    while let last = found.last, last.end <= local + 93_600, found.count < 64 {
      found.append(segment(at: last.end))
    }
    return found
  }

  private func gap(_ civil: CivilDateTime) -> LocalResult {
    let local = civil.secondsFromEpoch
    let around = segments(around: local)
    for (before, after) in zip(around, around.dropFirst())
    where after.start + Int64(before.type.seconds) <= local
      && local < after.start + Int64(after.type.seconds)
    {
      return .gap(
        Gap(
          change: Instant(seconds: after.start),
          before: LocalInstant(
            instant: civil.instant(offset: before.type.seconds), offset: before.type),
          after: LocalInstant(
            instant: civil.instant(offset: after.type.seconds), offset: after.type)))
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
  /// Outside the years 1700 to 2250, which `Instant` holds.
  case outOfRange
}
