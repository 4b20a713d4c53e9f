package import EmbargoCore
import EmbargoSystem
import EmbargoTime

extension FilesOutput: LocalOutput {
  package func prepare(
    _ publication: Publication, isUrgent: Bool
  ) throws(OutputError) -> any Prepared {
    let place = try place()
    try place.requireRoom(for: publication)
    if let earlier = publication.supersedes {
      return try LocalReplacement(publication, of: earlier, in: place, isUrgent: isUrgent)
    }
    if settings.bundle {
      return try BundlePublication(
        publication, depth: settings.template.depth + 1, in: place, isUrgent: isUrgent)
    }
    return try LocalPublication(publication, in: place, isUrgent: isUrgent)
  }

  package func survey(_ intent: Intent) throws(OutputError) -> Survey {
    try place().survey(intent)
  }

  package func check() throws(OutputError) { try place().requireSpace() }

  package func room() throws(OutputError) -> OutputRoom? {
    OutputRoom(free: try place().freeBytes(), copies: settings.formats.count)
  }

  package func test() async throws(OutputError) -> String {
    let place = try place()
    try place.prove()
    return try place.summary()
  }

  func place() throws(OutputError) -> Place {
    try openPlace.place(at: settings.directory) { () throws(OutputError) in try open() }
  }

  private func open() throws(OutputError) -> Place {
    let root: Directory
    let staging: Directory?
    do throws(SystemError) {
      root = try Directory(path: settings.directory)
      staging = try settings.staging.map { (path) throws(SystemError) in
        try Directory(path: path, links: .lastRefused)
      }
    } catch {
      throw OutputError(name, error)
    }
    return try Place(
      output: name, root: root, staging: staging, fileMode: settings.fileMode,
      directoryMode: settings.directoryMode, unnamedFiles: unnamedFiles)
  }
}
