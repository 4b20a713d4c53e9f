import EmbargoCore
import EmbargoSystem

/// What the folders of an inbox are connected to; all of it is called on the inbox's own thread.
struct InboxEdges {
  var reader: EntryReader
  /// Blocks until there is an answer.
  var take: (InboxArrival) -> InboxVerdict
  /// Nanoseconds of a clock that is never set.
  var now: () -> Int64
  /// Gets no names: they tell of releases before their lift.
  var notify: (Notice) -> Void
  var isStopped: () -> Bool
}

/// One folder that is watched for releases.
final class InboxFolder {
  /// Names that are listed at most; of more, some are found only when others have gone.
  static let mostListed = 20_000
  /// Entries that one scan looks at.
  static let mostLookedAt = 1000

  /// An accepted entry that is still to be removed.
  struct Accepted {
    var mark: EntryMark
    /// The text's file in a folder.
    var text: FileName?
    var receipt: InboxReceipt
  }

  let place: Configuration.Inbox
  let edges: InboxEdges
  private let watch: FolderWatch
  private(set) var watched: FolderWatch.Folder?
  private(set) var shelves: Shelves?
  /// The entry that was looked at last: the next scan goes on behind it, so that none is starved.
  private var cursor: FileName?
  /// Entries that are still to be looked at in this round.
  private var remaining = 0
  private var problems: [Trouble: String] = [:]
  var sightings: [FileName: Sighting] = [:]
  var accepted: [FileName: Accepted] = [:]
  /// Why entries are not taken.
  var left: [FileName: String] = [:]
  /// Something could not be taken now: nothing else is tried before the next scan.
  var isPostponed = false
  /// Since the last report.
  var counts = (accepted: 0, refused: 0)

  init(_ place: Configuration.Inbox, watch: FolderWatch, edges: InboxEdges) {
    (self.place, self.watch, self.edges) = (place, watch, edges)
  }

  /// Opens the folder if need be, and looks at what is in it: at most 1000 entries, the next ones
  /// with the next call.
  func scan() {
    guard let shelves = openShelves() else { return }
    isPostponed = false
    recover(shelves)
    guard let listing = list(shelves) else { return close() }
    let names = listing.entries.map(\.name).filter { !$0.isIgnored }
    let behind = names.drop { name in cursor.map { name <= $0 } ?? false }
    let order = behind + names.prefix(names.count - behind.count)
    if remaining == 0 { remaining = order.count }
    for name in order.prefix(min(remaining, Self.mostLookedAt)) where !edges.isStopped() {
      look(name, in: shelves)
      cursor = name
      remaining -= 1
      if isPostponed { break }
    }
    if isPostponed { remaining = 0 }
  }

  private func list(_ shelves: Shelves) -> DirectoryListing? {
    let listing: DirectoryListing
    do {
      listing = try shelves.inbox.entries(limit: Self.mostListed)
    } catch {
      setProblem(.listing, "it cannot be listed: \(error.reason)")
      return nil
    }
    setProblem(.listing, nil)
    setProblem(
      .crowded,
      listing.isComplete
        ? nil : "it holds more than \(Self.mostListed) entries: some may wait; move others away")
    if listing.isComplete { forgetAll(but: Set(listing.entries.map(\.name))) }
    return listing
  }

  private func recover(_ shelves: Shelves) {
    do {
      try shelves.recover()
      setProblem(.leftovers, nil)
    } catch {
      setProblem(
        .leftovers,
        "something in accepted/.removing, where it was to be removed, cannot be put back "
          + "(\(error.operation): \(error.reason)); move it back by hand")
    }
  }

  /// Something happened to an entry.
  func handle(_ name: FileName, _ evidence: Sighting.Evidence) {
    guard !name.isIgnored, let shelves else { return }
    look(name, in: shelves, evidence: evidence)
  }

  /// Events were lost.
  func distrust() {
    for name in sightings.keys.sorted() { sightings[name]?.distrust(at: edges.now()) }
  }

  /// More is to be looked at right away.
  var hasMore: Bool { remaining > 0 }

  /// Something is expected to become quiet.
  var isUnquiet: Bool {
    let now = edges.now()
    return sightings.values.contains { $0.isUnquiet(at: now) }
  }

  // MARK: Opening

  private func openShelves() -> Shelves? {
    if let shelves {
      let result = Result { () throws(SystemError) in try FileAttributes.of(path: place.directory) }
      if case .success(let found?) = result, found.identity == shelves.identity { return shelves }
      close()
    }
    do {
      let shelves = try Shelves(path: place.directory)
      self.shelves = shelves
      setProblem(.missing, nil)
      startWatching(shelves)
    } catch {
      setProblem(
        .missing,
        "it cannot be used (\(error.operation): \(error.reason)); it is looked for again")
    }
    return shelves
  }

  /// Without a watch the scans alone find what comes in.
  private func startWatching(_ shelves: Shelves) {
    do {
      watched = try watch.add(shelves.inbox.resolvedPath ?? place.directory)
      setProblem(.watching, nil)
    } catch {
      setProblem(
        .watching, "it cannot be watched (\(error.reason)): it is only looked at every 10 seconds")
    }
  }

  /// The folder is gone, or another one has its name.
  func close() {
    if let watched { watch.remove(watched) }
    (watched, shelves, cursor, remaining) = (nil, nil, nil, 0)
    forgetAll(but: [])
  }

  private func forgetAll(but names: Set<FileName>) {
    sightings = sightings.filter { names.contains($0.key) }
    accepted = accepted.filter { names.contains($0.key) }
    left = left.filter { names.contains($0.key) }
  }

  // MARK: Telling people

  /// What may be wrong with the folder itself.
  enum Trouble: Int, Hashable, Comparable {
    case missing, listing, leftovers, watching, crowded, submitter

    static func < (left: Trouble, right: Trouble) -> Bool { left.rawValue < right.rawValue }
  }

  /// Sentences for people.
  var problemWords: [String] { problems.sorted { $0.key < $1.key }.map { words($0.value) } }

  /// Announces a problem when it comes, and when it has gone.
  func setProblem(_ trouble: Trouble, _ text: String?) {
    guard problems[trouble] != text else { return }
    problems[trouble] = text
    if let text {
      edges.notify(Notice(.error, "inbox.\(trouble)", words(text)))
    } else {
      edges.notify(Notice(.info, "inbox.\(trouble)", words("in order again")))
    }
  }

  /// Tells how many were taken since the last report; no names.
  func report() {
    if counts.accepted > 0 {
      edges.notify(Notice(.info, "inbox.accepted", words("\(counts.accepted) accepted")))
    }
    if counts.refused > 0 {
      let text = "\(counts.refused) refused; rejected/ has them, each with the reason beside it"
      edges.notify(Notice(.warning, "inbox.refused", words(text)))
    }
    counts = (0, 0)
  }

  private func words(_ text: String) -> String {
    "inbox \(displayText(place.directory.utf8)): \(text)"
  }
}
