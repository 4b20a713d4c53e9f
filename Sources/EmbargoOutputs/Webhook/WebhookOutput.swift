package import EmbargoCore
package import EmbargoTime

/// Publishes releases as signed requests to an endpoint, by Standard Webhooks 1.0.0.
///
/// At least once: after a crash or a time-out nobody knows whether a request arrived, and it is
/// sent again with the same `webhook-id` and the same body, by which the receiver absorbs it.
package struct WebhookOutput: Sendable {
  /// The one piece of a publication.
  static let pieceName = "body"

  package let settings: Settings
  let client: WebhookClient
  private let format: RequestFormat

  /// - Throws: what is wrong with the settings.
  package init(_ settings: Settings) throws(OutputError) {
    func refuse(_ reason: String) -> OutputError {
      OutputError("output \(settings.name): \(reason)", mayPass: false)
    }
    let endpoint = settings.endpoint
    if settings.keys.isEmpty { throw refuse("needs at least one key to sign with") }
    if endpoint.scheme == .http, !settings.allowPrivate {
      throw refuse("the url must begin with https:// (plain http needs allow_private = true)")
    }
    if let address = endpoint.address, let reason = AddressRule(settings).objection(to: address) {
      throw refuse(reason)
    }
    guard settings.concurrency >= 1 else { throw refuse("needs one request at a time at least") }
    guard settings.connectTimeout > .zero, settings.totalTimeout > .zero else {
      throw refuse("time-outs must be longer than nothing")
    }
    self.settings = settings
    client = WebhookClient(settings)
    format = RequestFormat(settings)
  }

  package var name: OutputName { settings.name }
  package var kind: String { "webhook" }
  package var retries: RetryPolicy { settings.retries }

  package func names(slug: Slug, instant: Instant, attachments: [String]) -> [String] { [] }

  package func publication(of material: Material) throws(OutputError) -> Publication {
    let body: [UInt8]
    switch settings.content {
    case .full, .thin: body = WebhookBody.event(material, content: settings.content)
    case .templated(let template, let link):
      body = try made { () throws(OutputError) in
        try template.body(BodyTemplate.Content(material, link: link))
      }
    }
    return Publication(
      key: material.key, pieces: [Publication.Piece(name: Self.pieceName, bytes: body)])
  }

  /// The body of a test, in the form that the endpoint knows.
  func ping(at instant: Instant) throws(OutputError) -> [UInt8] {
    switch settings.content {
    case .full, .thin: return WebhookBody.ping(output: name, at: instant)
    case .templated(let template, _):
      return try made { () throws(OutputError) in
        try template.body(.ping(output: name, at: instant))
      }
    }
  }

  private func made(
    _ body: () throws(OutputError) -> [UInt8]
  ) throws(OutputError) -> [UInt8] {
    do throws(OutputError) {
      return try body()
    } catch {
      throw OutputError("output \(name): \(error)", mayPass: false)
    }
  }

  func head(
    of body: [UInt8], _ key: IdempotencyKey, timestamp: Int64
  ) throws(OutputError) -> Publication.Head {
    Publication.Head(
      timestamp: timestamp,
      bytes: try format.head(id: key.description, timestamp: timestamp, body: body))
  }

  /// The fields of one attempt, in the order in which they are sent.
  package func fields(
    id: String, timestamp: Int64, body: [UInt8]
  ) throws(OutputError) -> [(name: String, value: String)] {
    try format.fields(id: id, timestamp: timestamp, body: body)
  }
}

/// To which addresses requests of an output may go.
struct AddressRule: Sendable {
  private let scheme: Endpoint.Scheme
  private let allowPrivate: Bool

  init(_ settings: WebhookOutput.Settings) {
    (scheme, allowPrivate) = (settings.endpoint.scheme, settings.allowPrivate)
  }

  /// Why not; nil when they may.
  func objection(to address: IPAddress) -> String? {
    switch address.reach {
    case .unusable:
      return "\(address) is no address that a request may be sent to"
    case .local:
      return allowPrivate
        ? nil : "\(address) is a loopback or private address (allow_private = true allows it)"
    case .global:
      return scheme == .https
        ? nil : "\(address) is public and needs https://; plain http is for private addresses"
    }
  }
}
