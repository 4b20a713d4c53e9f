import Dispatch
import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import Synchronization
import Testing

@testable import EmbargoDaemon

@Suite("A channel of announcements", .timeLimit(.minutes(5)))
struct AnnounceChannelTests {
  private final class Sender: AnnounceSender {
    let told = Mutex<[String]>([])
    let fails = Mutex(false)
    let gate = DispatchSemaphore(value: 0)
    let done = DispatchSemaphore(value: 0)

    /// Has one announcement sent, and returns when that has ended.
    func letOne() {
      gate.signal()
      done.wait()
    }

    func send(_ announcement: Announcement) throws(OutputError) {
      gate.wait()
      defer { done.signal() }
      if fails.withLock(\.self) { throw OutputError("nobody listens") }
      told.withLock { $0.append(announcement.key) }
    }
  }

  private let sender = Sender()
  private let reports = Reports()

  private final class Reports: Sendable {
    let lines = Mutex<[String?]>([])
  }

  private func channel() -> AnnounceChannel {
    AnnounceChannel(AnnounceSamples.channel(), sender: sender) { [reports] line in
      reports.lines.withLock { $0.append(line) }
    }
  }

  private func plan(_ memory: AnnounceMemory, _ keys: String...) -> AnnouncePlan {
    AnnouncePlan(
      AnnounceSamples.channel(), memory: memory,
      standing: Standing(
        now: AnnounceSamples.now, troubles: keys.map { AnnounceSamples.trouble($0) },
        isSettled: true),
      happenings: [], cursor: 9, day: nil)
  }

  @Test("It remembers what it told only when all of it is told, and nobody waits for that")
  func remembers() async throws {
    let channel = channel()
    let memory = AnnounceSamples.memory()
    #expect(channel.isNew)
    channel.begin(with: memory, isKept: true)
    #expect(channel.idleMemory == memory && channel.unkept == nil)
    channel.tell(plan(memory, "late:1", "late:2"))
    #expect(channel.idleMemory == nil)
    sender.letOne()
    #expect(channel.idleMemory == nil && channel.unkept == nil)
    channel.tell(plan(memory, "late:3"))
    sender.letOne()
    while channel.idleMemory == nil { await Task.yield() }
    #expect(sender.told.withLock(\.self) == ["late:1", "late:2"])
    #expect(channel.unkept?.cursor == 9)
    channel.keep(try #require(channel.unkept))
    #expect(channel.unkept == nil)
    #expect(reports.lines.withLock(\.self) == [nil, nil])
  }

  @Test("What could not be told is no more remembered when it stops in the middle")
  func stops() async {
    let channel = channel()
    channel.begin(with: AnnounceSamples.memory(), isKept: true)
    sender.fails.withLock { $0 = true }
    channel.tell(plan(AnnounceSamples.memory(), "late:1"))
    sender.letOne()
    // A channel that is stopped says nothing of itself any more.
    while reports.lines.withLock(\.isEmpty) { await Task.yield() }
    await channel.stop()
    #expect(channel.unkept == nil && channel.idleMemory == nil)
    #expect(reports.lines.withLock(\.self) == ["nobody listens"])
  }
}
