/// Letters of another script within a Latin word of the headline, which nobody can tell from Latin
/// ones (UTS #39: mixed-script confusables): a search does not find such a word, and it may name
/// another than it seems to.
///
/// A word of one script is left alone, and so are the Greek letters of science (`TNFα`, `NFκB`).
enum LookAlikeLetters {
  /// The findings in a headline of several lines.
  static func findings(in document: ReleaseDocument) -> [Finding] {
    guard isLatin(document.headline) else { return [] }
    var findings: [Finding] = []
    for part in document.parts where part.role == .headline {
      let lines = part.text.unicodeScalars.split(
        separator: "\n", omittingEmptySubsequences: false)
      for (offset, line) in lines.enumerated() {
        findings += self.findings(in: Array(line), line: part.lines.lowerBound + offset)
        guard findings.count < ReleaseDocument.mostFindings else { return findings }
      }
    }
    return findings
  }

  /// Most letters are Latin.
  private static func isLatin(_ text: String) -> Bool {
    if text.utf8.allSatisfy({ $0 < 0xCD }) { return false }
    var balance = 0
    for scalar in text.unicodeScalars where scalar.isLetter { balance += scalar.isLatin ? 1 : -1 }
    return balance > 0
  }

  private static func findings(in line: [Unicode.Scalar], line number: Int) -> [Finding] {
    var findings: [Finding] = []
    var start = 0
    while start < line.count {
      guard line[start].isLetter else {
        start += 1
        continue
      }
      var end = start
      while end < line.count, line[end].isLetter { end += 1 }
      let word = line[start..<end]
      if word.contains(where: \.isLatin), let place = suspicious(word) {
        findings.append(
          Finding(
            check: .lookAlikeLetters, line: number, column: place + 1, words: String(word),
            sentence: sentence(line[place])))
      }
      start = end
    }
    return findings
  }

  private static func sentence(_ scalar: Unicode.Scalar) -> String {
    let name = scalar.properties.name ?? "a letter of another script"
    return
      "\(name) (\(scalar.notation)) stands in a Latin word and looks like \(latin[scalar] ?? "?"): "
      + "write the Latin letter"
  }

  /// Where the first letter of a word stands that is not what it seems.
  private static func suspicious(_ word: ArraySlice<Unicode.Scalar>) -> Int? {
    word.indices.first { index in
      guard latin[word[index]] != nil else { return false }
      guard sciences.contains(word[index]) else { return true }
      // They stand before or behind the letters of a formula, not among those of a word.
      return index > word.startIndex && index + 1 < word.endIndex
        && isLower(word[index - 1]) && isLower(word[index + 1])
    }
  }

  private static func isLower(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isLowercase }

  /// Iota, nu, rho and upsilon.
  private static let sciences: Set<Unicode.Scalar> = [
    "\u{3B9}", "\u{3BD}", "\u{3C1}", "\u{3C5}",
  ]

  /// What the letters of Cyrillic and Greek are taken for: code points in hexadecimal, each with
  /// its Latin letter, from the table of confusables (UTS #39, confusables.txt). Alpha, gamma and
  /// sigma are left out: their small letters stand in the words of chemistry and medicine.
  private static let table = """
    37F J, 391 A, 392 B, 395 E, 396 Z, 397 H, 399 I, 39A K, 39C M, 39D N, 39F O, 3A1 P, 3A4 T, \
    3A5 Y, 3A7 X, 3B9 i, 3BD v, 3BF o, 3C1 p, 3C5 u, 3D2 Y, 3DC F, 3F1 p, 3F2 c, 3F3 j, 3F9 C, \
    3FA M, 405 S, 406 I, 408 J, 410 A, 412 B, 415 E, 41A K, 41C M, 41D H, 41E O, 420 P, 421 C, \
    422 T, 423 Y, 425 X, 42C b, 430 a, 433 r, 435 e, 43E o, 440 p, 441 c, 443 y, 445 x, 455 s, \
    456 i, 458 j, 461 w, 474 V, 475 v, 4AE Y, 4AF y, 4BB h, 4BD e, 4C0 I, 4CF l, 501 d, 50C G, \
    51B q, 51C W, 51D w
    """

  private static let latin: [Unicode.Scalar: Substring] = {
    var letters: [Unicode.Scalar: Substring] = [:]
    for pair in table.split(separator: ", ") {
      let halves = pair.split(separator: " ")
      if let value = UInt32(halves[0], radix: 16), let scalar = Unicode.Scalar(value) {
        letters[scalar] = halves[1]
      }
    }
    return letters
  }()
}
