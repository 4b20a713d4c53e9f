import EmbargoCore
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Synchronization
import Testing

/// What every output on this machine must do, whatever its kind.
struct OutputConformance {
  let folder: Folder
  let output: any LocalOutput
  let material: Material
  /// The directory in which all pieces appear at once; nil: each appears by itself.
  var bundle: RelativePath?

  /// Runs all of it; the folder is empty but for what the output itself keeps there.
  func run() async throws {
    try staysHiddenBeforeTheInstant()
    try looksAtTheClockBeforeEachName()
    try removeFiles()
    try publishesOnceAndRepeatsSafely()
    try removeFiles()
    try completesAfterACrashBetweenPieces()
    try removeFiles()
    try leavesWhatIsNotItsOwn()
    try removeFiles()
    try saysWhatStandsThere()
    try removeFiles()
    try await testsWithoutAnyRelease()
    try saysWhatRoomThereIs()
  }

  /// A survey tells nothing, all of it, a part of it and something else apart, and leaves no trace.
  private func saysWhatStandsThere() throws {
    let publication = try publication
    let intent = Intent(
      key: publication.key, digest: publication.digest, names: publication.pieces.map(\.name),
      pieces: publication.pieces.map { Digest(of: $0.bytes) })
    #expect(try output.survey(intent) == Survey(missing: intent.names.count))
    _ = try output.prepare(publication).publish(notBefore: Samples.instant, clock: clock)
    let before = try folder.everything()
    #expect(try output.survey(intent) == Survey(same: intent.names.count))
    #expect(try output.survey(intent).verdict == .same)
    var other = intent
    other.pieces[0] = Digest(of: [0])
    #expect(try output.survey(other).verdict == .other)
    #expect(try folder.everything() == before)
    let path = try RelativePath(try #require(intent.names.first))
    try (path.parent.map { try folder.directory.directory($0) } ?? folder.directory)
      .remove(path.last)
    let left = try output.survey(intent).verdict
    #expect(left == (intent.names.count > 1 ? .partly : .nothing))
  }

  /// As the file system says it, which moves while others write.
  private func saysWhatRoomThereIs() throws {
    try output.checkAhead()
    let room = try #require(try output.room())
    let free = try folder.directory.freeBytes()
    #expect(room.copies >= 1 && room.free > 0)
    #expect(max(room.free, free) - min(room.free, free) < 1 << 30)
  }

  var publication: Publication {
    get throws { try output.publication(of: material) }
  }

  let clock: ReadClock = TestClock(Samples.instant + .milliseconds(2)).read

  /// Directories stay, but for those that are a bundle's own.
  func removeFiles() throws {
    for path in try folder.files() {
      let path = try RelativePath(path)
      try (path.parent.map { try folder.directory.directory($0) } ?? folder.directory)
        .remove(path.last)
    }
    guard let bundle else { return }
    let parent = try bundle.parent.map { try folder.directory.makeDirectory($0) }
    try (parent ?? folder.directory).removeTree(bundle.last, deepest: 2)
  }

  /// Preparing, waiting and letting go leave no trace, not even for a moment.
  private func staysHiddenBeforeTheInstant() throws {
    _ = try output.prepare(publication)
    let folders = try folder.everything().filter { $0.hasSuffix("/") }
    let watch = try FolderWatch()
    _ = try watch.add(folder.path)
    for path in folders { _ = try watch.add(folder.path + "/" + path.dropLast()) }
    let before = try folder.everything()
    var prepared: (any Prepared)? = try output.prepare(publication)
    let early = TestClock(Samples.instant - Span(nanoseconds: 1)).read
    let outcome = try #require(prepared).publish(notBefore: Samples.instant, clock: early)
    guard case .failed(_, ambiguous: false, retryAfter: nil) = outcome.result else {
      Issue.record("published before its instant: \(outcome)")
      return
    }
    #expect(prepared?.present() == .nothing)
    prepared = nil
    #expect(try folder.everything() == before)
    #expect(try watch.next(atMost: 0).isEmpty)
  }

  /// The guard is the last thing before each call: between two looks at the clock either
  /// directories appear, or one file, or a whole bundle, and nothing once the clock says that it is
  /// too early, after whatever number of looks.
  private func looksAtTheClockBeforeEachName() throws {
    for looks in 1...40 {
      let seen = Mutex<[Set<String>]>([])
      let clock: ReadClock = {
        let names = (try? published()) ?? []
        let count = seen.withLock {
          $0.append(names)
          return $0.count
        }
        return count <= looks ? Samples.instant : Samples.before
      }
      let outcome = try output.prepare(publication)
        .publish(notBefore: Samples.instant, clock: clock)
      let listings = seen.withLock { $0 } + [try published()]
      for (earlier, later) in zip(listings, listings.dropFirst()) {
        let new = later.subtracting(earlier)
        let isBundle = bundle != nil && (listings.last?.isSubset(of: later) ?? false)
        #expect(isBundle || new.count <= 1 || new.allSatisfy { $0.hasSuffix("/") }, "\(new)")
        // Files of a bundle are there all together or not at all.
        #expect(bundle == nil || isBundle || !new.contains { !$0.hasSuffix("/") }, "\(new)")
      }
      for listing in listings.dropFirst(looks + 1) {
        #expect(listing.isSubset(of: listings[looks]), "after \(looks) looks")
      }
      try removeFiles()
      if case .delivered = outcome.result { return }
    }
    Issue.record("not published within forty looks at the clock")
  }

  /// What is there by its own name.
  private func published() throws -> Set<String> {
    Set(try folder.everything().filter { !$0.hasSuffix(".tmp") && !$0.contains(".tmp/") })
  }

  /// A file that was written before the instant must not say so.
  private func checkTimes(of publication: Publication) throws {
    for piece in publication.pieces {
      let found = try FileAttributes.following(try RelativePath(piece.name), in: folder.directory)
      #expect(found?.lastModification == material.release.due.nanoseconds)
    }
  }

  private func publishesOnceAndRepeatsSafely() throws {
    let publication = try publication
    let prepared = try output.prepare(publication)
    let ticking = TestClock.ticking(from: Samples.instant)
    let outcome = prepared.publish(notBefore: Samples.instant, clock: ticking)
    guard case .delivered(_, recovered: false) = outcome.result else {
      Issue.record("not published: \(outcome)")
      return
    }
    #expect(outcome.output == output.name)
    #expect(outcome.startedAt >= Samples.instant)
    #expect(outcome.finishedAt > outcome.startedAt)
    #expect(prepared.present() == .all)
    for piece in publication.pieces { #expect(try folder.read(piece.name) == piece.bytes) }
    #expect(try folder.files() == publication.pieces.map(\.name).sorted())
    if prepared.isStaged { try checkTimes(of: publication) }
    // By the same value, and by a fresh one as after a restart.
    for again in [prepared, try output.prepare(publication)] {
      let repeated = again.publish(notBefore: Samples.instant, clock: clock)
      guard case .delivered(_, recovered: true) = repeated.result else {
        Issue.record("a repeat was not absorbed: \(repeated)")
        return
      }
    }
    #expect(try folder.files() == publication.pieces.map(\.name).sorted())
  }

  private func completesAfterACrashBetweenPieces() throws {
    let publication = try publication
    for count in 1..<publication.pieces.count {
      let first = Publication(
        key: publication.key, pieces: Array(publication.pieces.prefix(count)))
      _ = try output.prepare(first).publish(notBefore: Samples.instant, clock: clock)
      let prepared = try output.prepare(publication)
      #expect(prepared.present() == .some)
      let outcome = prepared.publish(notBefore: Samples.instant, clock: clock)
      guard case .delivered(_, recovered: false) = outcome.result else {
        Issue.record("not completed: \(outcome)")
        return
      }
      #expect(prepared.present() == .all)
      try removeFiles()
    }
  }

  /// Any name that is taken by something else keeps all of it from being published.
  private func leavesWhatIsNotItsOwn() throws {
    let publication = try publication
    for piece in publication.pieces {
      let path = try RelativePath(piece.name)
      let parent = try path.parent.map { try folder.directory.makeDirectory($0) }
      let foreign = Array("somebody else's\n".utf8)
      try (parent ?? folder.directory).replaceFile(path.last, foreign, mode: .publicFile)
      let prepared = try output.prepare(publication)
      let outcome = prepared.publish(notBefore: Samples.instant, clock: clock)
      guard case .refused(let error) = outcome.result else {
        Issue.record("a name that was taken was not refused: \(outcome)")
        return
      }
      #expect(error.contains(piece.name) && error.contains("retry"))
      #expect(try folder.read(piece.name) == foreign)
      #expect(try folder.files() == [piece.name])
      #expect(prepared.present() == .nothing)
      try removeFiles()
    }
  }

  private func testsWithoutAnyRelease() async throws {
    try output.check()
    let before = try folder.everything()
    let said = try await output.test()
    #expect(said.contains(folder.path))
    #expect(try folder.everything() == before)
  }
}
