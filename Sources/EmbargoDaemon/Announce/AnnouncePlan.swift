import EmbargoCore
import EmbargoTime

/// What one channel tells next, and what it will remember once that is told. Pure.
package struct AnnouncePlan: Sendable {
  package private(set) var messages: [Announcement] = []
  package private(set) var memory: AnnounceMemory
  private let channel: Configuration.Announce
  private let now: Instant

  /// In one go; the rest has its turn when they are told.
  static let mostMessages = 50

  /// Something that has happened.
  package struct Happening: Sendable {
    /// Of its record; nil: it is on no record.
    package var sequence: Int64?
    package var announcement: Announcement

    package init(sequence: Int64?, _ announcement: Announcement) {
      (self.sequence, self.announcement) = (sequence, announcement)
    }
  }

  /// - Parameters:
  ///   - happenings: in their order.
  ///   - cursor: the last record that was looked at for them.
  ///   - day: the day by the clock of the daily line, where its moment has passed today.
  package init(
    _ channel: Configuration.Announce, memory: AnnounceMemory, standing: Standing,
    happenings: [Happening], cursor: Int64, day: String?
  ) {
    (self.channel, self.memory, now) = (channel, memory, standing.now)
    beginHour()
    let troubles = standing.troubles.filter { $0.concerns(channel, at: standing.now) }
    tellEnds(troubles, standing)
    for trouble in troubles { tell(trouble) }
    tell(happenings, upTo: cursor)
    if let day, day != memory.day { tellDaily(day, troubles) }
  }

  /// Whether there is anything to do at all.
  package func isWorthwhile(after memory: AnnounceMemory) -> Bool {
    !messages.isEmpty || self.memory != memory
  }

  private var isFull: Bool { messages.count >= Self.mostMessages }

  /// Tells something if there is room for it; it is told as the channel's audience may know it.
  private mutating func add(_ announcement: Announcement) -> Bool {
    guard memory.hour.count < channel.mostPerHour else { return false }
    memory.hour.count += 1
    messages.append(announcement.told(to: channel.audience))
    return true
  }

  private mutating func beginHour() {
    let hour = memory.hour
    guard now >= hour.began + .hours(1) || now < hour.began else { return }
    memory.hour = AnnounceMemory.Hour(began: now)
    guard hour.leftOut > 0 else { return }
    _ = add(
      Announcement(
        nil, .notice, at: now, key: "left-out",
        text: "\(hour.leftOut) announcements were left out since \(hour.began.rfc3339): more than "
          + "\(channel.mostPerHour) in an hour. embargoctl status has what is wrong, and the audit "
          + "records have all"))
    // What found no room and goes on is told now.
    memory.told = memory.told.filter { !$0.value.isLeftOut }
  }

  private mutating func tellEnds(_ troubles: [Trouble], _ standing: Standing) {
    let present = Set(troubles.map(\.key))
    for (key, told) in memory.told.sorted(by: { $0.key < $1.key }) where !present.contains(key) {
      if told.isOver || told.isLeftOut {
        // Clocks may be set back.
        if now - told.at >= channel.again || now < told.at { memory.told[key] = nil }
        continue
      }
      if told.isInherited, !standing.isSettled { continue }
      if standing.cut.contains(where: key.hasPrefix) || isFull { continue }
      let end = Announcement(
        told.event, .resolved, at: now, key: key,
        release: told.release.flatMap { .init($0) }, text: "over: \(told.text)")
      guard channel.events.contains(told.event) else {
        memory.told[key] = nil
        continue
      }
      if add(end) { memory.told[key]?.isOver = true }
    }
  }

  private mutating func tell(_ trouble: Trouble) {
    guard let told = memory.told[trouble.key] else {
      guard !isFull, memory.told.count < AnnounceMemory.mostTold else { return }
      return note(trouble, isTold: add(trouble.announcement(.problem, at: now)))
    }
    memory.told[trouble.key]?.isInherited = false
    guard !told.isLeftOut, !isFull, now - told.at >= channel.again || now < told.at else { return }
    if told.isOver {
      return note(trouble, isTold: add(trouble.announcement(.problem, at: now)))
    }
    guard !trouble.isIntended, !trouble.isLasting || trouble.level > told.level else { return }
    if add(trouble.announcement(.again, at: now)) { note(trouble, isTold: true) }
  }

  private mutating func note(_ trouble: Trouble, isTold: Bool) {
    if !isTold { memory.hour.leftOut += 1 }
    var told = AnnounceMemory.Told(
      event: trouble.event, release: trouble.release?.description, text: trouble.text, at: now,
      level: trouble.level)
    told.isLeftOut = !isTold
    memory.told[trouble.key] = told
  }

  private mutating func tell(_ happenings: [Happening], upTo cursor: Int64) {
    for happening in happenings {
      let announcement = happening.announcement
      if let sequence = happening.sequence, sequence <= memory.cursor { continue }
      guard announcement.event.map(channel.events.contains) ?? true else { continue }
      if isFull {
        // Those behind it are looked at again; what is on no record cannot be.
        guard let sequence = happening.sequence else {
          memory.hour.leftOut += 1
          continue
        }
        return memory.cursor = max(memory.cursor, sequence - 1)
      }
      if announcement.state == .problem {
        tellOnce(announcement)
      } else if !add(announcement) {
        memory.hour.leftOut += 1
      }
    }
    memory.cursor = max(memory.cursor, cursor)
  }

  /// What is no state and so has no end: the same no more often than a problem is told.
  private mutating func tellOnce(_ announcement: Announcement) {
    guard let event = announcement.event, memory.told[announcement.key] == nil,
      memory.told.count < AnnounceMemory.mostTold
    else { return }
    var told = AnnounceMemory.Told(
      event: event, release: nil, text: announcement.text, at: now, level: 0)
    if add(announcement) {
      told.isOver = true
    } else {
      memory.hour.leftOut += 1
      told.isLeftOut = true
    }
    memory.told[announcement.key] = told
  }

  private mutating func tellDaily(_ day: String, _ troubles: [Trouble]) {
    let wrong = troubles.filter { !$0.isIntended }
    let text =
      wrong.isEmpty
      ? "nothing is wrong"
      : "\(wrong.count) \(wrong.count == 1 ? "thing is" : "things are") wrong: "
        + wrong.prefix(10).map(\.text).joined(separator: "; ")
    // It is the sign of life, and comes however much else there was.
    messages.append(Announcement(nil, .notice, at: now, key: "daily", text: text))
    memory.day = day
  }
}
