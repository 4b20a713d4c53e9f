/// A quick look at the beginning of a line: may the stamp reader find release words there?
///
/// It only spares the reader work: every release phrase of its languages has one of these stems, so
/// that a line without any of them cannot begin with one.
enum ReleaseWords {
  /// How much of a line is looked at, in bytes.
  static let horizon = 160

  /// Beginnings of words, without capitals.
  private static let stems = [
    "embarg", "unembarg", "geembarg", "releas", "publica", "publis", "publie", "publik", "pubbli",
    "broadcast", "hold", "withhold", "distribu", "transmi", "dissemin", "wire", "earlier",
    "before", "diffu", "diffo", "difu", "difun", "divulg", "paru", "para\u{EE}tre", "paraitre",
    "sperr", "gesperrt", "ver\u{F6}ff", "veroff", "veroeff", "verwend", "frei", "liber",
    "lib\u{E9}r", "immedia", "imm\u{E9}dia", "inmedia", "imedia", "onmidd", "vrij", "sofort",
    "direct", "instant", "utilis", "use", "uso",
  ]

  private static let byFirst: [[[UInt8]]] = {
    var table = [[[UInt8]]](repeating: [], count: 128)
    for stem in stems {
      let bytes = Array(stem.utf8)
      table[Int(bytes[0])].append(bytes)
    }
    return table
  }()

  static func mayStand(in line: String) -> Bool {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(horizon)
    for byte in line.utf8.prefix(horizon) {
      switch byte {
      case 0x41...0x5A: bytes.append(byte | 0x20)
      case 0x80...0x9E where bytes.last == 0xC3: bytes.append(byte | 0x20)
      // Letters in other shapes, accents of their own, marks inside words: the reader folds them.
      case 0xCC, 0xCD, 0xE1, 0xE3...0xF4: return true
      default: bytes.append(byte)
      }
    }
    return hasStem(bytes)
  }

  private static func hasStem(_ bytes: [UInt8]) -> Bool {
    var isInWord = false
    var rest = 0
    for index in bytes.indices {
      let byte = bytes[index]
      // What begins with C2 or E2 is punctuation, a blank or a symbol.
      if byte == 0xC2 || byte == 0xE2 {
        isInWord = false
        rest = byte == 0xC2 ? 1 : 2
      }
      let isLetter = rest == 0 && (0x61...0x7A ~= byte || byte >= 0x80)
      if isLetter, !isInWord, byte < 0x80 {
        for stem in byFirst[Int(byte)] where bytes[index...].starts(with: stem) { return true }
      }
      // Marks without width (U+00AD, U+200B and their like) may stand inside a word.
      if byte == 0xC2 || byte == 0xE2, index + 2 < bytes.count, isHidden(bytes[index...]) {
        return true
      }
      isInWord = isLetter
      if byte < 0xC2 { rest = max(0, rest - 1) }
    }
    return false
  }

  private static func isHidden(_ bytes: ArraySlice<UInt8>) -> Bool {
    if bytes.starts(with: [0xC2, 0xAD]) { return true }
    let third = bytes[bytes.startIndex + 2]
    return bytes.starts(with: [0xE2, 0x80]) && (0x8B...0x8F ~= third || 0xAA...0xAE ~= third)
      || bytes.starts(with: [0xE2, 0x81]) && third >= 0xA0
  }
}
