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

  /// Everything before the body.
  func head(id: String, timestamp: Int64, body: [UInt8]) throws(OutputError) -> [UInt8] {
    var head: [UInt8] = []
    head.reserveCapacity(start.utf8.count + 512)
    head += start.utf8
    for (name, value) in try fields(id: id, timestamp: timestamp, body: body) {
      head += name.utf8
      head += ": ".utf8
      head += value.utf8
      head += "\r\n".utf8
    }
    head += "content-length: \(body.count)\r\n\r\n".utf8
    return head
  }

  /// Head and body in one piece, for one write.
  func bytes(head: [UInt8], body: [UInt8]) -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: head.count + body.count)
    buffer.writeBytes(head)
    buffer.writeBytes(body)
    return buffer
  }
}
