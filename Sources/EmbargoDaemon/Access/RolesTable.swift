/// The tables of `docs/roles.md`, written from `Action.rule`.
package enum RolesTable {
  /// Who may do what.
  package static var text: String {
    let roles = Configuration.Role.allCases
    var lines = [row(["asked for"] + roles.map(\.rawValue)), rule(roles.count + 1)]
    lines += Action.allCases.map { action in
      row(["`\(action.rawValue)`"] + roles.map { cell(action, $0) })
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What each of these is.
  package static var meanings: String {
    let lines = Action.allCases.map { row(["`\($0.rawValue)`", $0.meaning]) }
    return ([row(["asked for", "what it is"]), rule(2)] + lines).joined(separator: "\n") + "\n"
  }

  /// What a role may do it with, in a word or two.
  package static func cell(_ action: Action, _ role: Configuration.Role) -> String {
    let reach = action.rule.reach(of: [role])
    if reach.isEmpty { return "–" }
    guard action.isOnRelease else { return "yes" }
    if reach == .all { return "any" }
    let words: [(Reach, String)] = [(.own, "own"), (.others, "others'"), (.out, "out")]
    return words.filter { reach.contains($0.0) }.map(\.1).joined(separator: ", ")
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |"
  }

  private static func rule(_ columns: Int) -> String {
    "|" + Array(repeating: "---|", count: columns).joined()
  }
}
