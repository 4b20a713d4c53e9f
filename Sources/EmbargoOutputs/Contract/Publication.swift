package import EmbargoCore
package import EmbargoTime

/// Everything an output may draw on to make the bytes of one revision. No clock, no file: the same
/// material always gives the same publication.
package struct Material: Sendable {
  package var release: Release
  package var document: ReleaseDocument
  package var content: RevisionContent
  package var key: IdempotencyKey
  /// What the output is told: that the release is out, that it has another text, or that it must
  /// not be used.
  package var event: ReleaseEvent
  package var organisation: String
  /// Base of links; empty: none are written.
  package var publicURL: String

  /// Whether outputs are told that it must not be used any more.
  package var isKilled: Bool {
    if case .killed = event { true } else { false }
  }

  /// What is said of an embargo that was ended early, beside the text and not in it; nil: nothing.
  package var earlyNotice: String? {
    guard case .published = event, let early = release.earlyLift, !early.notice.isEmpty else {
      return nil
    }
    return early.notice
  }

  package init(
    release: Release, document: ReleaseDocument, content: RevisionContent, key: IdempotencyKey,
    event: ReleaseEvent = .published, organisation: String, publicURL: String
  ) {
    (self.release, self.document, self.content) = (release, document, content)
    (self.key, self.event) = (key, event)
    (self.organisation, self.publicURL) = (organisation, publicURL)
  }
}

/// What one delivery publishes: final bytes under fixed names, rendered once.
package struct Publication: Hashable, Sendable {
  /// One file, message or request body.
  package struct Piece: Hashable, Sendable {
    /// The name at the output, relative to it; `body` for a request.
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
  }

  package var key: IdempotencyKey
  package var pieces: [Piece]

  /// When its files say that they were changed: the moment of the lift, although they were written
  /// before it. No part of the digest.
  package var modified: Instant?

  /// What stands there of an earlier revision and makes way for this one; nil: every name is
  /// created, and one that exists with other bytes is a conflict. A name that it does not stand
  /// under is created: it may have been published in part only. Where several earlier revisions may
  /// be there a name comes once for each of the pieces that it may have. No part of the digest.
  package var supersedes: Intent?

  /// What an endpoint is sent before the one piece, signed ahead for the second in which it is due.
  package struct Head: Hashable, Sendable {
    /// Seconds since 1970 that it names: in any other it is made anew.
    package var timestamp: Int64
    package var bytes: [UInt8]
  }

  /// Nil: made when it is sent. No part of the digest.
  package var head: Head?

  package init(
    key: IdempotencyKey, pieces: [Piece], modified: Instant? = nil, supersedes: Intent? = nil
  ) {
    (self.key, self.pieces, self.modified) = (key, pieces, modified)
    self.supersedes = supersedes
  }

  /// The one piece of a request.
  package init(key: IdempotencyKey, body: [UInt8]) {
    self.init(key: key, pieces: [Piece(name: "body", bytes: body)])
  }

  /// Of all names and bytes; recorded before anything is published and compared afterwards.
  package var digest: Digest {
    Digest(parts: pieces.flatMap { [Array($0.name.utf8), $0.bytes] })
  }
}

/// What is wrong at an output, for people: what failed, where, and what to do.
package struct OutputError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String
  /// False when repeating cannot help (another file has the name).
  package var mayPass: Bool
  /// Nothing is wrong: as much as may be is prepared already, and there is room when something of
  /// it has gone out.
  package var findsNoRoom: Bool

  package init(_ description: String, mayPass: Bool = true, findsNoRoom: Bool = false) {
    (self.description, self.mayPass) = (description, mayPass)
    self.findsNoRoom = findsNoRoom
  }
}
