import EmbargoCore
import EmbargoTime
import Foundation
import Testing

@testable import EmbargoOutputs

@Suite("The example of docs/adding-an-output.md is an output like any other")
struct WallTests {
  private static let here = #filePath.split(separator: "/").dropLast()
  private static let root = "/" + here.dropLast(3).joined(separator: "/")

  @Test("It conforms")
  func conforms() async throws {
    let folder = try Folder()
    let output = WallOutput(name: try Samples.name("wall"), directory: folder.path)
    let material = try Samples.material()
    try await OutputConformance(folder: folder, output: output, material: material).run()
  }

  @Test("The page shows the code as it is compiled here")
  func shown() throws {
    let page = try String(contentsOfFile: Self.root + "/docs/adding-an-output.md", encoding: .utf8)
    let file = "/" + Self.here.joined(separator: "/") + "/WallOutput.swift"
    let code = try String(contentsOfFile: file, encoding: .utf8)
    // The page leaves out the imports, which differ between a test and the package.
    let start = try #require(code.range(of: "/// Shows the headline"))
    #expect(page.contains("```swift\n" + code[start.lowerBound...] + "```"))
  }
}
