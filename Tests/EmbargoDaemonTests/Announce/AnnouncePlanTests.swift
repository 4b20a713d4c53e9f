import EmbargoCore
import EmbargoTime
import Testing

@testable import EmbargoDaemon

@Suite("What a channel of announcements tells")
struct AnnouncePlanTests {
  private typealias Samples = AnnounceSamples

  /// One channel over time.
  private struct Desk {
    var channel = AnnounceSamples.channel()
    var memory = AnnounceSamples.memory()
    var now = AnnounceSamples.now
    var isSettled = true
    var day: String?

    /// What is told; the memory is that of after it.
    mutating func look(
      _ troubles: [Trouble] = [], _ happenings: [AnnouncePlan.Happening] = [],
      upTo cursor: Int64 = 0
    ) -> [Announcement] {
      let plan = AnnouncePlan(
        channel, memory: memory,
        standing: Standing(now: now, troubles: troubles, isSettled: isSettled),
        happenings: happenings, cursor: cursor, day: day)
      memory = plan.memory
      return plan.messages
    }

    mutating func states(
      _ troubles: [Trouble] = [], after span: Span = .seconds(2)
    ) -> [AnnounceState] {
      now = now + span
      return look(troubles).map(\.state)
    }
  }

  @Test("A problem is told when it begins, once an hour while it goes on, and when it is over")
  func course() {
    var desk = Desk()
    let late = [Samples.trouble()]
    #expect(desk.states(late) == [.problem])
    #expect(desk.states(late) == [])
    #expect(desk.states(late, after: .minutes(59)) == [])
    #expect(desk.states(late, after: .minutes(1)) == [.again])
    #expect(desk.states() == [.resolved])
    #expect(desk.states() == [])
    #expect(desk.memory.told.count == 1, "it is remembered for a while")
    #expect(desk.states([], after: .hours(1)) == [])
    #expect(desk.memory.told.isEmpty)
  }

  @Test("What comes and goes is not told each time")
  func flapping() {
    var desk = Desk()
    var told: [AnnounceState] = []
    for _ in 0..<10 {
      told += desk.states([Samples.trouble()], after: .minutes(2))
      told += desk.states([], after: .minutes(2))
    }
    #expect(told == [.problem, .resolved])
    #expect(desk.states([Samples.trouble()], after: .hours(1)) == [.problem])
  }

  @Test("Those who were promised ids get neither words nor reasons; staff gets both")
  func audiences() throws {
    var trouble = Samples.trouble()
    trouble.words = .init(headline: "A Canary Sings", slug: "canary")
    let lift = Announcement(
      .lifted, .milestone, at: Samples.now, key: "record:1", text: "it is out",
      words: trouble.words)
    for (audience, isTold) in [(Configuration.Announce.Audience.everybody, false), (.staff, true)] {
      var desk = Desk(channel: Samples.channel(audience))
      let messages = desk.look([trouble], [.init(sequence: 1, lift)], upTo: 1)
      #expect(messages.count == 2)
      for message in messages {
        let body = String(decoding: message.body(at: desk.channel.name), as: UTF8.self)
        for text in [message.line, message.letter, body] {
          #expect(text.lowercased().contains("canary") == isTold, "\(text)")
        }
      }
    }
  }

  @Test("Beyond the most in an hour they are left out; then their number is told, and what goes on")
  func flood() {
    var desk = Desk(channel: Samples.channel(mostPerHour: 3))
    let troubles = (1...5).map { Samples.trouble("late:\($0)") }
    #expect(desk.look(troubles).count == 3)
    #expect(desk.look(troubles, [Samples.happening(7)], upTo: 7) == [])
    #expect(desk.memory.hour.leftOut == 3)
    #expect(desk.memory.cursor == 7)
    desk.now = desk.now + .hours(1)
    let messages = desk.look(Array(troubles.dropFirst(3)))
    #expect(messages.first?.text.hasPrefix("3 announcements were left out since") == true)
    #expect(messages.count == 3, "the number, and two of what is over or found no room")
  }

  @Test("A problem of before a restart is over only when all had time to be found again")
  func inherited() throws {
    var desk = Desk()
    #expect(desk.states([Samples.trouble()]) == [.problem])
    let memory = AnnounceMemory(bytes: desk.memory.bytes)
    desk.memory = try #require(memory)
    desk.isSettled = false
    #expect(desk.states() == [])
    #expect(desk.states([Samples.trouble()]) == [], "and it is not told once more")
    #expect(desk.states() == [.resolved], "seen since the restart, it is over when it is gone")
    desk.memory = try #require(memory)
    desk.isSettled = true
    #expect(desk.states() == [.resolved])
  }

  @Test("Where there is more than can be listed, absence is no end")
  func cut() {
    var desk = Desk()
    _ = desk.look([Samples.trouble("held:1", .held)])
    var standing = Standing(now: desk.now, troubles: [], isSettled: true)
    standing.cut = ["held:"]
    let plan = AnnouncePlan(
      desk.channel, memory: desk.memory, standing: standing, happenings: [], cursor: 0, day: nil)
    #expect(plan.messages == [])
  }

  @Test(
    "A channel hears of what it wants to hear of, as early as it wants, below what it wants free")
  func wanted() {
    var approval = Samples.trouble("approval:1", .approvalMissing)
    approval.due = Samples.now + .hours(25)
    var disk = Samples.trouble("disk:ledger", .diskLow)
    disk.free = 1000
    var desk = Desk(channel: Samples.channel(events: [.approvalMissing, .diskLow]))
    #expect(desk.states([approval, disk, Samples.trouble()]) == [])
    disk.free = 999
    #expect(desk.states([approval, disk]) == [.problem])
    #expect(desk.states([approval, disk], after: .hours(1)) == [.again, .problem].reversed())
  }

  @Test("What was given up is told again only when it is more, and what a person wanted never")
  func lasting() {
    var desk = Desk()
    var output = Samples.trouble("output:wire", .outputFailing)
    (output.isLasting, output.level) = (true, 1)
    var held = Samples.trouble("held:1", .held)
    held.isIntended = true
    #expect(desk.states([held, output]) == [.milestone, .problem])
    #expect(desk.states([held, output], after: .hours(5)) == [])
    output.level = 2
    #expect(desk.states([held, output]) == [.again])
    #expect(desk.states() == [.resolved, .resolved])
  }

  @Test("Each record is told once, also when there are more than one look takes")
  func records() {
    var desk = Desk(channel: Samples.channel(mostPerHour: 1000))
    let all = (1...120).map { Samples.happening(Int64($0)) }
    var told: [Announcement] = []
    for _ in 0..<4 { told += desk.look([], all, upTo: 120) }
    #expect(told.map(\.key) == all.map(\.announcement.key))
    #expect(desk.memory.cursor == 120)
    desk.channel.events = [.late]
    #expect(desk.look([], [Samples.happening(121)], upTo: 130) == [])
    #expect(desk.memory.cursor == 130)
  }

  @Test("What is on no record is told no more often than a problem")
  func refusals() {
    var desk = Desk()
    var refusal = Samples.happening(nil, .refused)
    refusal.announcement.state = .problem
    #expect(desk.look([], [refusal, refusal]).count == 1)
    #expect(desk.look([], [refusal]) == [])
    desk.now = desk.now + .hours(1)
    #expect(desk.look([], []) == [])
    #expect(desk.look([], [refusal]).count == 1)
  }

  @Test("Once a day it says that nothing is wrong, or what is")
  func daily() {
    var desk = Desk()
    #expect(desk.look() == [])
    desk.day = "2027-01-15"
    #expect(desk.look().map(\.text) == ["nothing is wrong"])
    #expect(desk.look() == [])
    desk.day = "2027-01-16"
    let texts = desk.look([Samples.trouble()]).map(\.text)
    #expect(texts == ["it is late", "1 thing is wrong: it is late"])
  }

  @Test("What it remembers is read back as it was; other bytes are not")
  func memory() throws {
    var desk = Desk()
    desk.day = "2027-01-15"
    _ = desk.look([Samples.trouble()], [Samples.happening(3)], upTo: 4)
    var memory = try #require(AnnounceMemory(bytes: desk.memory.bytes))
    #expect(memory.told["late:1"]?.isInherited == true)
    memory.told["late:1"]?.isInherited = false
    #expect(memory == desk.memory)
    for bytes in ["", "{}", "[]", #"{"cursor":"x"}"#] {
      #expect(AnnounceMemory(bytes: Array(bytes.utf8)) == nil)
    }
    #expect(!String(decoding: desk.memory.bytes, as: UTF8.self).contains("canary"))
  }

  @Test("The same announcement has the same code at every attempt, and any other another")
  func codes() {
    let desk = Bench.output("desk")
    let first = Samples.happening(1).announcement
    var later = first
    later.at = later.at + .seconds(1)
    let codes = [first.code(at: desk), first.code(at: Bench.output("wall")), later.code(at: desk)]
    #expect(first.code(at: desk) == codes[0])
    #expect(Set(codes).count == 3 && codes.allSatisfy { $0.utf8.count == 26 })
  }
}
