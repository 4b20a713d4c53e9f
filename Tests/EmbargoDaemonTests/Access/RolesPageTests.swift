import EmbargoDaemon
import Glibc
import Testing

@Suite("docs/roles.md")
struct RolesPageTests {
  private let name = "docs/roles.md"

  // One after the other: both write the same file.
  @Test(
    "Its tables are what the code says; EMBARGO_WRITE_ROLES=1 writes them anew", .serialized,
    arguments: [("who", RolesTable.text), ("what", RolesTable.meanings)])
  func tables(mark: String, wanted: String) throws {
    let page = String(decoding: try ProjectFile.read(name), as: UTF8.self)
    let start = "<!-- \(mark): written by the test; EMBARGO_WRITE_ROLES=1 -->\n"
    let before = try #require(page.firstRange(of: start), "the mark of the table \(mark) is gone")
    let end = try #require(page[before.upperBound...].firstRange(of: "<!-- end -->"))
    if getenv("EMBARGO_WRITE_ROLES") != nil {
      let new = page[..<before.upperBound] + wanted + page[end.lowerBound...]
      try ProjectFile.write(name, Array(new.utf8))
    } else {
      #expect(page[before.upperBound..<end.lowerBound] == wanted)
    }
  }
}

/// The table of docs/roles.md as a reader has it: what each role may do it with, by action.
struct DocumentedRoles {
  private var cells: [String: [Configuration.Role: String]] = [:]

  init() throws {
    let page = String(decoding: try ProjectFile.read("docs/roles.md"), as: UTF8.self)
    var roles: [Configuration.Role] = []
    for line in page.split(separator: "\n") where line.hasPrefix("| ") {
      let row = line.split(separator: "|").map { cell in
        String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
      if row.count == 7, row[0] == "asked for" {
        roles = row.dropFirst().compactMap { Configuration.Role(rawValue: $0) }
      } else if row.count == 7 {
        let name = row[0].filter { $0 != "`" }
        cells[name] = Dictionary(uniqueKeysWithValues: zip(roles, row.dropFirst()))
      }
    }
  }

  /// Whether a role may do it; a release is somebody's own or not, and out or not.
  func permits(
    _ role: Configuration.Role, _ action: Action, isOwn: Bool, isOut: Bool
  ) throws -> Bool {
    let cell = try #require(cells[action.rawValue]?[role], "\(action.rawValue) has no such row")
    switch cell {
    case "–": return false
    case "yes", "any": return true
    case "own": return isOwn
    case "others'": return !isOwn
    case "out": return isOut
    case "own, out": return isOwn || isOut
    default:
      Issue.record("\(cell) is no word of the table")
      return false
    }
  }
}
