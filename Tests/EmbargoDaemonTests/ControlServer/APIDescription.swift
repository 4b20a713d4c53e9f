import EmbargoControl
import EmbargoCore
import EmbargoTime

/// `docs/api/openapi.yaml`, and whether JSON is what it describes.
///
/// It knows as much of JSON Schema as the file uses. Unlike JSON Schema it takes a member that is
/// not described for a fault, in every object.
struct APIDescription {
  private let root: YAML

  init() throws {
    root = try YAML(String(decoding: ProjectFile.read("docs/api/openapi.yaml"), as: UTF8.self))
  }

  /// `GET /v1/status` and so on.
  var operations: [String] {
    (root["paths"]?.members ?? [:]).flatMap { path, methods in
      methods.members.keys.map { "\($0.uppercased()) \(path)" }
    }.sorted()
  }

  func operation(_ route: ControlRoute) -> YAML? {
    root["paths"]?[route.template]?[route.method.lowercased()]
  }

  /// The schema of the body of a request.
  func requestSchema(_ route: ControlRoute) -> YAML? {
    operation(route)?["requestBody"]?["content"]?["application/json"]?["schema"]
  }

  /// The schema of an answer and its status.
  func answerSchema(_ route: ControlRoute) -> (status: Int, schema: YAML)? {
    let answers = operation(route)?["responses"]?.members.filter { Int($0.key) != nil } ?? [:]
    guard answers.count == 1, let (status, answer) = answers.first, let code = Int(status),
      let schema = answer["content"]?["application/json"]?["schema"]
    else { return nil }
    return (code, schema)
  }

  /// The names of the parameters of one kind: `query`, `path`, `header`.
  func parameters(_ route: ControlRoute, in kind: String) -> [String] {
    (operation(route)?["parameters"]?.items ?? []).compactMap { resolve($0) }
      .filter { $0["in"]?.text == kind }.compactMap { $0["name"]?.text }
  }

  func schema(_ name: String) -> YAML? { root["components"]?["schemas"]?[name] }
  var schemaNames: [String] { (root["components"]?["schemas"]?.members ?? [:]).keys.sorted() }

  private func resolve(_ node: YAML) -> YAML? {
    guard let reference = node["$ref"]?.text else { return node }
    return reference.split(separator: "/").dropFirst().reduce(root as YAML?) { $0?[String($1)] }
  }

  /// What is wrong with a value, each with its place; empty when nothing is.
  ///
  /// - Parameter seen: gets `Schema.member` for every member that was met.
  func faults(_ value: JSON, _ schema: YAML, at place: String = "$", seen: inout Set<String>)
    -> [String]
  {
    if let choices = schema["oneOf"]?.items {
      var fitting: [Set<String>] = []
      for choice in choices {
        var met: Set<String> = []
        if faults(value, choice, at: place, seen: &met).isEmpty { fitting.append(met) }
      }
      guard fitting.count == 1 else { return ["\(place) fits \(fitting.count) of oneOf"] }
      seen.formUnion(fitting[0])
      return []
    }
    guard let resolved = resolve(schema) else { return ["\(place): a $ref that leads nowhere"] }
    let types = resolved["type"].map { $0.items.isEmpty ? [$0] : $0.items }?.compactMap(\.text)
    guard types?.contains(value.typeName) ?? true else {
      return ["\(place) is \(value.typeName), wanted is \(types ?? [])"]
    }
    let name = schema["$ref"]?.text?.split(separator: "/").last.map(String.init)
    switch value {
    case .object(let members):
      return objectFaults(members, resolved, name ?? place, at: place, seen: &seen)
    case .array(let items):
      guard let schema = resolved["items"] else { return ["\(place): items are not described"] }
      return items.enumerated().flatMap { index, item in
        faults(item, schema, at: "\(place)[\(index)]", seen: &seen)
      }
    case .string(let text):
      let known = resolved["enum"]?.items.compactMap(\.text)
      let isDate = resolved["format"]?.text != "date-time" || Instant(rfc3339: text) != nil
      return isDate && known?.contains(text) ?? true ? [] : ["\(place) is \(text)"]
    case .integer, .bool, .null: return []
    }
  }

  private func objectFaults(
    _ members: JSON.Members, _ schema: YAML, _ name: String, at place: String,
    seen: inout Set<String>
  ) -> [String] {
    let required = schema["required"]?.items.compactMap(\.text) ?? []
    var faults = required.filter { members[$0] == nil }.map { "\(place).\($0) is missing" }
    for (member, value) in members.sorted(by: { $0.key < $1.key }) {
      guard let described = schema["properties"]?[member] else {
        faults.append("\(place).\(member) is not described")
        continue
      }
      seen.insert("\(name).\(member)")
      faults += self.faults(value, described, at: "\(place).\(member)", seen: &seen)
    }
    return faults
  }
}

extension JSON {
  fileprivate var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .integer: "integer"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}
