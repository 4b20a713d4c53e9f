/// What records committed to before a lift, against what the record of the lift opens.
struct Openings: Sendable {
  fileprivate struct Pending: Sendable {
    var revision: Int64
    /// To the content.
    var commitment: String
    /// To what each output was to get, by output.
    var intents: [String: String] = [:]
    /// What each output got.
    var published: [String: String] = [:]
    var nonce: [UInt8]?
  }

  private var pending: [String: Pending] = [:]
  /// Commitments that were opened and hold.
  private(set) var count = 0

  /// What is wrong with a record; nil: nothing.
  mutating func take(_ record: ScannedRecord) -> String? {
    let event = record.event
    guard
      event.starts(with: "release.".utf8) || event.starts(with: "delivery.".utf8)
        || event.starts(with: "embargo.".utf8),
      let release = record.content.string("release"), let data = record.content.object("data")
    else { return nil }
    if let commitment = data.string("commitment"), let revision = data.integer("revision") {
      pending[release] = Pending(revision: revision, commitment: commitment)
      return nil
    }
    guard var found = pending[release] else { return nil }
    // A correction and a kill open themselves, and what came before them is over.
    let isOver = record.isEvent("release.corrected") || record.isEvent("release.killed")
    defer { pending[release] = isOver || found.isDone ? nil : found }
    if record.isEvent("release.armed") { found.note(data.objects("intents")) }
    if record.isEvent("release.disarmed") { found.intents = [:] }
    for delivery in [data] + data.objects("deliveries") {
      if let name = delivery.string("output"), let digest = delivery.string("digest") {
        found.published[name] = digest
      }
    }
    if let why = found.open(data, count: &count) { return why }
    return found.compare(count: &count)
  }
}

extension Openings.Pending {
  fileprivate var isDone: Bool { nonce != nil && intents.isEmpty }

  fileprivate mutating func note(_ given: [ScannedObject]) {
    for intent in given {
      if let name = intent.string("output"), let commitment = intent.string("commitment") {
        intents[name] = commitment
      }
    }
  }

  /// The content, where this record opens it; a correction opens the text that it replaces.
  fileprivate mutating func open(_ data: ScannedObject, count: inout Int) -> String? {
    let opening: (digest: String, nonce: String)
    if let digest = data.string("from_digest"), let nonce = data.string("from_nonce") {
      opening = (digest, nonce)
    } else if let digest = data.string("digest"), let nonce = data.string("nonce"),
      data.integer("revision") == revision
    {
      opening = (digest, nonce)
    } else {
      return nil
    }
    guard self.nonce == nil else { return nil }
    guard let nonce = Hex.bytes(opening.nonce), Openings.fits(commitment, opening.digest, nonce)
    else { return "what it opens is not what was committed to before the lift" }
    self.nonce = nonce
    count += 1
    return nil
  }

  /// What was published, where the nonce that opens its commitment is known.
  fileprivate mutating func compare(count: inout Int) -> String? {
    guard let nonce else { return nil }
    for (name, digest) in published.sorted(by: { $0.key < $1.key }) {
      guard let commitment = intents[name] else { continue }
      guard Openings.fits(commitment, digest, nonce) else {
        return "what went to \(name) is not what was committed to when it was armed"
      }
      intents[name] = nil
      count += 1
    }
    published = [:]
    return nil
  }
}

extension Openings {
  fileprivate static func fits(_ commitment: String, _ digest: String, _ nonce: [UInt8]) -> Bool {
    guard let digest = Hex.bytes(digest).flatMap(Digest.init(bytes:)) else { return false }
    return Commitment(to: digest, nonce: nonce).text == commitment
  }
}
