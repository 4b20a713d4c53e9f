import EmbargoTOML
import Glibc
import Testing

@Suite("Memory")
struct LeakTests {
  /// Measured in a process of its own, where no other test moves the figure.
  @Test("20,000 readings of good, bad and broken documents leave less than 2 MB behind")
  func leaks() async {
    await #expect(processExitsWith: .success) {
      try Readings.make(2000)
      let before = try Readings.residentBytes()
      try Readings.make(20_000)
      let growth = try Readings.residentBytes() - before
      guard growth < 2_000_000 else { throw Growth(bytes: growth) }
    }
  }
}

private struct Growth: Error {
  var bytes: Int
}

private struct Taken: Error {}

private enum Readings {
  static func make(_ count: Int) throws {
    let long = String(repeating: "long enough for the heap ", count: 8)
    let good = Array("a = \"\(long)\"\n[b]\nc=[1979-05-27T07:32:00Z,{d=1}]".utf8)
    let documents = [good + Array("\n[b]\n".utf8), good + Array("\n[[[b]]]\n".utf8)]
    for _ in 0..<count {
      _ = try TOML.parse(good)
      for bad in documents {
        if (try? TOML.parse(bad)) != nil { throw Taken() }
      }
    }
  }

  /// What this process has in memory, from the second number of /proc/self/statm.
  static func residentBytes() throws -> Int {
    let file = try #require(fopen("/proc/self/statm", "r"))
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    try #require(fgets(&line, 128, file) != nil)
    let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    try #require(numbers.count > 1)
    return try #require(Int(numbers[1])) * sysconf(Int32(_SC_PAGESIZE))
  }
}
