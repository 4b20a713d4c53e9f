import EmbargoCore
import EmbargoDaemon
import EmbargoOutputs
import EmbargoSimulation
import EmbargoTime
import Synchronization
import Testing

@Suite("What is published at one instant is recorded together, while it is still going on")
struct BurstTests {
  private let bench: Bench

  init() { self.init(Bench()) }

  private init(_ bench: Bench) { self.bench = bench }

  /// Releases that have just been published by the lifter, in pieces.
  private func published(
    _ count: Int, pieces: Int = 2, outputs: [String]? = nil
  ) throws -> [[LiftReport]] {
    let due = bench.now + .seconds(20)
    let submitted = try bench.engine.submit(
      (0..<count).map { bench.submission("text \($0)", due: due, outputs: outputs) })
    bench.now = due
    let reports = bench.fire()
    #expect(reports.count == submitted.count)
    let size = (count + pieces - 1) / pieces
    return stride(from: 0, to: count, by: size).map {
      Array(reports[$0..<min($0 + size, count)])
    }
  }

  private func state(_ reports: [LiftReport]) throws -> Set<String> {
    Set(
      try reports.map { report in
        let delivery = try bench.release(report.id).delivery(to: bench.newsroom.name)
        return try #require(delivery).state.name
      })
  }

  private func lifts() throws -> Int {
    try bench.events().filter { $0 == "release.lift-began" }.count
  }

  @Test("A crash before the last piece leaves nothing of it on the record")
  func crash() throws {
    let pieces = try published(10)
    bench.engine.lifting(pieces[0])
    #expect(try lifts() == 5)
    bench.ledger.restart()
    #expect(try lifts() == 0)
    bench.restart()
    bench.engine.tick()
    // What is there already is found again: each is recorded once.
    bench.engine.lifted(bench.fire())
    #expect(try lifts() == 10)
  }

  @Test("The last piece makes all of it durable")
  func last() throws {
    let pieces = try published(10)
    bench.engine.lifting(pieces[0])
    bench.engine.lifted(pieces[1])
    bench.ledger.restart()
    #expect(try lifts() == 10)
    #expect(try state(pieces.flatMap { $0 }) == ["delivered"])
  }

  @Test("Names that may not be durable are not recorded as published, whatever came before")
  func doubt() throws {
    let pieces = try published(10)
    bench.engine.lifting(pieces[0])
    bench.engine.lifted(pieces[1], doubt: OutputError("the directory cannot be synced"))
    #expect(try lifts() == 10)
    #expect(try state(pieces.flatMap { $0 }) == ["retrying"])
    #expect(bench.codes(.warning).filter { $0 == "delivery.retrying" }.count == 10)
  }

  @Test("What somebody else commits meanwhile does not make half of it durable")
  func between() throws {
    let pieces = try published(10)
    bench.engine.lifting(pieces[0])
    let other = try bench.submit("another", in: .hours(1))
    #expect(try lifts() == 0)
    bench.ledger.restart()
    #expect(try bench.release(other.id).phase == .scheduled)
    #expect(try lifts() == 0)
    bench.engine.lifted(pieces[1])
    #expect(try lifts() == 10)
  }

  @Test("What is going out is too late to be held, and nothing of it is armed again meanwhile")
  func tooLate() throws {
    let pieces = try published(4)
    bench.engine.lifting(pieces[0])
    for report in pieces.flatMap({ $0 }) {
      let refusal = bench.refusal {
        try bench.engine.perform(.hold(reason: "wait"), on: "\(report.id)", by: Bench.editor)
      }
      // Of what is on the record already it is the phase that forbids it.
      #expect(refusal == "tooLate" || refusal == "refused")
    }
    let prepared = bench.newsroom.state.withLock(\.prepared)
    bench.engine.tick()
    #expect(bench.newsroom.state.withLock(\.prepared) == prepared)
    bench.engine.lifted(pieces[1])
    #expect(try lifts() == 4)
  }

  @Test("A disk that is full in the middle of it costs no record")
  func full() throws {
    let pieces = try published(10)
    bench.engine.lifting(pieces[0])
    bench.ledger.isFull = true
    bench.hasRoom = false
    bench.engine.lifted(pieces[1])
    #expect(try lifts() == 10)
    #expect(bench.engine.isPaused)
  }

  @Test("What is asked of a release that is in it waits for the record of its lift")
  func command() throws {
    for isErased in [false, true] {
      let bench = Bench()
      let burst = BurstTests(bench)
      // Where no request is on its way it is lifted at once, and may be erased.
      let pieces = try burst.published(10, outputs: ["newsroom"])
      bench.engine.lifting(pieces[0])
      let id = pieces[0][0].id
      func ask() throws {
        if isErased {
          try bench.engine.erase(id, reason: "asked for", by: Bench.editor)
        } else {
          try bench.engine.perform(
            .kill(reason: "it is wrong"), on: id.description, by: Bench.editor)
        }
      }
      // What can be read is not committed: to rest on it would end the engine.
      #expect(throws: EngineError.self) { try ask() }
      #expect(bench.engine.failure == nil)
      bench.engine.lifted(pieces[1])
      try ask()
      #expect(bench.engine.failure == nil)
    }
  }

  @Test("An answer that comes before the end of it is recorded behind it")
  func answers() throws {
    let pieces = try published(4)
    bench.engine.lifting(pieces[0])
    for _ in 0..<4 { try bench.answer() }
    #expect(try lifts() == 2)
    bench.engine.lifted(pieces[1])
    for report in pieces.flatMap({ $0 }) {
      #expect(try bench.release(report.id).phase.name == "lifted")
    }
  }
}

@Suite("What finds no room is prepared when something has gone out")
struct RoomTests {
  @Test("Releases beyond the room wait unprepared, nearest first, and go out in turn")
  func turns() throws {
    let bench = Bench()
    bench.newsroom.state.withLock { $0.room = 3 }
    let due = bench.now + .seconds(20)
    let releases = try bench.engine.submit(
      (0..<8).map { bench.submission("text \($0)", due: due) })
    #expect(bench.lifter.armed.count == 3)
    bench.now = due
    for _ in 0..<4 {
      bench.engine.tick()
      // What was handed to the lifter is let go of when it is out.
      bench.lifter.armed = []
      bench.engine.lifted(bench.fire())
    }
    #expect(bench.newsroom.files.count == 8)
    for release in releases {
      #expect(try bench.state(release.id, bench.newsroom.name) == "delivered")
    }
    #expect(bench.codes() == [])
  }

  @Test("A release that needs more than all the room is prepared by itself")
  func alone() throws {
    let bench = Bench()
    bench.newsroom.state.withLock { $0.room = 0 }
    let release = try bench.submit()
    #expect(bench.lifter.armed.count == 1)
    bench.now = release.due
    bench.engine.lifted(bench.fire())
    #expect(bench.newsroom.files.count == 1)
  }
}
