import EmbargoCore

/// What `outputs allow` has done or would do, for people and programs.
struct AllowPage {
  let plan: AllowPlan
  let console: Console
  /// Nothing was written.
  let isDry: Bool
  /// What is left to be typed.
  let next: [String]

  func print() throws(Failure) {
    for dropIn in plan.changes {
      let verb =
        switch (dropIn.change, isDry) {
        case (.remove, true): "Would remove"
        case (.remove, false): "Removed"
        case (_, true): "Would write"
        case (_, false): "Wrote"
        }
      let words = dropIn.change == .remove ? ": nothing needs it any more." : ":"
      try console.print(Text("\(verb) \(dropIn.path)\(words)", .strong))
      for line in (dropIn.text ?? "").split(separator: "\n") where !line.hasPrefix("#") {
        try console.print(Text("  " + line))
      }
    }
    if plan.changes.isEmpty { try console.paragraph(nothing) }
    for path in plan.revoked where !plan.changes.isEmpty {
      try console.paragraph("No longer in it, as nothing uses it: \(path)", hanging: 2)
    }
    for missing in plan.missing {
      try console.paragraph(
        "\(missing.place.what): there is no \(missing.place.path) yet.", style: .warning,
        hanging: 2)
    }
    guard !next.isEmpty else { return }
    try console.print(Text("Next:"))
    // A command stays in one line, so that it can be copied.
    for command in next { try console.print(Text("  $ ") + Text(command, .strong)) }
  }

  private var nothing: String {
    let start = plan.missing.isEmpty ? "Nothing to do" : "Nothing to write"
    guard !plan.grants.isEmpty else {
      return "\(start): the unit lets the service write wherever its configuration says."
    }
    return "\(start): \(plan.dropIns[0].path) has all that is needed. A service that was started "
      + "before is to be restarted."
  }

  var document: JSONText {
    .object([
      ("written", .value(.bool(!isDry && !plan.changes.isEmpty))),
      (
        "allowed",
        .array(
          plan.grants.map { grant in
            .object([
              ("path", .string("\(grant.path)")),
              ("for", .array(grant.purposes.map(JSONText.string))),
            ])
          })
      ),
      ("revoked", .array(plan.revoked.map { .string("\($0)") })),
      (
        "files",
        .array(
          plan.dropIns.map { dropIn in
            .object([
              ("path", .string(dropIn.path)), ("change", .string(dropIn.change.rawValue)),
              ("text", dropIn.text.map(JSONText.string) ?? .value(.null)),
            ])
          })
      ),
      ("missing", .array(plan.missing.map { .string($0.place.path) })),
      ("next", .array(next.map(JSONText.string))),
    ])
  }
}
