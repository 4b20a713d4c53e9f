import Glibc
import Testing

@testable import EmbargoSystem

@Suite("Reading files that others put there")
struct SafeFileTests {
  private let folder: TemporaryFolder
  private let name: FileName

  init() throws {
    folder = try TemporaryFolder()
    name = try FileName("in.txt")
  }

  private func read(
    limit: Int = 100, meanwhile: () -> Void = {}
  ) throws(SafeFileError) -> SafeFile {
    try SafeFile.read(name, in: folder.directory, limit: limit, meanwhile: meanwhile)
  }

  private func refusal(limit: Int = 100, meanwhile: () -> Void = {}) -> SafeFileError? {
    do throws(SafeFileError) {
      _ = try read(limit: limit, meanwhile: meanwhile)
      return nil
    } catch {
      return error
    }
  }

  @Test("a regular file is read whole with its owner and time, up to the limit and not beyond")
  func regular() throws {
    try folder.write("in.txt", "12345")
    let file = try read(limit: 5)
    #expect(file.bytes == Array("12345".utf8))
    #expect(file.owner == geteuid())
    #expect(abs(file.lastModification - WallClock.now()) < 600_000_000_000)
    #expect(refusal(limit: 4) == .tooLarge(5))
    try folder.write("in.txt", "")
    #expect(try read(limit: 0).bytes.isEmpty)
  }

  @Test("a symbolic link is not followed, dangling or not")
  func symbolicLink() throws {
    try folder.write("real", "x")
    symlink("real", folder.path + "/in.txt")
    #expect(refusal() == .symbolicLink)
    unlink(folder.path + "/real")
    #expect(refusal() == .symbolicLink)
  }

  @Test("a FIFO, a socket and a directory are refused by kind, without waiting for anybody")
  func kinds() throws {
    mkfifo(folder.path + "/in.txt", 0o600)
    #expect(refusal() == .notRegular(.fifo))
    unlink(folder.path + "/in.txt")
    mkdir(folder.path + "/in.txt", 0o700)
    #expect(refusal() == .notRegular(.directory))
    rmdir(folder.path + "/in.txt")
    let server = try UnixSocket(path: folder.path + "/in.txt", type: .stream)
    #expect(refusal() == .notRegular(.socket))
    _ = server
    let devices = try Directory(path: "/dev")
    #expect(throws: SafeFileError.notRegular(.characterDevice)) {
      try SafeFile.read(FileName("null"), in: devices, limit: 1)
    }
  }

  @Test("a file with a second name is refused")
  func hardLink() throws {
    try folder.write("in.txt", "x")
    link(folder.path + "/in.txt", folder.path + "/other")
    #expect(refusal() == .severalLinks(2))
  }

  @Test("a file that is not there has vanished")
  func vanished() { #expect(refusal() == .vanished) }

  @Test("a change between reading and looking again is noticed")
  func changedWhileRead() throws {
    try folder.write("in.txt", "12345")
    let path = folder.path + "/in.txt"
    #expect(refusal { try? folder.write("in.txt", "6", append: true) } == .changedWhileRead)
    #expect(refusal { truncate(path, 1) } == .changedWhileRead)
    #expect(refusal { link(path, folder.path + "/second") } == .changedWhileRead)
    unlink(folder.path + "/second")
    try folder.write("new", "1")
    #expect(refusal { Glibc.rename(folder.path + "/new", path) } == .changedWhileRead)
    #expect(refusal { unlink(path) } == .changedWhileRead)
    try folder.write("in.txt", "12345")
    #expect(refusal { Glibc.rename(path, folder.path + "/away") } == .changedWhileRead)
  }

  @Test("a time of modification that was set back does not hide a change")
  func forgedTime() throws {
    try folder.write("in.txt", "12345")
    let path = folder.path + "/in.txt"
    var times = [timespec(tv_sec: 1000, tv_nsec: 0), timespec(tv_sec: 1000, tv_nsec: 0)]
    utimensat(AT_FDCWD, path, &times, 0)
    let old = try FileAttributes.of(name, in: folder.directory)?.lastChange ?? 0
    let refused = refusal {
      // The kernel's time stamps may move in steps: write until this one has moved.
      while (try? FileAttributes.of(path: path)?.lastChange) == old {
        try? folder.write("in.txt", "54321")
        utimensat(AT_FDCWD, path, &times, 0)
      }
    }
    #expect(refused == .changedWhileRead)
  }

  @Test("a file that this user may not read is unreadable")
  func unreadable() async throws {
    try folder.write("in.txt", "x")
    let path = folder.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      chmod(path + "/in.txt", 0)
      if geteuid() == 0 {
        chmod(path, 0o755)
        becomeNobody()
      }
      let error = #expect(throws: SafeFileError.self) {
        try SafeFile.read(FileName("in.txt"), in: Directory(path: path), limit: 9)
      }
      guard case .unreadable(let reason) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(reason.code == Errno.accessDenied)
    }
  }

  @Test("each refusal says what is wrong in words")
  func words() {
    #expect(SafeFileError.notRegular(.fifo).description == "it is a FIFO, not a regular file")
    #expect(SafeFileError.severalLinks(2).description == "it has 2 names (hard links)")
    #expect(SafeFileError.tooLarge(9).description == "it is too large (9 bytes)")
  }
}
