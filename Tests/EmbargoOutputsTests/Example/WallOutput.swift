import EmbargoCore
import EmbargoSystem
import EmbargoTime

@testable import EmbargoOutputs

/// Shows the headline of each release on the office's wall: one file a release, `SLUG.wall`.
///
/// A repeat is absorbed by the name: it is created if absent, and a file that is there with the
/// same bytes counts as published.
struct WallOutput: Sendable {
  let name: OutputName
  /// Absolute; must exist.
  let directory: String
  private let openPlace = OpenPlace()

  init(name: OutputName, directory: String) {
    (self.name, self.directory) = (name, directory)
  }

  var kind: String { "wall" }
  var retries: RetryPolicy { .local }

  func names(slug: Slug, instant: Instant, attachments: [String]) -> [String] {
    ["\(slug).wall"]
  }

  /// Pure: the same material always gives the same bytes.
  func publication(of material: Material) throws(OutputError) -> Publication {
    let release = material.release
    let line =
      switch material.event {
      case .published: release.headline
      case .corrected: "CORRECTED: \(release.headline)"
      case .killed(let reason, _): "DO NOT USE: \(release.headline) (\(reason))"
      }
    return Publication(
      key: material.key,
      pieces: [.init(name: "\(release.slug).wall", bytes: Array((line + "\n").utf8))],
      modified: release.due)
  }
}

extension WallOutput: LocalOutput {
  func prepare(
    _ publication: Publication, isUrgent: Bool
  ) throws(OutputError) -> any Prepared {
    let place = try place()
    if let earlier = publication.supersedes {
      return try LocalReplacement(publication, of: earlier, in: place, isUrgent: isUrgent)
    }
    return try LocalPublication(publication, in: place, isUrgent: isUrgent)
  }

  func survey(_ intent: Intent) throws(OutputError) -> Survey { try place().survey(intent) }

  func check() throws(OutputError) { try place().requireSpace() }

  func room() throws(OutputError) -> OutputRoom? {
    OutputRoom(free: try place().freeBytes(), copies: 1)
  }

  /// Nothing of any release.
  func test() async throws(OutputError) -> String {
    let place = try place()
    try place.prove()
    return try place.summary()
  }

  private func place() throws(OutputError) -> Place {
    try openPlace.place(at: directory) { () throws(OutputError) in
      let root: Directory
      do throws(SystemError) {
        root = try Directory(path: directory)
      } catch {
        throw OutputError(name, error)
      }
      return try Place(
        output: name, root: root, staging: nil, fileMode: 0o644, directoryMode: 0o755,
        unnamedFiles: true)
    }
  }
}
