import EmbargoControl
import EmbargoTime
import EmbargoWitness
import Testing

/// A world of which the test says everything, and a clock that it sets.
private final class World {
  var now: Instant
  var word: WitnessWord?
  var paths: Set<String> = []
  var names: Set<Int> = []
  /// Nothing can be looked at.
  var isBlind = false
  var answering: Set<String> = []
  /// What was asked for, look by look.
  var questions: [[String]] = []
  var witness: Witness
  /// What happens between a look and the clock behind it.
  var meanwhile: (() -> Void)?

  static let due = Instant(seconds: 1_695_157_200)

  init(secondsBefore: Int64 = 60) {
    now = Self.due - .seconds(secondsBefore)
    witness = Witness(start: now)
  }

  var sight: Sight {
    Sight(
      word: { self.word }, isThere: { self.isBlind ? nil : self.paths.contains($0) },
      names: { _ in self.isBlind ? nil : self.names },
      ask: {
        self.questions.append($0)
        return self.answering.intersection($0)
      },
      now: {
        self.meanwhile?()
        return self.now
      })
  }

  /// The daemon says what it has to say.
  func speak(
    _ marks: [WitnessWord.Mark], due: Instant = World.due, id: String = "a",
    arrivals: [WitnessWord.Arrival] = [], stopped: [String] = [], isFrozen: Bool = false
  ) {
    word = WitnessWord(
      at: now, limit: .seconds(10), silence: .seconds(30), frozen: isFrozen,
      places: [.init(output: "newsroom", directory: "/srv/press")],
      lifts: marks.isEmpty ? [] : [.init(id: id, due: due, marks: marks)], arrivals: arrivals,
      stopped: stopped)
  }

  func look() -> [String] {
    witness.look(sight).map { $0.code.rawValue + ($0.isOver ? ".over" : "") }
  }

  /// Looks each second until then, with the daemon repeating its word.
  func run(to instant: Instant, isAlive: Bool = true) -> [String] {
    var found: [String] = []
    while now < instant {
      now = now + .seconds(1)
      if isAlive { word?.at = now }
      found += look()
    }
    return found
  }

  static let path = [WitnessWord.Mark(output: "newsroom", paths: ["/srv/press/1.txt"], names: 1)]
  static let slug = [WitnessWord.Mark(output: "newsroom", paths: [], names: 2)]

  func arrival(
    _ due: Instant = World.due, address: String? = nil
  ) -> WitnessWord.Arrival {
    .init(id: "a", output: "newsroom", due: due, at: now, address: address)
  }
}

@Suite("The witness")
struct WitnessTests {
  @Test("A lift on time is nothing to speak of, whether the path is known or not")
  func onTime() {
    for marks in [World.path, World.slug] {
      let world = World()
      world.speak(marks)
      #expect(world.run(to: World.due - .seconds(1)).isEmpty)
      #expect(world.witness.watched == 1)
      world.now = World.due
      world.paths = ["/srv/press/1.txt"]
      world.names = [1, 2]
      world.speak([], arrivals: [world.arrival()])
      #expect(world.look().isEmpty)
      #expect(world.witness.watched == 0)
      #expect(world.run(to: World.due + .seconds(60)).isEmpty)
    }
  }

  @Test("A daemon that says nothing more is announced before the instant, once, and its return too")
  func silent() {
    let world = World()
    world.speak(World.path)
    #expect(world.look().isEmpty)
    #expect(world.run(to: World.due - .seconds(1), isAlive: false) == ["daemon-silent"])
    #expect(world.witness.isSilent)
    #expect(world.run(to: World.due + .seconds(11), isAlive: false) == ["missing"])
    world.paths = ["/srv/press/1.txt"]
    world.word?.at = world.now
    world.word?.lifts = []
    #expect(world.look() == ["daemon-silent.over", "missing.over"])
  }

  @Test("Without any word the daemon is silent from when the witness began to look")
  func noWord() {
    let world = World()
    #expect(world.run(to: World.due - .seconds(30)).isEmpty)
    #expect(world.run(to: World.due) == ["daemon-silent"])
  }

  @Test(
    "What lies there before its instant is announced when the daemon had the time to explain it")
  func early() {
    let world = World()
    world.speak(World.path)
    #expect(world.look().isEmpty)
    world.paths = ["/srv/press/1.txt"]
    #expect(world.look().isEmpty)
    #expect(world.run(to: World.due - .seconds(50)) == ["early"])
    world.paths = []
    #expect(world.run(to: World.due - .seconds(40)) == ["early.over"])
  }

  @Test("What came a second before its instant is announced after it")
  func justEarly() {
    let world = World(secondsBefore: 1)
    world.speak(World.path)
    world.paths = ["/srv/press/1.txt"]
    #expect(world.look().isEmpty)
    world.now = World.due + .seconds(2)
    world.speak([], arrivals: [world.arrival()])
    #expect(world.look() == ["early"])
  }

  @Test("What comes between the look and the clock behind it is not early")
  func race() {
    let world = World(secondsBefore: 1)
    world.speak(World.path)
    #expect(world.look().isEmpty)
    world.paths = ["/srv/press/1.txt"]
    world.meanwhile = { world.now = World.due }
    #expect(world.look().isEmpty)
    #expect(world.witness.watched == 0)
  }

  @Test("Somebody who lifts early says so by the daemon's word, and nothing is announced")
  func liftedEarly() {
    for marks in [World.path, World.slug] {
      let world = World()
      world.speak(marks)
      #expect(world.run(to: World.due - .seconds(30)).isEmpty)
      world.paths = ["/srv/press/1.txt"]
      world.names = [1, 2]
      #expect(world.look().isEmpty)
      world.speak([], arrivals: [world.arrival(world.now)])
      world.now = world.now + .seconds(1)
      world.word?.at = world.now
      #expect(world.look().isEmpty)
      #expect(world.run(to: World.due + .seconds(60)).isEmpty)
    }
  }

  @Test("A new name while nothing is due is announced, where something is still to come")
  func unexplained() {
    let world = World()
    world.names = [7]
    world.speak(World.slug)
    #expect(world.look().isEmpty)
    world.names = [7, 8]
    #expect(world.run(to: World.due - .seconds(50)) == ["early"])
    let idle = World()
    idle.speak([])
    #expect(idle.look().isEmpty)
    idle.names = [8]
    #expect(idle.run(to: World.due).isEmpty)
  }

  @Test("What is missing after the limit is announced once, and again when it comes")
  func missing() {
    for marks in [World.path, World.slug] {
      let world = World()
      world.names = [7]
      world.speak(marks)
      #expect(world.run(to: World.due + .seconds(10)).isEmpty)
      #expect(world.run(to: World.due + .seconds(30)) == ["missing"])
      world.paths = ["/srv/press/1.txt"]
      world.names = [7, 8, 9]
      #expect(world.look() == ["missing.over"])
    }
  }

  @Test("Of two lifts of one instant that bring four names, two names are one of them")
  func half() {
    let world = World()
    world.speak(World.slug)
    world.word?.lifts.append(.init(id: "b", due: World.due, marks: World.slug))
    #expect(world.run(to: World.due).isEmpty)
    world.names = [1, 2]
    #expect(world.run(to: World.due + .seconds(30)) == ["missing"])
    #expect(world.witness.watched == 1)
  }

  @Test("What was stopped, moved or frozen is not missed")
  func calledOff() {
    let before = World()
    before.speak(World.path)
    #expect(before.look().isEmpty)
    before.now = World.due - .seconds(5)
    before.speak([])
    #expect(before.run(to: World.due + .seconds(60)).isEmpty)
    let atLast = World()
    atLast.speak(World.path)
    #expect(atLast.look().isEmpty)
    atLast.now = World.due + .seconds(1)
    atLast.speak([], stopped: ["a"])
    #expect(atLast.run(to: World.due + .seconds(60)).isEmpty)
    let moved = World()
    moved.speak(World.path)
    #expect(moved.look().isEmpty)
    moved.now = moved.now + .seconds(1)
    moved.speak(World.path, due: World.due + .hours(1))
    #expect(moved.run(to: World.due + .seconds(60)).isEmpty)
    #expect(moved.witness.nextDue == World.due + .hours(1))
    let frozen = World()
    frozen.speak(World.path, isFrozen: true)
    #expect(frozen.run(to: World.due + .seconds(60)).isEmpty)
  }

  @Test("A lift that only vanishes from the daemon's word at its instant is still waited for")
  func forgotten() {
    let world = World()
    world.speak(World.path)
    #expect(world.run(to: World.due - .seconds(1)).isEmpty)
    world.now = World.due + .milliseconds(1)
    world.speak([])
    #expect(world.run(to: World.due + .seconds(60)) == ["missing"])
  }

  @Test("What an earlier run has announced is not announced again")
  func restart() {
    let world = World()
    world.speak(World.path)
    #expect(world.run(to: World.due + .seconds(30)) == ["missing"])
    let next = World()
    next.now = world.now
    next.witness = Witness(start: next.now, open: world.witness.open)
    next.word = world.word
    #expect(next.look().isEmpty)
    next.paths = ["/srv/press/1.txt"]
    #expect(next.look() == ["missing.over"])
  }

  @Test("What cannot be looked at counts as not there, and is said before its instant")
  func blind() {
    for marks in [World.path, World.slug] {
      let world = World()
      world.speak(marks)
      world.isBlind = true
      #expect(world.look() == ["blind"])
      #expect(world.run(to: World.due + .seconds(9)).isEmpty)
      #expect(world.witness.watched == 1)
      world.isBlind = false
      #expect(world.look() == ["blind.over"])
    }
  }

  @Test("What is out is asked for until it answers, and announced where it does not")
  func addresses() {
    let page = "https://press.example.org/a.html"
    for answersAt in [Int64(4), 20] {
      let world = World()
      world.speak(World.path)
      #expect(world.run(to: World.due - .seconds(1)).isEmpty)
      world.now = World.due
      world.paths = ["/srv/press/1.txt"]
      world.speak([], arrivals: [world.arrival(address: page)])
      #expect(world.questions.isEmpty)
      var found = world.look() + world.run(to: World.due + .seconds(answersAt))
      world.answering = [page]
      found += world.run(to: World.due + .seconds(90))
      #expect(found == (answersAt == 4 ? [] : ["unreachable", "unreachable.over"]))
      #expect(world.questions.count == (answersAt == 4 ? 4 : 8))
      #expect(world.questions.allSatisfy { $0 == [page] })
    }
  }

  @Test("A word of another form is none")
  func form() {
    let world = World()
    world.speak(World.path)
    world.word?.form = 2
    #expect(world.look().isEmpty)
    #expect(world.witness.watched == 0)
  }

  @Test("No announcement names a file")
  func noNames() {
    let world = World()
    world.speak(World.path)
    world.paths = ["/srv/press/1.txt"]
    var all = world.witness.look(world.sight)
    world.now = world.now + .seconds(1)
    world.word?.at = world.now
    all += world.witness.look(world.sight)
    #expect(all.count == 1)
    #expect(all.allSatisfy { !$0.text.contains("1.txt") && !$0.text.contains("/srv") })
  }

  @Test("The daemon's word is read as it was written")
  func coding() throws {
    let world = World()
    world.speak(World.path, arrivals: [world.arrival()], stopped: ["b"])
    let word = try #require(world.word)
    let bytes = try ControlJSON.encode(word)
    #expect(try ControlJSON.decode(WitnessWord.self, from: bytes) == word)
  }
}
