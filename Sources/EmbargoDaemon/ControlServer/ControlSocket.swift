import EmbargoCore
package import EmbargoSystem
import NIOCore
import NIOPosix

/// Why there can be no control socket.
package enum ControlSocketError: Error, Hashable, Sendable, CustomStringConvertible {
  case tooLong(path: String, limit: Int)
  case inUse(path: String)
  case notASocket(path: String, kind: String)
  case system(SystemError)

  package var description: String {
    switch self {
    case .tooLong(let path, let limit):
      "the control socket's path is too long: \(displayText(path.utf8)) has \(path.utf8.count) "
        + "bytes; at most \(limit) are possible here"
    case .inUse(let path):
      "another daemon answers at the control socket \(displayText(path.utf8)); stop it first"
    case .notASocket(let path, let kind):
      "\(displayText(path.utf8)), the place of the control socket, is \(kind); move it away"
    case .system(let error): "the control socket: \(error)"
    }
  }
}

/// The place of the control socket.
///
/// The socket is bound under a private name in a directory that only this user enters, gets its
/// mode there, and is renamed to its own name: nobody can connect before the mode is right, and a
/// file that a killed daemon left is replaced in one step.
struct ControlSocket: Sendable {
  /// `sun_path` holds 108 bytes with the NUL at its end.
  private static let longestPath = 107

  let path: String
  private let directory: Directory
  private let name: FileName
  private let stage: FileName
  private static let stagedName = "s"

  /// Where the server binds.
  var stagedPath: String { "\(directory.path)/\(stage)/\(Self.stagedName)" }

  /// Looks for a daemon that answers there and makes the private directory.
  static func prepare(path: String) async throws(ControlSocketError) -> ControlSocket {
    let socket = try ControlSocket(path: path)
    try await socket.checkFree()
    try socket.system { () throws(SystemError) in
      try socket.removeStage()
      _ = try socket.directory.makeDirectory(RelativePath(socket.stage), mode: .privateDirectory)
    }
    return socket
  }

  private init(path: String) throws(ControlSocketError) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    let folder = (path.hasPrefix("/") ? "/" : "./") + parts.dropLast().joined(separator: "/")
    self.path = path
    do {
      name = try FileName(parts.last ?? "")
      directory = try Directory(path: folder)
      stage = try FileName("." + String(Digest(of: name.bytes).description.prefix(6)))
    } catch {
      throw .system(error)
    }
    let longest = max(path.utf8.count, stagedPath.utf8.count)
    guard longest <= Self.longestPath else {
      throw .tooLong(path: path, limit: Self.longestPath - (longest - path.utf8.count))
    }
  }

  /// Gives the bound socket its mode and its name.
  func publish() throws(ControlSocketError) -> FileIdentity {
    try system { () throws(SystemError) in
      let staging = try directory.directory(RelativePath(stage))
      let staged = try FileName(Self.stagedName)
      try SocketFile.setMode(FileMode(rawValue: ControlSettings.mode), path: stagedPath)
      try staging.rename(staged, over: name, in: directory)
      try removeStage()
      guard let attributes = try FileAttributes.of(name, in: directory) else {
        throw SystemError("find", path, code: Errno.notFound)
      }
      return attributes.identity
    }
  }

  /// Removes the socket's name if it is still the one that was published.
  func remove(_ published: FileIdentity) throws(ControlSocketError) {
    try system { () throws(SystemError) in
      let found = try FileAttributes.of(name, in: directory)
      if found?.identity == published { try directory.remove(name) }
    }
  }

  /// Removes what a start that did not come to its end left.
  func removeStage() throws(SystemError) {
    guard try FileAttributes.of(stage, in: directory) != nil else { return }
    try directory.directory(RelativePath(stage)).remove(FileName(Self.stagedName))
    try directory.remove(stage, directory: true)
  }

  /// A socket that nobody listens at was left by a daemon that was killed.
  private func checkFree() async throws(ControlSocketError) {
    let found = try system { () throws(SystemError) in try FileAttributes.of(name, in: directory) }
    guard let found else { return }
    guard found.kind == .socket else { throw .notASocket(path: path, kind: found.kind.rawValue) }
    let attempt = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(5))
    do {
      let channel = try await attempt.connect(unixDomainSocketPath: path).get()
      // Whether closing works says nothing about who listens.
      try? await channel.close()
    } catch let error as IOError
      where error.errnoCode == Errno.connectionRefused || error.errnoCode == Errno.notFound
    {
      return
    } catch {
      throw .inUse(path: path)
    }
    throw .inUse(path: path)
  }

  private func system<Value>(
    _ body: () throws(SystemError) -> Value
  ) throws(ControlSocketError) -> Value {
    do { return try body() } catch { throw .system(error) }
  }
}
