import EmbargoCommands
import EmbargoCore
import Glibc
import Testing

@Suite("doctor")
struct DoctorTests {
  private static let page = "docs/doctor.md"

  /// The path of a file of the project.
  private static func path(_ name: String) -> String {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    let root = parts.lastIndex(of: "Tests").map { parts[..<$0].joined(separator: "/") } ?? "."
    return root + "/" + name
  }

  private static func read(_ name: String) throws -> String {
    let recorder = try #require(fopen(path(name), "r"))
    defer { fclose(recorder) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, recorder)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  @Test("Its page has every code as the program has it; EMBARGO_WRITE_DOCTOR=1 writes it anew")
  func pageOfCodes() throws {
    let page = try Self.read(Self.page)
    let start = "<!-- codes: written by the test; EMBARGO_WRITE_DOCTOR=1 -->\n"
    let before = try #require(page.firstRange(of: start), "the mark of the table is gone")
    let end = try #require(page[before.upperBound...].firstRange(of: "<!-- end -->"))
    if getenv("EMBARGO_WRITE_DOCTOR") != nil {
      let new = page[..<before.upperBound] + DoctorTable.text + page[end.lowerBound...]
      let file = try #require(fopen(Self.path(Self.page), "w"))
      #expect(fputs(String(new), file) >= 0)
      #expect(fclose(file) == 0)
    } else {
      #expect(page[before.upperBound..<end.lowerBound] == DoctorTable.text)
    }
  }

  @Test("No two findings have the same code, and a code is words with hyphens")
  func codes() {
    let codes = DoctorTable.codes
    #expect(codes.count > 40)
    #expect(Set(codes).count == codes.count)
    #expect(codes.allSatisfy { $0.allSatisfy { $0 == "-" || "a"..."z" ~= $0 } })
  }

  @Test("The protections that it looks for are those of the package's unit")
  func protections() throws {
    let lines = try Self.read("systemd/embargod.service").split(separator: "\n")
    for (key, value) in ServiceChecks.protections {
      #expect(lines.contains("\(key)=\(value)"), "\(key)=\(value)")
    }
  }

  /// A folder with a configuration that names what is not there.
  private func office(_ name: String = "press") throws -> Folder {
    let folder = try Folder()
    try folder.write(
      "embargod.toml",
      """
      state_directory = "\(folder.path("state"))"
      [control]
      socket = "\(folder.path("s"))"
      [keys]
      file = { file = "\(folder.path("keys"))" }
      [[output]]
      name = "newsroom"
      kind = "files"
      directory = "\(folder.path(name))"
      """)
    try folder.makeFolder("units")
    return folder
  }

  private func arguments(_ folder: Folder, _ more: String...) -> [String] {
    ["doctor", "--config", folder.path("embargod.toml"), "--units", folder.path("units")] + more
  }

  @Test("It fits 80 columns and uses no more than 100; commands stay whole", arguments: [80, 140])
  func widths(_ width: Int) throws {
    let folder = try office()
    let recorder = Recorder(width: width)
    #expect(recorder.run(arguments(folder, "--all")) == 1)
    let lines = recorder.lines
    #expect(lines.contains { $0.hasPrefix("Directories") && $0.hasSuffix("problem") })
    let texts = lines.filter { !$0.contains("$ ") && !$0.contains(folder.path) }
    #expect(texts.count > 20)
    #expect(texts.allSatisfy { DisplayWidth.of($0) <= min(width, 100) })
    #expect(lines.contains { $0.hasSuffix("-m 0755 \(folder.path("press"))") })
    #expect(!recorder.output.contains("\u{1B}"))
  }

  @Test("With colour each level has its own")
  func colours() throws {
    let folder = try office()
    let recorder = Recorder(isColoured: true)
    #expect(recorder.run(arguments(folder)) == 1)
    #expect(recorder.output.contains("\u{1B}[31m  problem"))
  }

  @Test("A path that a shell could act on is quoted in the command that mends it")
  func quoting() throws {
    let folder = try office("it's a; $HOME")
    let recorder = Recorder()
    #expect(recorder.run(arguments(folder)) == 1)
    let quoted = "'" + folder.path(#"it'"'"'s a; $HOME"#) + "'"
    #expect(recorder.output.contains("-m 0755 \(quoted)"), "\(recorder.output)")
  }

  @Test("Drop-ins count in the order of their names, and an empty value forgets those before")
  func dropIns() throws {
    let folder = try office()
    try folder.write(
      "units/embargod.service",
      "[Unit]\nProtectSystem=no\n[Service]\nUser=root\nProtectSystem=strict\n# NoNewPrivileges=no\n"
        + "ReadWritePaths=/nowhere \\\n  \(folder.path("press"))\n")
    try folder.makeFolder("units/embargod.service.d")
    func says(_ code: String) -> Bool {
      let recorder = Recorder()
      #expect(recorder.run(arguments(folder, "--all", "--json")) == 1)
      return recorder.output.contains(
        #"{"code":"\#(code)","group":"directories","level":"problem","what":"output newsroom"#)
    }
    #expect(!says("directory-outside-unit"))
    try folder.write("units/embargod.service.d/20-more.conf", "[Service]\nReadWritePaths=\n")
    #expect(says("directory-outside-unit"))
    try folder.write(
      "units/embargod.service.d/10-first.conf",
      "[Service]\nReadWritePaths=\(folder.path("press"))\n")
    #expect(says("directory-outside-unit"))
    try folder.write(
      "units/embargod.service.d/30-last.conf",
      "[Service]\nReadWritePaths=-\(folder.path("press"))\n")
    #expect(!says("directory-outside-unit"))
    try folder.write("units/embargod.service.d/40-open.conf", "[Service]\nProtectSystem=full\n")
    let recorder = Recorder()
    #expect(recorder.run(arguments(folder)) == 1)
    let words = recorder.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("ProtectSystem=full in \(folder.path("units"))/embargod.service.d/40-"))
  }

  @Test("Keys that are encrypted for this machine are not called missing")
  func encryptedKeys() throws {
    let folder = try office()
    try folder.write(
      "embargod.toml",
      """
      state_directory = "\(folder.path("state"))"
      [control]
      socket = "\(folder.path("s"))"
      [keys]
      file = { credential = "office" }
      """)
    try folder.write(
      "units/embargod.service",
      "[Service]\nUser=root\nLoadCredentialEncrypted=office:/etc/embargod/office.cred\n")
    let recorder = Recorder()
    recorder.run(arguments(folder, "--json"))
    let start = #"{"code":"key-missing","group":"keys","level":"note","what":"The keys are "#
    #expect(recorder.output.contains(start + "encrypted"), "\(recorder.output)")
  }
}
