import ArgumentParser
import EmbargoControl
import EmbargoTime

/// What the shells complete from the daemon: releases and outputs.
///
/// Whoever presses the tabulator key waits for this. So a daemon that is down, does not answer
/// within a second or does not let the caller see the queue gives nothing, without a word.
enum Completion {
  /// The session of the command line that asks; nil outside of `Program.run`.
  @TaskLocal static var session: Session?

  /// At most so many words are offered.
  static let most = 200
  /// At most so many releases are looked through, those that lift first: one request of each kind.
  private static let looked = 1000

  /// The slugs that begin with `prefix`, and the ids where somebody has begun to type one.
  ///
  /// - Parameter states: only releases in these; empty: all, what is still queued first.
  static func releases(_ states: [ReleaseState], words: [String], prefix: String) -> [String] {
    guard let daemon = daemon(words) else { return [] }
    let groups = states.isEmpty ? [ReleasePages.open, ReleasePages.finished] : [states]
    var found: [String] = []
    for states in groups where found.count < most {
      let query = QueueQuery(states: Set(states), limit: looked)
      guard let page = try? daemon.get(ReleasePage.self, .list, query: query.pairs).value else {
        return found
      }
      found += names(of: page.releases, prefix: prefix)
    }
    return Array(found.prefix(most))
  }

  static func outputs(words: [String], prefix: String) -> [String] {
    guard let list = try? daemon(words)?.get(OutputList.self, .outputs).value else { return [] }
    return Array(list.outputs.map(\.name).filter { $0.hasPrefix(prefix) }.prefix(most))
  }

  private static func names(of releases: [ReleaseSummary], prefix: String) -> [String] {
    let slugs = releases.map(\.slug).filter { $0.hasPrefix(prefix) }
    // Ids beside every slug would only be in the way of who does not want one.
    let isID = !prefix.isEmpty && prefix.allSatisfy { $0 == "-" || $0.isHexDigit }
    return slugs + (isID ? releases.map(\.id).filter { $0.hasPrefix(prefix) } : [])
  }

  /// The daemon that the rest of the command line names.
  private static func daemon(_ words: [String]) -> Daemon? {
    guard let session else { return nil }
    var named: [String] = []
    for option in ["--socket", "--config"] {
      if let value = value(of: option, in: words) { named += [option, value] }
    }
    guard let options = try? GlobalOptions.parse(named) else { return nil }
    return try? Daemon(LocalPlaces(options, in: session), silence: .seconds(1))
  }

  /// What stands behind an option on a command line that is still being written.
  private static func value(of option: String, in words: [String]) -> String? {
    if let word = words.last(where: { $0.hasPrefix(option + "=") }) {
      return unquoted(word.dropFirst(option.count + 1))
    }
    guard let place = words.lastIndex(of: option), place + 1 < words.count else { return nil }
    return unquoted(words[place + 1][...])
  }

  /// Shells hand words over as they were typed.
  private static func unquoted(_ word: Substring) -> String? {
    let text = String(word.filter { !"\"'\\".contains($0) })
    return text.isEmpty || text.hasPrefix("-") ? nil : text
  }
}

extension CompletionKind {
  /// A release by its slug or id.
  ///
  /// - Parameter states: only releases in these; none: all.
  static func releases(_ states: ReleaseState...) -> CompletionKind {
    .custom { words, _, prefix in
      Completion.releases(states, words: words, prefix: prefix)
    }
  }

  /// The name of an output.
  static let outputs = CompletionKind.custom { words, _, prefix in
    Completion.outputs(words: words, prefix: prefix)
  }
}
