import Glibc

@testable import EmbargoTime

/// Rows of an oracle about the zones of this machine, and how the reader's answers differ.
///
/// The rows are those of `oracle.py`, `zone_rows.py` and `zdump -v`. Of the differences the first
/// ones are kept in words.
struct ZoneRows {
  private(set) var rows = 0
  private(set) var differences = 0
  private(set) var examples: [String] = []
  private(set) var zones: Set<String> = []

  /// A folder with rows made by scripts/zones-full, and all tests then run in full.
  static let folder: String? = getenv("EMBARGO_ZONE_ROWS").map { String(cString: $0) }

  /// The files of that folder whose names begin so.
  static func files(_ prefix: String) -> [String] {
    guard let folder, let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(prefix + "-") { found.append("\(folder)/\(name)") }
    }
    return found.sorted()
  }

  /// Wall clocks: zone, local time, kind, instants, abbreviations.
  mutating func checkClocks(_ path: String) throws {
    try each(path) { row, rules in
      guard row.count == 5, let civil = CivilDateTime(iso8601: row[1]) else { return .unread }
      let wanted = row[3] == "-" ? [] : try row[3].split(separator: ",").map(Self.seconds)
      let found = rules.instants(local: civil.secondsFromEpoch)
      let names = found.map { rules.segment(at: $0).type.abbreviation }.joined(separator: ",")
      let kind = ["gap", "unique", "fold"][min(2, found.count)]
      guard row[2].hasPrefix(kind), found == wanted, row[4] == (found.isEmpty ? "-" : names) else {
        return .differs("\(kind) \(found) \(names)")
      }
      let isSame = Self.agrees(rules.resolve(civil), civil, found, names)
      return isSame ? .agrees : .differs("\(rules.resolve(civil))")
    }
  }

  /// The public answer must be the same, in its range and where the data says the time.
  private static func agrees(
    _ result: LocalResult, _ civil: CivilDateTime, _ found: [Int64], _ names: String
  ) -> Bool {
    guard 1700...2250 ~= civil.year, !names.split(separator: ",").contains("-00") else {
      return result == .outOfRange
    }
    switch result {
    case .unique(let local): return [local.instant.seconds] == found
    case .fold(let locals): return locals.map(\.instant.seconds) == found
    case .gap: return found.isEmpty
    // A side of the gap may be a time that the data does not say.
    case .outOfRange: return found.isEmpty
    }
  }

  /// Offsets at instants: zone, instant, offset, daylight saving, abbreviation.
  mutating func checkInstants(_ path: String) throws {
    var seen: [String: Set<Int64>] = [:]
    try each(path) { row, rules in
      guard row.count == 5, let time = try? Self.seconds(row[1]) else { return .unread }
      seen[row[0], default: []].insert(time)
      let type = rules.segment(at: time).type
      let isSame = String(type.seconds) == row[2] && type.abbreviation == row[4]
      return isSame ? .agrees : .differs("\(type)")
    }
    try expectAll(in: seen)
  }

  /// Lines of `zdump -v`: both seconds round each change.
  mutating func checkZdump(_ path: String) throws {
    var seen: [String: Set<Int64>] = [:]
    try each(path, separator: " ", hasHead: false) { row, rules in
      seen[row[0], default: []].formUnion([])
      if row.last == "NULL" { return .unread }
      guard let time = Self.zdumpTime(row) else { return .differs("no row") }
      seen[row[0], default: []].insert(time)
      let type = rules.segment(at: time).type
      let said = "\(type.abbreviation) isdst=\(type.isDST ? 1 : 0) gmtoff=\(type.seconds)"
      return said == row[13...].joined(separator: " ") ? .agrees : .differs(said)
    }
    try expectAll(in: seen)
  }

  /// `ZONE Sun Mar 31 01:00:00 2024 UT = ...`
  private static func zdumpTime(_ row: [String]) -> Int64? {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    guard row.count == 16, row[6] == "UT", let day = Int(row[3]), let year = Int(row[5]),
      let month = months.firstIndex(of: row[2])
    else { return nil }
    let clock = row[4].split(separator: ":").compactMap { Int64($0) }
    let midnight = Int64(CivilDateTime.days(to: year, month + 1, day)) * 86_400
    return midnight + clock.reduce(0) { $0 * 60 + $1 }
  }

  /// A clock of each day: zone, clock, first day, last day, offsets. Each day counts as a row.
  mutating func checkDays(_ path: String) throws {
    var days = rows
    try each(path) { row, rules in
      guard row.count == 5, let first = CivilDateTime(iso8601: "\(row[2])T\(row[1])"),
        let last = CivilDateTime(iso8601: "\(row[3])T\(row[1])")
      else { return .unread }
      let wanted = row[4] == "-" ? [] : row[4].split(separator: ",").compactMap { Int64($0) }
      var local = first.secondsFromEpoch
      while local <= last.secondsFromEpoch {
        let found = rules.instants(local: local)
        if !found.elementsEqual(wanted, by: { $0 + $1 == local }) {
          return .differs("\(found) for \(local)")
        }
        days += 1
        local += 86_400
      }
      return .agrees
    }
    rows = days
  }

  /// The changes that the reader knows, and the oracle must, too, up to the oracle's last.
  private mutating func expectAll(in seen: [String: Set<Int64>]) throws {
    for (zone, times) in seen {
      let rules = try Fixtures.zones.rules(for: zone)
      let end = times.max() ?? Self.seconds2050
      for change in rules.changes(from: Self.seconds1900, to: end) where !times.contains(change) {
        differences += 1
        examples.append("\(zone) changes at \(change), which the oracle does not say")
      }
    }
  }

  private static let seconds1900: Int64 = -2_208_902_400
  private static let seconds2050: Int64 = 2_524_608_000

  static func seconds(_ text: some StringProtocol) throws -> Int64 {
    guard text.hasSuffix("Z"), let civil = CivilDateTime(iso8601: String(text.dropLast())) else {
      throw Fixtures.Missing(path: String(text))
    }
    return civil.secondsFromEpoch
  }

  private enum Answer {
    case agrees
    case differs(String)
    /// No row that asks anything.
    case unread
  }

  /// Asks `answer` for each row.
  private mutating func each(
    _ path: String, separator: Character = "\t", hasHead: Bool = true,
    _ answer: ([String], ZoneRules) throws -> Answer
  ) throws {
    guard let file = fopen(path, "r") else { throw Fixtures.Missing(path: path) }
    defer { fclose(file) }
    var buffer: UnsafeMutablePointer<CChar>?
    var (size, isHead) = (0, hasHead)
    defer { free(buffer) }
    while getline(&buffer, &size, file) > 0, let buffer {
      defer { isHead = false }
      let line = String(cString: buffer).dropLast()
      if isHead { continue }
      let row = line.utf8.split(separator: separator.asciiValue ?? 9).map { String(Substring($0)) }
      guard let zone = row.first else { continue }
      zones.insert(zone)
      switch try answer(row, try Fixtures.zones.rules(for: zone)) {
      case .agrees: rows += 1
      case .unread: if hasHead { throw Fixtures.Missing(path: "\(path): \(line)") }
      case .differs(let how):
        rows += 1
        differences += 1
        if examples.count < 10 { examples.append("\(line) here: \(how)") }
      }
    }
  }
}

extension ZoneRules {
  /// The seconds at which offset, daylight saving or abbreviation change, after `from`.
  func changes(from: Int64, to end: Int64) -> [Int64] {
    var now = segment(at: from)
    var found: [Int64] = []
    while now.end <= end {
      let next = segment(at: now.end)
      if next.type != now.type { found.append(next.start) }
      now = next
    }
    return found
  }
}
