import EmbargoCore
import EmbargoTime
import Glibc
import Testing

/// Files that the tests of documents read, and the zone data of the machine that runs them.
enum ReleaseFixtures {
  /// The folder of fixtures of this test target.
  static let folder = ancestor(of: #filePath, 2) + "/Fixtures"
  /// The root of the package.
  static let root = ancestor(of: #filePath, 4)

  /// Reads with the zone data in `TZDIR`, or in the usual place.
  static let reader = StampReader(
    zones: ZoneDatabase(version: "test") { bytes("\(zoneFolder)/\($0)") })

  private static let zoneFolder =
    getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo"

  private static func ancestor(of path: String, _ levels: Int) -> String {
    "/" + path.split(separator: "/").dropLast(levels).joined(separator: "/")
  }

  /// At most 1 MiB of a file; nil when it cannot be read.
  static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&buffer, 1, buffer.count, file)
    guard ferror(file) == 0 else { return nil }
    return Array(buffer.prefix(count))
  }

  /// The releases in a folder of fixtures that have a description beside them, in order.
  static func releases(in name: String) -> [ReleaseFixture] {
    guard let directory = opendir("\(folder)/\(name)") else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let file = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if file.hasSuffix(".txt") || file.hasSuffix(".md") { names.append(file) }
    }
    return names.sorted().map { ReleaseFixture(folder: "\(folder)/\(name)", name: $0) }
  }

  static func document(
    _ text: String, format: ReleaseDocument.Format = .text
  ) throws -> ReleaseDocument {
    try ReleaseDocument(bytes: Array(text.utf8), format: format, limit: 1 << 22, reader: reader)
  }
}

/// One release and what is in it, as marked by hand.
struct ReleaseFixture: CustomTestStringConvertible, Sendable {
  var folder: String
  var name: String

  var testDescription: String { name }

  var format: ReleaseDocument.Format { name.hasSuffix(".md") ? .markdown : .text }

  func document() throws -> ReleaseDocument {
    guard let bytes = ReleaseFixtures.bytes("\(folder)/\(name)") else {
      throw FixtureError.missing(name)
    }
    return try ReleaseDocument(
      bytes: bytes, format: format, limit: 1 << 22, reader: ReleaseFixtures.reader)
  }

  func expected() throws -> JSON {
    let stem = name.prefix { $0 != "." }
    guard let bytes = ReleaseFixtures.bytes("\(folder)/\(stem).expected.json") else {
      throw FixtureError.missing("\(stem).expected.json")
    }
    return try JSON(parsing: bytes)
  }

  /// The same description of what the reader finds.
  func found(_ expected: JSON) throws -> JSON {
    let document = try document()
    var members: JSON.Members = [
      "headline": .string(document.headline),
      "subhead": document.subhead.map(JSON.string) ?? .null,
      "dateline": (document.dateline?.text).map(JSON.string) ?? .null,
      "links": .array(document.links.map(JSON.string)),
      "parts": .array(
        document.parts.map { part in
          .string("\(part.lines.lowerBound)-\(part.lines.upperBound) \(part.role.rawValue)")
        }),
      "contacts": .array(document.contacts.map(Self.json)),
      "stamp": .string(
        Self.text(document.read(with: ReleaseFixtures.reader, context: context(expected)))),
    ]
    for key in ["submitted", "zone"] { members[key] = expected[key] }
    return .object(members)
  }

  private func context(_ expected: JSON) -> StampContext {
    StampContext(
      submitted: expected["submitted"]?.text.flatMap(Instant.init(rfc3339:)),
      zone: expected["zone"]?.text)
  }

  private static func json(_ contact: ReleaseDocument.Contact) -> JSON {
    [
      "name": .string(contact.name), "line": .integer(Int64(contact.line)),
      "phones": .array(contact.phones.map(JSON.string)),
      "emails": .array(contact.emails.map(JSON.string)),
    ]
  }

  private static func text(_ reading: DocumentReading) -> String {
    switch reading {
    case .at(let reading, _): reading.instant.rfc3339
    case .immediate: "immediate"
    case .refused(let refusal, _): "refused:\(refusal.reason.rawValue)"
    }
  }
}

enum FixtureError: Error { case missing(String) }
