import EmbargoCore
import NIOCore

/// Makes the bytes of requests, by HTTP/1.1 (RFC 9112) and Standard Webhooks 1.0.0.
struct RequestFormat: Sendable {
  private let keys: [SigningKey]
  private let version: String
  /// The lines that are the same in all.
  private let start: String

  init(_ settings: WebhookOutput.Settings) {
    (keys, version) = (settings.keys, settings.version)
    let endpoint = settings.endpoint
    start = "POST \(endpoint.target) HTTP/1.1\r\nhost: \(endpoint.authority)\r\n"
  }

  /// The fields of one attempt, in the order in which they are sent.
  func fields(
    id: String, timestamp: Int64, body: [UInt8]
  ) throws(OutputError) -> [(name: String, value: String)] {
    var signatures: [String] = []
    for key in keys {
      signatures.append(try key.signature(id: id, timestamp: timestamp, body: body))
    }
    return [
      ("content-type", "application/json"),
      ("user-agent", "embargod/\(version)"),
      ("webhook-id", id),
      ("webhook-timestamp", String(timestamp)),
      ("webhook-signature", signatures.joined(separator: " ")),
    ]
  }

  /// Head and body in one piece, for one write.
  func bytes(
    id: String, timestamp: Int64, body: [UInt8]
  ) throws(OutputError) -> ByteBuffer {
    let fields = try fields(id: id, timestamp: timestamp, body: body)
    var buffer = ByteBufferAllocator().buffer(capacity: start.utf8.count + 512 + body.count)
    buffer.writeString(start)
    for (name, value) in fields {
      buffer.writeString(name)
      buffer.writeStaticString(": ")
      buffer.writeString(value)
      buffer.writeStaticString("\r\n")
    }
    buffer.writeStaticString("content-length: ")
    buffer.writeString(String(body.count))
    buffer.writeStaticString("\r\n\r\n")
    buffer.writeBytes(body)
    return buffer
  }
}
