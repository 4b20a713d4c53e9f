import EmbargoControl
import EmbargoCore
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads what comes with a request, within bounds.
struct RequestBodyReader {
  let request: Request

  /// The whole body; throws `tooLarge` above `limit` bytes.
  ///
  /// - Parameter what: what it is, for the message: `a request`.
  func bytes(limit: Int, what: String) async throws(Problem) -> [UInt8] {
    let refusal = Problem(.tooLarge, "\(what) may have \(limit) bytes; this one has more")
    if let length = try declaredLength, length > limit { throw refusal }
    do {
      return Array(buffer: try await request.body.collect(upTo: limit))
    } catch is NIOTooManyBytesError {
      throw refusal
    } catch is ReceiveTimedOut {
      throw Problem(.timedOut, "the request did not arrive in time")
    } catch {
      throw Problem(.badRequest, "the request ended before its body was complete")
    }
  }

  /// What a body's head says of its length; nil for a body in chunks.
  var declaredLength: Int? {
    get throws(Problem) {
      guard let text = request.headers[.contentLength] else { return nil }
      guard let length = Int(text), length >= 0 else {
        throw Problem(.badRequest, "Content-Length is no number")
      }
      return length
    }
  }

  /// A request value; an empty body stands for an object without members.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8]
  ) throws(Problem) -> Value {
    do throws(ControlJSONError) {
      return try ControlJSON.decode(type, from: bytes.isEmpty ? Array("{}".utf8) : bytes)
    } catch {
      throw Problem(.badRequest, "the request's JSON: \(error)", index: error.index)
    }
  }

  /// The key under which the answer is to be remembered, if there is one.
  func key(user: UInt32, body: [UInt8]) throws(Problem) -> RequestKey? {
    guard let name = HTTPField.Name(ControlHeader.idempotencyKey),
      let key = request.headers[name]
    else { return nil }
    guard 1...128 ~= key.utf8.count, key.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
      throw Problem(
        .badRequest, "\(ControlHeader.idempotencyKey) must be 1 to 128 visible ASCII characters")
    }
    let head = [request.method.rawValue, request.head.path ?? ""].map { Array($0.utf8) }
    return RequestKey(user: user, key: key, request: Digest(parts: head + [body]))
  }
}
