/// Documents made from good ones by small changes, the same ones for the same seed.
enum Damage {
  static func documents(count: Int, seed: UInt64) -> [Document] {
    var chance = Chance(state: seed)
    let sources = Documents.good.map(\.bytes).filter { !$0.isEmpty }
    return (0..<count).map { number in
      var bytes = sources[chance.below(sources.count)]
      for _ in 0...chance.below(2) { change(&bytes, sources, &chance) }
      return Document("\(number)", bytes)
    }
  }

  private static let pieces: [[UInt8]] = [
    "\"", "'", "\"\"\"", "'''", "=", ".", ",", "[", "]", "[[", "]]", "{", "}", "#", "\n", "\r\n",
    "\r", "\t", " ", "\\", "\\u0041", "_", "-", "+", "0", "1", "e", "x", ":", "T", "Z", "true",
    "inf", "\u{0}", "\u{7F}", "é", "\u{FEFF}", "a", "a=1", "\n[a]\n", "\n[[a]]\n", "\na.b=1\n",
  ].map { Array($0.utf8) }

  private static func change(
    _ bytes: inout [UInt8], _ sources: [[UInt8]], _ chance: inout Chance
  ) {
    let place = chance.below(bytes.count + 1)
    let end = min(bytes.count, place + 1 + chance.below(3))
    switch chance.below(6) {
    case 0: bytes.removeSubrange(place..<end)
    case 1, 2: bytes.insert(contentsOf: pieces[chance.below(pieces.count)], at: place)
    case 3: bytes.replaceSubrange(place..<end, with: pieces[chance.below(pieces.count)])
    case 4: bytes.insert(contentsOf: bytes[place..<end], at: chance.below(bytes.count + 1))
    default: bytes += Array("\n".utf8) + sources[chance.below(sources.count)]
    }
  }
}

/// SplitMix64: a small generator whose numbers are the same everywhere.
struct Chance {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
