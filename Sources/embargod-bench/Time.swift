import ArgumentParser
import EmbargoCore
import EmbargoSystem
import EmbargoTime

/// Reading stamps out of lines and out of a release.
struct Time: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the reader of stamps on a corpus of lines and on a release of 4 KB.")

  @Option(help: "Lines with their context, in the columns \"line\" and \"context\" (TSV).")
  var corpus: String

  @Option(help: "How often each line of the corpus is read.")
  var rounds = 20

  @Option(help: "How often the release is read.")
  var releases = 2000

  func run() throws {
    let reader = try Zones.reader()
    print("zones\t\(reader.zones.version)")
    try measureLines(reader)
    try measureRelease(reader)
  }

  private struct Row {
    var line: String
    var context: StampContext
  }

  private func measureLines(_ reader: StampReader) throws {
    let rows = try self.rows()
    var samples = Samples()
    var instants = 0
    for round in 0...rounds {
      // The first round makes the tables and reads the zone files.
      if round == 1 { (samples, instants) = (Samples(), 0) }
      for row in rows {
        let outcome = samples.measure { reader.read(row.line, context: row.context) }
        if case .instant = outcome { instants += 1 }
      }
    }
    print(samples.line("line"))
    print("corpus\t\(rows.count)\t\(rounds > 0 ? instants / rounds : 0)")
  }

  private func measureRelease(_ reader: StampReader) throws {
    var (whole, apart, reading, checks) = (Samples(), Samples(), Samples(), Samples())
    func document() throws -> ReleaseDocument {
      try ReleaseDocument(
        bytes: SampleRelease.bytes, format: .text, limit: 1 << 20, reader: reader)
    }
    guard case .at = try document().read(with: reader) else {
      throw ValidationError("the sample release has no stamp")
    }
    for _ in 0..<releases {
      _ = try whole.measure { Result { try document().read(with: reader) } }.get()
      let document = try apart.measure { Result { try document() } }.get()
      _ = reading.measure { document.read(with: reader) }
      guard checks.measure({ document.findings() }).isEmpty else {
        throw ValidationError("the checks have found something in the sample release")
      }
    }
    print(whole.line("release"))
    print(apart.line("release-apart"))
    print(reading.line("release-reading"))
    print(checks.line("release-checks"))
  }

  private func rows() throws -> [Row] {
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try WholeFile.read(corpus, limit: 1 << 24) } catch {
      throw ValidationError("\(error)")
    }
    let rows = bytes.split(separator: UInt8(ascii: "\n")).map { row in
      row.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    }
    guard let head = rows.first, let line = head.firstIndex(of: "line"),
      let context = head.firstIndex(of: "context")
    else { throw ValidationError("\(corpus) has no columns \"line\" and \"context\"") }
    return rows.dropFirst().filter { $0.count > max(line, context) }.map {
      Row(line: $0[line], context: Self.context($0[context]))
    }
  }

  /// `submitted=RFC3339;zone=ZONE`
  private static func context(_ text: String) -> StampContext {
    var context = StampContext()
    for field in text.split(separator: ";") {
      let pair = field.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2 else { continue }
      if pair[0] == "submitted" { context.submitted = Instant(rfc3339: pair[1]) }
      if pair[0] == "zone" { context.zone = pair[1] }
    }
    return context
  }
}
