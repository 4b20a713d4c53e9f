package import EmbargoCore
package import EmbargoTime

/// A release that lay complete in an inbox, read whole.
package struct InboxArrival: Sendable {
  /// The name of the file or folder, escaped for people.
  package var name: String
  /// The name of the text's own file, escaped for people; its ending tells the format.
  package var textName: String
  package var bytes: [UInt8]
  /// In the order of their names; empty unless a folder came in.
  package var attachments: [Attachment]
  /// The owner of the text's file, or whom the inbox names.
  package var submitter: Actor
  /// Where it lies, escaped for people. A release's name is part of what is sealed: keep it out of
  /// logs.
  package var path: String
  /// The same when a crash kept an accepted file from being removed and it is found again: device,
  /// inode and time of the last change of what came in.
  package var identity: String
}

/// What people learn of a release that was accepted.
package struct InboxReceipt: Hashable, Sendable {
  package var id: ReleaseID
  /// When it lifts.
  package var due: Instant
  /// The instant in the words of its reading.
  package var words: String
  package var notes: [String]

  package init(id: ReleaseID, due: Instant, words: String, notes: [String] = []) {
    (self.id, self.due) = (id, due)
    (self.words, self.notes) = (words, notes)
  }
}

/// What became of an arrival.
package enum InboxVerdict: Sendable {
  /// Its bytes are durable in the ledger: what was read is removed from the inbox.
  case accepted(InboxReceipt)
  /// The very same bytes with the same instant had been accepted before, by this inbox, which a
  /// crash kept from removing them: as if accepted now.
  case duplicate(InboxReceipt)
  /// Lines for people: what is wrong, where, and how to mend it.
  case refused([String])
  /// It cannot be taken now (ledger full, busy): it stays and is tried again. One phrase.
  case later(String)
}

/// Takes an arrival; what it does not answer within five minutes counts as `later`.
package typealias TakeArrival = @Sendable (InboxArrival) async -> InboxVerdict
