package import NIOCore

/// Where the control socket is and what it endures; sizes in bytes.
package struct ControlSettings: Sendable {
  package var socket: String
  /// The largest release; a JSON body may have twice that and 64 KiB (escapes, base64).
  package var maxReleaseBytes: Int
  /// The largest attachment.
  package var maxAttachmentBytes: Int
  /// All uploads together that wait for their release.
  package var maxUploadBytes: Int
  /// More wait in the kernel's queue until one is closed.
  package var maxConnections = 64
  /// A connection that asks nothing, or stops in the middle of a request, is closed after this.
  package var idleTimeout = TimeAmount.seconds(30)
  /// From the head of a request to its end.
  package var receiveTimeout = TimeAmount.minutes(2)
  /// From the head of an answer until the peer has taken all of it.
  package var sendTimeout = TimeAmount.minutes(1)
  /// After so many requests a connection is closed.
  package var requestsPerConnection = 1000

  /// The group of the socket is the daemon's own; its members may connect.
  package static let mode: UInt32 = 0o660
  package static let maxHeaderBytes = 16 << 10

  package init(socket: String, maxReleaseBytes: Int, maxAttachmentBytes: Int) {
    (self.socket, self.maxReleaseBytes) = (socket, maxReleaseBytes)
    self.maxAttachmentBytes = maxAttachmentBytes
    maxUploadBytes = 4 * maxAttachmentBytes
  }

  var maxJSONBytes: Int { 2 * maxReleaseBytes + 64 << 10 }
}
