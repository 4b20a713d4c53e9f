import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("The table of armed releases gives each of them once, in order")
struct ArmedTableTests {
  private static let start = Instant(seconds: 1_800_000_000)

  private static func id(_ number: Int) -> ReleaseID {
    ReleaseID(at: start, random: [0, 0, UInt8(number), 0, 0, 0, 0, 0, 0, 0])
  }

  private static func armed(
    _ number: Int, in span: Span, expires: Span = .hours(1)
  ) -> ArmedRelease {
    ArmedRelease(
      id: id(number), due: start + span, expires: start + span + expires, works: [])
  }

  /// A table that expectations may change.
  private final class Table {
    private var table = ArmedTable()

    var isPaused: Bool {
      get { table.isPaused }
      set { table.isPaused = newValue }
    }
    var count: Int { table.count }
    var next: Instant? { table.next }
    func next(after now: Instant) -> Instant? { table.next(after: now) }
    func arm(_ release: ArmedRelease) { table.arm(release) }
    func disarm(_ id: ReleaseID) -> Bool { table.disarm(id) }
    func settle(_ id: ReleaseID) { table.settle(id) }

    func take(at span: Span, blocked: (Instant) -> Bool = { _ in false }) -> [ReleaseID] {
      table.takeDue(start + span, blocked: blocked).map(\.id)
    }
  }

  @Test("What is due comes nearest first, ties by id, and only once")
  func order() {
    let table = Table()
    for (number, seconds) in [(3, 2), (1, 2), (9, 1), (2, 5)] {
      table.arm(Self.armed(number, in: .seconds(Int64(seconds))))
    }
    #expect(table.next == Self.start + .seconds(1))
    #expect(table.take(at: .milliseconds(999)) == [])
    #expect(table.take(at: .seconds(2)) == [9, 1, 3].map(Self.id))
    #expect(table.take(at: .seconds(4)) == [])
    #expect(table.next == Self.start + .seconds(5))
    #expect(table.take(at: .seconds(5)) == [Self.id(2)])
    #expect(table.count == 0 && table.next == nil)
  }

  @Test("Arming again replaces what was prepared, also with another instant")
  func replace() {
    let table = Table()
    table.arm(Self.armed(1, in: .seconds(1)))
    table.arm(Self.armed(1, in: .seconds(3)))
    #expect(table.take(at: .seconds(2)) == [])
    table.arm(Self.armed(1, in: .seconds(3), expires: .zero))
    #expect(table.take(at: .seconds(4)) == [], "the newer one has expired")
    table.arm(Self.armed(1, in: .seconds(1)))
    #expect(table.take(at: .seconds(4)) == [Self.id(1)])
  }

  @Test("After a disarm nothing goes out; after it went out it cannot be disarmed until settled")
  func disarm() {
    let table = Table()
    table.arm(Self.armed(1, in: .seconds(1)))
    #expect(table.disarm(Self.id(1)))
    #expect(table.take(at: .seconds(2)) == [])
    #expect(table.disarm(Self.id(7)), "what was never armed does not go out either")
    table.arm(Self.armed(1, in: .seconds(1)))
    #expect(table.take(at: .seconds(2)) == [Self.id(1)])
    #expect(!table.disarm(Self.id(1)))
    table.arm(Self.armed(1, in: .seconds(1)))
    #expect(table.take(at: .seconds(2)) == [], "it is going out already")
    table.settle(Self.id(1))
    #expect(table.disarm(Self.id(1)))
  }

  @Test("What is blocked stays, and what is not blocked goes out past it")
  func blocked() {
    let table = Table()
    for number in 1...4 { table.arm(Self.armed(number, in: .seconds(Int64(number)))) }
    let third = Self.start + .seconds(3)
    #expect(table.take(at: .seconds(9)) { $0 != third } == [Self.id(3)])
    #expect(table.next == Self.start + .seconds(1))
    #expect(table.next(after: Self.start + .seconds(2)) == Self.start + .seconds(4))
    #expect(table.take(at: .seconds(9)) == [1, 2, 4].map(Self.id))
  }

  @Test("What has expired waits for the late policy")
  func expired() {
    let table = Table()
    table.arm(Self.armed(1, in: .seconds(1), expires: .seconds(2)))
    #expect(table.take(at: .seconds(4)) == [])
    #expect(table.disarm(Self.id(1)))
    table.arm(Self.armed(1, in: .seconds(1), expires: .seconds(2)))
    #expect(table.take(at: .seconds(3)) == [Self.id(1)], "its last moment counts")
  }

  @Test("While paused nothing goes out and nothing is waited for")
  func paused() {
    let table = Table()
    table.arm(Self.armed(1, in: .seconds(1)))
    table.isPaused = true
    #expect(table.next == nil && table.next(after: Self.start) == nil)
    #expect(table.take(at: .seconds(2)) == [])
    #expect(table.disarm(Self.id(1)))
    table.arm(Self.armed(1, in: .seconds(1)))
    table.isPaused = false
    #expect(table.take(at: .seconds(2)) == [Self.id(1)])
  }

  /// The same rules, as simply as they can be written.
  private final class Model {
    var armed: [ReleaseID: ArmedRelease] = [:]
    var fired: Set<ReleaseID> = []

    func arm(_ release: ArmedRelease) {
      if !fired.contains(release.id) { armed[release.id] = release }
    }

    func disarm(_ id: ReleaseID) -> Bool {
      if fired.contains(id) { return false }
      armed[id] = nil
      return true
    }

    func take(_ now: Instant, blocked: (Instant) -> Bool) -> [ReleaseID] {
      let due = armed.values
        .filter { $0.due <= now && now <= $0.expires && !blocked($0.due) }
        .sorted { ($0.due, $0.id) < ($1.due, $1.id) }.map(\.id)
      for id in due { armed[id] = nil }
      fired.formUnion(due)
      return due
    }
  }

  @Test("It does what a naive model does, whatever happens", arguments: Array(1...20) as [UInt64])
  func model(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let (table, model) = (Table(), Model())
    for step in 0..<600 {
      let number = random.below(12)
      let span = Span.seconds(Int64(step / 10 + random.below(20) - 4))
      switch random.below(6) {
      case 0, 1, 2:
        let expires = Span.seconds(Int64(random.below(30)))
        table.arm(Self.armed(number, in: span, expires: expires))
        model.arm(Self.armed(number, in: span, expires: expires))
      case 3: #expect(table.disarm(Self.id(number)) == model.disarm(Self.id(number)))
      case 4:
        table.settle(Self.id(number))
        model.fired.remove(Self.id(number))
      default:
        let odd = random.below(3)
        let blocked: (Instant) -> Bool = { Int($0.seconds) % 3 == odd && odd != 2 }
        let now = Self.start + span
        #expect(table.take(at: span, blocked: blocked) == model.take(now, blocked: blocked))
      }
      #expect(table.count == model.armed.count)
      #expect(table.next == model.armed.values.map(\.due).min())
    }
  }
}
