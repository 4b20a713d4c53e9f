import EmbargoSystem
import Glibc
import Testing

@Suite("The lock between processes")
struct LockTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/lock" }

  init() throws { folder = try TemporaryFolder() }

  @Test("a held lock is refused with the process that holds it, and free again when it is given up")
  func held() throws {
    do {
      let lock = try ExclusiveLock(path: path)
      let error = #expect(throws: LockError.self) { try ExclusiveLock(path: lock.path) }
      guard case .held(let held, let holder) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(held == path && holder.process == getpid() && holder.command != nil)
      #expect(error?.description.contains("is locked by process \(getpid()) (") == true)
    }
    _ = try ExclusiveLock(path: path)
    #expect(try FileAttributes.of(path: path)?.mode == .privateFile)
  }

  @Test("another process is refused and learns who holds the lock")
  func otherProcess() async throws {
    let lock = try ExclusiveLock(path: path)
    let (path, holder) = (lock.path, getpid())
    await #expect(processExitsWith: .success) { [path = path as String, holder = holder as Int32] in
      let error = #expect(throws: LockError.self) { try ExclusiveLock(path: path) }
      guard case .held(_, let found) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(found.process == holder && getpid() != holder)
    }
    withExtendedLifetime(lock) {}
  }

  @Test("the lock of a process that ended without giving it up is free")
  func endedProcess() async throws {
    let path = path
    await #expect(processExitsWith: .exitCode(9)) { [path = path as String] in
      let lock = try ExclusiveLock(path: path)
      withExtendedLifetime(lock) { _exit(9) }
    }
    #expect(ExclusiveLock.holder(path).process != nil)
    _ = try ExclusiveLock(path: path)
    #expect(ExclusiveLock.holder(path).process == getpid())
  }

  @Test("a shorter number of a process leaves nothing of a longer one")
  func overwritten() throws {
    try folder.write("lock", " 2147483647\n")
    _ = try ExclusiveLock(path: path)
    #expect(ExclusiveLock.holder(path).process == getpid())
  }

  @Test("a link in place of the file, and a missing directory, are errors")
  func refused() throws {
    try folder.write("target", "precious")
    symlink("target", path)
    for path in [path, folder.path + "/none/lock", ""] {
      let error = #expect(throws: LockError.self) { try ExclusiveLock(path: path) }
      guard case .system = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
    #expect(try folder.read("target") == "precious")
  }

  @Test("a lock file that says nothing, or nonsense, names no process")
  func nonsense() throws {
    for text in ["", "\n", "not a number\n", "-1\n"] {
      try folder.write("lock", text)
      let holder = ExclusiveLock.holder(path)
      #expect(holder.command == nil)
    }
    #expect(LockHolder(process: nil, command: nil).description == "another process")
    #expect(LockHolder(process: 7, command: nil).description == "process 7")
  }
}
