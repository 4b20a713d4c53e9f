package import EmbargoCore
package import EmbargoOutputs
import EmbargoTime

/// What an output gets of a release.
package struct Preview: Sendable {
  package var kind: String
  package var event: ReleaseEvent
  package var publication: Publication
  /// It is on the record, and every attempt sends it.
  package var isStored: Bool
}

extension Engine {
  /// What will be published at an output, or was: made as it is for the lift, and nothing of it
  /// staged or recorded.
  ///
  /// - Parameter proposed: of the correction that waits, if there is one.
  package func preview(
    of present: Release, at name: OutputName, proposed: Bool = false
  ) throws(EngineError) -> Preview {
    var release = present
    if proposed {
      guard let shown = present.withProposal(at: ports.clock()) else {
        throw .nothingProposed(present.id)
      }
      release = shown
    }
    guard let delivery = release.delivery(to: name) else { throw .refused(.unknownOutput(name)) }
    guard let output = outputs[name] else {
      throw .unknownOutput(name, known: outputs.keys.sorted())
    }
    let content = try asking { () throws(LedgerError) in
      if proposed { return try ports.ledger.proposedContent(of: present.id) }
      return try ports.ledger.content(of: release.id, revision: release.revision)
    }
    guard let content else { throw .ledger(.broken("the text of \(release.id) is missing")) }
    let event = release.event(for: delivery)
    do throws(OutputError) {
      if let stored = try storedPublication(of: delivery, release: release) {
        return Preview(kind: output.kind, event: event, publication: stored, isStored: true)
      }
      let document: ReleaseDocument
      do {
        document = try ports.document(content)
      } catch {
        throw OutputError("the accepted text can no longer be read: \(error.message)")
      }
      let publication = try output.publication(
        of: material(of: delivery, release: release, document, content))
      return Preview(kind: output.kind, event: event, publication: publication, isStored: false)
    } catch {
      throw .notRendered(name, error)
    }
  }
}
