import EmbargoCore
import EmbargoSystem

/// The publications of one instant: each directory that they lie in is opened once for all of them,
/// and synced once behind them. Used from one thread; short-lived, because a directory that is
/// moved away meanwhile is still written to.
package final class PublishingRound {
  private struct Folder {
    var directory: Directory
    var output: OutputName
    var isUnsynced = false
  }

  private struct Key: Hashable {
    var place: ObjectIdentifier
    /// Empty: the place's own directory.
    var path: String
  }

  private var folders: [Key: Folder] = [:]
  private var used: [Key] = []

  package init() {}

  /// The directory that holds a piece's name, made where it is missing.
  func directory(of piece: LocalPiece) throws(SystemError) -> Directory {
    let key = Self.key(piece)
    if let folder = folders[key] { return folder.directory }
    let directory = try piece.makeDirectory()
    folders[key] = Folder(directory: directory, output: piece.place.output)
    used.append(key)
    return directory
  }

  /// A name of that piece may be there and not be durable yet.
  func mark(_ piece: LocalPiece) throws(SystemError) {
    _ = try directory(of: piece)
    folders[Self.key(piece)]?.isUnsynced = true
  }

  private static func key(_ piece: LocalPiece) -> Key {
    Key(place: ObjectIdentifier(piece.place), path: piece.folder)
  }

  /// Makes durable what became visible.
  package func sync() throws(OutputError) {
    for key in used {
      guard let folder = folders[key], folder.isUnsynced else { continue }
      do throws(SystemError) {
        try folder.directory.sync()
      } catch {
        throw OutputError(folder.output, error)
      }
      folders[key]?.isUnsynced = false
    }
  }
}
