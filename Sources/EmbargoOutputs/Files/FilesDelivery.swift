import EmbargoCore
import EmbargoSystem
import EmbargoTime

extension FilesOutput: LocalOutput {
  package func prepare(_ publication: Publication) throws(OutputError) -> any Prepared {
    let place = try place()
    let size = publication.pieces.reduce(0) { $0 + $1.bytes.count }
    if place.staging == nil, try place.freeBytes() < UInt64(size) {
      throw OutputError(
        "output \(name): \(settings.directory) has no room for \(size) bytes; free some space there"
      )
    }
    return try LocalPublication(publication, output: name) { _ in place }
  }

  /// Free space is judged when something is prepared, by the size of what there is to write.
  package func check() throws(OutputError) {
    let place = try place()
    if try place.freeBytes() == 0 {
      throw OutputError("output \(name): \(settings.directory) is full; free some space there")
    }
  }

  package func test() async throws(OutputError) -> String {
    let place = try place()
    try place.prove()
    return try place.summary()
  }

  private func place() throws(OutputError) -> Place {
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
      directoryMode: settings.directoryMode)
  }
}
