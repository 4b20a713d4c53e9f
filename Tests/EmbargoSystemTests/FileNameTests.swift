import EmbargoSystem
import Testing

@Suite("Names and paths")
struct FileNameTests {
  @Test(
    "a name that is no single component is refused, and the error says why",
    arguments: [
      ("", "it is empty"), (".", "it names a directory"), ("..", "it names a directory"),
      ("a/b", "it holds a slash"), ("/", "it holds a slash"), ("a\0", "it holds a NUL byte"),
    ])
  func refusedNames(name: String, why: String) throws {
    let error = #expect(throws: SystemError.self) { try FileName(name) }
    #expect(error?.detail == why)
    #expect(error?.code == Errno.invalidArgument)
  }

  @Test("a name has at most 255 bytes, however many characters that are")
  func longNames() throws {
    #expect(try FileName(String(repeating: "x", count: 255)).bytes.count == 255)
    let error = #expect(throws: SystemError.self) {
      try FileName(String(repeating: "é", count: 128))
    }
    #expect(error?.code == Errno.nameTooLong)
  }

  @Test("names with dots, blanks, line breaks and bytes that are no UTF-8 are names")
  func oddNames() throws {
    for name in ["...", ".hidden", " ", "-rf", "a\nb", "~"] {
      #expect(try FileName(name).string == name)
    }
    let odd = try FileName(bytes: [0x61, 0xFF, 0x0A])
    #expect(odd.string == nil)
    #expect(odd.description == #"a\xFF\n"#)
  }

  @Test("names are in the order of their bytes")
  func order() throws {
    let names = try ["b", "a", "Z", "é", "aa"].map { try FileName($0) }.sorted()
    #expect(names.map(\.description) == ["Z", "a", "aa", "b", "é"])
  }

  @Test(
    "a path that could lead elsewhere is refused",
    arguments: ["", "/etc", "a//b", "a/", "../x", "a/../b", "./a", "a\0/b"])
  func refusedPaths(path: String) {
    #expect(throws: SystemError.self) { try RelativePath(path) }
  }

  @Test("a path has at most 32 names, its parent all but the last")
  func paths() throws {
    let path = try RelativePath("2026-03-01/letter/a.txt")
    #expect(path.last.description == "a.txt")
    #expect(path.parent?.description == "2026-03-01/letter")
    #expect(path.parent?.parent?.parent == nil)
    let long = Array(repeating: "x", count: 32).joined(separator: "/")
    #expect(try RelativePath(long).names.count == 32)
    #expect(throws: SystemError.self) { try RelativePath(long + "/x") }
    #expect(throws: SystemError.self) { try RelativePath(String(repeating: "x/", count: 100_000)) }
  }

  @Test("a mode keeps its twelve bits and prints as four octal digits")
  func modes() {
    #expect(FileMode(rawValue: 0o100_644) == .publicFile)
    #expect(FileMode.privateFile.description == "0600")
    #expect((0o4755 as FileMode).description == "4755")
    #expect((0 as FileMode).description == "0000")
  }
}
