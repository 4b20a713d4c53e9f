import EmbargoTime
import Glibc

/// Files that tests read, and the zone data of the machine that runs them.
enum Fixtures {
  /// The folder of fixtures beside this file.
  static let folder: String = {
    let parts = #filePath.split(separator: "/").dropLast(2)
    return "/" + parts.joined(separator: "/") + "/Fixtures"
  }()

  /// `TZDIR`, or the usual place.
  static let zoneFolder: String =
    getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo"

  /// The zone data of this machine.
  static let zones = ZoneDatabase(version: version) { bytes("\(zoneFolder)/\($0)") }

  /// The release of the zone data, from the head of `tzdata.zi`.
  static let version: String = {
    let head = bytes("\(zoneFolder)/tzdata.zi", limit: 64) ?? []
    let line = String(decoding: head, as: UTF8.self).prefix { $0 != "\n" }
    return line.split(separator: " ").last.map(String.init) ?? "unknown"
  }()

  /// At most `limit` bytes of a regular file; nil when it cannot be read.
  static func bytes(_ path: String, limit: Int = 1 << 20) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: limit)
    let count = fread(&buffer, 1, limit, file)
    guard ferror(file) == 0 else { return nil }
    return Array(buffer.prefix(count))
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else { throw Missing(path: path) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Missing(path: path) }
  }

  /// The lines of a text file, without their ends; an empty last line is left out.
  static func lines(_ path: String) throws -> [String] {
    guard let bytes = bytes(path) else { throw Missing(path: path) }
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// One of the files in `zones`, made by zic; its README says how.
  static func zoneFile(_ name: String) throws -> [UInt8] {
    guard let bytes = bytes("\(folder)/zones/\(name)") else { throw Missing(path: name) }
    return bytes
  }

  /// Every zone of this machine.
  static func zoneNames() throws -> [String] {
    let folder = try temporaryFolder()
    defer { remove(folder) }
    let output = "\(folder)/names"
    guard python("zone_rows.py", ["names", "--tzdir", zoneFolder], output: output) == 0 else {
      throw Missing(path: zoneFolder)
    }
    return try lines(output)
  }

  struct Missing: Error { var path: String }

  /// Runs a Python script of the fixtures; its exit code.
  static func python(_ script: String, _ arguments: [String], output: String) -> Int32 {
    let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
    return system(
      "PYTHONDONTWRITEBYTECODE=1 python3 '\(folder)/\(script)' \(quoted) > '\(output)' 2>&1")
  }

  /// A new private folder; remove it with `remove`.
  static func temporaryFolder() throws -> String {
    let root = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(root)/embargo-time-XXXXXX".utf8CString)
    guard let path = mkdtemp(&template) else { throw Missing(path: root) }
    return String(cString: path)
  }

  static func remove(_ folder: String) { _ = system("rm -rf '\(folder)'") }
}

extension CivilDateTime {
  /// Seconds since the epoch of a wall clock in UTC.
  static func seconds(_ text: String) throws -> Int64 {
    guard let civil = CivilDateTime(iso8601: text) else { throw Fixtures.Missing(path: text) }
    return civil.secondsFromEpoch
  }
}

extension ArraySlice<UInt8> {
  /// Where `part` begins, each time it occurs.
  func places(of part: [UInt8]) -> [Int] {
    indices.filter { self[$0...].starts(with: part) }
  }
}
