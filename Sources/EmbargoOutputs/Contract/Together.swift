/// The publications of one instant: each directory that they lie in is opened once for all of them,
/// and synced once behind them. Used from one thread; short-lived, because a directory that is
/// moved away meanwhile is still written to.
package final class PublishingRound {
  /// Which directory of which place.
  struct Key: Hashable {
    var place: ObjectIdentifier
    /// Below the place; empty: the place's own directory.
    var path: String
  }

  private var folders: [Key: any RoundFolder] = [:]
  private var used: [any RoundFolder] = []

  package init() {}

  /// The directory behind a key, which `make` opens the first time.
  func folder<Folder: RoundFolder, Failure: Error>(
    _ key: Key, make: () throws(Failure) -> Folder
  ) throws(Failure) -> Folder {
    if let known = folders[key] as? Folder { return known }
    let folder = try make()
    folders[key] = folder
    used.append(folder)
    return folder
  }

  /// Makes durable what became visible.
  package func sync() throws(OutputError) {
    for folder in used { try folder.sync() }
  }
}

/// A directory in which something is published in a round.
protocol RoundFolder: AnyObject {
  /// Makes the new names in it durable, if there are any.
  func sync() throws(OutputError)
}

/// Where unnamed files of many deliveries are staged.
package protocol StagingPlace: AnyObject, Sendable {
  /// Makes everything that was staged here durable; why not.
  func syncFailure() -> OutputError?
}

/// Makes what was staged for many deliveries durable, and says of which it failed, in their order.
///
/// The kernel begins to write all of it before the first is waited for. Many files of one place are
/// then waited for with their whole file system: a call for each would take milliseconds each on a
/// busy disk, and ten thousand of them longer than arming has.
package func secureTogether(_ prepared: [any Prepared]) -> [OutputError?] {
  var files: [ObjectIdentifier: (place: any StagingPlace, count: Int)] = [:]
  for prepared in prepared {
    prepared.beginSecuring()
    guard let staged = prepared.staged else { continue }
    files[ObjectIdentifier(staged.place), default: (staged.place, 0)].count += staged.files
  }
  var together: [ObjectIdentifier: OutputError?] = [:]
  for (key, (place, count)) in files where count >= fewFiles {
    together[key] = .some(place.syncFailure())
  }
  return prepared.map { prepared in
    if let place = prepared.staged?.place, let failure = together[ObjectIdentifier(place)] {
      return failure
    }
    do throws(OutputError) {
      try prepared.secure()
      return nil
    } catch {
      return error
    }
  }
}

/// Below this each file is waited for by itself, which leaves the rest of the file system alone.
private let fewFiles = 8
