import EmbargoCore
import EmbargoTime
import Testing

@Suite("After the lift a correction or a kill is the next revision")
struct AfterLiftTests {
  private static let now = Sample.base + .hours(2)

  /// Lifted, with the delivery to the wire in a state of one's choice.
  private static func lifted(
    _ state: DeliveryState, attempts: Int = 1, ambiguous: Bool = false
  ) -> Release {
    var release = Sample.release().after([.armed(Sample.intents()), .liftBegan])
    release.deliveries[0].state = .delivered(
      Delivered(at: Sample.base, lateness: .zero, receipt: "a"))
    release.deliveries[0].attempts = 1
    release.deliveries[1].state = state
    release.deliveries[1].attempts = attempts
    release.deliveries[1].isAmbiguous = ambiguous
    release.phase = .lifted(at: Sample.base)
    return release
  }

  private static let arrived = DeliveryState.delivered(
    Delivered(at: Sample.base, lateness: .zero, receipt: "b"))

  /// State, attempts, in doubt, whether the wire has it or may have it.
  private static let states: [(DeliveryState, Int, Bool, Bool)] = [
    (arrived, 1, false, true), (.attempting(since: Sample.base), 1, false, true),
    (.retrying(next: Sample.base), 1, false, true), (.failed(at: Sample.base), 3, true, true),
    (.failed(at: Sample.base), 3, false, false), (.waiting, 0, false, false),
    (.waiting, 0, true, true),
  ]

  @Test("Who has it, or may have it, is told of a kill, and nobody else")
  func told() throws {
    for (state, attempts, doubt, has) in Self.states {
      let release = Self.lifted(state, attempts: attempts, ambiguous: doubt)
      let killed = try release.after(.kill(reason: "not true"), at: Self.now)
      #expect(killed.phase == .killed(at: Self.now))
      #expect(killed.revision == 2 && killed.digest == release.digest)
      let wire = try #require(killed.delivery(to: Sample.wire))
      #expect(wire.state == (has ? .waiting : .cancelled(at: Self.now)), "\(state.name)")
      #expect(killed.event(for: wire).name == "release.killed")
      #expect(wire.earlier == (has ? [try #require(Sample.intents()[Sample.wire])] : []))
      #expect(killed.delivery(to: Sample.newsroom)?.state == .waiting)
      #expect(killed.effects(at: Self.now, armingAhead: .zero).count == 1)
    }
  }

  @Test("A correction goes to every output, as the release itself where nothing of it is")
  func corrected() throws {
    for (state, attempts, doubt, has) in Self.states {
      let release = Self.lifted(state, attempts: attempts, ambiguous: doubt)
      let after = try release.after(.correct(Sample.correction, reason: "typo"), at: Self.now)
      #expect(after.revision == 2 && after.digest == Sample.correction.digest)
      #expect(after.due == release.due && after.embargo == release.embargo)
      #expect(after.slug == release.slug)
      let wire = try #require(after.delivery(to: Sample.wire))
      #expect(wire.state == .waiting)
      #expect(after.event(for: wire).name == (has ? "release.corrected" : "release.published"))
    }
  }

  @Test("Of the earlier revision what was not attempted never is, and what is under way may end")
  func leftBehind() {
    let release = Self.lifted(.retrying(next: Sample.base))
    #expect(
      release.deliveriesLeftBehind(at: Self.now).map(\.state) == [.cancelled(at: Self.now)])
    let underWay = Self.lifted(.attempting(since: Sample.base))
    #expect(underWay.deliveriesLeftBehind(at: Self.now).isEmpty)
    let failed = underWay.deliveries[1].ended(
      late: Sample.outcome(Sample.wire, Sample.failed, at: Self.now), lateness: .zero)
    #expect(failed.state.name == "failed" && failed.attempts == 1)
  }

  @Test("What stands at an output is remembered over corrections that never reach it")
  func chain() throws {
    let first = Self.lifted(Self.arrived)
    let intent = try #require(Sample.intents()[Sample.wire])
    var release = try first.after(.correct(Sample.correction, reason: "typo"), at: Self.now)
    var other = Sample.correction
    other.digest = Digest(of: [9])
    release = try release.after(.correct(other, reason: "typo"), at: Self.now)
    #expect(release.delivery(to: Sample.wire)?.earlier == [intent])
    // In doubt whether the third arrived: both may stand there, the newest first.
    let third = Intent(
      key: IdempotencyKey(stored: "msg_3"), digest: Digest(of: [3]), names: ["a", "b"],
      pieces: [Digest(of: [4]), Digest(of: [5])])
    release = try release.after(.arm([Sample.wire: third]), at: Self.now)
    release = try release.after(.begin([Sample.wire]), at: Self.now)
    release = try release.after(.kill(reason: "not true"), at: Self.now)
    let wire = try #require(release.delivery(to: Sample.wire))
    #expect(wire.earlier == [third, intent])
    #expect(wire.supersedes?.names == ["a", "b"])
  }

  @Test("The same text is no correction, and a kill is the last word")
  func refused() throws {
    let release = Self.lifted(Self.arrived)
    var same = Sample.correction
    same.digest = release.digest
    #expect(throws: CommandRefusal.sameText) {
      try release.decide(.correct(same, reason: "typo"), at: Self.now, policy: Sample.policy)
    }
    let killed = try release.after(.kill(reason: "not true"), at: Self.now)
    for command in [Command.kill(reason: "again"), .correct(Sample.correction, reason: "typo")] {
      #expect(throws: CommandRefusal.killed(at: Self.now)) {
        try killed.decide(command, at: Self.now + .hours(1), policy: Sample.policy)
      }
    }
    let queued = #expect(throws: CommandRefusal.self) {
      try Sample.release().decide(.kill(reason: "x"), at: Self.now, policy: Sample.policy)
    }
    #expect(queued?.message.contains("withdraw") == true)
  }

  @Test("The record of a correction opens both texts and says who is told")
  func record() throws {
    let release = Self.lifted(.failed(at: Sample.base))
    let events = try release.decide(
      .correct(Sample.correction, reason: "typo"), at: Self.now, policy: Sample.policy)
    let event = try #require(events.first)
    let data = event.draft(of: release.after(events, at: Self.now), by: Sample.editor, at: Self.now)
      .data
    #expect(data["from_digest"]?.text == release.digest.description)
    #expect(data["digest"]?.text == Sample.correction.digest.description)
    #expect(data["told"] == .array([.string("newsroom")]))
    #expect(data["untold"] == .array([.string("wire")]))
    #expect(data["reason"]?.text == "typo")
  }

  @Test("A correction with a clock that was set back is dated to the lift, never before it")
  func setBack() throws {
    let release = Self.lifted(Self.arrived)
    let early = Sample.base - .hours(1)
    let killed = try release.after(.kill(reason: "not true"), at: early)
    #expect(killed.phase == .killed(at: release.due))
    #expect(killed.effects(at: early, armingAhead: .hours(2)).isEmpty)
    #expect(killed.expected == release.due)
  }
}
