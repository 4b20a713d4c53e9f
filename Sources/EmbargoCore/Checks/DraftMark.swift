/// A mark above the text that says draft: `DRAFT`, `Draft v3`, `DRAFT – not for distribution`, and
/// never a draft resolution, a draft law or the draft of a league.
enum DraftMark {
  /// Longer lines are no marks.
  private static let longest = 120
  /// Lines that are looked at, from the first on.
  private static let mostLines = 24

  static func findings(in document: ReleaseDocument) -> [Finding] {
    var findings: [Finding] = []
    var seen = 0
    for part in document.parts where part.role != .frontMatter && part.role != .blank {
      guard part.role != .body, seen < mostLines else { break }
      for (offset, line) in part.text.utf8.split(
        separator: 0x0A, omittingEmptySubsequences: false
      ).enumerated().prefix(mostLines) {
        seen += 1
        guard line.count <= longest, mayHold(line), let place = mark(String(Substring(line)))
        else { continue }
        findings.append(
          Finding(
            check: .unfinishedText, line: part.lines.lowerBound + offset, column: place.column,
            words: place.words,
            sentence: "the text says of itself that it is a draft: hand in the final text, or take "
              + "the mark out"))
      }
    }
    return findings
  }

  /// Spares the words of most lines.
  private static func mayHold(_ line: Substring.UTF8View) -> Bool {
    line.withContiguousStorageIfAvailable { line in
      stems.mayStand(in: line.span, most: .max)
        || line.contains(UInt8(ascii: "D")) && !line.contains { CheckedText.isSmall($0) }
    } ?? true
  }

  private static let stems = Stems(drafts.sorted())

  /// Where the mark stands in a line, and its words.
  private static func mark(_ line: String) -> (column: Int, words: String)? {
    let words = self.words(line)
    guard let index = words.firstIndex(where: { drafts.contains($0.key) }) else {
      return spaced(line)
    }
    guard words.allSatisfy({ isOfMark($0.key) }) || isMarked(words, at: index) else { return nil }
    return (words[index].column, words[index].text)
  }

  /// `DRAFT: Council opens pool`, `Draft v3 – Council opens pool`, `Council opens pool (DRAFT)`,
  /// `Council opens pool – DRAFT`.
  private static func isMarked(_ words: [Word], at index: Int) -> Bool {
    let opening = words.prefix { isOfMark($0.key) && !isYear($0.key) }
    if opening.indices.contains(index), let last = opening.last, last.isBeforeMark { return true }
    let isCapital = !words[index].text.unicodeScalars.contains { $0.properties.isLowercase }
    return isCapital
      && (words[index].isBracketed || index == words.count - 1 && words[index].isBehindMark)
  }

  /// `D R A F T`.
  private static func spaced(_ line: String) -> (column: Int, words: String)? {
    let letters = line.split { $0 == " " || $0 == "*" || $0 == "-" }
    return letters == ["D", "R", "A", "F", "T"] ? (1, "D R A F T") : nil
  }

  private static let drafts: Set<String> = [
    "draft", "entwurf", "brouillon", "borrador", "bozza", "rascunho", "pressentwurf",
    "textentwurf",
  ]

  /// The word itself, or what may stand beside it where the line is nothing but a mark.
  private static func isOfMark(_ word: String) -> Bool {
    drafts.contains(word) || besides.contains(word) || word.first?.isNumber == true
      || word.first == "v" && word.dropFirst().allSatisfy { $0.isNumber || $0 == "." }
  }

  /// `Draft 2027: Lions pick first` is news of a league.
  private static func isYear(_ word: String) -> Bool { word.count == 4 && Int(word) != nil }

  private static let besides: Set<String> = [
    "not", "for", "distribution", "publication", "release", "circulation", "use", "public",
    "comment", "comments", "review", "approval", "discussion", "internal", "only", "confidential",
    "strictly", "private", "embargoed", "final", "first", "second", "third", "last", "latest",
    "rough", "working", "early", "revised", "updated", "clean", "version", "rev", "revision", "no",
    "nr", "press", "news", "media", "statement", "status", "copy", "text", "do", "publish",
    "distribute", "circulate", "quote", "cite", "of", "as", "at", "the", "this", "is", "a", "an",
    "please", "and", "or", "to", "be", "approved", "unapproved", "pending", "watermark", "document",
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec", "am", "pm", "stand", "vom", "nicht", "zur", "zum",
    "veröffentlichung", "abstimmung", "vertraulich", "fassung", "intern",
  ]

  /// A word of a line with what touches it.
  private struct Word {
    var text: String
    var key: String
    /// Scalars from 1.
    var column: Int
    /// What stands before it, and behind it, up to the next word.
    var before: String
    var after: String

    /// A colon, a dash or a closing bracket stands behind it.
    var isBeforeMark: Bool {
      after.unicodeScalars.prefix(2).contains { ":|])*–—-/".unicodeScalars.contains($0) }
    }

    var isBehindMark: Bool {
      before.unicodeScalars.suffix(2).contains { "–—-|:".unicodeScalars.contains($0) }
    }

    var isBracketed: Bool {
      [("(", ")"), ("[", "]"), ("*", "*"), ("<", ">")].contains {
        before.hasSuffix($0.0) && after.hasPrefix($0.1)
      }
    }
  }

  private static func words(_ line: String) -> [Word] {
    let scalars = Array(line.unicodeScalars)
    var words: [Word] = []
    var gap = ""
    var index = 0
    while index < scalars.count {
      var end = index
      while end < scalars.count, CheckedText.isWord(scalars[end]) || isInside(end, scalars) {
        end += 1
      }
      guard end > index else {
        gap.unicodeScalars.append(scalars[index])
        index += 1
        continue
      }
      if let last = words.indices.last { words[last].after = gap }
      let text = String(scalars[index..<end])
      words.append(
        Word(text: text, key: text.lowercased(), column: index + 1, before: gap, after: ""))
      (gap, index) = ("", end)
    }
    if let last = words.indices.last { words[last].after = gap }
    return words
  }

  /// A dot between digits: `v2.1`, `12.30`.
  private static func isInside(_ index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
    scalars[index] == "." && index > 0 && index + 1 < scalars.count
      && 48...57 ~= scalars[index - 1].value && 48...57 ~= scalars[index + 1].value
  }
}
