import Testing

@Suite("The runbook")
struct RunbookTests {
  private let tree = SourceTree.project

  @Test("docs/operations.md says something of every problem, notice and finding there is")
  func isWhole() throws {
    let file = tree.file(RunbookRules.path)
    let page = try #require(file)
    let codes = RunbookRules.codes(in: tree.swift)
    #expect(
      codes.isSuperset(of: ["too-late", "ledger.full", "delivery.", "output-space", "refused"]))
    let findings = RunbookRules.findings(page: page, sources: tree.swift)
    #expect(findings.isEmpty, "\(list(findings))")
  }

  @Test("docs/metrics.md has an id in the journal for every notice there is")
  func identified() throws {
    let page = try #require(tree.file("docs/metrics.md"))
    let codes = RunbookRules.codes(in: tree.swift).filter { $0.contains(".") && !$0.hasPrefix(".") }
    #expect(codes.count > 20)
    let missing = codes.sorted().filter { !page.text.contains("| `\($0)") }
    #expect(missing == [])
  }

  @Test("A code that the page does not have is found")
  func finds() {
    let sources = [
      SourceFile(
        path: "Sources/EmbargoControl/Problems/ProblemCode.swift",
        text: "enum ProblemCode: String {\n  case badRequest = \"bad-request\"\n  case refused\n}"),
      SourceFile(
        path: "Sources/EmbargoDaemon/A.swift",
        text: """
          report(Notice(.error, "disk.gone", "it is (nearly) gone"))
          report(Notice(isBad == "bad" ? .error : .info, "delivery.\\(state)", text))
          PreflightProblem("no-room", output: name, "there is none")
          """),
    ]
    let page = SourceFile(path: RunbookRules.path, text: "`refused` and `delivery.failed`")
    let found = RunbookRules.findings(page: page, sources: sources).map(\.message)
    #expect(found == ["bad-request", "disk.gone", "no-room"].map { "says nothing of \($0)" })
  }

  @Test("embargoctl(1) has every variable that the program looks at")
  func environment() throws {
    let source = tree.file("Sources/EmbargoCommands/Program.swift")
    let page = tree.file("docs/man/embargoctl.1")
    let text = try #require(source).text
    let list = text.split(separator: "environment = [").dropFirst().first?.prefix { $0 != "]" }
    let names = try #require(list).split(separator: "\"").enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    #expect(names.contains("TZDIR"))
    let manual = try #require(page).text
    for name in names { #expect(manual.contains(name)) }
  }
}
