import EmbargoCommands
import Glibc
import Testing

@Suite("outputs allow")
struct AllowTests {
  private static let file = "units/embargod.service.d/outputs.conf"

  /// A folder with a unit, a configuration and the directories `press` and `mail`.
  private func office(_ tables: String = "") throws -> Folder {
    let folder = try Folder()
    try configure(folder, files(folder.path("press")) + tables)
    for name in ["units", "press", "mail", "state"] { try folder.makeFolder(name) }
    try folder.write(
      "units/embargod.service",
      "[Service]\nUser=root\nProtectSystem=strict\nReadWritePaths=-\(folder.path("state"))\n")
    return folder
  }

  private func configure(_ folder: Folder, _ tables: String) throws {
    try folder.write(
      "embargod.toml",
      "state_directory = \"\(folder.path("state"))\"\n"
        + "[control]\nsocket = \"\(folder.path("s"))\"\n" + tables)
  }

  private func files(_ path: String, _ name: String = "newsroom") -> String {
    let path = path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "[[output]]\nname = \"\(name)\"\nkind = \"files\"\ndirectory = \"\(path)\"\n"
  }

  private func email(_ path: String) -> String {
    "[[output]]\nname = \"media-list\"\nkind = \"email\"\nspool = \"\(path)\"\n"
  }

  @discardableResult
  private func allow(_ folder: Folder, _ more: [String] = [], code: Int32 = 0) -> Recorder {
    let recorder = Recorder()
    let words = ["--config", folder.path("embargod.toml"), "--units", folder.path("units")]
    #expect(
      recorder.run(["outputs", "allow"] + more + words) == code,
      "\(recorder.output)\(recorder.errors)")
    return recorder
  }

  private func text(_ folder: Folder, _ name: String = file) -> String? {
    (try? folder.read(name)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The lines that say where the service may write.
  private func granted(_ folder: Folder, _ name: String = file) -> [String] {
    (text(folder, name) ?? "").split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("ReadWritePaths=") }
  }

  private func isOutside(_ folder: Folder) -> Bool {
    let recorder = Recorder()
    recorder.run([
      "doctor", "--json", "--config", folder.path("embargod.toml"), "--units",
      folder.path("units"),
    ])
    #expect(recorder.output.contains(#""findings":"#), "\(recorder.errors)")
    let problem = #"{"code":"directory-outside-unit","group":"directories","level":"problem""#
    return recorder.output.contains(problem)
  }

  @Test("What the outputs need is written once, whole, and doctor is content with it")
  func writes() throws {
    let folder = try office()
    #expect(isOutside(folder))
    let recorder = allow(folder)
    #expect(granted(folder) == ["ReadWritePaths=-\(folder.path("press"))"])
    #expect(text(folder)?.hasPrefix("# Written by \"embargoctl outputs allow\"") == true)
    #expect(folder.mode(Self.file) == 0o644)
    #expect(recorder.output.contains("Wrote \(folder.path(Self.file)):"))
    #expect(recorder.output.contains("$ systemctl restart embargod"))
    #expect(!isOutside(folder))
    let again = allow(folder)
    #expect(again.output.hasPrefix("Nothing to do"))
    #expect(!again.output.contains("$ "))
  }

  @Test("With --dry-run nothing is written")
  func dryRun() throws {
    let folder = try office()
    let recorder = allow(folder, ["--dry-run"])
    #expect(recorder.output.contains("Would write"))
    #expect(recorder.output.contains("  ReadWritePaths=-\(folder.path("press"))"))
    #expect(folder.names(in: "units") == ["embargod.service"])
  }

  @Test("Whatever a path holds, the unit says it such that it means that path")
  func quoting() throws {
    let folder = try office()
    // A TOML string takes a stroke and a quote only with another stroke before them.
    let name = #"it's 100%i "new" \ ü;$HOME"#
    try folder.makeFolder(name)
    try configure(folder, files(folder.path(name)))
    allow(folder)
    let escaped = #"it's 100%%i \"new\" \\ ü;$HOME"#
    #expect(granted(folder) == ["ReadWritePaths=\"-\(folder.path(escaped))\""])
    #expect(!isOutside(folder))
    #expect(allow(folder).output.hasPrefix("Nothing to do"))
  }

  @Test("What is not used any more disappears, and with the last the file")
  func disappears() throws {
    let folder = try office()
    try folder.makeFolder("second")
    try configure(
      folder, files(folder.path("press")) + files(folder.path("second"), "second"))
    allow(folder)
    #expect(granted(folder).count == 2)
    try configure(folder, files(folder.path("second"), "second"))
    #expect(allow(folder).output.contains("nothing uses it: \(folder.path("press"))"))
    #expect(granted(folder) == ["ReadWritePaths=-\(folder.path("second"))"])
    try configure(folder, "")
    #expect(allow(folder).output.contains("Removed"))
    #expect(folder.names(in: "units/embargod.service.d").isEmpty)
  }

  @Test("Staging, announcements, checkpoints, inboxes, the witness and the ledger count, too")
  func everything() throws {
    let folder = try office()
    for name in ["out", "told", "seen", "box", "met", "ledger"] { try folder.makeFolder(name) }
    try folder.write(
      "embargod.toml",
      """
      state_directory = "\(folder.path("ledger"))"
      [audit]
      checkpoints = [{ file = "\(folder.path("seen"))/checkpoints" }]
      [intake]
      inbox = ["\(folder.path("box"))"]
      [witness]
      directory = "\(folder.path("met"))"
      [[output]]
      name = "newsroom"
      kind = "files"
      directory = "\(folder.path("press"))"
      staging = "\(folder.path("out"))"
      [[announce]]
      name = "desk"
      kind = "file"
      path = "\(folder.path("told"))/lines"
      """)
    allow(folder)
    let names = ["box", "ledger", "met", "out", "press", "seen", "told"]
    #expect(granted(folder) == names.map { "ReadWritePaths=-\(folder.path($0))" })
  }

  @Test("What lies in another one goes without saying")
  func inner() throws {
    let folder = try office()
    try folder.makeFolder("press/second")
    try configure(
      folder, files(folder.path("press/second"), "second") + files(folder.path("press")))
    allow(folder)
    #expect(granted(folder) == ["ReadWritePaths=-\(folder.path("press"))"])
  }

  @Test(
    "Directories of the system are refused, and nothing is changed",
    arguments: [
      "/", "//", "/etc", "/etc/press", "/usr/share/press", "/proc/1", "/sys", "/dev/shm", "/boot",
      "/var", "/var/lib", "/var/lib/dpkg/x", "/var/spool", "/var/spool/cron/crontabs", "/run",
      "/lib/x", "/home", "/var/log", "/srv/../etc", "press", "LINK", "LINK/below",
    ])
  func refusal(_ path: String) throws {
    let folder = try office()
    #expect(symlink("/etc", folder.path("link")) == 0)
    let path = path.replacing("LINK", with: folder.path("link"))
    try configure(folder, files(path))
    let recorder = allow(folder, code: 78)
    #expect(recorder.errors.contains("output newsroom"), "\(recorder.errors)")
    #expect(folder.names(in: "units") == ["embargod.service"])
  }

  @Test("What the unit hides from the service is refused")
  func hidden() throws {
    let folder = try office()
    try folder.write("units/embargod.service", "[Service]\nProtectSystem=strict\nPrivateTmp=yes\n")
    let recorder = allow(folder, code: 78)
    #expect(recorder.errors.contains("PrivateTmp=yes"), "\(recorder.errors)")
  }

  @Test("With names, these are added to what is there, and unknown ones are refused")
  func names() throws {
    let folder = try office()
    for name in ["second", "third"] { try folder.makeFolder(name) }
    try configure(
      folder,
      files(folder.path("press")) + files(folder.path("second"), "second")
        + files(folder.path("third"), "third"))
    allow(folder, ["second"])
    #expect(granted(folder) == ["ReadWritePaths=-\(folder.path("second"))"])
    allow(folder, ["newsroom"])
    #expect(granted(folder).count == 2)
    #expect(isOutside(folder))
    let recorder = allow(folder, ["nobody"], code: 64)
    #expect(recorder.errors.contains("newsroom, second, third"))
    #expect(granted(folder).count == 2)
  }

  @Test("A spool elsewhere is said to the units of the hand-over, too")
  func spool() throws {
    let folder = try office()
    try configure(folder, email(folder.path("mail")))
    #expect(allow(folder).output.contains("$ systemctl try-restart embargod-mail@media-list.path"))
    #expect(granted(folder) == ["ReadWritePaths=-\(folder.path("mail"))"])
    let service = "units/embargod-mail@media-list.service.d/outputs.conf"
    let watch = "units/embargod-mail@media-list.path.d/outputs.conf"
    #expect(granted(folder, service) == ["ReadWritePaths=-\(folder.path("mail"))"])
    #expect(text(folder, service)?.contains("InaccessiblePaths") == false)
    #expect(
      text(folder, watch)?.hasSuffix(
        "\nDirectoryNotEmpty=\nDirectoryNotEmpty=\(folder.path("mail"))/new\n") == true)
    try configure(folder, email("/var/spool/embargod/media-list"))
    allow(folder)
    #expect(text(folder, service) == nil)
    #expect(text(folder, watch) == nil)
    try configure(folder, email("/srv/100% mail"))
    allow(folder)
    #expect(
      text(folder, service)?.hasSuffix(
        "InaccessiblePaths=\nInaccessiblePaths=-/var/lib/embargod\n") == true)
    #expect(text(folder, watch)?.hasSuffix("\nDirectoryNotEmpty=/srv/100%% mail/new\n") == true)
    try configure(folder, email(folder.path("state/mail")))
    #expect(allow(folder, code: 78).errors.contains("state directory"))
  }

  @Test("What the hand-over's unit hides is what is known of it")
  func hiding() throws {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    let root = parts.prefix { $0 != "Tests" }.joined(separator: "/")
    let unit = try #require(fopen("\(root)/systemd/embargod-mail@.service", "r"))
    defer { fclose(unit) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, unit)
    let line = "InaccessiblePaths=" + MailDropIns.hidden.map { "-\($0)" }.joined(separator: " ")
    #expect(String(decoding: bytes.prefix(count), as: UTF8.self).contains("\n\(line)\n"))
  }

  @Test("A file of somebody else is left alone")
  func foreign() throws {
    let folder = try office()
    try folder.makeFolder("units/embargod.service.d")
    try folder.write(Self.file, "[Service]\nReadWritePaths=/srv/mine\n")
    #expect(allow(folder, code: 73).errors.contains("left alone"))
    #expect(text(folder) == "[Service]\nReadWritePaths=/srv/mine\n")
  }

  @Test("A directory that is not there is named with the command that makes it")
  func missing() throws {
    let folder = try office()
    try configure(folder, files(folder.path("new one")))
    let recorder = allow(folder)
    let command = "$ install -d -o root -g root -m 0755 '\(folder.path("new one"))'"
    #expect(recorder.output.contains(command), "\(recorder.output)")
    #expect(!folder.names.contains("new one"))
    // It is still to be made, and the service to be restarted.
    #expect(allow(folder).output.contains("$ systemctl restart embargod"))
  }

  @Test("Another drop-in that forgets it is an error, not a success without an effect")
  func forgotten() throws {
    let folder = try office()
    try folder.makeFolder("units/embargod.service.d")
    try folder.write("units/embargod.service.d/zz.conf", "[Service]\nReadWritePaths=\n")
    let recorder = allow(folder, code: 78)
    #expect(recorder.errors.contains("zz.conf"), "\(recorder.errors)")
  }

  @Test("Without a unit, or with one that lets it write everywhere, nothing is written")
  func noUnit() throws {
    let folder = try office()
    try folder.write("units/embargod.service", "[Service]\nProtectSystem=full\n")
    #expect(allow(folder).output.hasPrefix("Nothing to do"))
    #expect(unlink(folder.path("units/embargod.service")) == 0)
    #expect(allow(folder, code: 66).errors.contains("there is no unit"))
  }

  @Test("Programs are told what was written and what is left to do")
  func json() throws {
    let folder = try office()
    let recorder = allow(folder, ["--json"])
    let start =
      #"{"written":true,"allowed":[{"path":"\#(folder.path("press"))","for":["output newsroom"]}],"#
      + #""revoked":[],"files":[{"path":"\#(folder.path(Self.file))","change":"write","text":"#
    #expect(recorder.output.hasPrefix(start), "\(recorder.output)")
    #expect(recorder.output.contains(#""missing":[],"next":["systemctl daemon-reload","#))
  }
}
