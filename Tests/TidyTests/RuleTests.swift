import Testing

/// Every rule finds what it is for, and leaves alone what only looks like it.
@Suite("The rules of the source tree")
struct RuleTests {
  private func source(
    _ text: String, _ path: String = "Sources/EmbargoCore/Bad.swift"
  ) -> SourceFile { SourceFile(path: path, text: text) }

  @Test(
    "A forbidden import is found however it is written",
    arguments: [
      "import Foundation", "package import GRDB", "@testable import EmbargoDaemon",
      "private import struct Glibc.timespec", "#if true\n  import NIOCore\n#endif",
    ])
  func forbiddenImport(_ text: String) {
    #expect(ImportRules.findings(in: source(text)).count == 1)
  }

  @Test("An allowed import, and the word in a comment, are no finding")
  func allowedImport() {
    let text = "package import EmbargoTime\nimport Crypto\n// import Foundation\n"
    #expect(ImportRules.findings(in: source(text)).isEmpty)
  }

  @Test("A manifest that turns an import round is found")
  func manifest() {
    let text = """
      library("EmbargoTime", ["EmbargoCore"]),
      """
    let findings = ImportRules.findings(inManifest: source(text, "Package.swift"))
    #expect(findings.contains { $0.message == "EmbargoTime depends on EmbargoCore" })
    #expect(findings.contains { $0.message == "there is no target EmbargoCore" })
  }

  @Test("A long file, a long line and a long function are found, and those at the bound are not")
  func lengths() {
    func lines(_ count: Int) -> String { String(repeating: "let a = 1\n", count: count) }
    #expect(CodeRules.length(of: source(lines(400))).isEmpty)
    #expect(CodeRules.length(of: source(lines(401))).count == 1)
    #expect(CodeRules.lines(of: source(String(repeating: "é", count: 100))).isEmpty)
    #expect(CodeRules.lines(of: source(String(repeating: "é", count: 101))).count == 1)
    #expect(CodeRules.functions(of: source("func a() {\n\(lines(68))}\n")).isEmpty)
    #expect(CodeRules.functions(of: source("func a() {\n\(lines(69))}\n")).count == 1)
    #expect(CodeRules.functions(of: source("init() {\n\(lines(69))}\n")).count == 1)
  }

  @Test("Braces in strings, comments, default values and protocols do not confuse the measure")
  func functionShapes() {
    let text = #"""
      protocol P { func a() -> Int
        func b(_ c: () -> Void) }
      func c(_ body: () -> Void = { }) {
        let text = "{ \(d.map { "}" }) {"  // {
        /* { /* { */ */
        let raw = #"{"# + """
          { " {
          """
      }
      func d<T>(_ t: T)
        throws(E) -> Int
      where T: P { .init(1) }
      """#
    let functions = FunctionLengths(SwiftText(text)).functions
    #expect(
      functions == [
        FunctionLengths.Function(line: 3, count: 7), FunctionLengths.Function(line: 10, count: 3),
      ])
  }

  @Test("Every banned call is found", arguments: CodeRules.bans.map(\.call))
  func bannedCall(_ call: String) {
    #expect(!CodeRules.calls(in: source("let a = \(call)1)\n")).isEmpty)
    #expect(!CodeRules.calls(in: source("let a = \"\\(\(call)1))\"\n")).isEmpty)
    #expect(CodeRules.calls(in: source("// \(call)\nlet a = \"\(call)\"\n")).isEmpty)
  }

  @Test("A call is found as a word, away from its home, and with a seed it is none")
  func callsAtHome() {
    let swift = "numericDate(1); a.random(in: 1...2, using: &seed); fatalError(\"why\")"
    #expect(CodeRules.calls(in: source(swift)).isEmpty)
    let reading = "clock_gettime(CLOCK_REALTIME, &now);"
    #expect(CodeRules.calls(in: source(reading, "Sources/CLinux/Clock.c")).isEmpty)
    #expect(CodeRules.calls(in: source(reading, "Sources/CToml/CToml.cpp")).count == 1)
  }

  @Test("SQL is found in strings outside the ledger, and not in comments")
  func sql() {
    let text = "// SELECT nothing\nlet query = \"SELECT id FROM release\"\n"
    #expect(CodeRules.sqlText(in: source(text)).map(\.line) == [2])
    #expect(CodeRules.sqlText(in: source(text, "Sources/EmbargoLedger/Queries.swift")).isEmpty)
  }

  @Test("Empty names and work put off are found")
  func words() {
    #expect(CodeRules.names(in: source("final class QueueManager {}")).count == 1)
    #expect(CodeRules.names(in: source("struct Manage {}\n// class QueueManager")).isEmpty)
    #expect(CodeRules.putOff(in: source("// TO" + "DO: later")).count == 1)
    #expect(CodeRules.putOff(in: source("let a = \"TO" + "DO\"")).isEmpty)
  }

  @Test("A place of one machine is found in any file")
  func machinePaths() {
    for place in ["wo" + "rk", "ho" + "me"] {
      let file = source("see \"/\(place)/x\"", "docs/a.md")
      #expect(PaperRules.machinePaths(in: file).count == 1)
    }
    let harmless = "https://example.org/" + "home/ and docs/" + "work/ and /var/lib/embargod"
    #expect(PaperRules.machinePaths(in: source(harmless, "docs/a.md")).isEmpty)
  }

  @Test("A gap, a wrong heading and a missing status of a decision record are found")
  func decisions() {
    func record(_ number: String, _ text: String) -> SourceFile {
      source(text, "docs/decisions/\(number)-why.md")
    }
    let first = record("0001", "# 0001: Why\n\nStatus: accepted\n")
    #expect(PaperRules.decisions([first]).isEmpty)
    #expect(PaperRules.decisions([first, record("0003", "")]).count == 1)
    #expect(PaperRules.decisions([record("0001", "# Why\n")]).count == 2)
  }

  @Test("A script and a link that do not exist are found")
  func documents() {
    let readme = source("Run `scripts/nothing`, see [that](docs/no.md).", "README.md")
    #expect(PaperRules.scripts(named: readme) { _ in false }.count == 1)
    #expect(PaperRules.links(in: readme) { _ in false }.count == 1)
    #expect(PaperRules.links(in: readme) { $0 == "docs/no.md" }.isEmpty)
    let inner = source("[up](../README.md#a) [out](https://example.org)", "docs/a.md")
    #expect(PaperRules.links(in: inner) { $0 == "README.md" }.isEmpty)
  }

  @Test("A script that hides what it is, goes on after errors or cannot be run is found")
  func scripts() {
    #expect(PaperRules.script(source("echo\n", "scripts/bad")).count == 2)
    var bad = source("#!/usr/bin/env bash\necho --help\n", "scripts/bad")
    bad.isExecutable = true
    #expect(PaperRules.script(bad).count == 2)
    var good = source(
      "#!/usr/bin/env bash\n# Does good; --help says so.\nset -euo pipefail\n", "scripts/good")
    good.isExecutable = true
    #expect(PaperRules.script(good).isEmpty)
  }

  @Test("A unit that takes the clock's calls away, or hides clock or peers, is found")
  func unit() {
    func findings(_ lines: String...) -> Int {
      PaperRules.clockCalls(ofUnit: source(lines.joined(separator: "\n"), "systemd/a.service"))
        .count
    }
    let allow = "SystemCallFilter=@system-service adjtimex"
    let take = "SystemCallFilter=~@privileged @resources"
    #expect(findings(take, allow) == 0)
    #expect(findings(allow, take) == 1)
    #expect(findings(take) == 1)
    #expect(findings(take, allow, "ProtectClock=yes", "PrivateUsers=yes") == 2)
  }
}
