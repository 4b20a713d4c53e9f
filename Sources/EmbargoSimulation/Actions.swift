import EmbargoCore
import EmbargoDaemon
import EmbargoTime

extension Simulation {
  /// One random thing that people, disks, endpoints or clocks do.
  func act() {
    if ledger.isFull, world.random.chance(1, in: 4) { makeSpace() }
    switch world.random.below(200) {
    case 0..<4: approvals()
    case 4..<56: pass(.milliseconds(Int64(world.random.below(20_000))))
    case 56..<72: pass(.seconds(Int64(world.random.below(240))))
    case 72..<81: aim()
    case 81: world.random.chance(1, in: 2) ? burst() : submit()
    case 82..<124: submit()
    case 124..<152: command()
    case 152..<166: changeMood()
    case 166..<170: resumeOutputs()
    case 170..<172: checkpoint()
    case 172..<175: changeSpace()
    case 175..<177: hang()
    case 177..<182: world.setClock()
    case 182..<186: suspend()
    case 186..<190: reconfigure()
    case 190..<192: changeZones()
    case 192..<194: ledger.isBroken = life != nil
    case 194..<196: ledger.rows.freeze == nil ? freeze() : thaw()
    default: world.crash(at: "power")
    }
  }

  var person: Actor { Self.persons[0] }

  func text() -> RevisionContent {
    count += 1
    let bytes = Array("text \(count) \(world.random.next())".utf8)
    watcher.offered.insert(bytes)
    return RevisionContent(bytes: bytes)
  }

  /// Mostly within the next minutes, often the same second as another, sometimes at once.
  func embargo() -> Embargo {
    let now = world.wallNow
    let ahead: Span =
      switch world.random.below(10) {
      case 0: .zero
      case 1...4: .seconds(Int64(1 + world.random.below(40)))
      default: .seconds(Int64(30 * (1 + world.random.below(20))))
      }
    return embargo(at: ahead == .zero ? now : Instant(seconds: (now + ahead).seconds))
  }

  func embargo(at instant: Instant) -> Embargo {
    Embargo(
      stamp: "stamp", civil: CivilDateTime(instant), zone: .named("Europe/Paris"), instant: instant,
      tzdb: "2026f")
  }

  private func submit() { submit([submission(embargo())]) }

  func submission(_ embargo: Embargo) -> AcceptedRelease {
    let content = text()
    return AcceptedRelease(
      content: content, headline: "Headline \(count)", embargo: embargo,
      lateGrace: world.random.chance(1, in: 4) ? .minutes(2) : nil,
      holdReason: world.random.chance(1, in: 12) ? "not yet" : nil, submitter: person)
  }

  /// Hands in releases, all or none.
  func submit(_ submissions: [AcceptedRelease]) {
    guard let life else { return pass(.seconds(1)) }
    do throws(EngineError) {
      let releases = try life.engine.submit(submissions)
      guard !world.isDown else { return }
      for release in releases {
        known.append(release.id)
        watcher.acknowledge(release.id)
        world.note("submitted \(release.slug) due \(release.due.rfc3339)")
      }
      comeSooner()
      if world.random.chance(3, in: 4) { approve(releases.map(\.id)) }
    } catch {
      world.note("submit refused: \(Self.name(error))")
    }
  }

  private func command() {
    guard let life, !known.isEmpty else { return pass(.seconds(1)) }
    perform(randomCommand(), on: world.random.pick(known), in: life)
  }

  @discardableResult
  func perform(
    _ command: Command, on id: ReleaseID, by person: Actor? = nil, in life: Life
  ) -> Bool {
    var command = command
    var content: RevisionContent?
    switch command {
    case .replace(var replacement, let allowPast, let reason):
      let bytes = text()
      content = bytes
      replacement.digest = bytes.digest
      command = .replace(replacement, allowPast: allowPast, reason: reason)
    case .correct(var correction, let reason):
      let bytes = text()
      content = bytes
      correction.digest = bytes.digest
      command = .correct(correction, reason: reason)
    default: break
    }
    return perform(command, on: id, by: person ?? self.person, content: content, in: life)
  }

  /// True when it was acknowledged.
  private func perform(
    _ command: Command, on id: ReleaseID, by person: Actor, content: RevisionContent?,
    in life: Life
  ) -> Bool {
    let before = ledger.rows.releases[id]
    let wasArmed = life.lifter.hasArmed(id)
    do throws(EngineError) {
      let after = try life.engine.perform(
        command, on: id.description, by: person, content: content)
      world.note("\(Self.name(command)) \(after.slug): \(after.stateName)")
      if let before, before.proposedCorrection == nil {
        if case .approve = command { watcher.approved(before, by: person) }
        if case .unapprove = command { watcher.tookBack(id, by: person) }
      }
      if wasArmed, !world.isDown { world.note("between arming and lift: \(Self.name(command))") }
      comeSooner()
      return !world.isDown
    } catch {
      // A crash may have kept the answer back and not the approval.
      if case .ledger = error, case .approve = command, let before {
        watcher.approved(before, by: person)
      }
      world.note("\(Self.name(command)) refused: \(Self.name(error))")
      return false
    }
  }

  func randomCommand() -> Command {
    let outputNames = outputs.map(\.name)
    return switch world.random.below(11) {
    case 0, 1: .hold(reason: "wait")
    case 2, 3: .resume
    case 4: .withdraw(reason: "no longer true")
    case 5: .reschedule(embargo(), allowPast: world.random.chance(1, in: 2), reason: "moved")
    case 6:
      .replace(
        Replacement(
          headline: "Better headline", digest: Digest(of: []), nonce: world.random.bytes(32),
          embargo: embargo()), allowPast: true, reason: "other words")
    case 7: .setOutputs([world.random.pick(outputNames), world.random.pick(outputNames)])
    case 8: .retry(world.random.pick(outputNames))
    case 9: correction()
    default: .kill(reason: "it is not true")
    }
  }

  func correction() -> Command {
    .correct(
      Correction(
        headline: "Right headline", digest: Digest(of: []), nonce: world.random.bytes(32)),
      reason: "a number was wrong")
  }

  private func changeMood() {
    let endpoints = outputs.filter { $0.kind == "webhook" }
    let endpoint = world.random.pick(endpoints)
    endpoint.mood =
      world.random.chance(1, in: 3) ? .accepts : world.random.pick(EndpointMood.allCases)
    world.note("\(endpoint.name) \(endpoint.mood)")
  }

  /// Somebody lets all suspended outputs go again, whether they want to hear or not.
  func resumeOutputs() {
    guard let life else { return }
    for output in life.engine.suspended.keys.sorted() where !world.isDown {
      do throws(EngineError) {
        let count = try life.engine.resume(output, reason: "it is back", by: person)
        world.note("\(output) resumed, \(count > 0 ? "with deliveries" : "with nothing waiting")")
        comeSooner()
      } catch {
        world.note("resuming \(output) refused: \(Self.name(error))")
      }
    }
  }

  private func changeSpace() {
    if world.random.chance(1, in: 2) {
      ledger.isFull = true
      world.note("ledger full")
    } else {
      let directory = world.random.pick(outputs).directory
      directory.isFull.toggle()
      world.note("directory full: \(directory.isFull)")
    }
  }

  private func makeSpace() {
    ledger.isFull = false
    world.note("ledger has space")
  }

  /// The lift thread gets no processor for a while, or the whole machine sleeps.
  private func suspend() {
    let span = Span.milliseconds(Int64(world.random.below(60_000)))
    if world.random.chance(1, in: 2) {
      world.suspend(for: span)
      world.note("the lift thread stands still")
    } else {
      world.doze(for: span)
    }
  }

  /// An endpoint never answers, or a disk does not for up to ten minutes.
  private func hang() {
    let output = world.random.pick(outputs)
    if let folder = output as? SimulatedFolder {
      let span = Span.seconds(Int64(10 + world.random.below(590)))
      folder.hangsUntil = world.elapsed + span
      world.note("\(folder.name) hangs for \(span.nanoseconds / 1_000_000_000) s")
    } else {
      output.mood = .silent
      world.note("\(output.name) silent")
    }
  }

  private func reconfigure() {
    let some = outputs.filter { _ in world.random.chance(4, in: 5) }
    configured = some.isEmpty ? outputs : some
    world.note("reload: \(configured.map(\.name.description).joined(separator: " "))")
    adopt(settings.policy.approval)
  }

  private func changeZones() {
    guard let life else { return }
    let follow = world.random.chance(1, in: 2)
    do throws(LedgerError) {
      life.engine.settings.followsZoneRules = follow
      let page = try life.engine.embargoes(
        until: Instant(nanoseconds: .max), after: nil, count: 50)
      let findings = page.embargoes.compactMap { queued -> ZoneFinding? in
        switch world.random.below(4) {
        case 0:
          var embargo = queued.embargo
          let minutes = Int64(world.random.below(121) - 60)
          embargo.instant = embargo.instant + .minutes(minutes)
          return minutes == 0 ? nil : ZoneFinding(queued, .moved(embargo))
        case 1:
          return ZoneFinding(
            queued, .unresolvable(reason: "it does not exist any more", tzdb: "2026z"))
        default: return nil
        }
      }
      try life.engine.resolveAgain(findings)
      world.note("zone rules changed")
      comeSooner()
    } catch {
      world.note("zone rules: \(error)")
    }
  }

  private static func name(_ command: Command) -> String {
    String("\(command)".prefix { $0 != "(" })
  }

  private static func name(_ error: EngineError) -> String {
    String("\(error)".prefix { $0 != "(" })
  }
}
