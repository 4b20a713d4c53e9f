import EmbargoCore
import EmbargoDaemon
import EmbargoTime

/// Somebody stops all lifts, and lets them happen again.
extension Simulation {
  func freeze() {
    guard let life else { return pass(.seconds(1)) }
    let isArmed = known.contains { life.lifter.hasArmed($0) }
    do throws(EngineError) {
      try life.engine.freeze(reason: "a threat", by: person)
      guard !world.isDown else { return }
      world.note(isArmed ? "frozen between arming and lift" : "frozen")
      if life.lifter.goingOut > 0 { world.note("frozen while something is going out") }
      comeSooner()
    } catch {
      world.note("freeze refused: \("\(error)".prefix { $0 != "(" })")
    }
  }

  func thaw() {
    guard let life, life.engine.frozen != nil else { return }
    do throws(EngineError) {
      try life.engine.thaw(by: person)
      world.note("thawed")
      comeSooner()
    } catch {
      world.note("thaw refused: \("\(error)".prefix { $0 != "(" })")
    }
  }
}
