import EmbargoControl
package import EmbargoTime

/// Sees from outside whether embargoes are kept: nothing is out before its instant, and what should
/// be out is. It remembers what the daemon told it, so that a daemon that dies or forgets is found
/// out by what does not happen.
///
/// A value; whoever looks gives it the sight and passes on what it announces.
package struct Witness {
  /// What the daemon said of one lift at one output.
  struct Expectation {
    var release: String
    var due: Instant
    var mark: WitnessWord.Mark
    /// The daemon has said in time that it does not lift then.
    var isCalledOff = false
    /// Since when something of it has lain there before its instant.
    var seenEarly: Instant?
  }

  /// Without a word the daemon counts as silent after this.
  package static let silence = Span.seconds(30)
  /// Beyond so many expectations the farthest are left out.
  static let most = 100_000
  /// What did not come is waited for no longer.
  static let longest = Span.hours(24)

  let start: Instant
  var word: WitnessWord?
  /// By release and output.
  var expectations: [String: Expectation] = [:]
  /// What has come, and when it was due: a word that was written meanwhile may still announce it.
  private var done: [String: Instant] = [:]
  var directories: [String: WatchedDirectory] = [:]
  /// What is out, and is asked for at its public address until it answers.
  var askings: [String: Asking] = [:]
  /// Keys of what was announced and is not over.
  package private(set) var open: Set<String>

  /// - Parameters:
  ///   - start: when it began to look; before that nobody was silent.
  ///   - open: what an earlier run has announced.
  package init(start: Instant, open: Set<String> = []) { (self.start, self.open) = (start, open) }

  /// The nearest instant that is waited for.
  package var nextDue: Instant? {
    expectations.values.filter { !$0.isCalledOff }.map(\.due).min()
  }

  package var watched: Int { expectations.values.count { !$0.isCalledOff } }
  package var lastWord: Instant? { word?.at }
  package var isSilent: Bool { open.contains(Announcement.key(.silent, nil, nil)) }

  /// Looks once at everything; best each second.
  package mutating func look(_ sight: Sight) -> [Announcement] {
    var found: [Announcement] = []
    if let new = sight.word(), new.form == WitnessWord.form, new.at > word?.at ?? .distantPast {
      take(new)
      found += catchUp(new, sight.now())
    }
    found += listen(at: sight.now())
    for place in word?.places ?? [] { found += watch(place, sight) }
    for key in expectations.keys.sorted() { found += judge(key, sight) }
    for output in directories.keys.sorted() { found += judge(directory: output, sight) }
    found += ask(sight)
    return found
  }

  private mutating func take(_ new: WitnessWord) {
    word = new
    done = done.filter { new.at - $0.value < Self.longest }
    var told: Set<String> = []
    for lift in new.lifts {
      for mark in lift.marks {
        let key = "\(lift.id) \(mark.output)"
        told.insert(key)
        if done[key] == lift.due { continue }
        if expectations[key]?.due == lift.due {
          expectations[key]?.isCalledOff = false
        } else if expectations.count < Self.most {
          expectations[key] = Expectation(release: lift.id, due: lift.due, mark: mark)
        }
      }
    }
    takeAddresses(of: new)
    let stopped = Set(new.stopped)
    for (key, expectation) in expectations where !told.contains(key) {
      // Gone before its instant it was stopped or moved; gone after it, it is on its way.
      if new.at < expectation.due || stopped.contains(expectation.release) {
        expectations[key]?.isCalledOff = true
      }
    }
  }

  /// Whether the daemon lives.
  private mutating func listen(at now: Instant) -> [Announcement] {
    let last = max(word?.at ?? .distantPast, start)
    let limit = word?.silence ?? Self.silence
    let age = now - last
    guard age > limit else {
      // A witness that has just begun to look has not heard anything yet.
      guard let word, now - word.at <= limit else { return [] }
      return over(
        .init(.silent, isOver: true, at: now, "embargod gives signs of life again"))
    }
    let next = nextDue.map { due in
      due > now
        ? "; the next lift is due in \((due - now).words), at \(due.rfc3339)"
        : "; a lift was due at \(due.rfc3339)"
    }
    let since = word == nil ? "since the witness looks" : "for \(age.words)"
    return announce(
      .init(
        .silent, at: now, due: nextDue,
        "embargod has given no sign of life \(since)\(next ?? ""); see: systemctl status embargod"))
  }

  // MARK: Files whose paths are known

  private mutating func judge(_ key: String, _ sight: Sight) -> [Announcement] {
    guard let expectation = expectations[key], !expectation.mark.paths.isEmpty else { return [] }
    let seen = expectation.mark.paths.map(sight.isThere)
    // Read behind the look: what is there by then was there before its instant.
    let now = sight.now()
    if now < expectation.due {
      if seen.contains(true) { return early(key, since: expectation.seenEarly ?? now, now) }
      expectations[key]?.seenEarly = nil
      return over(early(expectation, isOver: true, now))
    }
    if let since = expectation.seenEarly { return early(key, since: since, now) }
    if expectation.isCalledOff { return calledOff(key, now) }
    return late(key, isThere: seen.allSatisfy { $0 == true }, now)
  }

  /// Something of it has been there since before its instant.
  private mutating func early(
    _ key: String, since: Instant, _ now: Instant
  ) -> [Announcement] {
    guard let expectation = expectations[key] else { return [] }
    expectations[key]?.seenEarly = since
    // Somebody may have lifted it early: the daemon's next word says so.
    let isExplained = word?.arrivals.contains { arrival in
      arrival.release(expectation) && arrival.due <= since
    }
    if isExplained == true {
      expectations[key] = nil
      return []
    }
    guard hasHad(aWordSince: since, now) else { return [] }
    let found = announce(early(expectation, isOver: false, now))
    if now >= expectation.due {
      // From now on it may lie there.
      expectations[key] = nil
      open.remove(Announcement.key(.early, expectation.release, expectation.mark.output))
    }
    return found
  }

  private func early(
    _ expectation: Expectation, isOver: Bool, _ now: Instant
  ) -> Announcement {
    let (output, due) = (expectation.mark.output, expectation.due.rfc3339)
    return Announcement(
      .early, isOver: isOver, at: now, release: expectation.release, output: output,
      due: expectation.due,
      isOver
        ? "what lay at output \(output) before its instant is gone"
        : "something of a release that is due at \(due) was at output \(output) before that: "
          + "embargoctl freeze --reason TEXT")
  }

  /// Whether the daemon has had the time to say what it knows.
  func hasHad(aWordSince since: Instant, _ now: Instant) -> Bool {
    guard let word else { return true }
    return word.at > since || now - since > word.silence
  }

  /// After the instant of an expectation.
  mutating func late(_ key: String, isThere: Bool, _ now: Instant) -> [Announcement] {
    guard let expectation = expectations[key] else { return [] }
    let output = expectation.mark.output
    if isThere {
      expectations[key] = nil
      done[key] = expectation.due
      return over(
        .init(
          .missing, isOver: true, at: now, release: expectation.release, output: output,
          due: expectation.due, "what was missing at output \(output) is there"))
    }
    let age = now - expectation.due
    if age > Self.longest { return calledOff(key, now) }
    guard age > word?.limit ?? .zero, word?.frozen != true else { return [] }
    return announce(
      .init(
        .missing, at: now, release: expectation.release, output: output, due: expectation.due,
        "a release that was due at \(expectation.due.rfc3339) is not at output \(output) after "
          + "\(age.words): embargoctl status"))
  }

  /// It is not waited for any more.
  mutating func calledOff(_ key: String, _ now: Instant) -> [Announcement] {
    guard let expectation = expectations.removeValue(forKey: key) else { return [] }
    return over(
      .init(
        .missing, isOver: true, at: now, release: expectation.release,
        output: expectation.mark.output, due: expectation.due,
        "what was missing at output \(expectation.mark.output) is not waited for any more"))
  }

  /// What an earlier run has missed, and the daemon says by now is there.
  private mutating func catchUp(_ word: WitnessWord, _ now: Instant) -> [Announcement] {
    word.arrivals.flatMap { arrival -> [Announcement] in
      guard expectations["\(arrival.id) \(arrival.output)"] == nil else { return [] }
      return over(
        .init(
          .missing, isOver: true, at: now, release: arrival.id, output: arrival.output,
          due: arrival.due, "what was missing at output \(arrival.output) is there"))
    }
  }

  // MARK: Saying each thing once

  mutating func announce(_ announcement: Announcement) -> [Announcement] {
    open.insert(announcement.key).inserted ? [announcement] : []
  }

  mutating func over(_ announcement: Announcement) -> [Announcement] {
    open.remove(announcement.key) == nil ? [] : [announcement]
  }
}

extension WitnessWord.Arrival {
  /// Whether it is what was expected.
  fileprivate func release(_ expectation: Witness.Expectation) -> Bool {
    id == expectation.release && output == expectation.mark.output
  }
}

extension Instant {
  static let distantPast = Instant(nanoseconds: .min)
}
