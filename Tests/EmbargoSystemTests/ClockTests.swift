import EmbargoSystem
import Synchronization
import Testing

@Suite("Clocks and the wall timer")
struct ClockTests {
  private let second: Int64 = 1_000_000_000

  @Test("the clocks run forwards, and boot time never lags behind the monotonic clock")
  func clocks() {
    let (wall, monotonic) = (WallClock.now(), WallClock.monotonic())
    #expect(wall > 1_600_000_000 * second)
    #expect(WallClock.monotonic() >= monotonic)
    #expect(WallClock.boottime() >= monotonic)
  }

  @Test("a thread's own time goes on while it works, and no faster than the clock")
  func threadTime() {
    let (wall, own) = (WallClock.monotonic(), WallClock.threadTime())
    while WallClock.threadTime() == own {}
    let ran = WallClock.threadTime() - own
    #expect(0 < ran && ran <= WallClock.monotonic() - wall)
  }

  @Test("the state of the clock is read without a privilege, and its doubt follows its bits")
  func clockState() {
    let state = ClockState.sample()
    if case .unreadable = state.doubt {
      #expect(state.maximumErrorNanoseconds == .max)
    } else {
      #expect(state.maximumErrorNanoseconds >= 0)
      #expect((state.doubt == .unsynchronised) == (state.statusBits & 0x40 != 0))
    }
    #expect(state.isSynchronised == (state.doubt == nil))
  }

  @Test(
    "a deadline is never reported before the wall clock has come to it", arguments: [0, 300_000])
  func neverEarly(spin: Int64) throws {
    let timer = try WallTimer()
    for step in 1...100 as ClosedRange<Int64> {
      let deadline = WallClock.now() + step * 20_000
      let reason = try timer.wait(until: deadline, atMost: 60 * second, spin: spin)
      let after = WallClock.now()
      #expect(reason == .reached)
      #expect(after >= deadline)
    }
  }

  @Test("a deadline in the past, at the start of time or before it is reached at once")
  func past() throws {
    let timer = try WallTimer()
    for deadline in [WallClock.now(), 1, 0, -1, .min] as [Int64] {
      #expect(try timer.wait(until: deadline, atMost: 0, spin: 300_000) == .reached)
    }
  }

  @Test("a wake from another thread ends the wait", arguments: [nil, Int64.max])
  func woken(deadline: Int64?) throws {
    let timer = try WallTimer()
    let thread = try SystemThread(name: "waker") { timer.wake() }
    #expect(try timer.wait(until: deadline, atMost: 600 * second) == .woken)
    try thread.join()
  }

  @Test("a wake that comes before the wait is kept, and several count as one")
  func wokenBefore() throws {
    let timer = try WallTimer()
    for _ in 0..<3 { timer.wake() }
    #expect(try timer.wait(until: nil, atMost: 600 * second) == .woken)
    #expect(try timer.wait(until: nil, atMost: 0) == .timedOut)
  }

  @Test("a wake does not delay a deadline that has come, and is kept for the next wait")
  func reachedBeforeWoken() throws {
    let timer = try WallTimer()
    timer.wake()
    #expect(try timer.wait(until: WallClock.now(), atMost: 600 * second) == .reached)
    #expect(try timer.wait(until: nil, atMost: 600 * second) == .woken)
  }

  @Test("a wait ends by the monotonic clock when the deadline is further away")
  func timedOut() throws {
    let timer = try WallTimer()
    let start = WallClock.monotonic()
    let deadline = WallClock.now() + 3600 * second
    #expect(try timer.wait(until: deadline, atMost: 2_000_000) == .timedOut)
    #expect(WallClock.monotonic() - start >= 2_000_000)
    #expect(try timer.wait(until: deadline, atMost: -1) == .timedOut)
  }

  @Test("spinning ends with the longest wait, not with the deadline")
  func spinIsBounded() throws {
    let timer = try WallTimer()
    let deadline = WallClock.now() + 3600 * second
    #expect(try timer.wait(until: deadline, atMost: 1_000_000, spin: 7200 * second) == .timedOut)
  }

  @Test("a thousand wakes from four threads lose none that comes last")
  func manyWakes() throws {
    let timer = try WallTimer()
    let counter = WakeCounter()
    var threads: [SystemThread] = []
    for index in 0..<4 {
      threads.append(
        try SystemThread(name: "waker-\(index)") {
          for _ in 0..<250 {
            counter.add()
            timer.wake()
          }
        })
    }
    while counter.count < 1000 {
      #expect(try timer.wait(until: nil, atMost: 60 * second) == .woken)
    }
    for thread in threads { try thread.join() }
  }
}

private final class WakeCounter: Sendable {
  private let value = Atomic<Int>(0)
  var count: Int { value.load(ordering: .sequentiallyConsistent) }
  func add() { value.add(1, ordering: .sequentiallyConsistent) }
}
