import EmbargoSystem
import Glibc
import Testing

@Suite("The tree of zone files")
struct ZoneTreeTests {
  private let folder: TemporaryFolder
  private let tree: ZoneTree

  init() throws {
    folder = try TemporaryFolder()
    mkdir(folder.path + "/tree", 0o755)
    mkdir(folder.path + "/tree/Europe", 0o755)
    mkdir(folder.path + "/tree/Europe/Deep", 0o755)
    tree = ZoneTree(path: folder.path + "/tree")
    try folder.write("tree/Europe/Paris", "TZif2-paris")
    try folder.write("tree/tzdata.zi", "# version 2026f\n# more\n")
  }

  @Test("a zone file is read by its name, also through links inside the tree")
  func read() throws {
    symlink("Europe/Paris", tree.path + "/Inner")
    symlink("../Europe/Paris", tree.path + "/Europe/Around")
    for name in ["Europe/Paris", "Inner", "Europe/Around"] {
      #expect(try tree.read(name) == Array("TZif2-paris".utf8))
    }
    #expect(try tree.read("Europe/None") == nil)
    #expect(try tree.read("Europe/Paris/Suburb") == nil)
  }

  @Test(
    "nothing outside the tree is read",
    arguments: ["../secret", "Out", "Absolute", "/etc/passwd", "Europe/../../secret", ""])
  func outside(name: String) throws {
    try folder.write("secret", "no")
    symlink("../secret", tree.path + "/Out")
    symlink(folder.path + "/secret", tree.path + "/Absolute")
    #expect(throws: SystemError.self) { try tree.read(name) }
  }

  @Test("a file that is too long, a directory and a FIFO are errors")
  func refused() throws {
    try folder.write("tree/Big", String(repeating: "x", count: ZoneTree.mostBytes + 1))
    mkfifo(tree.path + "/Fifo", 0o600)
    let error = #expect(throws: SystemError.self) { try tree.read("Big") }
    #expect(error?.code == Errno.tooLarge)
    #expect(throws: SystemError.self) { try tree.read("Europe") }
    #expect(throws: SystemError.self) { try tree.read("Fifo") }
    #expect(throws: SystemError.self) { try ZoneTree(path: folder.path + "/none").read("UTC") }
  }

  @Test("a file that is replaced while it is read is read whole, the old or the new one")
  func replacedMeanwhile() async throws {
    let folder = folder.path
    let tree = tree
    let contents = ["a", "b"].map { String(repeating: $0, count: 5000) }
    let wanted = contents.map { Array($0.utf8) }
    try self.folder.write("tree/Zone", contents[0])
    let exchange = Task {
      var round = 0
      while !Task.isCancelled {
        round += 1
        try self.folder.write("new", contents[round % 2])
        #expect(rename(folder + "/new", tree.path + "/Zone") == 0)
        await Task.yield()
      }
    }
    for _ in 1...25 {
      let read = try tree.read("Zone") ?? []
      #expect(wanted.contains { $0 == read }, "\(read.count) bytes")
      await Task.yield()
    }
    exchange.cancel()
    try await exchange.value
  }

  @Test("a file that was cut short is read as it is, and so are links inside the tree to it")
  func cutShort() throws {
    symlink("Europe/Paris", tree.path + "/Inner")
    #expect(truncate(tree.path + "/Europe/Paris", 5) == 0)
    #expect(try tree.read("Inner") == Array("TZif2".utf8))
    #expect(truncate(tree.path + "/Europe/Paris", 0) == 0)
    #expect(try tree.read("Europe/Paris") == [])
  }

  @Test("the version comes from tzdata.zi, otherwise from +VERSION, otherwise from nowhere")
  func version() throws {
    try folder.write("tree/+VERSION", "2024a\n")
    #expect(try tree.version() == "2026f")
    try folder.write("tree/tzdata.zi", "R d 1916 o - Jun 14 23s 1 S\n")
    #expect(try tree.version() == "2024a")
    unlink(tree.path + "/tzdata.zi")
    #expect(try tree.version() == "2024a")
    unlink(tree.path + "/+VERSION")
    #expect(try tree.version() == nil)
  }

  @Test("the tree that is linked to is the one that counts")
  func linkedRoot() throws {
    symlink("tree", folder.path + "/zoneinfo")
    let linked = ZoneTree(path: folder.path + "/zoneinfo")
    #expect(try linked.version() == "2026f")
    #expect(try linked.read("Europe/Paris") != nil)
    let before = try linked.fingerprint()
    #expect(try before == tree.fingerprint())
    mkdir(folder.path + "/other", 0o755)
    unlink(linked.path)
    symlink("other", linked.path)
    #expect(try linked.fingerprint() != before)
  }

  @Test("the fingerprint stays while nothing changes")
  func unchanged() throws {
    let before = try tree.fingerprint()
    #expect(try tree.fingerprint() == before)
    for depth in [ZoneTree.Depth.directories, .everyFile] {
      #expect(try tree.matches(before, depth))
    }
  }

  @Test("a file that is replaced, added or removed, at any depth, changes the fingerprint")
  func changed() throws {
    var last = try tree.fingerprint()
    let changes: [() throws -> Void] = [
      { try folder.write("tree/tzdata.zi", "# version 2026g\n# even more\n") },
      {
        try folder.write("new", "TZif2-paris")
        rename(folder.path + "/new", tree.path + "/Europe/Paris")
      },
      { try folder.write("tree/Europe/Deep/Rome", "x") },
      { unlink(tree.path + "/Europe/Deep/Rome") },
      { mkdir(tree.path + "/Asia", 0o755) },
    ]
    for change in changes {
      // The kernel's time stamps may move in steps: repeat the same change until it shows.
      var next = last
      for _ in 0..<100_000 where next == last {
        try change()
        #expect(try tree.fingerprint() == last || !tree.matches(last, .directories))
        next = try tree.fingerprint()
      }
      #expect(next != last)
      last = next
    }
  }

  @Test("a file that is written in place is seen by the close look only")
  func changedInPlace() throws {
    let before = try tree.fingerprint()
    try folder.write("tree/Europe/Paris", "TZif2-paris-new")
    #expect(try tree.matches(before, .directories))
    #expect(try !tree.matches(before, .everyFile))
  }

  @Test("all zone files are read, through links inside the tree; nothing else is")
  func zoneFiles() throws {
    try folder.write("secret", "TZif2-secret")
    symlink("../secret", tree.path + "/Out")
    symlink("Europe", tree.path + "/Linked")
    symlink(".", tree.path + "/Loop")
    mkdir(tree.path + "/posix", 0o755)
    try folder.write("tree/posix/Paris", "TZif2-paris")
    try folder.write("tree/Europe/Deep/Rome", "TZif2-rome")
    try folder.write("tree/zone.tab", "no zone file")
    let files = try tree.zoneFiles()
    for name in ["Europe/Paris", "Europe/Deep/Rome", "Linked/Paris", "Linked/Deep/Rome"] {
      #expect(files[name]?.starts(with: Array("TZif".utf8)) == true, "\(name)")
    }
    #expect(files["Out"] == nil && files["zone.tab"] == nil && files["posix/Paris"] == nil)
    #expect(files.count < 20)
  }

  @Test(
    "the zone files of this machine are read",
    .enabled(if: access("/usr/share/zoneinfo/Europe/Paris", R_OK) == 0))
  func system() throws {
    let system = ZoneTree(path: "/usr/share/zoneinfo")
    #expect(try system.read("Europe/Paris")?.starts(with: Array("TZif".utf8)) == true)
    #expect(try system.matches(system.fingerprint(), .everyFile))
    #expect(try system.zoneFiles().count > 300)
    if let version = try system.version() { #expect(version.first == "2") }
  }
}
