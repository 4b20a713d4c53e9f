import EmbargoTime

/// Writes metrics in the text format of Prometheus, version 0.0.4.
struct Exposition {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  /// A number as it stands in a sample.
  enum Value: Hashable {
    case count(Int64)
    case flag(Bool)
    /// In seconds, exactly.
    case seconds(nanoseconds: Int64)

    var text: String {
      switch self {
      case .count(let count): String(count)
      case .flag(let flag): flag ? "1" : "0"
      case .seconds(let nanoseconds): Self.seconds(nanoseconds)
      }
    }

    private static func seconds(_ nanoseconds: Int64) -> String {
      let (whole, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
      var text = (nanoseconds < 0 ? "-" : "") + String(whole)
      guard rest > 0 else { return text }
      let digits = String(rest)
      text += "." + String(repeating: "0", count: 9 - digits.count) + digits
      while text.hasSuffix("0") { text.removeLast() }
      return text
    }
  }

  struct Sample {
    var labels: [(name: String, value: String)]
    var value: Value

    init(_ value: Value, _ labels: [(name: String, value: String)] = []) {
      (self.value, self.labels) = (value, labels)
    }
  }

  /// One family with its samples; without any it is left out.
  mutating func add(_ family: MetricFamily, _ samples: [Sample]) {
    guard !samples.isEmpty else { return }
    head(family)
    for sample in samples { line(family.rawValue, sample.labels, sample.value) }
  }

  mutating func add(_ family: MetricFamily, _ value: Value?) {
    if let value { add(family, [Sample(value)]) }
  }

  /// A histogram for each output; without any the family is left out.
  mutating func add(_ family: MetricFamily, _ histograms: [(String, LatenessHistogram)]) {
    guard !histograms.isEmpty else { return }
    head(family)
    for (output, histogram) in histograms {
      let label = (name: "output", value: output)
      var total: Int64 = 0
      for (bound, count) in zip(LatenessHistogram.bounds, histogram.counts) {
        total += count
        let limit = Value.seconds(nanoseconds: bound.nanoseconds).text
        line(family.rawValue + "_bucket", [label, ("le", limit)], .count(total))
      }
      total += histogram.counts.last ?? 0
      line(family.rawValue + "_bucket", [label, ("le", "+Inf")], .count(total))
      line(
        family.rawValue + "_sum", [label], .seconds(nanoseconds: histogram.sum.nanoseconds))
      line(family.rawValue + "_count", [label], .count(total))
    }
  }

  private mutating func head(_ family: MetricFamily) {
    text += "# HELP \(family.rawValue) \(family.help)\n"
    text += "# TYPE \(family.rawValue) \(family.kind.rawValue)\n"
  }

  private mutating func line(
    _ name: String, _ labels: [(name: String, value: String)], _ value: Value
  ) {
    text += name
    if !labels.isEmpty {
      let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
      text += "{" + pairs.joined(separator: ",") + "}"
    }
    text += " \(value.text)\n"
  }

  private static func escaped(_ value: String) -> String {
    var escaped = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
