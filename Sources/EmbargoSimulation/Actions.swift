import EmbargoCore
import EmbargoDaemon
import EmbargoTime

extension Simulation {
  /// One random thing that people, disks, endpoints or clocks do.
  func act() {
    switch world.random.below(100) {
    case 0..<30: pass(.milliseconds(Int64(world.random.below(20_000))))
    case 30..<40: pass(.seconds(Int64(world.random.below(240))))
    case 40..<65: submit()
    case 65..<79: command()
    case 79..<90: changeMood()
    case 90..<93: changeSpace()
    case 93..<97: changeClock()
    default:
      world.crash(at: "power")
      fallIfDown()
    }
  }

  private var person: Actor { Actor(uid: 1000, name: "editor") }

  private func text() -> RevisionContent {
    count += 1
    let bytes = Array("text \(count) \(world.random.next())".utf8)
    watcher.offered.insert(bytes)
    return RevisionContent(bytes: bytes)
  }

  /// Mostly within the next minutes, often the same second as another, sometimes at once.
  private func embargo() -> Embargo {
    let now = world.wallNow
    let ahead: Span =
      switch world.random.below(10) {
      case 0: .zero
      case 1...4: .seconds(Int64(1 + world.random.below(40)))
      default: .seconds(Int64(30 * (1 + world.random.below(20))))
      }
    let instant = ahead == .zero ? now : Instant(seconds: (now + ahead).seconds)
    return Embargo(
      stamp: "stamp", civil: CivilDateTime(instant), zone: .fixed(0), instant: instant,
      tzdb: "2026f")
  }

  private func submit() {
    guard let life else { return pass(.seconds(1)) }
    let content = text()
    let submission = AcceptedRelease(
      content: content, headline: "Headline \(count)", embargo: embargo(),
      holdReason: world.random.chance(1, in: 12) ? "not yet" : nil, submitter: person)
    do throws(EngineError) {
      let releases = try life.engine.submit([submission])
      guard !world.isDown else { return fallIfDown() }
      for release in releases {
        known.append(release.id)
        watcher.acknowledged.insert(release.id)
        world.note("submitted \(release.slug) due \(release.due.rfc3339)")
      }
      check(life)
    } catch {
      world.note("submit refused: \(Self.name(error))")
    }
    fallIfDown()
  }

  /// As the engine's thread does: what was asked for may need the next pass sooner.
  private func check(_ current: Life) {
    life?.wake = min(current.wake ?? world.wallNow, current.engine.nextPass())
  }

  private func command() {
    guard let life, !known.isEmpty else { return pass(.seconds(1)) }
    let id = world.random.pick(known)
    let command = randomCommand()
    var content: RevisionContent?
    if case .replace(let replacement, _, _) = command {
      let bytes = text()
      content = bytes
      perform(
        .replace(
          Replacement(
            headline: replacement.headline, digest: bytes.digest, nonce: replacement.nonce,
            embargo: replacement.embargo), allowPast: true, reason: "better words"),
        on: id, content: content, in: life)
      return
    }
    perform(command, on: id, content: content, in: life)
  }

  private func randomCommand() -> Command {
    let outputNames = outputs.map(\.name)
    return switch world.random.below(9) {
    case 0, 1: .hold(reason: "wait")
    case 2, 3: .resume
    case 4: .withdraw(reason: "no longer true")
    case 5: .reschedule(embargo(), allowPast: world.random.chance(1, in: 2), reason: "moved")
    case 6:
      .replace(
        Replacement(
          headline: "Better", digest: Digest(of: []), nonce: world.random.bytes(32),
          embargo: embargo()), allowPast: true, reason: "")
    case 7: .setOutputs([world.random.pick(outputNames), world.random.pick(outputNames)])
    default: .retry(world.random.pick(outputNames))
    }
  }

  private func perform(
    _ command: Command, on id: ReleaseID, content: RevisionContent?, in life: Life
  ) {
    do throws(EngineError) {
      let after = try life.engine.perform(
        command, on: id.description, by: person, content: content)
      world.note("\(Self.name(command)) \(after.slug): \(after.phase.name)")
      check(life)
    } catch {
      world.note("\(Self.name(command)) refused: \(Self.name(error))")
    }
    fallIfDown()
  }

  private func changeMood() {
    let endpoints = outputs.filter { $0.kind == "webhook" }
    let endpoint = world.random.pick(endpoints)
    endpoint.mood =
      world.random.chance(1, in: 3) ? .accepts : world.random.pick(EndpointMood.allCases)
    world.note("\(endpoint.name) \(endpoint.mood)")
  }

  private func changeSpace() {
    if world.random.chance(1, in: 2) {
      ledger.isFull.toggle()
      world.note("ledger full: \(ledger.isFull)")
    } else {
      let directory = world.random.pick(outputs).directory
      directory.isFull.toggle()
      world.note("directory full: \(directory.isFull)")
    }
  }

  /// A clock that goes wrong is not synchronised until it is put right.
  private func changeClock() {
    if world.clockError != .zero || !world.isSynchronised {
      (world.clockError, world.isSynchronised) = (.zero, true)
    } else {
      world.isSynchronised = false
      let size = Int64(world.random.below(3_600_000) - 1_200_000)
      world.clockError = .milliseconds(size)
    }
    life?.calmSince = world.elapsed
    world.note("clock off by \(world.clockError.nanoseconds / 1_000_000) ms")
  }

  private static func name(_ command: Command) -> String {
    String("\(command)".prefix { $0 != "(" })
  }

  private static func name(_ error: EngineError) -> String {
    String("\(error)".prefix { $0 != "(" })
  }
}
