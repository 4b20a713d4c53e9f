import EmbargoCore
import EmbargoDaemon
import EmbargoTime

/// What people do about a release that is out or going out, while outputs are slow or broken.
extension Simulation {
  /// Signs how far the records went, sometimes with the next key.
  func checkpoint() {
    guard let engine = life?.engine else { return pass(.seconds(1)) }
    if world.random.chance(1, in: 6) { keyEpoch += 1 }
    func holder(_ epoch: Int) -> CheckpointSigner? {
      SecretKey(bytes: Array(repeating: UInt8(truncatingIfNeeded: epoch), count: 32))
        .map(CheckpointSigner.init(seed:))
    }
    guard let signer = holder(keyEpoch) else { return }
    do throws(LedgerError) {
      let turn = try engine.checkpointTurn(
        of: signer.key, clock: ["synchronised": true], isPatient: world.random.chance(1, in: 2))
      guard case .sign(let draft, let last) = turn else { return world.note("no checkpoint") }
      // Other things have their turn while it is signed.
      if world.random.chance(1, in: 3) { pass(.milliseconds(Int64(world.random.below(3000)))) }
      guard let engine = life?.engine else { return }
      let endorser = (0..<keyEpoch).compactMap { holder($0) }.first { $0.key.id == last }
      let isKept = try engine.keep(draft.signed(by: signer, endorsedBy: endorser))
      world.note(isKept ? "checkpoint of record \(draft.head.sequence)" : "checkpoint put off")
    } catch {
      world.note("checkpoint refused: \(error)")
    }
  }

  /// Corrections and a kill close behind a lift, where attempts are under way, wait or have failed.
  func changeAfterLift() {
    if world.random.chance(2, in: 3) { trouble() }
    guard let id = oneThatIsOut() else { return }
    pass(.milliseconds(Int64(world.random.below(3_000))))
    for _ in 0..<world.random.below(3) {
      change(correction(), id)
      pass(.milliseconds(Int64(world.random.below(4_000))))
      if world.random.chance(1, in: 4) { trouble() }
    }
    if world.random.chance(1, in: 2) { change(.kill(reason: "it is not true"), id) }
    pass(.milliseconds(Int64(world.random.below(20_000))))
  }

  private func change(_ command: Command, _ id: ReleaseID) {
    guard let life else { return pass(.seconds(1)) }
    perform(command, on: id, in: life)
    settle()
  }

  /// Mostly a new one that goes out at once, sometimes one that has been out for long.
  private func oneThatIsOut() -> ReleaseID? {
    let old = ledger.rows.releases.values.filter {
      ["lifting", "lifted"].contains($0.phase.name)
    }.map(\.id).sorted()
    if !old.isEmpty, world.random.chance(1, in: 3) { return world.random.pick(old) }
    let count = known.count
    submit([submission(embargo(at: world.wallNow))])
    settle()
    return known.count > count ? known.last : nil
  }

  private func trouble() {
    let output = world.random.pick(outputs)
    if let folder = output as? SimulatedFolder {
      if world.random.chance(1, in: 2) {
        folder.directory.isFull = true
        world.note("\(folder.name) is full after a lift")
      } else {
        folder.hangsUntil = world.elapsed + .seconds(Int64(1 + world.random.below(60)))
        world.note("\(folder.name) is slow after a lift")
      }
    } else {
      output.mood = world.random.pick(EndpointMood.allCases)
      world.note("\(output.name) \(output.mood) after a lift")
    }
  }
}
