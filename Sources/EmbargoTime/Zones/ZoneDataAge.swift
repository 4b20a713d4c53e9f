/// When the zone data of this machine was released, by the name of its release.
package enum ZoneDataAge {
  /// Midnight UTC of the day on which a release of the tz database, such as `2026f`, came out.
  ///
  /// What follows a hyphen is left out (`2025b-2-gabcdef`). For a release that is not in the table
  /// it is the earliest day of a year on which that letter ever came out, but none before the known
  /// releases of its year: the data is said to be too old rather than too new. Nil for what is no
  /// name of a release of the years 1994 to 2199.
  package static func released(_ version: String) -> Instant? {
    let name = version.utf8.prefix { $0 != UInt8(ascii: "-") }
    guard name.count == 5, let letter = name.last, 97...122 ~= letter,
      let year = CivilDateTime.number(Array(name.dropLast())[...]), 1994...2199 ~= year
    else { return nil }
    let (month, day) = date(year, Int(letter) - 97)
    return CivilDateTime(year: year, month: month, day: day)?.instant(offset: 0)
  }

  private static func date(_ year: Int, _ letter: Int) -> (Int, Int) {
    let known = releases[year] ?? []
    if letter < known.count { return known[letter] }
    let earliest = releases.values.compactMap { letter < $0.count ? $0[letter] : nil }.min(by: <)
    // No release of the table has a later letter than its last.
    let lastLetter = releases.values.max { $0.count < $1.count }?.last ?? (1, 1)
    let (estimate, before) = (earliest ?? lastLetter, known.last ?? (1, 1))
    return estimate < before ? before : estimate
  }

  /// Month and day (UTC) of each release, `a` first; from the NEWS file of the tz database 2026f.
  private static let releases: [Int: [(Int, Int)]] = [
    2018: [(1, 13), (1, 18), (1, 23), (3, 22), (5, 2), (10, 18), (10, 27), (12, 24), (12, 30)],
    2019: [(3, 26), (7, 1), (9, 11)],
    2020: [(4, 23), (10, 7), (10, 16), (10, 21), (12, 22), (12, 29)],
    2021: [(1, 24), (9, 24), (10, 1), (10, 15), (10, 22)],
    2022: [(3, 16), (8, 10), (8, 16), (9, 23), (10, 11), (10, 29), (11, 29)],
    2023: [(3, 22), (3, 24), (3, 28), (12, 22)],
    2024: [(2, 1), (9, 4)],
    2025: [(1, 15), (3, 22), (12, 10)],
    2026: [(3, 2), (4, 23), (7, 8), (9, 11), (9, 30), (10, 28)],
  ]
}
