package import EmbargoCore
package import EmbargoTime

extension WebhookOutput {
  /// What a request carries of the release.
  package enum Content: Sendable {
    /// Its whole text.
    case full
    /// Its digest and, where there is a public URL, the address under it that the template gives.
    case thin(address: NameTemplate)
    /// What a template of the administrator makes of it; `link` gives the address under the public
    /// URL.
    case templated(BodyTemplate, link: NameTemplate)
  }

  /// The configuration of one `webhook` output.
  package struct Settings: Sendable {
    package var name: OutputName
    package var endpoint: Endpoint
    /// At least one; each signs every request.
    package var keys: [SigningKey]
    package var content: Content
    /// Lets requests go to loopback and private addresses, and to them without TLS.
    package var allowPrivate: Bool
    /// Certificates in PEM to trust instead of the system's.
    package var caFile: String?
    package var connectTimeout: Span
    /// For all of it: looking up, connecting, sending, the answer.
    package var totalTimeout: Span
    /// After this a connection that nobody uses is closed.
    package var idleTimeout: Span = .seconds(10)
    package var retries: RetryPolicy
    /// How many requests may be under way at once, 1 at least.
    package var concurrency: Int
    /// Of this program, for the `User-Agent` field.
    package var version: String
    /// Whether the secret that the keys came from can still be read and is the same.
    package var checkSecret: @Sendable () throws(OutputError) -> Void
    /// Finds the endpoint's addresses.
    package var lookUp: LookUp = systemLookUp

    package init(
      name: OutputName, endpoint: Endpoint, keys: [SigningKey], content: Content = .full,
      allowPrivate: Bool = false, caFile: String? = nil, connectTimeout: Span = .seconds(5),
      totalTimeout: Span = .seconds(15), retries: RetryPolicy = .webhook,
      concurrency: Int = 64, version: String,
      checkSecret: @escaping @Sendable () throws(OutputError) -> Void = {
        () throws(OutputError) in
      }
    ) {
      (self.name, self.endpoint, self.keys) = (name, endpoint, keys)
      (self.content, self.allowPrivate, self.caFile) = (content, allowPrivate, caFile)
      (self.connectTimeout, self.totalTimeout) = (connectTimeout, totalTimeout)
      (self.retries, self.concurrency) = (retries, concurrency)
      (self.version, self.checkSecret) = (version, checkSecret)
    }
  }
}
