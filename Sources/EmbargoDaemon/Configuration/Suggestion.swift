import EmbargoTOML

/// What an unknown key was probably meant to be.
enum Suggestion {
  /// One problem for each unknown key.
  static func problems(_ unknown: [SectionReader.Unknown]) -> [ConfigurationErrors.Problem] {
    let everywhere = Configuration.keys
    return unknown.map { unknown in
      let section = unknown.section.isEmpty ? "" : unknown.section + "."
      let key = TOMLText.quoted(String(unknown.entry.key.prefix(60)))
      var message =
        section.isEmpty ? "unknown key \(key)" : "unknown key \(key) in \(unknown.section)"
      if let near = nearest(to: unknown.entry.key, among: unknown.known) {
        message += "; did you mean \(section)\(near)?"
      } else if let other = everywhere.first(where: { $0.name == unknown.entry.key }) {
        message += "; did you mean \(other.path)?"
      } else {
        message += "; known here: " + unknown.known.joined(separator: ", ")
      }
      return ConfigurationErrors.Problem(position: unknown.entry.position, message: message)
    }
  }

  /// The word that differs least, if it differs in at most a third of its letters.
  static func nearest(to word: String, among words: [String]) -> String? {
    guard word.count <= 60 else { return nil }
    let scored = words.map { (distance: distance(word, $0), word: $0) }
    guard let best = scored.min(by: { $0 < $1 }), best.distance <= max(1, best.word.count / 3)
    else { return nil }
    return best.word
  }

  /// The number of letters to insert, remove, change or swap with their neighbour (optimal string
  /// alignment).
  static func distance(_ left: String, _ right: String) -> Int {
    let (a, b) = (Array(left.lowercased()), Array(right.lowercased()))
    var rows = [Array(0...b.count)]
    for i in 1..<(a.count + 1) {
      var row = [i]
      for j in 1..<(b.count + 1) {
        var least = min(rows[i - 1][j], row[j - 1]) + 1
        least = min(least, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          least = min(least, rows[i - 2][j - 2] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
