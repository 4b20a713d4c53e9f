package import EmbargoTime

/// As RFC 3339 in UTC: `2023-09-19T21:00:00Z`.
extension Instant: Codable {
  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let instant = Instant(rfc3339: text) else {
      throw decoder.corrupted("wanted an instant as in RFC 3339 (2023-09-19T21:00:00Z)")
    }
    self = instant
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rfc3339)
  }
}

/// As ISO 8601 without a zone: `2023-09-19T17:00:00`.
extension CivilDateTime: Codable {
  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let civil = CivilDateTime(iso8601: text) else {
      throw decoder.corrupted("wanted a date and a clock as in ISO 8601 (2023-09-19T17:00:00)")
    }
    self = civil
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(iso8601)
  }
}

extension Decoder {
  /// An error at the place where this decoder stands, with a sentence of ours.
  func corrupted(_ detail: String) -> DecodingError {
    .dataCorrupted(
      DecodingError.Context(
        codingPath: codingPath, debugDescription: detail,
        underlyingError: ControlJSONError(path: "", detail: detail)))
  }
}
