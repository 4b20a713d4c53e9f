import EmbargoCore
import EmbargoTime
import Testing

@Suite("A delivery is attempted until it has arrived or is given up")
struct DeliveryTests {
  private let now = Sample.base + .seconds(1)

  @Test("A release is lifted when every output has had its first attempt, and not before")
  func lifted() throws {
    var release = try Sample.release().after(.begin([Sample.wire]), at: now)
    #expect(release.phase == .lifting(since: now))
    release = try release.after(
      .finish([Sample.outcome(Sample.newsroom, Sample.failed, at: now)]), at: now)
    #expect(release.phase == .lifting(since: now))
    release = try release.after(
      .finish([Sample.outcome(Sample.wire, Sample.failed, at: now)]), at: now + .seconds(3))
    #expect(release.phase == .lifted(at: now + .seconds(3)))
  }

  @Test("An attempt counts once, whether its begin was recorded or only its end")
  func counting() throws {
    let outcome = Sample.outcome(Sample.wire, Sample.failed, at: now)
    let begun = try Sample.release().after(.begin([Sample.wire]), at: now)
    #expect(begun.delivery(to: Sample.wire)?.attempts == 1)
    #expect(try begun.after(.finish([outcome]), at: now).delivery(to: Sample.wire)?.attempts == 1)
    let ended = try Sample.release().after(.finish([outcome]), at: now)
    #expect(ended.delivery(to: Sample.wire)?.attempts == 1)
    #expect(ended.delivery(to: Sample.wire)?.firstAttemptAt == now)
  }

  @Test("A late outcome of what has arrived already changes nothing")
  func arrivedOnce() throws {
    let first = Sample.outcome(Sample.wire, Sample.delivered, at: now)
    let release = try Sample.release().after(.finish([first]), at: now)
    for result in [Sample.delivered, Sample.failed, .refused(error: "410")] {
      let late = Sample.outcome(Sample.wire, result, at: now + .seconds(9))
      let after = try release.after(.finish([late]), at: now + .seconds(9))
      #expect(after == release)
    }
  }

  @Test("Lateness runs from the due instant to the end of the call, and is never negative")
  func lateness() throws {
    var outcome = Sample.outcome(Sample.wire, Sample.delivered, at: now)
    func lateness() throws -> Span? {
      let release = try Sample.release().after(.finish([outcome]), at: now)
      guard case .delivered(let arrival)? = release.delivery(to: Sample.wire)?.state else {
        return nil
      }
      return arrival.lateness
    }
    #expect(try lateness() == .milliseconds(1003))
    outcome.finishedAt = Sample.base - .seconds(30)
    #expect(try lateness() == .zero)
  }

  @Test("A failed attempt is made again after the delay of its policy, until that ends")
  func retries() throws {
    var release = Sample.release()
    var at = now
    for attempt in 1...RetryPolicy.webhook.schedule.count {
      let outcome = Sample.outcome(Sample.wire, Sample.failed, at: at)
      release = try release.after(.finish([outcome]), at: at)
      let delay = RetryPolicy.webhook.delay(after: attempt, key: nil, retryAfter: nil)
      let next = outcome.finishedAt + (try #require(delay))
      #expect(release.delivery(to: Sample.wire)?.state == .retrying(next: next))
      #expect(release.delivery(to: Sample.wire)?.attempts == attempt)
      at = next
    }
    release = try release.after(
      .finish([Sample.outcome(Sample.wire, Sample.failed, at: at)]), at: at)
    #expect(release.delivery(to: Sample.wire)?.state.name == "failed")
    #expect(release.delivery(to: Sample.wire)?.lastError == "HTTP 503")
    release = try release.after(.retry(Sample.wire), at: at)
    #expect(release.delivery(to: Sample.wire)?.state == .retrying(next: at))
  }

  @Test("A postponed delivery wakes nobody, and has its turn at once when it is let go")
  func postponed() throws {
    var release = try Sample.release().after(
      .finish([Sample.outcome(Sample.newsroom, Sample.delivered, at: now)]), at: now)
    release = try release.after(.postpone([Sample.wire]), at: now)
    #expect(release.phase == .lifted(at: now))
    #expect(release.delivery(to: Sample.wire)?.state == .postponed)
    #expect(release.delivery(to: Sample.wire)?.attempts == 0)
    #expect(release.wake == nil)
    #expect(release.effects(at: now + .hours(9999), armingAhead: .seconds(30)).isEmpty)
    release = try release.after(.retry(Sample.wire), at: now + .hours(1))
    #expect(release.wake == now + .hours(1))
    let effects = release.effects(at: now + .hours(1), armingAhead: .seconds(30))
    #expect(effects == [.publish([Sample.wire])])
  }

  @Test("What can never arrive by repeating is given up at once")
  func refused() throws {
    let release = try Sample.release().after(
      .finish([Sample.outcome(Sample.wire, .refused(error: "410 Gone"), at: now)]), at: now)
    #expect(release.delivery(to: Sample.wire)?.state.name == "failed")
    #expect(release.wake == Sample.base, "the other output still waits")
  }

  @Test("An attempt whose outcome was lost is due again at once")
  func lostOutcome() throws {
    let release = try Sample.release().after(
      .begin([Sample.newsroom, Sample.wire]), at: now)
    #expect(release.wake == now)
    #expect(
      release.effects(at: now, armingAhead: .seconds(30))
        == [.publish([Sample.newsroom, Sample.wire])])
  }

  @Test("A release is armed from the given time before it is due, and published from then on")
  func arming() {
    let ahead = Span.seconds(30)
    let release = Sample.release()
    #expect(release.effects(at: Sample.base - .seconds(31), armingAhead: ahead) == [])
    #expect(release.effects(at: Sample.base - .seconds(30), armingAhead: ahead) == [.arm])
    #expect(
      release.effects(at: Sample.base - Span(nanoseconds: 1), armingAhead: ahead) == [.arm])
    #expect(
      release.effects(at: Sample.base, armingAhead: ahead)
        == [.publish([Sample.newsroom, Sample.wire])])
  }

  @Test("A clock that was set back publishes nothing again and nothing more")
  func setBack() throws {
    let release = try Sample.release().after(.begin([Sample.wire]), at: now)
    #expect(release.effects(at: Sample.base - .hours(1), armingAhead: .seconds(30)) == [])
  }
}
