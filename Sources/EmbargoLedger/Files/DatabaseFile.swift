import EmbargoCore
import Glibc

/// The database's file and its directory.
enum DatabaseFile {
  /// Makes an empty file that only its owner can read, where there is none: SQLite gives its own
  /// files, and the write-ahead log after them, the mode of this one.
  static func prepare(_ path: String) throws(LedgerError) {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor < 0 {
      guard errno == EEXIST else { throw LedgerError(errno: errno, "creating \(path)") }
      return
    }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw LedgerError(errno: errno, "syncing \(path)") }
    try syncDirectory(of: path)
  }

  /// Makes the names in the file's directory durable.
  static func syncDirectory(of path: String) throws(LedgerError) {
    let directory = directory(of: path)
    let descriptor = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LedgerError(errno: errno, "opening \(directory)") }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw LedgerError(errno: errno, "syncing \(directory)") }
  }

  /// Whether anything has the name, a broken link included.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Bytes that this user may still write there; nil where the system does not say.
  static func freeBytes(in directory: String) -> Int? {
    var status = statvfs()
    guard statvfs(directory, &status) == 0 else { return nil }
    return Int(
      clamping: UInt64(status.f_bavail).multipliedReportingOverflow(
        by: UInt64(status.f_frsize)
      ).partialValue)
  }

  /// Makes the content of a file durable.
  static func sync(_ path: String) throws(LedgerError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LedgerError(errno: errno, "opening \(path)") }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw LedgerError(errno: errno, "syncing \(path)") }
  }

  /// Gives a file another name, under the lock beside the ledger; nothing is replaced.
  static func rename(_ path: String, to name: String) throws(LedgerError) {
    guard !exists(name) else { throw .forbidden("\(name) is there already") }
    guard Glibc.rename(path, name) == 0 else {
      throw LedgerError(errno: errno, "renaming \(path) to \(name)")
    }
  }

  static func write(
    _ bytes: [UInt8], to descriptor: Int32, _ path: String
  ) throws(LedgerError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw LedgerError(errno: errno, "writing \(path)") }
      rest = rest.dropFirst(count)
    }
  }

  /// What root makes in a directory belongs to whom the directory belongs: to the service's user.
  static func giveToOwner(of path: String, _ descriptor: Int32) throws(LedgerError) {
    var status = stat()
    guard geteuid() == 0, stat(directory(of: path), &status) == 0 else { return }
    guard fchown(descriptor, status.st_uid, status.st_gid) == 0 else {
      throw LedgerError(errno: errno, "giving \(path) to the owner of its directory")
    }
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// In bytes; nil when there is no such file.
  static func size(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }
}

/// The write-ahead log beside a database.
enum WriteAheadLog {
  /// 16 MiB: past this it is emptied in a quiet moment, so that a start after a crash has little to
  /// take up.
  static let limit = 16 << 20
  /// 64 MiB: past this a commit does not wait for a quiet moment. The longer it is, the fewer pages
  /// of the indexes are written twice.
  static let mostUnderLoad = 64 << 20
  /// 128 MiB: past this a commit of a burst does it. What it published is on the record now, and
  /// whoever asks about it should be told.
  static let mostOfBurst = 128 << 20

  static func path(of database: String) -> String { database + "-wal" }

  static func size(of database: String) -> Int { DatabaseFile.size(path(of: database)) ?? 0 }
}

extension LedgerError {
  /// What an errno of a file's call means.
  init(errno code: Int32, _ what: String) {
    let detail = "\(what): \(String(cString: strerror(code)))"
    switch code {
    case ENOSPC, EDQUOT: self = .full(detail)
    default: self = .broken(detail)
    }
  }
}
