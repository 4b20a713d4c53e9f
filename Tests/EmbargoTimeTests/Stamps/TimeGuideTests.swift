import EmbargoTime
import Testing

/// docs/time.md says of many lines how they are read: its tables are asked again here.
@Suite("The guide to time")
struct TimeGuideTests {
  private let reader = StampReader(zones: Fixtures.zones)

  /// The cells of the rows of the table that follows a marker.
  private func table(_ marker: String) throws -> [[String]] {
    let path = Fixtures.folder.split(separator: "/").dropLast(3).joined(separator: "/")
    let lines = try Fixtures.lines("/\(path)/docs/time.md")
    let start = try #require(lines.firstIndex(of: "<!-- \(marker) -->"))
    return lines[(start + 1)...].prefix { $0.hasPrefix("|") }.dropFirst(2).map { row in
      row.dropFirst(2).dropLast(2).replacing(" | ", with: "\u{1}").split(separator: "\u{1}")
        .map(String.init)
    }
  }

  private func line(_ cell: String) -> String { String(cell.dropFirst().dropLast()) }

  @Test("What it says is read is read so")
  func read() throws {
    let rows = try table("read")
    #expect(rows.count >= 20)
    for row in rows {
      guard case .instant(let reading) = reader.read(line(row[0])) else {
        Issue.record("refused: \(row[0])")
        continue
      }
      let civil = reading.civil.iso8601.prefix(16).replacing("T", with: " ")
      let text =
        "\(reading.instant.rfc3339): \(civil) \(reading.abbreviation), \(reading.zone.name)"
      #expect(row[1] == text)
    }
  }

  @Test("What it says is refused is refused for that reason and in those words")
  func refused() throws {
    let rows = try table("refused")
    var reasons: Set<String> = []
    for row in rows {
      guard case .refused(let refusal) = reader.read(line(row[0])) else {
        Issue.record("read: \(row[0])")
        continue
      }
      reasons.insert(refusal.reason.rawValue)
      #expect(row[1] == "\(refusal.reason.rawValue), \(refusal.rule)")
      let write = refusal.candidates.map(\.write).joined(separator: "; ")
      #expect(row[2] == refusal.message + (write.isEmpty ? "" : " Write: \(write)"), "\(row[0])")
    }
    // "past" is a reason of documents.
    #expect(reasons == Set(RefusalReason.allCases.map(\.rawValue)).subtracting(["past"]))
  }
}
