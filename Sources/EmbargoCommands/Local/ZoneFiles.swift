import EmbargoControl
import EmbargoSystem
import EmbargoTime

/// The zone data of this machine, for verbs that read stamps by themselves.
enum ZoneFiles {
  static let standardPath = "/usr/share/zoneinfo"

  /// The zone files in `TZDIR`, or in `/usr/share/zoneinfo`.
  static func database(environment: [String: String]) throws(Failure) -> ZoneDatabase {
    let set = environment["TZDIR"] ?? ""
    let tree = ZoneTree(path: set.isEmpty ? standardPath : set)
    do throws(SystemError) {
      let version = try tree.version() ?? "unknown"
      return ZoneDatabase(version: version) { name in
        // A zone whose file cannot be read is one that this machine does not know.
        do throws(SystemError) { return try tree.read(name) } catch { return nil }
      }
    } catch {
      throw Failure(
        .configuration, "there is no zone data at \(tree.path): \(error)",
        advice: ["Install the package tzdata, or set TZDIR to a directory of zone files."])
    }
  }

  /// A context out of the words that a person or program gave, checked.
  static func context(
    submitted: String?, zone: String?, zones: ZoneDatabase
  ) throws(Failure) -> StampContext {
    var context = StampContext()
    if let submitted {
      guard let instant = Instant(rfc3339: submitted) else {
        throw Failure(
          .usage,
          "submitted: expected a date and time with an offset such as 2024-05-01T09:30:00Z, "
            + "got \"\(submitted)\"")
      }
      context.submitted = instant
    }
    if let zone {
      do throws(ZoneError) { _ = try zones.rules(for: zone) } catch {
        throw Failure(
          .usage, "zone: expected a time zone's name such as Europe/Paris; \(error)")
      }
      context.zone = zone
    }
    return context
  }
}
