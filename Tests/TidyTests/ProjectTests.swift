import Testing

/// The rules of docs/architecture.md ("Style") over the whole project.
@Suite("The source tree")
struct ProjectTests {
  private let tree = SourceTree.project

  private func check(
    _ files: [SourceFile], _ rule: (SourceFile) -> [Finding],
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(!files.isEmpty, "there is nothing to look at", sourceLocation: location)
    let findings = files.flatMap(rule)
    #expect(findings.isEmpty, "\(list(findings))", sourceLocation: location)
  }

  @Test("Every target imports only what its place in the design allows")
  func imports() { check(tree.swift, ImportRules.findings(in:)) }

  @Test("Every target has its place in the table of imports")
  func targets() {
    let names = Set(tree.files.compactMap { $0.target?.kind == "Sources" ? $0.target?.name : nil })
    #expect(names == Set(ImportRules.allowed.keys))
  }

  @Test("The manifest gives no target what the table does not")
  func manifest() throws {
    let file = tree.file("Package.swift")
    let manifest = try #require(file)
    let findings = ImportRules.findings(inManifest: manifest)
    #expect(findings.isEmpty, "\(list(findings))")
  }

  @Test("No file of code is longer than 400 lines")
  func fileLength() { check(tree.code, CodeRules.length(of:)) }

  @Test("No line of code is longer than 100 columns")
  func lineLength() { check(tree.code, CodeRules.lines(of:)) }

  @Test("No function is longer than 70 lines")
  func functionLength() { check(tree.swift, CodeRules.functions(of:)) }

  @Test("Clocks, sleep, random numbers and crashes stay at their homes")
  func calls() {
    let files = tree.files.filter { ["swift", "c", "cpp", "h"].contains($0.ext) }
    check(files, CodeRules.calls(in:))
  }

  @Test("SQL stands in the ledger alone")
  func sql() { check(tree.swift.filter { $0.target?.name != "TidyTests" }, CodeRules.sqlText(in:)) }

  @Test("No type is named by an empty word")
  func names() { check(tree.swift, CodeRules.names(in:)) }

  @Test("Nothing was put off in a comment")
  func putOff() { check(tree.code, CodeRules.putOff(in:)) }

  @Test("No file names a place of one machine")
  func machinePaths() { check(tree.files, PaperRules.machinePaths(in:)) }

  @Test("Decision records are numbered without gaps")
  func decisions() {
    let findings = PaperRules.decisions(tree.files)
    #expect(findings.isEmpty, "\(list(findings))")
    let hasFirst = tree.files.contains { $0.path.hasPrefix("docs/decisions/0001-") }
    #expect(hasFirst)
  }

  @Test("Documents name only scripts that exist")
  func scriptsExist() {
    check(tree.markdown) { PaperRules.scripts(named: $0, exists: tree.exists) }
  }

  @Test("Links between documents lead somewhere")
  func links() { check(tree.markdown) { PaperRules.links(in: $0, exists: tree.exists) } }

  @Test("Scripts can be run, say what they are and stop at the first error")
  func scripts() {
    // A name with an underscore is that of a part, which another script imports.
    let scripts = tree.files.filter {
      $0.path.hasPrefix("scripts/") && !$0.path.contains("_") || $0.path == ".ci/run"
    }
    check(scripts, PaperRules.script(_:))
  }

  @Test("The unit lets the daemon see its clock and its peers")
  func unit() {
    check(
      tree.files.filter { $0.path == "systemd/embargod.service" }, PaperRules.clockCalls(ofUnit:))
  }

  @Test("The README's first screen shows the demo and the tests")
  func firstScreen() throws {
    let file = tree.file("README.md")
    let readme = try #require(file)
    let screen = readme.lines.prefix(40).joined(separator: "\n")
    #expect(screen.contains("scripts/demo"))
    #expect(screen.contains("scripts/test"))
  }
}
