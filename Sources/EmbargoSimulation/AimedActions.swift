import EmbargoCore
import EmbargoDaemon
import EmbargoTime

/// What is aimed at one lift: the moments between arming and the instant, and round the instant.
extension Simulation {
  /// What people, disks and clocks do about the next lift, where it hurts.
  func aim() {
    if world.random.chance(1, in: 3) { return changeAfterLift() }
    guard let next = nextLift else { return pass(.seconds(1)) }
    switch world.random.below(8) {
    case 0..<3: race(next)
    case 3..<5: fillWhileArming(next)
    case 5..<7: stepClock(around: next)
    default: doze(across: next)
    }
  }

  /// The next scheduled release, as the ledger has it.
  private var nextLift: Release? {
    ledger.rows.releases.values
      .filter { $0.phase == .scheduled && $0.due > world.wallNow }
      .min { ($0.due, $0.id) < ($1.due, $1.id) }
  }

  /// Lets time pass until so long before the instant of a release, or after it.
  private func pass(until release: Release, less span: Span) {
    pass(release.due - span - world.wallNow)
  }

  /// Somebody wants to stop or change what is about to go out: within the half second round the
  /// instant, or anywhere between arming and lift. Some let it go again at once.
  private func race(_ next: Release) {
    let isClose = world.random.chance(1, in: 2)
    let before = isClose ? world.random.below(400) - 300 : world.random.below(31_000)
    pass(until: next, less: .milliseconds(Int64(before)))
    if world.random.chance(1, in: 8) { return freeze(across: next) }
    guard let life else { return }
    let command: Command =
      switch world.random.below(6) {
      case 0, 1: .hold(reason: "wait")
      case 2: .withdraw(reason: "not true")
      case 3: .reschedule(embargo(), allowPast: true, reason: "moved")
      case 4:
        .replace(
          Replacement(
            headline: "Late headline", digest: Digest(of: []), nonce: world.random.bytes(32),
            embargo: world.random.chance(1, in: 2) ? next.embargo : embargo()),
          allowPast: true, reason: "other words")
      default: .setOutputs([world.random.pick(outputs).name])
      }
    guard perform(command, on: next.id, in: life), world.random.chance(1, in: 3) else { return }
    perform(.resume, on: next.id, in: life)
  }

  /// Lifts are stopped close to an instant, and mostly let go again before long.
  private func freeze(across next: Release) {
    freeze()
    settle()
    pass(.milliseconds(Int64(world.random.below(60_000))))
    if world.random.chance(1, in: 3) { world.crash(at: "power") }
    settle()
    if world.random.chance(2, in: 3) { pass(until: next, less: .seconds(-60)) }
    if world.random.chance(3, in: 4) { thaw() }
  }

  /// A disk fills just before a release is armed, and often has space again before the instant.
  private func fillWhileArming(_ next: Release) {
    let early = settings.armAhead + .milliseconds(Int64(100 + world.random.below(900)))
    pass(until: next, less: early)
    let output = world.random.pick(outputs)
    let isLedger = world.random.chance(1, in: 4)
    if isLedger { ledger.isFull = true } else { output.directory.isFull = true }
    world.note("full for the arming of \(next.slug): \(isLedger ? "ledger" : "\(output.name)")")
    let wasArmed = life?.lifter.hasArmed(next.id) ?? true
    let isAhead = !wasArmed && world.wallNow < next.due - settings.armAhead
    let (life, since) = (lives, world.elapsed)
    pass(until: next, less: .seconds(2))
    // As long as nothing else has come between, people know of it while they can still act.
    let isUndisturbed =
      isAhead && life == lives && world.calmSince < since && world.suspendedUntil < since
      && ledger.rows.releases[next.id].map { release in
        // Nothing is prepared without its approvals, which is told at a preflight.
        release.due == next.due && release.phase == .scheduled && !release.awaitsApproval
      } == true
    if isUndisturbed, !isLedger, output is SimulatedFolder, next.outputs.contains(output.name) {
      watcher.mustBeAnnounced(next.id)
    }
    guard world.random.chance(3, in: 4) else { return }
    (ledger.isFull, output.directory.isFull) = (false, false)
    world.note("space again before the lift of \(next.slug)")
    pass(until: next, less: .seconds(-1))
  }

  /// The clock is set shortly before or after an instant: over it by more than a second, by less
  /// than one, or back to before it.
  private func stepClock(around next: Release) {
    guard world.isRight else { return }
    let away = Int64(1 + world.random.below(900))
    switch world.random.below(3) {
    case 0:
      let ahead = Int64(2_000 + world.random.below(20_000))
      pass(until: next, less: .milliseconds(ahead))
      step(by: ahead + away, "forward over an instant")
    case 1:
      pass(until: next, less: .milliseconds(away))
      step(by: min(away + 50, 999), "by less than a second over an instant")
    default:
      pass(until: next, less: .milliseconds(-away))
      step(by: -(away + 500 + Int64(world.random.below(20_000))), "back over an instant")
    }
    pass(.milliseconds(Int64(world.random.below(5_000))))
    if world.random.chance(1, in: 2) { world.setClock() }
  }

  private func step(by milliseconds: Int64, _ how: String) {
    guard world.isRight, world.elapsed >= world.suspendedUntil else { return }
    world.note("the clock is set \(how)")
    world.setClock(wrongBy: .milliseconds(milliseconds))
  }

  /// The machine sleeps from shortly before an instant until after it; its clock may be wrong then.
  private func doze(across next: Release) {
    pass(until: next, less: .milliseconds(Int64(1 + world.random.below(20_000))))
    guard life != nil, next.due > world.wallNow else { return }
    let span = next.due - world.wallNow + .seconds(Int64(world.random.below(1_800)))
    world.doze(for: span)
    world.note("slept across the instant of \(next.slug)")
    if world.random.chance(1, in: 4) { world.setClock() }
  }

  /// Many releases of one second, handed in at once or in parts; the engine takes four at a time.
  func burst() {
    let instant = Instant(
      seconds: (world.wallNow + .seconds(2 + Int64(world.random.below(60)))).seconds)
    let count = SimulatedLifter.burst + world.random.below(41)
    let part = world.random.chance(1, in: 2) ? count : 1 + world.random.below(count)
    world.note("burst of \(count)")
    var left = count
    while left > 0, world.violations.isEmpty {
      let some = min(left, part)
      submit((0..<some).map { _ in submission(embargo(at: instant)) })
      settle()
      left -= some
    }
    if world.random.chance(3, in: 4) {
      pass(instant - world.wallNow + .milliseconds(Int64(world.random.below(3_000) - 500)))
    }
  }
}
