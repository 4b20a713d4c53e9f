#if canImport(FoundationEssentials)
  private import FoundationEssentials
#else
  private import Foundation
#endif

/// Why bytes are not the value that was wanted.
package struct ControlJSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where: `[0].outputs[2]`; empty for the document itself.
  package var path: String
  package var detail: String
  /// Which element, from 0, where the document is an array and the fault is in one element.
  package var index: Int?

  package init(path: String, detail: String, index: Int? = nil) {
    (self.path, self.detail, self.index) = (path, detail, index)
  }

  package var description: String { path.isEmpty ? detail : "\(path): \(detail)" }
}

/// The JSON of the control API: UTF-8, members sorted by name, slashes as they are.
package enum ControlJSON {
  /// - Parameter pretty: for people, on several lines with two blanks of indentation.
  package static func encode(
    _ value: some Encodable, pretty: Bool = false
  ) throws(ControlJSONError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    do {
      return Array(try encoder.encode(value))
    } catch {
      throw ControlJSONError(path: "", detail: "cannot be written as JSON: \(error)")
    }
  }

  /// The bytes are quoted nowhere in the error, since they may hold the text of a release.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8]
  ) throws(ControlJSONError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw ControlJSONError(error)
    } catch {
      throw ControlJSONError(path: "", detail: "this is no JSON document")
    }
  }
}

extension ControlJSONError {
  fileprivate init(_ error: DecodingError) {
    switch error {
    case .keyNotFound(let key, let context):
      self.init(context.codingPath + [key], "this member is missing")
    case .typeMismatch(let type, let context):
      self.init(context.codingPath, "wanted \(Self.name(of: type))")
    case .valueNotFound(let type, let context):
      self.init(context.codingPath, "wanted \(Self.name(of: type)), not null")
    case .dataCorrupted(let context):
      let own = context.underlyingError as? ControlJSONError
      let detail = own?.detail ?? (context.codingPath.isEmpty ? nil : context.debugDescription)
      self.init(context.codingPath, detail ?? "this is no JSON document")
    @unknown default:
      self.init([], "this is not the document that was wanted")
    }
  }

  private init(_ path: [any CodingKey], _ detail: String) {
    self.init(path: Self.text(path), detail: detail, index: path.first?.intValue)
  }

  private static func text(_ path: [any CodingKey]) -> String {
    path.reduce("") { text, key in
      if let index = key.intValue { return text + "[\(index)]" }
      return text.isEmpty ? key.stringValue : text + "." + key.stringValue
    }
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a string"
    case is Bool.Type: "true or false"
    case is any BinaryInteger.Type: "an integer"
    case is any DictionaryLike.Type: "an object"
    case is any ArrayLike.Type: "an array"
    default: "another type"
    }
  }
}

private protocol DictionaryLike {}
extension Dictionary: DictionaryLike {}
private protocol ArrayLike {}
extension Array: ArrayLike {}
