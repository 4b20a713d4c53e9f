import EmbargoControl
import EmbargoTime

/// A directory of which only the number of new names is looked at: the names themselves would say
/// what they are of, and nobody has told them.
struct WatchedDirectory {
  /// New names, and when they were seen first.
  struct Arrivals {
    var seen: Instant
    var count: Int
    /// The daemon has said what they are, or a lift was due.
    var isExplained = false
  }

  /// When it was looked at first: what was there by then is old.
  var since: Instant
  var names: Sight.Names
  var arrivals: [Arrivals] = []
}

extension Witness {
  /// Counts what is new in a directory.
  mutating func watch(_ place: WitnessWord.Place, _ sight: Sight) -> [Announcement] {
    let names = sight.names(place.directory)
    let now = sight.now()
    guard let names else {
      return announce(
        .init(
          .blind, at: now, output: place.output,
          "the witness cannot look at output \(place.output): its user must be able to list "
            + "\(place.directory)"))
    }
    let found = over(
      .init(
        .blind, isOver: true, at: now, output: place.output,
        "the witness can look at output \(place.output) again"))
    guard var directory = directories[place.output] else {
      directories[place.output] = WatchedDirectory(since: now, names: names)
      return found
    }
    let new = names.subtracting(directory.names).count
    directory.names = names
    if new > 0 { directory.arrivals.append(.init(seen: now, count: new)) }
    let oldest = now - Self.longest
    directory.arrivals.removeAll { $0.seen < oldest }
    directories[place.output] = directory
    return found
  }

  mutating func judge(directory output: String, _ sight: Sight) -> [Announcement] {
    let now = sight.now()
    return unexplained(output, now) + missing(output, now)
  }

  /// Names that came while nothing was due, with something still to come.
  private mutating func unexplained(_ output: String, _ now: Instant) -> [Announcement] {
    guard let directory = directories[output] else { return [] }
    var found: [Announcement] = []
    for (index, arrivals) in directory.arrivals.enumerated() where !arrivals.isExplained {
      if isExplained(arrivals, at: output) {
        directories[output]?.arrivals[index].isExplained = true
        continue
      }
      guard hasHad(aWordSince: arrivals.seen, now) else { continue }
      directories[output]?.arrivals[index].isExplained = true
      guard let next = ahead(of: arrivals.seen, at: output) else { continue }
      // Each time anew: nothing says when that is over.
      found.append(
        Announcement(
          .early, at: now, output: output, due: next,
          "something new lies at output \(output), where nothing was due; the next release is due "
            + "at \(next.rfc3339): is it that one? embargoctl freeze --reason TEXT"))
    }
    return found
  }

  private func isExplained(_ arrivals: WatchedDirectory.Arrivals, at output: String) -> Bool {
    let word = word
    let margin = word?.silence ?? Self.silence
    let isSaid = word?.arrivals.contains { arrival in
      arrival.output == output && arrival.due <= arrival.at && arrival.at <= arrivals.seen
        && arrivals.seen - arrival.at <= margin
    }
    if isSaid == true { return true }
    // On its way, and the daemon may be too busy to say so.
    let limit = Span(nanoseconds: (word?.limitNS ?? 0) + margin.nanoseconds)
    return expectations.values.contains { expectation in
      expectation.mark.output == output && !expectation.isCalledOff
        && expectation.due <= arrivals.seen && arrivals.seen - expectation.due <= limit
    }
  }

  private func ahead(of seen: Instant, at output: String) -> Instant? {
    expectations.values.filter {
      $0.mark.output == output && $0.mark.paths.isEmpty && !$0.isCalledOff && $0.due > seen
    }.map(\.due).min()
  }

  /// Each lift takes as many new names as it brings about, those of the earliest first.
  private mutating func missing(_ output: String, _ now: Instant) -> [Announcement] {
    guard let directory = directories[output] else { return [] }
    var found: [Announcement] = []
    let due = expectations.filter { _, one in
      one.mark.output == output && one.mark.paths.isEmpty && one.due <= now
    }.sorted { ($0.value.due, $0.key) < ($1.value.due, $1.key) }
    for (key, expectation) in due {
      // What went out before anybody looked cannot be told from what never came.
      if expectation.isCalledOff || expectation.due <= directory.since {
        found += calledOff(key, now)
        continue
      }
      found += late(key, isThere: take(expectation.mark.names, since: expectation.due, output), now)
    }
    return found
  }

  /// Takes so many new names that came since an instant; false, and none are taken: there are
  /// fewer.
  private mutating func take(_ count: Int, since due: Instant, _ output: String) -> Bool {
    guard var arrivals = directories[output]?.arrivals else { return false }
    var needed = max(1, count)
    for index in arrivals.indices where arrivals[index].seen >= due && needed > 0 {
      let taken = min(needed, arrivals[index].count)
      arrivals[index].count -= taken
      needed -= taken
    }
    guard needed == 0 else { return false }
    directories[output]?.arrivals = arrivals
    return true
  }
}
