import EmbargoTime
import Glibc

/// What the fuzz targets share; scripts/fuzz compiles it with each of them.
enum Harness {
  /// Reads with the zone data in `TZDIR`, or in the usual place. Of a release that no note speaks
  /// of, so that notes do not depend on the machine.
  static let reader = StampReader(
    zones: ZoneDatabase(version: "fuzz") { bytes("\(zoneFolder)/\($0)") })

  private static let zoneFolder =
    getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo"

  /// At most 64 KiB of a regular file; nil when it cannot be read.
  private static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&buffer, 1, buffer.count, file)
    guard ferror(file) == 0 else { return nil }
    return Array(buffer.prefix(count))
  }

  static func input(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: start, count: count))
  }

  /// Stops the run where a promise is broken, so that libFuzzer keeps the input.
  static func expect(_ holds: Bool, _ message: @autoclosure () -> String) {
    if !holds { fatalError("broken promise: " + message()) }
  }
}

/// The first byte of an input: what is not in the text. Its low six bits count, so that a letter
/// will do.
struct Mode {
  let byte: UInt8

  /// Bit 0: with a time of submission; bit 1: with a default zone.
  var context: StampContext {
    StampContext(
      submitted: byte & 1 != 0 ? Instant(rfc3339: "2024-02-28T23:30:00Z") : nil,
      zone: byte & 2 != 0 ? "Europe/London" : nil)
  }

  /// Bits 2 and 3: a blank that reads like U+0020 (RULES R22).
  var blank: String { ["\u{A0}", "\u{2009}", "\u{202F}", "\u{3000}"][Int(byte >> 2 & 3)] }

  /// Bit 2: Markdown.
  var isMarkdown: Bool { byte & 4 != 0 }

  /// Bit 3: everything is done twice, to see that the same comes of it.
  var isTwice: Bool { byte & 8 != 0 }

  /// Bits 4 and 5: before, among or after the stamps of the fixtures.
  var now: Instant? {
    let instants = [
      "1999-12-31T23:59:59Z", "2024-06-18T20:59:59Z", "2027-03-10T00:01:00Z",
      "2099-01-01T00:00:00Z",
    ]
    return Instant(rfc3339: instants[Int(byte >> 4 & 3)])
  }
}
