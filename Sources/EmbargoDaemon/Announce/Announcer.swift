import EmbargoCore
import EmbargoSystem
package import EmbargoTime
import Synchronization

/// Tells the people who must act what is wrong and what has happened, by the configured channels.
///
/// It reads what there is to tell through the engine in small pieces, a few times a minute, and
/// each channel tells it on a queue of its own: neither a lift nor the engine waits for any of it.
package final class Announcer: Sendable {
  private struct State {
    var channels: [AnnounceChannel] = []
    /// Channels that are configured no longer.
    var gone: Set<String> = []
    var isRunning = false
    var happenings = Happenings()
    /// What is on no record, for channels that have yet to take it, by channel.
    var notes: [OutputName: [Announcement]] = [:]
    /// Since when outputs have had attempts that fail and are tried again.
    var retrying: [OutputName: Instant] = [:]
    /// Since when something waits to be kept, by the monotonic clock (nanoseconds).
    var unkeptSince: Int64?
  }

  private let engine: EngineThread
  private let facts: DaemonFacts
  private let zones: @Sendable () -> ZoneDatabase
  private let state = Mutex(State())

  /// Records that are looked at in one turn.
  private static let piece = 200
  /// Releases that are read for their words in one turn.
  private static let mostRead = 400
  /// Where something is lifted every second, what was told is kept all the same after this.
  private static let patience: Int64 = 10_000_000_000
  private static let mostNotes = 20
  /// After a start it takes so long until all is found again that goes on.
  private static let settling = Span.seconds(30)

  package init(
    engine: EngineThread, facts: DaemonFacts, zones: @escaping @Sendable () -> ZoneDatabase
  ) {
    (self.engine, self.facts, self.zones) = (engine, facts, zones)
  }

  /// How often it is worth a look.
  package var pace: Span { state.withLock { $0.channels.isEmpty ? .hours(1) : .seconds(2) } }

  /// Other channels from now on; one of the same name goes on with what it remembers.
  ///
  /// - Returns: those before, which are to be stopped.
  package func adopt(_ channels: [AnnounceChannel]) -> [AnnounceChannel] {
    let stopped = state.withLock { state in
      let before = state.channels
      for channel in channels {
        let earlier = before.first { $0.settings.name == channel.settings.name }
        guard let memory = earlier?.idleMemory else { continue }
        channel.begin(with: memory, isKept: earlier?.unkept == nil)
      }
      state.channels = channels
      let names = Set(channels.map(\.settings.name))
      state.gone.formUnion(
        before.map(\.settings.name).filter { !names.contains($0) }.map(\.description))
      state.gone.subtract(names.map(\.description))
      state.notes = state.notes.filter { names.contains($0.key) }
      return before
    }
    for channel in stopped { facts.setProblem(Trouble.failing(channel.settings.name), nil) }
    return stopped
  }

  package var channels: [AnnounceChannel] { state.withLock(\.channels) }

  /// The last look: what was told is kept, and channels tell nothing more.
  package func finish() async {
    for channel in channels { await channel.stop() }
    // What is not kept is told once more by the next daemon.
    try? await keep()
  }

  /// Something has happened that is on no record; each channel hears of it.
  package func note(_ announcement: Announcement) {
    state.withLock { state in
      for channel in state.channels {
        let name = channel.settings.name
        guard state.notes[name, default: []].count < Self.mostNotes else { continue }
        state.notes[name, default: []].append(announcement)
      }
    }
  }

  /// Looks what there is to tell, unless that is being done, and returns at once.
  package func begin() {
    let starts = state.withLock { state in
      guard !state.isRunning, !state.channels.isEmpty || !state.gone.isEmpty else { return false }
      state.isRunning = true
      return true
    }
    guard starts else { return }
    Task(priority: .utility) {
      await self.run()
      self.state.withLock { $0.isRunning = false }
    }
  }

  private func run() async {
    do {
      try await beginNew()
      try await tell()
      try await keep()
    } catch EngineThread.Refusal.stopped {
      return
    } catch {
      // The engine says itself what is wrong with the ledger; this is tried again in two seconds.
      return
    }
  }

  /// New channels go on where the ledger says that they were; what happened before a channel was
  /// configured is not told.
  private func beginNew() async throws {
    let new = channels.filter(\.isNew)
    guard !new.isEmpty else { return }
    let (stored, head, now) = try await engine.call { engine in
      (
        try engine.ports.ledger.announcers(), try engine.ports.ledger.head().sequence,
        engine.ports.clock()
      )
    }
    for channel in new {
      let memory = stored[channel.settings.name.description].flatMap { AnnounceMemory(bytes: $0) }
      if var memory {
        // A ledger that was restored from a backup is behind it.
        memory.cursor = min(memory.cursor, head)
        channel.begin(with: memory, isKept: true)
      } else {
        var memory = AnnounceMemory(cursor: head, at: now)
        memory.day = channel.settings.daily.flatMap { day($0, at: now) }
        channel.begin(with: memory, isKept: false)
      }
    }
  }

  private func tell() async throws {
    let idle = channels.compactMap { channel in channel.idleMemory.map { (channel, $0) } }
    guard let cursor = idle.map(\.1.cursor).min() else { return }
    let answer = try await engine.call { try $0.announceable(after: cursor, count: Self.piece) }
    guard let found = answer else { return }
    let end = found.records.last?.sequence ?? found.head
    let told = Happenings.releases(in: found.records)
    let troubled = Set(found.problems.values.compactMap(\.release)).subtracting(told).sorted()
    let ids = Array((told + troubled).prefix(Self.mostRead))
    let releases = try await engine.call { try $0.releases(ids) }
    let standing = Standing(
      found, surroundings(found), releases: releases,
      isSettled: found.now - facts.startedAt > Self.settling)
    let happenings = state.withLock {
      $0.happenings.take(found.records, releases)
    }
    for (channel, memory) in idle {
      let name = channel.settings.name
      let notes = state.withLock { $0.notes.removeValue(forKey: name) ?? [] }
      let plan = AnnouncePlan(
        channel.settings, memory: memory, standing: standing,
        happenings: notes.map { .init(sequence: nil, $0) } + happenings, cursor: end,
        day: channel.settings.daily.flatMap { day($0, at: found.now) })
      if plan.isWorthwhile(after: memory) { channel.tell(plan) }
    }
  }

  private func surroundings(_ found: Engine.Announceable) -> Standing.Surroundings {
    var around = Standing.Surroundings()
    (around.outputs, around.ledgerRoom) = (facts.outputs, facts.ledgerRoom)
    around.problems = facts.keyedProblems
    let retrying = found.deliveries.filter { ($0.value["retrying"] ?? 0) > 0 }.keys
    let since = state.withLock { state in
      state.retrying = state.retrying.filter { retrying.contains($0.key) }
      for name in retrying where state.retrying[name] == nil { state.retrying[name] = found.now }
      return state.retrying
    }
    around.retrying = since.mapValues { found.now - $0 }
    return around
  }

  /// The day by the clock of a daily line, where its moment has passed; nil: it has not, or the
  /// zone is gone.
  private func day(_ daily: Configuration.DailyTime, at now: Instant) -> String? {
    var offset = 0
    if let zone = daily.zone {
      guard let rules = try? zones().rules(for: zone) else { return nil }
      offset = rules.offset(at: now).seconds
    }
    let civil = CivilDateTime(now, offset: offset)
    guard civil.hour * 60 + civil.minute >= daily.minute else { return nil }
    return String(civil.iso8601.prefix { $0 != "T" })
  }

  /// Has the ledger keep what has been told since.
  private func keep() async throws {
    let (channels, gone) = state.withLock { ($0.channels, $0.gone) }
    let unkept = channels.compactMap { channel in channel.unkept.map { (channel, $0) } }
    guard !unkept.isEmpty || !gone.isEmpty else {
      return state.withLock { $0.unkeptSince = nil }
    }
    let now = WallClock.monotonic()
    let since = state.withLock { state in
      state.unkeptSince = state.unkeptSince ?? now
      return state.unkeptSince ?? now
    }
    var memories = Dictionary(
      unkept.map { ($0.0.settings.name.description, $0.1.bytes) }
    ) { first, _ in first }
    for name in gone { memories[name] = [] }
    let isKept = try await engine.call { [memories] engine in
      try engine.keepAnnounced(memories, isPatient: now - since < Self.patience)
    }
    guard isKept else { return }
    for (channel, memory) in unkept { channel.keep(memory) }
    state.withLock { state in
      state.gone.subtract(gone)
      state.unkeptSince = nil
    }
  }
}
