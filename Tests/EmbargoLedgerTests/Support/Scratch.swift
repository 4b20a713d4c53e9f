import EmbargoCore
import EmbargoLedger
import EmbargoTime
import Glibc
import Testing

/// A private directory that goes away with this value.
final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/embargod-ledger-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    path = try #require(made)
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  var names: [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// A master key of each of these epochs.
  static func masters(_ epochs: Int...) throws -> MasterKeys {
    let epochs = epochs.isEmpty ? [1] : epochs
    return try MasterKeys(
      Dictionary(
        uniqueKeysWithValues: epochs.map { ($0, [UInt8](repeating: UInt8($0), count: 32)) }))
  }

  var ledgerPath: String { path + "/ledger.sqlite" }

  func open(_ name: String = "ledger.sqlite") throws -> SQLiteLedger {
    try SQLiteLedger.open(
      path: "\(path)/\(name)", masters: try Self.masters(), program: "test 1",
      randomBytes: { (0..<$0).map { UInt8(truncatingIfNeeded: $0 &* 7) } },
      now: Instant(seconds: 1_700_000_000))
  }

  /// What a crash leaves: the files as they are on disk now, in a directory of their own.
  func copyOfFiles() throws -> Scratch {
    let copy = try Scratch()
    for name in names where !name.hasSuffix("-shm") {
      try File.write(File.read("\(path)/\(name)"), to: "\(copy.path)/\(name)")
    }
    return copy
  }
}

/// Whole files, for tests.
enum File {
  static func read(_ path: String) throws -> [UInt8] {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }
}
