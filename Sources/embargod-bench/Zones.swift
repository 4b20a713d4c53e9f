import ArgumentParser
import EmbargoSystem
import EmbargoTime

/// The zone data of this machine, read as embargoctl reads it.
enum Zones {
  private static let standardPath = "/usr/share/zoneinfo"

  /// The zone files in `TZDIR`, or in the usual place.
  static func reader() throws -> StampReader {
    let set = ProcessEnvironment.all["TZDIR"] ?? ""
    let tree = ZoneTree(path: set.isEmpty ? standardPath : set)
    do throws(SystemError) {
      let version = try tree.version() ?? "unknown"
      return StampReader(
        zones: ZoneDatabase(version: version) { name in
          do throws(SystemError) { return try tree.read(name) } catch { return nil }
        })
    } catch {
      throw ValidationError("there is no zone data at \(tree.path): \(error)")
    }
  }
}
