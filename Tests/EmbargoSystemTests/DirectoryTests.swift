import Glibc
import Testing

@testable import EmbargoSystem

@Suite("Directories")
struct DirectoryTests {
  private let folder: TemporaryFolder
  private var directory: Directory { folder.directory }

  init() throws { folder = try TemporaryFolder() }

  @Test("opening what is not there, no directory or behind a NUL says so")
  func openErrors() throws {
    try folder.write("file", "x")
    for (path, code) in [
      (folder.path + "/none", Errno.notFound), (folder.path + "/file", Errno.notDirectory),
      ("", Errno.invalidArgument), (folder.path + "\0x", Errno.invalidArgument),
    ] {
      let error = #expect(throws: SystemError.self) { try Directory(path: path) }
      #expect(error?.code == code)
    }
  }

  @Test("a directory behind a symbolic link is opened only where links are followed")
  func openLink() throws {
    let other = try TemporaryFolder()
    symlink(other.path, folder.path + "/link")
    let path = folder.path + "/link"
    #expect(try Directory(path: path).attributes() == other.directory.attributes())
    #expect(throws: SystemError.self) { try Directory(path: path, links: .lastRefused) }
    #expect(throws: SystemError.self) { try directory.directory(RelativePath("link")) }
    #expect(throws: SystemError.self) { try directory.makeDirectory(RelativePath("link/x")) }
    #expect(try other.names().isEmpty)
  }

  @Test("missing directories of a path are made with the mode asked for, whatever the umask")
  func makeDirectories() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      CurrentProcess.setUmask(0o077)
      let path = try RelativePath("2026/03/01")
      let made = try folder.directory.makeDirectory(path)
      #expect(try made.attributes().mode == .publicDirectory)
      #expect(try folder.directory.makeDirectory(path).attributes() == made.attributes())
      let year = try folder.directory.directory(RelativePath("2026"))
      #expect(try year.attributes().mode == .publicDirectory)
      let deep = try Directory.make(path: folder.path + "/2026/./a//b/", mode: 0o750)
      #expect(try deep.attributes().mode == 0o750)
      #expect(try year.entries(limit: 9).entries.map(\.name.description) == ["03", "a"])
    }
  }

  @Test("a file in the way of a directory is an error and stays as it is")
  func fileInTheWay() throws {
    try folder.write("file", "x")
    #expect(throws: SystemError.self) { try directory.makeDirectory(RelativePath("file/x")) }
    #expect(throws: SystemError.self) { try directory.makeDirectory(RelativePath("file")) }
    #expect(throws: SystemError.self) {
      try Directory.make(path: folder.path + "/file/x", mode: 0o700)
    }
    #expect(try folder.read("file") == "x")
  }

  @Test(
    "reading below a directory is bounded, refuses links, and never leads out",
    arguments: [Confinement.kernel, .ownSteps])
  func readBelow(confinement: Confinement) throws {
    let tree = try directory.makeDirectory(RelativePath("tree/sub"))
    _ = try tree.createFile(FileName("a"), Array("12345".utf8), mode: .publicFile)
    try folder.write("outside", "no")
    symlink("sub/a", folder.path + "/tree/inner")
    symlink("../outside", folder.path + "/tree/outer")
    symlink("/etc/passwd", folder.path + "/tree/absolute")
    symlink("../../tree/sub/a", folder.path + "/tree/sub/around")
    mkfifo(folder.path + "/tree/fifo", 0o600)
    let root = try directory.directory(RelativePath("tree"))
    func read(_ path: String, _ limit: Int, _ links: Directory.PathLinks) throws -> [UInt8] {
      try root.readFile(RelativePath(path), limit: limit, links: links, by: confinement)
    }
    #expect(try read("sub/a", 5, .refused) == Array("12345".utf8))
    #expect(try read("inner", 5, .keptBelow) == Array("12345".utf8))
    let failures: [(String, Int, Directory.PathLinks, Int32?)] = [
      ("sub/a", 4, .refused, Errno.tooLarge), ("none", 5, .refused, Errno.notFound),
      ("sub/none", 5, .keptBelow, Errno.notFound), ("inner", 5, .refused, Errno.linkLoop),
      ("outer", 5, .keptBelow, Errno.crossesMounts), ("absolute", 5, .keptBelow, nil),
      ("sub", 5, .refused, Errno.invalidArgument), ("fifo", 5, .refused, Errno.invalidArgument),
      ("fifo", 5, .keptBelow, Errno.invalidArgument),
    ]
    for (path, limit, links, code) in failures {
      let error = #expect(throws: SystemError.self, "\(path)") { try read(path, limit, links) }
      if let code { #expect(error?.code == code, "\(path)") }
    }
  }

  @Test("a listing is sorted, bounded, tells kinds and survives names that are no text")
  func listing() throws {
    try folder.write("b", "")
    try folder.write("a\nb", "")
    mkdir(folder.path + "/dir", 0o700)
    symlink("b", folder.path + "/link")
    mkfifo(folder.path + "/fifo", 0o600)
    let odd = try FileName(bytes: [0xFF, 0xFE])
    #expect(try directory.createFile(odd, [1], mode: .publicFile) == .created)
    let listing = try directory.entries(limit: 6)
    #expect(listing.isComplete)
    #expect(
      listing.entries.map(\.name.description)
        == [#"a\nb"#, "b", "dir", "fifo", "link", #"\xFF\xFE"#])
    #expect(
      listing.entries.map(\.kind)
        == [.regular, .regular, .directory, .fifo, .symbolicLink, .regular])
    let cut = try directory.entries(limit: 5)
    #expect(cut.entries.count == 5 && !cut.isComplete)
  }

  @Test("a listing of many entries is complete")
  func longListing() throws {
    for number in 0..<2000 {
      try folder.write("entry-\(number)-\(String(repeating: "x", count: 99))", "")
    }
    #expect(try directory.entries(limit: 2000).entries.count == 2000)
  }

  @Test("renaming replaces nothing unless told to, and moves between directories")
  func rename() throws {
    try folder.write("a", "A")
    try folder.write("b", "B")
    let (a, b, c) = (try FileName("a"), try FileName("b"), try FileName("c"))
    #expect(try directory.rename(a, to: b) == .exists)
    #expect(try folder.read("b") == "B")
    let sub = try directory.makeDirectory(RelativePath("sub"))
    #expect(try directory.rename(a, to: c, in: sub) == .renamed)
    #expect(try folder.read("sub/c") == "A")
    try sub.rename(c, over: b, in: directory)
    #expect(try folder.read("b") == "A")
    #expect(throws: SystemError.self) { try directory.rename(a, to: c) }
  }

  @Test("removing what is not there is no error; a directory with entries is not removed")
  func remove() throws {
    #expect(try !directory.remove(FileName("none")))
    try folder.write("file", "x")
    #expect(try directory.remove(FileName("file")))
    _ = try directory.makeDirectory(RelativePath("sub/inner"))
    #expect(throws: SystemError.self) { try directory.remove(FileName("sub"), directory: true) }
    #expect(throws: SystemError.self) { try directory.remove(FileName("sub")) }
  }

  @Test("free space, mount and real path are told")
  func facts() throws {
    #expect(try directory.freeBytes() > 0)
    let sub = try directory.makeDirectory(RelativePath("sub"))
    #expect(try directory.sharesMount(with: sub))
    #expect(try !directory.sharesMount(with: Directory(path: "/proc")))
    symlink(folder.path + "/sub", folder.path + "/link")
    #expect(try Directory(path: folder.path + "/link").resolvedPath == folder.path + "/sub")
    #expect(throws: SystemError.self) { _ = try Directory(path: "/proc/none") }
  }

  @Test("a reserve file has its blocks, and is not made twice")
  func reserve() throws {
    let name = try FileName("reserve")
    try directory.reserve(name, bytes: 1 << 20)
    let first = try FileAttributes.of(name, in: directory)
    #expect(first?.size == 1 << 20 && first?.mode == .privateFile)
    try directory.reserve(name, bytes: 1 << 20)
    #expect(try FileAttributes.of(name, in: directory)?.identity == first?.identity)
    try directory.reserve(name, bytes: 4096)
    #expect(try FileAttributes.of(name, in: directory)?.size == 4096)
  }
}
