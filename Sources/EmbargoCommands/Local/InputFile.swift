import EmbargoControl
import EmbargoSystem
import Glibc

/// Files that somebody names on the command line: links are followed, `-` is standard input.
enum InputFile {
  /// All bytes of a file, at most `limit`; a longer file gives `limit + 1` bytes of it, so that
  /// whoever judges its size can tell.
  static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    let file = try OpenFile(path)
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      let piece = try file.read(upTo: min(1 << 20, limit + 1 - bytes.count))
      if piece.isEmpty { break }
      bytes += piece
    }
    return bytes
  }

  /// The last part of a path.
  static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

/// An open file that somebody named.
final class OpenFile {
  private let path: String
  private let descriptor: Int32

  init(_ path: String) throws(Failure) {
    self.path = path == "-" ? "standard input" : path
    // By its path a pipe of another user could not be opened again.
    descriptor =
      path == "-"
      ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure("open", path) }
  }

  deinit { close(descriptor) }

  /// Some bytes; empty at the end.
  func read(upTo count: Int) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    while true {
      let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if got >= 0 { return Array(bytes.prefix(got)) }
      if errno != EINTR { throw Self.failure("read", path) }
      if Interruption.hasCome { return [] }
    }
  }

  /// The size of a regular file; nil for a pipe and the like.
  var sizeIfRegular: Int? {
    var found = stat()
    guard fstat(descriptor, &found) == 0, found.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(found.st_size)
  }

  /// The size of a regular file; anything else is refused.
  func regularSize() throws(Failure) -> Int {
    var found = stat()
    guard fstat(descriptor, &found) == 0 else { throw Self.failure("look at", path) }
    guard found.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.noInput, "\(path) is not a regular file")
    }
    return Int(found.st_size)
  }

  private static func failure(_ operation: String, _ path: String) -> Failure {
    let error = SystemError(operation, path, code: errno)
    let isForbidden = [Errno.accessDenied, Errno.notPermitted].contains(error.code)
    return Failure(isForbidden ? .notPermitted : .noInput, "\(error)")
  }
}

/// A file on its way to the daemon, in pieces.
final class UploadFile {
  static let pieceSize = 256 << 10

  let name: String
  let size: Int
  private let file: OpenFile

  init(_ path: String) throws(Failure) {
    file = try OpenFile(path)
    size = try file.regularSize()
    name = InputFile.name(path)
  }

  /// The next piece; empty at the end.
  func next() throws(Failure) -> [UInt8] { try file.read(upTo: Self.pieceSize) }
}
