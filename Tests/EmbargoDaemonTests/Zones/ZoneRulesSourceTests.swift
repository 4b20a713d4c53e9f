import EmbargoDaemon
import EmbargoSystem
import EmbargoTime
import Glibc
import Testing

@Suite("A change of the zone files is noticed, and taken up when it is over")
struct ZoneRulesSourceTests {
  private let place: ZonePlace
  private let source: ZoneRulesSource
  private var now = Instant(seconds: 1000)

  init() throws {
    place = try ZonePlace()
    source = try ZoneRulesSource(path: place.tree)
    _ = try look()
  }

  /// What a look a second later says, in a word.
  private mutating func look(_ depth: ZoneTree.Depth = .directories) throws -> String {
    now = now + .seconds(1)
    switch try source.look(at: now, depth) {
    case .unchanged: return "unchanged"
    case .changing: return "changing"
    case .unusable(let reason): return reason
    case .changed(let earlier): return "\(earlier.zones.version) to \(source.zones.version)"
    }
  }

  /// Looks each second, at most five times.
  private mutating func lookUntilChanged() throws -> (seconds: Int, found: String) {
    for second in 1...5 {
      let found = try look()
      if found != "changing", found != "unchanged" { return (second, found) }
    }
    return (6, "nothing")
  }

  private var hasNewRules: Bool {
    let civil = CivilDateTime(year: 2026, month: 12, day: 10, hour: 9, minute: 0, second: 0)
    guard let civil, let rules = try? source.zones.rules(for: "America/Vancouver"),
      case .unique(let local) = rules.resolve(civil)
    else { return false }
    return local.offset.seconds == -7 * 3600
  }

  @Test("Nothing changes while nothing is changed")
  mutating func unchanged() throws {
    for _ in 1...5 { #expect(try look() == "unchanged") }
    #expect(try look(.everyFile) == "unchanged")
    #expect(!hasNewRules)
  }

  @Test(
    "Within four looks: files renamed over, a link that is switched, a directory that is swapped",
    arguments: ZonePlace.Replacement.allCases)
  mutating func replaced(_ how: ZonePlace.Replacement) throws {
    try place.replace(how)
    let (seconds, found) = try lookUntilChanged()
    #expect(found == "2025b to 2026f" && seconds <= 4)
    #expect(hasNewRules)
    #expect(try look() == "unchanged")
  }

  @Test("It is looked at seldom while nothing changes, and soon when something has begun to")
  mutating func pace() throws {
    #expect(source.pace == .seconds(1), "not yet seen to be quiet")
    for _ in 1...2 { #expect(try look() == "unchanged") }
    #expect(source.pace == .seconds(8))
    try place.write("tzdata.zi", "# version 2026f\n")
    #expect(try look() == "changing")
    #expect(source.pace == .seconds(1))
    #expect(try lookUntilChanged().found == "2025b to 2026f")
    for _ in 1...3 { #expect(try look() == "unchanged") }
    #expect(source.pace == .seconds(8))
    // A tree that is damaged for long is not read through each second.
    try place.write("America/Vancouver", "damaged")
    #expect(try look(.everyFile) == "changing")
    for _ in 1...29 { _ = try look() }
    #expect(source.pace == .seconds(1))
    for _ in 1...3 { #expect(try look().contains("America/Vancouver")) }
    #expect(source.pace == .seconds(8))
  }

  @Test("Only the file with the version: the rules bear the new name and are the same")
  mutating func versionOnly() throws {
    try place.write("tzdata.zi", "# version 2026f\n")
    #expect(try lookUntilChanged().found == "2025b to 2026f")
    #expect(!hasNewRules)
  }

  @Test("One zone file in a directory below a directory, the version as it was")
  mutating func deep() throws {
    try place.rename(try place.bytes("2026f", "America/Havana"), over: "America/Inner/Deep")
    #expect(try lookUntilChanged().found == "2025b to 2025b")
    #expect(source.rules.files["America/Inner/Deep"] != nil)
  }

  @Test("A file that is written in place is noticed by the close look of each minute")
  mutating func inPlace() throws {
    try place.write("America/Vancouver", try place.bytes("2026f", "America/Vancouver"))
    #expect(try look() == "unchanged")
    #expect(try look(.everyFile) == "changing")
    #expect(try lookUntilChanged().found == "2025b to 2025b")
    #expect(hasNewRules)
  }

  @Test("While files are exchanged one by one the old rules stay, all of them")
  mutating func oneByOne() throws {
    for name in ["America/Vancouver", "America/Havana", "Europe/Chisinau", "Africa/Casablanca"] {
      try place.rename(try place.bytes("2026f", name), over: name)
      #expect(try look() == "changing")
      #expect(try look() == "changing")
      #expect(source.zones.version == "2025b" && !hasNewRules)
    }
    try place.replace(.renamedOver)
    #expect(try lookUntilChanged().found == "2025b to 2026f")
  }

  @Test("Files that are touched, or written again with the same bytes, are no change")
  mutating func touched() throws {
    try place.rename(try place.bytes("2025b", "Europe/London"), over: "Europe/London")
    for second in 1...5 { #expect(try look() == (second < 3 ? "changing" : "unchanged")) }
  }

  @Test("A tree with a damaged or emptied file, or without any, is not taken up")
  mutating func damaged() throws {
    try place.rename(Array("TZif2 and nonsense".utf8), over: "America/Vancouver")
    #expect(try lookUntilChanged().found.contains("America/Vancouver"))
    try place.rename([], over: "America/Vancouver")
    #expect(try lookUntilChanged().found.contains("America/Vancouver"))
    #expect(source.zones.version == "2025b")
    #expect((try? source.zones.rules(for: "America/Vancouver")) != nil)
    try place.replace(.renamedOver)
    #expect(try lookUntilChanged().found == "2025b to 2026f")
    try place.empty()
    #expect(try lookUntilChanged().found == "there are no zone files any more")
    #expect((try? source.zones.rules(for: "Europe/London")) != nil)
  }
}
