import CLinux
import Glibc
import Synchronization
import Testing

@testable import EmbargoSystem

@Suite("Files that appear complete")
struct PublicationTests {
  private let folder: TemporaryFolder
  private var directory: Directory { folder.directory }

  init() throws { folder = try TemporaryFolder() }

  private func staged(_ text: String, mode: FileMode = .publicFile) throws -> StagedFile {
    let opening = try StagedFile.stage(Array(text.utf8), mode: mode, in: directory)
    guard case .opened(let file) = opening else {
      throw SystemError("open an unnamed file in", folder.path, code: Errno.notSupported)
    }
    return file
  }

  @Test("a staged file has no name until it is linked, then is there with its mode and bytes")
  func stage() throws {
    let file = try staged("text", mode: 0o640)
    #expect(try folder.names().isEmpty)
    #expect(try file.link(as: FileName("a.txt"), in: directory) == .created)
    try directory.sync()
    #expect(try folder.read("a.txt") == "text")
    #expect(try FileAttributes.of(FileName("a.txt"), in: directory)?.mode == 0o640)
  }

  @Test("linking never replaces what is there", arguments: [StagedFile.Route.descriptor, .proc])
  func linkExists(route: StagedFile.Route) throws {
    let name = try FileName("a")
    let first = try staged("first").link(as: name, in: directory, route: route)
    let second = try staged("second").link(as: name, in: directory, route: route)
    #expect(first == .created && second == .exists)
    #expect(try folder.read("a") == "first")
    symlink("nowhere", folder.path + "/dangling")
    #expect(try staged("x").link(as: FileName("dangling"), in: directory) == .exists)
  }

  @Test("of many threads that link to one name exactly one creates it")
  func race() throws {
    let directory = directory
    let created = Shared(0)
    for round in 0..<20 {
      let name = try FileName("race-\(round)")
      var threads: [SystemThread] = []
      for _ in 0..<4 {
        let file = try staged("x")
        threads.append(
          try SystemThread(name: "linker") {
            let outcome = try? file.link(as: name, in: directory)
            if outcome == .created { created.value.withLock { $0 += 1 } }
          })
      }
      for thread in threads { try thread.join() }
    }
    #expect(created.value.withLock { $0 } == 20)
  }

  @Test("a staged file that is never linked leaves nothing behind")
  func neverLinked() throws {
    do { _ = try staged("secret") }
    #expect(try folder.names().isEmpty)
  }

  @Test("a file staged in one directory is linked into another of the same mount")
  func staging() throws {
    let target = try directory.makeDirectory(RelativePath("out/2026-03-01"))
    let file = try staged("x")
    #expect(try file.link(as: FileName("a"), in: target) == .created)
    #expect(try folder.read("out/2026-03-01/a") == "x")
    #expect(try folder.names() == ["out"])
  }

  @Test("a file staged on another mount cannot be linked, which is an error of its own")
  func otherMount() throws {
    guard let other = try? Directory(path: "/dev/shm"),
      try !other.sharesMount(with: directory),
      case .opened(let file) = try StagedFile.open(in: other)
    else { return }
    let error = #expect(throws: SystemError.self) {
      try file.link(as: FileName("a"), in: directory)
    }
    #expect(error?.code == Errno.crossesMounts)
    guard case .namedFilesOnly(let why) = directory.writability(staging: other) else {
      Issue.record("\(directory.writability(staging: other))")
      return
    }
    #expect(why.code == Errno.crossesMounts)
  }

  @Test("large content is written whole, in several steps")
  func large() throws {
    let opening = try StagedFile.open(in: directory)
    guard case .opened(let file) = opening else { return }
    let part = [UInt8](repeating: 7, count: 3_000_001)
    try file.write(part)
    try file.write([1, 2, 3])
    try file.sync()
    #expect(try file.attributes().size == 3_000_004)
    #expect(try file.link(as: FileName("big"), in: directory) == .created)
    let bytes = try directory.readFile(RelativePath("big"), limit: 3_000_004)
    #expect(bytes == part + [1, 2, 3])
  }

  @Test(
    "a file system without unnamed files is told as such, not as a failure",
    .enabled(if: geteuid() == 0, "/proc, the one that is always there, refuses others first"))
  func unsupported() throws {
    guard case .unsupported(let why) = try StagedFile.open(in: Directory(path: "/proc")) else {
      Issue.record("/proc has unnamed files")
      return
    }
    #expect(why.subject == "/proc")
  }

  @Test("a full disk is an error with its name")
  func fullDisk() throws {
    let full = Descriptor(owning: open("/dev/full", O_WRONLY | O_CLOEXEC))
    let error = #expect(throws: SystemError.self) { try full.write([1], to: "/dev/full") }
    #expect(error?.description == "cannot write to /dev/full: No space left on device (ENOSPC)")
  }

  @Test("what the kernel wrote only in part is written on, and the error then told")
  func shortWrite() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 60, rlim_max: .max)
      setrlimit(__rlimit_resource_t(1), &limit)  // RLIMIT_FSIZE
      let file = try PrivateFile.create(named: FileName("a"), in: folder.directory)
      let error = #expect(throws: SystemError.self) {
        try file.write([UInt8](repeating: 1, count: 100))
      }
      #expect(error?.code == Errno.tooLarge)
      #expect(try FileAttributes.of(FileName("a"), in: folder.directory)?.size == 60)
    }
  }

  @Test("a private file appears under its own name only when published, and replaces nothing")
  func privateFile() throws {
    let file = try PrivateFile.create(named: PrivateFile.randomName(), in: directory)
    let hidden = try #require(try folder.names().first)
    #expect(hidden.hasPrefix(".") && hidden.hasSuffix(".tmp"))
    #expect(try FileAttributes.of(FileName(hidden), in: directory)?.mode == .privateFile)
    try file.write(Array("x".utf8))
    try file.seal(mode: .publicFile)
    #expect(try file.publish(as: FileName("a")) == .created)
    #expect(try folder.names() == ["a"])
    let outcome = try directory.createFile(FileName("a"), [1], mode: .publicFile)
    #expect(outcome == .exists)
    #expect(try folder.names() == ["a"])
    #expect(try folder.read("a") == "x")
  }

  @Test("a private file that is not published is removed, also after an error")
  func privateFileLeftover() throws {
    do {
      let file = try PrivateFile.create(named: FileName("secret"), in: directory)
      try file.write([1])
      #expect(try folder.names() == ["secret"])
      let gone = try directory.makeDirectory(RelativePath("gone"))
      try directory.remove(FileName("gone"), directory: true)
      #expect(throws: SystemError.self) { try file.publish(as: FileName("a"), in: gone) }
    }
    #expect(try folder.names().isEmpty)
  }

  @Test("a private name that is taken is an error and the file there stays")
  func privateNameTaken() throws {
    try folder.write("taken", "mine")
    #expect(throws: SystemError.self) {
      try PrivateFile.create(named: FileName("taken"), in: directory)
    }
    #expect(try folder.read("taken") == "mine")
  }

  @Test("a status file is replaced in one step and leaves nothing beside it")
  func replace() throws {
    let name = try FileName("status.json")
    try directory.replaceFile(name, Array("one".utf8), mode: 0o640)
    let first = try FileAttributes.of(name, in: directory)
    try directory.replaceFile(name, Array("two".utf8), mode: 0o640)
    #expect(try folder.read("status.json") == "two")
    #expect(try FileAttributes.of(name, in: directory)?.identity != first?.identity)
    #expect(try folder.names() == ["status.json"])
  }

  @Test("whether a directory can be written is found out without leaving a name")
  func writability() throws {
    #expect(directory.writability() == .unnamedFiles)
    let staging = try directory.makeDirectory(RelativePath("staging"), mode: .privateDirectory)
    #expect(directory.writability(staging: staging) == .unnamedFiles)
    #expect(try folder.names() == ["staging"])
    #expect(try Directory(path: "/proc").writability() != .unnamedFiles)
  }

  @Test("a directory of somebody else is refused, also to a staged file")
  func notWritable() async {
    let path = folder.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      chmod(path, 0o555)
      let directory = try Directory(path: path)
      if geteuid() == 0 { becomeNobody() }
      guard case .refused(let error) = directory.writability() else {
        Issue.record("\(directory.writability())")
        return
      }
      #expect(error.code == Errno.accessDenied)
      #expect(throws: SystemError.self) { try StagedFile.open(in: directory) }
    }
  }
}
