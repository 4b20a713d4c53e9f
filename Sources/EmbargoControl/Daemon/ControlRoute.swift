/// Every request that the control API answers: its method and its path.
package enum ControlRoute: String, CaseIterable, Hashable, Sendable {
  case submit = "POST /v1/releases"
  case list = "GET /v1/releases"
  case show = "GET /v1/releases/{id}"
  case why = "GET /v1/releases/{id}/why"
  case hold = "POST /v1/releases/{id}/hold"
  case resume = "POST /v1/releases/{id}/resume"
  case withdraw = "POST /v1/releases/{id}/withdraw"
  case reschedule = "POST /v1/releases/{id}/reschedule"
  case replace = "POST /v1/releases/{id}/replace"
  case set = "POST /v1/releases/{id}/set"
  case correct = "POST /v1/releases/{id}/correct"
  case kill = "POST /v1/releases/{id}/kill"
  case erase = "POST /v1/releases/{id}/erase"
  case approval = "GET /v1/releases/{id}/approval"
  case approve = "POST /v1/releases/{id}/approve"
  case unapprove = "POST /v1/releases/{id}/unapprove"
  case lift = "POST /v1/releases/{id}/lift"
  case preview = "GET /v1/releases/{id}/preview"
  case receipt = "GET /v1/releases/{id}/receipt"
  case deliveriesOfRelease = "GET /v1/releases/{id}/deliveries"
  case retry = "POST /v1/releases/{id}/deliveries/{output}/retry"
  case deliveries = "GET /v1/deliveries"
  case upload = "POST /v1/attachments"
  case outputs = "GET /v1/outputs"
  case testOutput = "POST /v1/outputs/{output}/test"
  case resumeOutput = "POST /v1/outputs/{output}/resume"
  case testAnnouncements = "POST /v1/announcements/test"
  case handover = "POST /v1/outputs/{output}/handovers"
  case audit = "GET /v1/audit"
  case checkpoints = "GET /v1/audit/checkpoints"
  case status = "GET /v1/status"
  case confirmClock = "POST /v1/clock/confirm"
  case freeze = "POST /v1/freeze"
  case thaw = "POST /v1/thaw"
  /// For Prometheus, which asks for this path.
  case metrics = "GET /metrics"
  case comparison = "GET /v1/comparison"
  case backup = "POST /v1/backups"
  case backupPiece = "GET /v1/backups/{backup}"

  package var method: String { String(rawValue.prefix { $0 != " " }) }

  /// The path with `{id}`, `{output}` and `{backup}` in place of values.
  package var template: String { String(rawValue.drop { $0 != " " }.dropFirst()) }

  /// The path and query to ask for, percent-encoded (RFC 3986 section 2.1).
  ///
  /// - Parameters:
  ///   - values: for the names in braces, in order; as many as there are.
  ///   - query: in the order given; nil values are left out.
  package func target(_ values: [String] = [], query: [(String, String?)] = []) -> String {
    var rest = values[...]
    let path = template.split(separator: "/").map { part in
      part.hasPrefix("{") ? Self.encoded(rest.popFirst() ?? "") : String(part)
    }
    let pairs = query.compactMap { name, value in value.map { "\(name)=\(Self.encoded($0))" } }
    return "/" + path.joined(separator: "/")
      + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
  }

  private static func encoded(_ value: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"):
        bytes.append(byte)
      default:
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Header fields of the control API beside those of HTTP.
package enum ControlHeader {
  /// A key that makes a repeated POST safe: the first answer comes again. 1 to 128 visible ASCII
  /// characters.
  package static let idempotencyKey = "Idempotency-Key"
  /// `true` on an answer that was given before.
  package static let replayed = "Idempotency-Replayed"
}
