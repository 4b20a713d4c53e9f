import EmbargoControl
import EmbargoSystem
import EmbargoTime

extension DoctorCode {
  static let zoneDataMissing = DoctorCode(
    "zone-data-missing", .zones, .problem, "There are no zone files where they are looked for.",
    why: "No stamp with a named zone can be read, and the daemon does not start.",
    mend: "`apt-get install --reinstall tzdata`")
  static let zoneDataOld = DoctorCode(
    "zone-data-old", .zones, .warning, "The zone files are more than a year old, or of no version.",
    why: "Rules change several times a year: an instant by old rules may be an hour wrong.",
    mend: "`apt-get install --only-upgrade tzdata`")
  static let zoneDataDiffers = DoctorCode(
    "zone-data-differs", .zones, .warning,
    "The running daemon goes by another version than the files have.",
    why: "It takes changed files up by itself within seconds, unless they cannot be used.",
    mend: "`embargoctl status`, and `apt-get install --reinstall tzdata`")

  static let zoneCodes = [zoneDataMissing, zoneDataOld, zoneDataDiffers]
}

/// The zone files.
enum ZoneChecks {
  /// A zone that every tree has and that is asked for.
  private static let sample = "America/New_York"

  static func run(_ here: Surroundings) -> [DoctorFinding] {
    let tree = ZoneTree(path: here.places.zoneinfo)
    let standard = Places.defaultZoneinfo
    let mend =
      tree.path == standard
      ? "apt-get install --reinstall tzdata"
      : "cp -aL \(standard)/. \(shellWord(tree.path))"
    let version: String?
    do throws(SystemError) {
      guard try tree.read(sample) != nil else {
        return [
          .problem(.zoneDataMissing, "There is no \(sample) in \(tree.path).", mend: mend)
        ]
      }
      version = try tree.version()
    } catch {
      return [.problem(.zoneDataMissing, "\(error).", mend: mend)]
    }
    let name = version ?? "of an unknown version"
    return [.ok(.zoneDataMissing, "The zone files in \(tree.path) are \(name).")]
      + [age(version, now: here.session.now())] + difference(version, here)
  }

  /// A version says the year that it came out in, and no day: it counts as of the middle of it.
  private static func age(_ version: String?, now: Instant) -> DoctorFinding {
    let mend = "apt-get install --only-upgrade tzdata"
    guard let version, let year = Int(version.prefix(4)),
      let middle = CivilDateTime(year: year, month: 7, day: 1)
    else {
      return .warning(.zoneDataOld, "How old the zone files are they do not say.", mend: mend)
    }
    let today = CivilDateTime(now)
    let days = today.daysFromEpoch - middle.daysFromEpoch
    guard days > 365 else { return .ok(.zoneDataOld, "\(version) is of this year or the last.") }
    return .warning(
      .zoneDataOld,
      "The zone files are \(version), of the year \(year); today it is \(today.year).",
      mend: mend)
  }

  private static func difference(_ version: String?, _ here: Surroundings) -> [DoctorFinding] {
    guard let used = here.status?.zoneData.version else { return [] }
    guard used != version else {
      return [.ok(.zoneDataDiffers, "The running daemon goes by them.")]
    }
    return [
      .warning(
        .zoneDataDiffers, "The running daemon goes by \(used), the files are \(version ?? "?").",
        mend: "embargoctl status")
    ]
  }
}
