import EmbargoControl
import EmbargoSystem

/// Watches all inbox folders: events as they come, and all entries from time to time.
final class InboxLoop {
  /// Between scans, in nanoseconds.
  static let interval: Int64 = 10_000_000_000
  /// Files that `status` names at most.
  static let mostNamed = 100

  let folders: [InboxFolder]
  private let watch: FolderWatch
  private let edges: InboxEdges
  private var nextScan: Int64

  init(_ places: [Configuration.Inbox], watch: FolderWatch, edges: InboxEdges) {
    (self.watch, self.edges) = (watch, edges)
    folders = places.map { InboxFolder($0, watch: watch, edges: edges) }
    nextScan = edges.now()
  }

  /// Waits for events, at most until the next scan is due, and acts on either.
  func step() throws(SystemError) {
    let wait = max(0, nextScan - edges.now())
    for event in try watch.next(atMost: wait) {
      if edges.isStopped() { return }
      handle(event)
    }
    if edges.now() >= nextScan { scan() }
    for folder in folders { folder.report() }
  }

  /// Looks at all folders.
  func scan() {
    for folder in folders where !edges.isStopped() { folder.scan() }
    let now = edges.now()
    if folders.contains(where: \.hasMore) {
      nextScan = now
    } else if folders.contains(where: \.isUnquiet) {
      nextScan = now + Sighting.quiet
    } else {
      nextScan = now + Self.interval
    }
  }

  /// What an event says is only a hint: every entry is looked at anew.
  func handle(_ event: FolderEvent) {
    switch event {
    case .written(let watched, let name):
      folder(watched)?.handle(name, .complete)
    case .movedIn(let watched, let name, _):
      folder(watched)?.handle(name, .complete)
    case .created(let watched, let name, _):
      folder(watched)?.handle(name, .unfinished)
    case .gone(let watched):
      folder(watched)?.close()
      nextScan = edges.now()
    case .overflow:
      for folder in folders { folder.distrust() }
      nextScan = edges.now()
    }
    // What was empty, or changed meanwhile, is looked at when it has been quiet.
    if folders.contains(where: \.isUnquiet) {
      nextScan = min(nextScan, edges.now() + Sighting.quiet)
    }
  }

  private func folder(_ watched: FolderWatch.Folder) -> InboxFolder? {
    folders.first { $0.watched == watched }
  }

  /// What is not taken and why, in the order of folders and names.
  var leftAlone: [LeftAlone] {
    let all = folders.flatMap { folder in
      folder.left.sorted { $0.key < $1.key }.prefix(Self.mostNamed).map { name, reason in
        LeftAlone(
          path: "\(displayText(folder.place.directory.utf8))/\(name)", reason: reason)
      }
    }
    return Array(all.prefix(Self.mostNamed))
  }

  /// What is wrong with the folders themselves.
  var problems: [String] { folders.flatMap(\.problemWords) }
}
