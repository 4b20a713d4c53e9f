import EmbargoCore
import EmbargoDaemon
import EmbargoTime
import Testing

@Suite("Refusals are on the record, and a loop of them fills no disk")
struct DenialsTests {
  private let start = Bench.start
  private let eve = Actor(uid: 1001, name: "eve")
  private let mallory = Actor(uid: 1002, name: "mallory")

  @Test("Ten of a user in a minute are recorded, the others are counted")
  func bound() {
    var denials = Denials()
    let recorded = (0..<1000).count { _ in denials.note(eve, at: start) }
    #expect(recorded == Denials.most)
    let isOther = denials.note(mallory, at: start)
    #expect(isOther, "another user has a count of their own")
    #expect(denials.takeEnded(at: start + .seconds(59)) == [])
    let counts = denials.takeEnded(at: start + .minutes(1))
    #expect(counts.map(\.count) == [990] && counts.map(\.actor) == [eve])
    #expect(counts.first?.since == start)
    let isNew = denials.note(eve, at: start + .minutes(1))
    #expect(isNew, "a new minute")
    #expect(denials.takeEnded(at: start + .hours(1)) == [], "nothing was left uncounted")
  }

  @Test("A clock that was set back ends a minute, and so does the end of the daemon")
  func ends() {
    var denials = Denials()
    for _ in 0..<12 { _ = denials.note(eve, at: start) }
    #expect(denials.takeEnded(at: start - .hours(1)).map(\.count) == [2])
    for _ in 0..<12 { _ = denials.note(eve, at: start) }
    let ended1 = denials.takeEnded(at: start, always: true)
    #expect(ended1.map(\.count) == [2])
  }

  @Test("What could not be recorded is counted")
  func missed() {
    var denials = Denials()
    _ = denials.note(eve, at: start)
    denials.missed(eve, 1, at: start)
    denials.missed(mallory, 5, at: start)
    #expect(denials.takeEnded(at: start + .minutes(1)).map(\.count) == [1, 5])
  }

  @Test("However many users there are, memory has its bound")
  func manyUsers() {
    var denials = Denials()
    for user in 0..<5000 {
      for _ in 0..<11 { _ = denials.note(Actor(uid: UInt32(user), name: "\(user)"), at: start) }
    }
    let counts = denials.takeEnded(at: start + .minutes(1))
    #expect(counts.count == 1001)
    let counted = counts.map(\.count).reduce(0, +)
    #expect(counted == 44_990, "all but ten of each of a thousand users and of the others")
    #expect(counts.last?.actor == .daemon)
  }
}
