import EmbargoCore
import NIOSSL
import Synchronization

/// The authorities whose certificates are trusted: the system's, or those of `ca_file`.
///
/// Certificates are always verified. What was read is kept: reading the system's takes longer than
/// a request.
final class Authorities: Sendable {
  private struct Known {
    var certificates: [NIOSSLCertificate]?
    var context: NIOSSLContext
  }

  private let output: OutputName
  private let file: String?
  private let known = Mutex<Known?>(nil)

  init(_ settings: WebhookOutput.Settings) { (output, file) = (settings.name, settings.caFile) }

  /// Where they come from, for people.
  var words: String { file.map { "ca_file \($0)" } ?? "the system's list" }

  /// What was read last, or is read now.
  func context() throws(OutputError) -> NIOSSLContext {
    if let known = known.withLock(\.self) { return known.context }
    return try read()
  }

  /// Reads `ca_file` again, or the system's when they have not been read.
  @discardableResult
  func read() throws(OutputError) -> NIOSSLContext {
    let certificates = try certificates()
    if let known = known.withLock(\.self), known.certificates == certificates {
      return known.context
    }
    var settings = TLSConfiguration.makeClientConfiguration()
    settings.minimumTLSVersion = .tlsv12
    settings.applicationProtocols = ["http/1.1"]
    if let certificates { settings.trustRoots = .certificates(certificates) }
    do {
      let context = try NIOSSLContext(configuration: settings)
      known.withLock { $0 = Known(certificates: certificates, context: context) }
      return context
    } catch {
      throw OutputError("output \(output): TLS cannot be set up: \(error)")
    }
  }

  private func certificates() throws(OutputError) -> [NIOSSLCertificate]? {
    guard let file else { return nil }
    do {
      return try NIOSSLCertificate.fromPEMFile(file)
    } catch {
      throw OutputError(
        "output \(output): no certificates could be read from ca_file \(file): \(error)")
    }
  }
}
