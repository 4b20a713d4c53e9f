import EmbargoTime

/// The open corpus of stamps: lines with what each must give.
struct CorpusRow: Sendable, CustomStringConvertible {
  var id: String
  var line: String
  var context: StampContext
  /// An instant (RFC 3339), `immediate` or `reject:REASON`.
  var expected: String

  var group: String { String(id.prefix { $0 != "-" }) }
  var isInstant: Bool { expected.first?.isNumber ?? false }
  var description: String { "\(id) \(line)" }

  /// The corpus that came with the rule book.
  static func open() throws -> [CorpusRow] { try rows("corpus-open.tsv") }

  static func rows(_ file: String) throws -> [CorpusRow] {
    try Fixtures.lines("\(Fixtures.folder)/\(file)").dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return CorpusRow(
        id: fields[0], line: fields[1], context: context(fields[2]), expected: fields[3])
    }
  }

  /// `submitted=RFC3339;zone=ZONE`
  static func context(_ text: String) -> StampContext {
    var context = StampContext()
    for pair in text.split(separator: ";") {
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      switch parts[0] {
      case "submitted": context.submitted = Instant(rfc3339: parts[1])
      case "zone": context.zone = parts[1]
      default: break
      }
    }
    return context
  }
}

extension StampOutcome {
  /// In the form of the corpus.
  var text: String {
    switch self {
    case .instant(let reading): reading.instant.rfc3339
    case .immediate: "immediate"
    case .refused(let refusal): "reject:\(refusal.reason.rawValue)"
    }
  }
}
