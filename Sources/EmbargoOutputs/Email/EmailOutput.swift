package import EmbargoCore
import EmbargoSystem
package import EmbargoTime

/// Publishes releases as messages in a Maildir, from which a mail server or another program takes
/// them.
///
/// A message lies in `new/`, the envelope that goes with it (sender and recipients as JSON) in
/// `envelopes/` under the same name with `.json` behind; the envelope is there first. Both appear
/// at the lift and not before, complete, by a link. The name follows from the release, so a repeat
/// finds it, in `new/` or where readers move it, in `cur/`, and publishes nothing twice.
package struct EmailOutput: Sendable {
  package let settings: Settings
  private let unnamedFiles: Bool
  private let page: ReleasePage
  private let openPlace = OpenPlace()

  /// - Parameter unnamedFiles: False does as if the file system had none (O_TMPFILE).
  /// - Throws: what is wrong with the settings.
  package init(_ settings: Settings, unnamedFiles: Bool = true) throws(OutputError) {
    (self.settings, self.unnamedFiles) = (settings, unnamedFiles)
    page = try ReleasePage()
    guard settings.spool.hasPrefix("/"), !settings.spool.utf8.contains(0) else {
      throw OutputError(
        "output \(settings.name): spool must be an absolute path, not \"\(settings.spool)\"",
        mayPass: false)
    }
    guard !settings.to.isEmpty else {
      throw OutputError("output \(settings.name): to must name an address", mayPass: false)
    }
  }

  package var name: OutputName { settings.name }
  package var kind: String { "email" }
  package var retries: RetryPolicy { .local }

  /// Names hold the key, which no other delivery has.
  package func names(slug: Slug, instant: Instant, attachments: [String]) -> [String] { [] }

  package func publication(of material: Material) throws(OutputError) -> Publication {
    let message = Message.bytes(material, settings: settings, page: page)
    let name = "\(material.release.due.seconds).\(material.key).embargod"
    let envelope: JSON = [
      "digest": .string(Digest(of: message).description),
      "key": .string(material.key.description),
      "message": .string(name),
      "recipients": .array(settings.to.map { .string($0.address) }),
      "sender": .string(settings.from.address),
    ]
    return Publication(
      key: material.key,
      pieces: [
        .init(name: "envelopes/\(name).json", bytes: envelope.canonical + [0x0a]),
        .init(name: "new/\(name)", bytes: message),
      ], modified: material.release.due)
  }
}

extension EmailOutput: LocalOutput {
  package func prepare(
    _ publication: Publication, isUrgent: Bool
  ) throws(OutputError) -> any Prepared {
    let place = try place()
    try place.requireRoom(for: publication)
    return try LocalPublication(publication, in: place, isUrgent: isUrgent) {
      (piece) throws(SystemError) in
      piece.name.hasPrefix("new/") ? try RelativePath("cur") : nil
    }
  }

  /// Creates the spool's own directories where they are missing; nothing of a release is in their
  /// names.
  package func check() throws(OutputError) { try place().requireSpace() }

  /// Attachments are in base64, and the text is there twice.
  package func room() throws(OutputError) -> OutputRoom? {
    OutputRoom(free: try place().freeBytes(), copies: 2)
  }

  package func test() async throws(OutputError) -> String {
    let place = try place()
    try place.prove()
    return try place.summary()
  }

  private func place() throws(OutputError) -> Place {
    try openPlace.place(at: settings.spool) { () throws(OutputError) in try open() }
  }

  private func open() throws(OutputError) -> Place {
    let root: Directory
    let scratch: Directory
    do throws(SystemError) {
      root = try Directory(path: settings.spool)
      for directory in ["new", "cur", "envelopes"] {
        _ = try root.makeDirectory(RelativePath(directory), mode: settings.directoryMode)
      }
      scratch = try root.makeDirectory(RelativePath("tmp"), mode: settings.directoryMode)
    } catch {
      throw OutputError(name, error)
    }
    return try Place(
      output: name, root: root, staging: scratch, fileMode: settings.fileMode,
      directoryMode: settings.directoryMode, unnamedFiles: unnamedFiles)
  }
}
