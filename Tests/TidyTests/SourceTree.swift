import Foundation

/// The files of this project as text, found from where this file lies.
struct SourceTree {
  let files: [SourceFile]

  /// Everything that people write: no build products, no hidden directories, no `Fixtures` but
  /// their code.
  static let project = SourceTree(root: root)

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let folders = ["Sources", "Tests", "config", "docs", "scripts", "systemd"]
  private static let topFiles = [
    ".ci/run", "CHANGELOG.md", "Package.swift", "README.md",
  ]
  private static let code = ["swift", "c", "cpp", "h", "py"]

  init(files: [SourceFile]) { self.files = files }

  private init(root: URL) {
    var paths = Self.topFiles
    for folder in Self.folders {
      let found = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
      while let path = found?.nextObject() as? String { paths.append("\(folder)/\(path)") }
    }
    files = paths.sorted().compactMap { path in
      let file = SourceFile(path: path, text: "")
      let isData = path.contains("/Fixtures/") && !Self.code.contains(file.ext)
      guard !isData, !path.contains("__pycache__") else { return nil }
      guard let data = FileManager.default.contents(atPath: root.appending(path: path).path),
        let text = String(data: data, encoding: .utf8)
      else { return nil }
      let isExecutable = FileManager.default.isExecutableFile(
        atPath: root.appending(path: path).path)
      return SourceFile(path: path, text: text, isExecutable: isExecutable)
    }
  }

  var swift: [SourceFile] { files.filter { $0.ext == "swift" } }

  /// Code in any language; scripts have no extension.
  var code: [SourceFile] {
    files.filter { Self.code.contains($0.ext) || $0.path.hasPrefix("scripts/") }
  }

  var markdown: [SourceFile] { files.filter { $0.ext == "md" } }

  func file(_ path: String) -> SourceFile? { files.first { $0.path == path } }

  /// A file or a folder that holds files.
  func exists(_ path: String) -> Bool {
    files.contains { $0.path == path || $0.path.hasPrefix(path + "/") }
      || FileManager.default.fileExists(atPath: Self.root.appending(path: path).path)
  }
}

/// One file, its path relative to the project.
struct SourceFile: Sendable {
  let path: String
  let text: String
  var isExecutable: Bool
  /// Of a Swift source; taken apart once, for all rules.
  let swift: SwiftText

  init(path: String, text: String, isExecutable: Bool = false) {
    (self.path, self.text, self.isExecutable) = (path, text, isExecutable)
    swift = SwiftText(path.hasSuffix(".swift") ? text : "")
  }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  var ext: String {
    name.contains(".") ? name.split(separator: ".").last.map(String.init) ?? "" : ""
  }

  /// `Sources` and `EmbargoCore` for a source of that target.
  var target: (kind: String, name: String)? {
    let parts = path.split(separator: "/").map(String.init)
    return parts.count > 2 && ["Sources", "Tests"].contains(parts[0]) ? (parts[0], parts[1]) : nil
  }
}

/// A rule that is broken somewhere.
struct Finding: CustomStringConvertible, Equatable {
  var path: String
  var line: Int
  var message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// All findings, one a line, for a test's comment.
func list(_ findings: [Finding]) -> String {
  "\n" + findings.map(\.description).joined(separator: "\n")
}
