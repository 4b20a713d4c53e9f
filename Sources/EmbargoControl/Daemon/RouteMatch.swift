/// A request line that fits a route.
package struct RouteMatch: Hashable, Sendable {
  package var route: ControlRoute
  /// What stands in the place of the names in braces, in order, decoded; never empty texts.
  package var values: [String]
  /// Decoded; each name at most once.
  package var query: [String: String]
}

extension ControlRoute {
  /// The longest request target that is looked at, in bytes.
  package static let longestTarget = 8192

  /// What a request asks for.
  ///
  /// - Parameter target: path and query in origin form (RFC 9112 section 3.2.1).
  /// - Throws: `noSuchPath`, `methodNotAllowed`, or `badRequest` for a target that is no UTF-8 once
  ///   decoded, is too long, or has a query parameter twice.
  package static func match(
    method: String, target: String
  ) throws(Problem) -> RouteMatch {
    guard target.utf8.count <= longestTarget else {
      throw Problem(.badRequest, "the path is longer than \(longestTarget) bytes")
    }
    let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = halves.first ?? ""
    for route in allCases where route.method == method {
      guard let values = try route.values(in: path) else { continue }
      let query = try Self.query(halves.count > 1 ? halves[1] : "")
      return RouteMatch(route: route, values: values, query: query)
    }
    let allowed = try methods(ofPath: target)
    guard !allowed.isEmpty else {
      throw Problem(.noSuchPath, "the control API of this version has no such path")
    }
    throw Problem(
      .methodNotAllowed, "this path takes \(allowed.joined(separator: " and ")) only")
  }

  /// The methods that a path takes; empty when there is no such path.
  package static func methods(ofPath target: String) throws(Problem) -> [String] {
    let path = target.prefix { $0 != "?" }
    var methods: [String] = []
    for route in allCases where try route.values(in: path) != nil { methods.append(route.method) }
    return methods
  }

  /// Nil when the path has another form.
  private func values(in path: Substring) throws(Problem) -> [String]? {
    let wanted = template.split(separator: "/", omittingEmptySubsequences: false)
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard wanted.count == parts.count else { return nil }
    var values: [String] = []
    for (part, name) in zip(parts, wanted) {
      guard name.hasPrefix("{") else {
        if part != name { return nil }
        continue
      }
      let value = try Self.decoded(part, plusIsBlank: false)
      if value.isEmpty { return nil }
      values.append(value)
    }
    return values
  }

  private static func query(_ text: Substring) throws(Problem) -> [String: String] {
    var query: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = try decoded(halves.first ?? "", plusIsBlank: true)
      let value = try decoded(halves.count > 1 ? halves[1] : "", plusIsBlank: true)
      guard query.updateValue(value, forKey: name) == nil else {
        throw Problem(.badRequest, "the query parameter \"\(name.prefix(40))\" comes twice")
      }
    }
    return query
  }

  private static func decoded(_ text: Substring, plusIsBlank: Bool) throws(Problem) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
        else { throw Problem(.badRequest, "a % in the path is not followed by two digits") }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsBlank: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw Problem(.badRequest, "the path is no UTF-8 once its % are decoded")
    }
    return decoded
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
