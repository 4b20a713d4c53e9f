/// Words that forbid the use of a text up to a time, in the many ways of saying so: "not for
/// newswire transmission, website posting or any other use until", "may not be published,
/// broadcast or posted before".
extension Grammar {
  /// The longest such phrase, in tokens.
  private static let longestUse = 24

  /// The words that `isForbidding` knows.
  static let forbiddingWords = ["not", "cannot", "no", "nothing", "prohibited", "forbidden"]

  /// A mark of an embargo, from "not" up to the word before "until".
  func forbiddenUse(_ index: Int) -> Item? {
    guard opens(index, .forbiddenUse), let first = word(index + 1), isForbidding(index, first)
    else { return nil }
    for at in index + 1..<min(index + Self.longestUse, tokens.count) {
      if isUntil(at) { return Item(kind: .mark(.embargo), tokens: index..<at) }
      guard saysOnlyUse(at) else { return nil }
    }
    return nil
  }

  private func isForbidding(_ index: Int, _ first: Token) -> Bool {
    let modals = ["may", "must", "should", "can"]
    switch word(index)?.text {
    case "not":
      switch first.text {
      case "for", "permitted", "allowed", "authorised", "authorized": return true
      case "to": return word(index + 2)?.text == "be"
      case "be": return modals.contains(word(index - 1)?.text ?? "")
      default: return false
      }
    case "cannot": return first.text == "be"
    case "no": return ["publication", "use", "release", "broadcast", "part"].contains(first.text)
    case "nothing": return ["in", "of"].contains(first.text)
    case "prohibited", "forbidden": return isUntil(index + 1)
    default: return false
    }
  }

  /// "until", "before", "earlier than".
  private func isUntil(_ index: Int) -> Bool {
    switch word(index)?.text {
    case "until", "till", "before": true
    case "earlier", "prior": ["than", "to"].contains(word(index + 1)?.text ?? "")
    default: false
    }
  }

  /// A word between "not for" and "until" names a use and nothing that would change the sense.
  private func saysOnlyUse(_ index: Int) -> Bool {
    guard word(index) != nil else { return isSymbol(index, ",/&-()") }
    return matches(index).allSatisfy {
      switch $0.meaning {
      case .month, .weekday, .noon, .midnight, .part: false
      case .mark(let mark):
        switch mark {
        case .embargo, .release, .event, .alternative, .filler, .label: true
        default: false
        }
      default: true
      }
    }
  }
}
