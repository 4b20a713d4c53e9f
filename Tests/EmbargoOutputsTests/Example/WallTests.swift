import EmbargoSystem
import Testing

@testable import EmbargoOutputs

@Suite("The example of docs/adding-an-output.md is an output like any other")
struct WallTests {
  private static let here = #filePath.split(separator: "/").dropLast()
  private static let root = "/" + here.dropLast(3).joined(separator: "/")

  @Test("It conforms")
  func conforms() async throws {
    let folder = try Folder()
    let output = WallOutput(name: Samples.name("wall"), directory: folder.path)
    let material = try Samples.material()
    try await OutputConformance(folder: folder, output: output, material: material).run()
  }

  @Test("The page shows the code as it is compiled here")
  func shown() throws {
    let page = try Self.text("docs/adding-an-output.md")
    let lines = try Self.text("Tests/EmbargoOutputsTests/Example/WallOutput.swift")
      .split(separator: "\n", omittingEmptySubsequences: false)
    // The page leaves out the imports, which differ between a test and the package.
    let code = lines.drop { !$0.hasPrefix("/// Shows") }.joined(separator: "\n")
    #expect(code.count > 1000)
    #expect(page.contains("```swift\n" + code + "```"))
  }

  private static func text(_ path: String) throws -> String {
    let bytes = try Directory(path: root).readFile(try RelativePath(path), limit: 1 << 20)
    return String(decoding: bytes, as: UTF8.self)
  }
}
