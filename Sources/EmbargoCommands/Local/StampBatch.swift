import EmbargoControl
import EmbargoCore
import EmbargoTime

/// Reads stamps line by line: one JSON object a line, in the order of the input.
struct StampBatch {
  /// Bytes of one line, context included; a longer one is refused.
  static let longestLine = 16_384

  let reader: StampReader
  let zones: ZoneDatabase
  /// What holds for lines that say nothing themselves.
  let context: StampContext

  /// Reads standard input to its end. Lines are answered as soon as they are complete.
  ///
  /// - Returns: `refused` when a line's context could not be understood; a refused stamp is an
  ///   answer like any other.
  func run(in session: Session) throws(Failure) -> Ending {
    var splitter = LineSplitter(limit: Self.longestLine)
    var status = Ending.done
    while true {
      let bytes = try session.read()
      let lines = bytes.isEmpty ? [splitter.finish()].compactMap(\.self) : splitter.take(bytes)
      var answers: [UInt8] = []
      for line in lines {
        let (document, isUnderstood) = answer(line)
        if !isUnderstood { status = .refused }
        answers += JSONText.printable(document.bytes) + [UInt8(ascii: "\n")]
      }
      if !answers.isEmpty { try session.console.output(answers) }
      if bytes.isEmpty { return status }
    }
  }

  private func answer(_ line: LineSplitter.Line) -> (JSONText, isUnderstood: Bool) {
    if line.isCut {
      let refusal = StampRefusal(
        .noStamp,
        "The line is longer than \(Self.longestLine) bytes; a stamp stands in a short one.")
      return (OutcomeJSON.refused(refusal), true)
    }
    let parts = line.bytes.split(
      separator: UInt8(ascii: "\t"), maxSplits: 1, omittingEmptySubsequences: false)
    let text = String(decoding: parts[0], as: UTF8.self)
    let words = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
    do throws(Failure) {
      let context = try lineContext(words)
      return (OutcomeJSON.document(reader.read(text, context: context)), true)
    } catch {
      let document = JSONText.object([
        ("outcome", .string("error")), ("message", .string("context: \(error.message)")),
      ])
      return (document, false)
    }
  }

  /// `submitted=RFC3339;zone=ZONE`; either may be missing or empty.
  private func lineContext(_ words: String) throws(Failure) -> StampContext {
    var submitted: String?
    var zone: String?
    for field in words.split(separator: ";") {
      let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = pair.count > 1 && !pair[1].isEmpty ? String(pair[1]) : nil
      switch pair[0] {
      case "submitted" where pair.count > 1: submitted = value
      case "zone" where pair.count > 1: zone = value
      default:
        throw Failure(.dataRefused, "expected submitted=RFC3339;zone=ZONE, got \"\(words)\"")
      }
    }
    var merged = try ZoneFiles.context(submitted: submitted, zone: zone, zones: zones)
    merged.submitted = merged.submitted ?? context.submitted
    merged.zone = merged.zone ?? context.zone
    return merged
  }
}
