import EmbargoCore
import EmbargoOutputs
import EmbargoTime

extension Engine {
  /// Everything that the deliveries of one release need to go out.
  struct Preparation {
    var works: [Work] = []
    var intents: [OutputName: Intent] = [:]
    var bodies: [StoredBody] = []
    /// Outputs that are not ready; their delivery is attempted all the same when its turn comes.
    var faults: [OutputName: OutputError] = [:]
    /// Too much is prepared already.
    var findsNoRoom = false

    var staged: [any Prepared] {
      works.compactMap { work in
        if case .publish(let prepared) = work.kind { prepared } else { nil }
      }
    }

    /// Takes note of what could not be made durable: that output is not ready.
    ///
    /// - Parameter failures: of `staged`, in its order.
    mutating func note(_ failures: ArraySlice<OutputError?>) {
      var failures = failures
      for work in works {
        guard case .publish = work.kind, let failure = failures.popFirst() else { continue }
        if let failure { faults[work.output] = failure }
      }
      works.removeAll { faults[$0.output] != nil }
    }

    /// What is staged is durable after this, or its output not ready.
    mutating func secure() { note(secureTogether(staged)[...]) }

    /// What would make a publication fail at its instant, found while people can still act.
    mutating func noteObstacles() {
      for work in works {
        if case .publish(let prepared) = work.kind, let obstacle = prepared.obstacle() {
          faults[work.output] = obstacle
        }
      }
    }
  }

  /// Renders, digests and stages the deliveries of a release; nothing becomes visible and nobody
  /// outside the machine is contacted. Nothing may go out before it was secured.
  ///
  /// - Parameter isUrgent: what finds no room among the prepared files waits in memory.
  func prepare(
    _ release: Release, only: Set<OutputName>? = nil, isUrgent: Bool = true
  ) throws(LedgerError) -> Preparation {
    guard let content = try ports.ledger.content(of: release.id, revision: release.revision)
    else { throw .broken("the text of release \(release.id) is missing") }
    guard content.digest == release.digest else {
      throw .broken("the text of release \(release.id) does not have its accepted digest")
    }
    let document: ReleaseDocument
    do {
      document = try ports.document(content)
    } catch {
      throw .forbidden("the accepted text of \(release.id) can no longer be read: \(error.message)")
    }
    var preparation = Preparation()
    for delivery in release.deliveries where only?.contains(delivery.output) ?? true {
      try prepare(
        delivery, of: release, document: document, content: content, isUrgent: isUrgent,
        into: &preparation)
      if preparation.findsNoRoom { break }
    }
    return preparation
  }

  private func prepare(
    _ delivery: Delivery, of release: Release, document: ReleaseDocument,
    content: RevisionContent, isUrgent: Bool, into preparation: inout Preparation
  ) throws(LedgerError) {
    guard let output = outputs[delivery.output] else {
      preparation.faults[delivery.output] = OutputError(
        "no output of that name is configured any more")
      return
    }
    do throws(OutputError) {
      let material = material(of: delivery, release: release, document, content)
      var publication: Publication
      if let stored = try storedPublication(of: delivery, release: release) {
        publication = stored
      } else {
        publication = try output.publication(of: material)
      }
      let isNamed = !(output is any RemoteOutput)
      publication.supersedes = isNamed ? delivery.supersedes : nil
      preparation.intents[delivery.output] = publication.intent(isNamed: isNamed)
      try stage(publication, at: output, of: release, isUrgent: isUrgent, into: &preparation)
    } catch {
      if error.findsNoRoom { preparation.findsNoRoom = true }
      preparation.faults[delivery.output] = error
    }
  }

  /// Everything that the bytes of one delivery are made of.
  func material(
    of delivery: Delivery, release: Release, _ document: ReleaseDocument,
    _ content: RevisionContent
  ) -> Material {
    let event = release.event(for: delivery)
    let key = IdempotencyKey(
      instance: ports.ledger.instanceKey, release: release.id, revision: release.revision,
      output: delivery.output, event: event.name)
    return Material(
      release: release, document: document, content: content, key: key, event: event,
      organisation: settings.organisation, publicURL: settings.publicURL)
  }

  /// What the recorded intent of a delivery to an endpoint says that it sends; nil: nothing is
  /// recorded yet, and it is rendered.
  func storedPublication(
    of delivery: Delivery, release: Release
  ) throws(OutputError) -> Publication? {
    guard let intent = delivery.intent else { return nil }
    do {
      let stored = try ports.ledger.body(
        intent.digest, of: release.id, revision: release.revision, output: delivery.output)
      return stored.map { Publication(key: intent.key, body: $0) }
    } catch {
      throw OutputError("the stored request cannot be read: \(error)")
    }
  }

  private func stage(
    _ publication: Publication, at output: any Output, of release: Release, isUrgent: Bool,
    into preparation: inout Preparation
  ) throws(OutputError) {
    let kind: Work.Kind
    switch output {
    case let local as any LocalOutput:
      try local.check()
      kind = .publish(try local.prepare(publication, isUrgent: isUrgent))
    case let remote as any RemoteOutput:
      for piece in publication.pieces {
        preparation.bodies.append(
          StoredBody(
            release: release.id, revision: release.revision, output: output.name,
            digest: publication.digest, bytes: piece.bytes))
      }
      // It will be sent when somebody lets the output go again.
      if suspended[output.name] != nil { return }
      try remote.check()
      kind = .send(remote, try remote.prepared(publication, for: release.due))
    default:
      throw OutputError("output \(output.name) can neither publish nor send", mayPass: false)
    }
    preparation.works.append(
      Work(release: release.id, output: output.name, due: release.due, kind: kind))
  }
}

extension Publication {
  /// What is recorded of it before it goes out.
  ///
  /// - Parameter isNamed: its pieces take names at the output.
  func intent(isNamed: Bool) -> Intent {
    guard isNamed else { return Intent(key: key, digest: digest, names: []) }
    return Intent(
      key: key, digest: digest, names: pieces.map(\.name),
      pieces: pieces.map { Digest(of: $0.bytes) })
  }
}

extension Release {
  /// A text for logs before the lift: whatever an error may quote, neither slug nor headline.
  func withheld(from text: String) -> String {
    var text = text
    for secret in [headline, slug.description] where !secret.isEmpty {
      text = text.split(separator: secret, omittingEmptySubsequences: false)
        .joined(separator: "(withheld)")
    }
    return text
  }
}
