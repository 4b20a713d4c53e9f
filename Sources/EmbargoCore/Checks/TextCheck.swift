/// Something that a text is looked through for when it is handed in; the raw value is its code, in
/// the configuration, in the API and behind `--accept`.
package enum TextCheck: String, CaseIterable, Hashable, Sendable {
  /// TK, TBC, XXX, PENDING … QUOTE, [[ ]], lorem ipsum, a mark that says draft.
  case unfinishedText = "unfinished-text"
  /// What a word processor or an editor leaves of comments and of changes that were tracked.
  case trackedChanges = "tracked-changes"
  /// A line among the text for readers that says until when it is embargoed.
  case embargoInBody = "embargo-in-body"
  /// Characters that turn the direction of writing (Unicode UAX #9).
  case bidiControls = "bidi-controls"
  /// Characters that nobody sees.
  case invisibleCharacters = "invisible-characters"
  /// Cyrillic or Greek letters within a Latin word of the headline (Unicode UTS #39).
  case lookAlikeLetters = "look-alike-letters"
  /// Links to private hosts, and file paths.
  case privateLinks = "private-links"
  /// A contact block without a number and without an address.
  case emptyContact = "empty-contact"

  /// What it looks for, for people.
  package var purpose: String {
    switch self {
    case .unfinishedText:
      "Words that stand for words to come (TK, TBC, XXX, PENDING … QUOTE, [[ ]], lorem ipsum), "
        + "and marks that say draft."
    case .trackedChanges: "What is left of comments and of changes that were tracked."
    case .embargoInBody: "A line that says until when it is embargoed, among the text for readers."
    case .bidiControls:
      "Characters that turn the direction of writing, where nothing is written "
        + "from right to left."
    case .invisibleCharacters: "Characters that nobody sees, where no script needs them."
    case .lookAlikeLetters: "Cyrillic or Greek letters within a Latin word of the headline."
    case .privateLinks: "Links to hosts of a private network, and file paths."
    case .emptyContact: "A contact block without a telephone number and without an address."
    }
  }

  /// What is done about it where the configuration says nothing.
  ///
  /// Refused is what is hardly ever meant and cannot be taken back. The rest may be meant (a sample
  /// address, a joiner that a font needs), or does no reader harm.
  package var defaultAction: CheckAction {
    switch self {
    case .unfinishedText, .trackedChanges, .embargoInBody, .bidiControls: .refuse
    case .invisibleCharacters, .lookAlikeLetters, .privateLinks, .emptyContact: .warn
    }
  }

  /// The codes, for messages.
  package static var codes: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// What is done about what a check has found.
package enum CheckAction: String, CaseIterable, Hashable, Sendable {
  /// The text is refused unless the submitter accepts it on purpose.
  case refuse
  /// The submitter is told.
  case warn
  /// It is not looked for.
  case off
}

/// What is done about each check (`intake.checks`).
package struct CheckPolicy: Hashable, Sendable {
  private var actions: [TextCheck: CheckAction]

  /// Those that are not named count as they do by default.
  package init(_ actions: [TextCheck: CheckAction] = [:]) {
    self.actions = actions
    for check in TextCheck.allCases where actions[check] == nil {
      self.actions[check] = check.defaultAction
    }
  }

  package subscript(check: TextCheck) -> CheckAction { actions[check] ?? check.defaultAction }

  /// What is looked for.
  package var checks: Set<TextCheck> { Set(TextCheck.allCases.filter { self[$0] != .off }) }
}
