import EmbargoCore
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Synchronization
import Testing

/// What an output must do that replaces what it published before.
extension OutputConformance {
  /// - Parameter material: of the later revision.
  func runSuperseding(by material: Material) throws {
    let earlier = try publication
    for pieces in [[], earlier.pieces.map { Digest(of: $0.bytes) }] {
      var later = try output.publication(of: material)
      later.supersedes = Intent(
        key: earlier.key, digest: earlier.digest, names: earlier.pieces.map(\.name),
        pieces: pieces)
      let cases = Superseding(conformance: self, earlier: earlier, later: later)
      try cases.replacesAllAndRepeatsSafely()
      try cases.completesAfterACrashAnywhere()
      try cases.completesAfterACrashBetweenExchangeAndRemoval()
      try cases.leavesWhatIsNotItsOwn()
      if pieces.isEmpty {
        try cases.refusesWhatIsIncomplete()
      } else {
        try cases.replacesWhatIsLeft()
        try cases.replacesAMixtureOfSeveral()
      }
      try cases.publishesWhereNothingIsLeft()
    }
    try removeFiles()
  }
}

private struct Superseding {
  let conformance: OutputConformance
  let earlier: Publication
  let later: Publication

  private var folder: Folder { conformance.folder }
  private var output: any LocalOutput { conformance.output }
  private var clock: ReadClock { conformance.clock }

  private func bytes(_ publication: Publication) -> [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: publication.pieces.map { ($0.name, $0.bytes) })
  }

  private func contents() throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for name in try folder.files() { contents[name] = try folder.read(name) }
    return contents
  }

  /// What is there by its own name; nothing that vanishes while it is looked at.
  private func visible() throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for name in try folder.files() where !name.hasSuffix(".tmp") {
      contents[name] = try folder.read(name)
    }
    return contents
  }

  private func reset() throws {
    try conformance.removeFiles()
    let outcome = try output.prepare(earlier).publish(notBefore: Samples.instant, clock: clock)
    guard case .delivered(_, recovered: false) = outcome.result else {
      Issue.record("the earlier revision was not published: \(outcome)")
      return
    }
  }

  func replacesAllAndRepeatsSafely() throws {
    try reset()
    let before = try contents()
    let prepared = try output.prepare(later)
    #expect(!prepared.isStaged && prepared.obstacle() == nil)
    #expect(prepared.present() != .all)
    let early = TestClock(Samples.before).read
    guard case .failed = prepared.publish(notBefore: Samples.instant, clock: early).result else {
      Issue.record("replaced before its instant")
      return
    }
    #expect(try contents() == before)
    let outcome = prepared.publish(notBefore: Samples.instant, clock: clock)
    guard case .delivered(let receipt, recovered: false) = outcome.result else {
      Issue.record("not replaced: \(outcome)")
      return
    }
    let gone = Set(earlier.pieces.map(\.name)).subtracting(later.pieces.map(\.name))
    #expect(gone.allSatisfy { receipt.contains($0) } && receipt.contains("removed") != gone.isEmpty)
    for again in [prepared, try output.prepare(later)] {
      #expect(try contents() == bytes(later))
      #expect(again.present() == .all)
      let repeated = again.publish(notBefore: Samples.instant, clock: clock)
      guard case .delivered(receipt, recovered: true) = repeated.result else {
        Issue.record("a repeat was not absorbed: \(repeated)")
        return
      }
    }
    #expect(try contents() == bytes(later))
  }

  /// Whenever it ends, each name that both have has the bytes of one of them, what only the earlier
  /// has goes last, and the next attempt completes it.
  func completesAfterACrashAnywhere() throws {
    let (old, new) = (bytes(earlier), bytes(later))
    for looks in 1...60 {
      try reset()
      let count = Mutex(0)
      let isWhole = Mutex(true)
      let watching: ReadClock = {
        if let now = try? visible(), !isSound(now, old: old, new: new) {
          isWhole.withLock { $0 = false }
        }
        return count.withLock {
          $0 += 1
          return $0 <= looks ? Samples.instant : Samples.before
        }
      }
      let outcome = try output.prepare(later).publish(notBefore: Samples.instant, clock: watching)
      let stayedWhole = isWhole.withLock(\.self)
      #expect(stayedWhole, "after \(looks) looks at the clock")
      let prepared = try output.prepare(later)
      #expect(prepared.obstacle() == nil)
      let completed = prepared.publish(notBefore: Samples.instant, clock: clock)
      guard case .delivered = completed.result else {
        Issue.record("not completed after \(looks) looks: \(completed)")
        return
      }
      #expect(try contents() == new, "after \(looks) looks")
      if case .delivered = outcome.result { return }
    }
    Issue.record("not replaced within sixty looks at the clock")
  }

  private func isSound(
    _ now: [String: [UInt8]], old: [String: [UInt8]], new: [String: [UInt8]]
  ) -> Bool {
    let isComplete = new.allSatisfy { now[$0.key] == $0.value }
    return old.allSatisfy { name, bytes in
      guard let replacement = new[name] else { return now[name] == bytes || isComplete }
      return now[name] == bytes || now[name] == replacement
    }
  }

  /// The earlier file has the private name, and is kept as well.
  func completesAfterACrashBetweenExchangeAndRemoval() throws {
    try reset()
    let (old, new) = (bytes(earlier), bytes(later))
    let number = try #require(later.pieces.firstIndex(where: { old[$0.name] != nil }))
    let piece = later.pieces[number]
    let path = try RelativePath(piece.name)
    let index = try #require(earlier.pieces.firstIndex(where: { $0.name == piece.name }))
    let parent = try path.parent.map { try folder.directory.directory($0) } ?? folder.directory
    for name in [".\(later.key).\(number).tmp", ".\(later.key).\(index).old.tmp"] {
      try folder.write(name, earlier.pieces[index].bytes)
    }
    try parent.replaceFile(path.last, piece.bytes, mode: .publicFile)
    let prepared = try output.prepare(later)
    #expect(prepared.present() == .some)
    let outcome = prepared.publish(notBefore: Samples.instant, clock: clock)
    guard case .delivered(_, recovered: false) = outcome.result else {
      Issue.record("not completed: \(outcome)")
      return
    }
    #expect(try contents() == new)
  }

  /// A file of somebody else with any of the names keeps all of it as it is.
  func leavesWhatIsNotItsOwn() throws {
    let names = Set(earlier.pieces.map(\.name) + later.pieces.map(\.name))
    for name in names.sorted() {
      try reset()
      let path = try RelativePath(name)
      let parent = try path.parent.map { try folder.directory.makeDirectory($0) }
      try (parent ?? folder.directory).replaceFile(
        path.last, Array("somebody else's\n".utf8), mode: .publicFile)
      let before = try contents()
      let prepared = try output.prepare(later)
      #expect(prepared.obstacle() != nil)
      let outcome = prepared.publish(notBefore: Samples.instant, clock: clock)
      guard case .refused(let error) = outcome.result else {
        Issue.record("a name that was taken was not refused: \(outcome)")
        return
      }
      #expect(error.contains(folder.path) && error.contains("retry"))
      #expect(try contents() == before)
    }
  }

  /// With one of the earlier files gone nobody can say whose the others are.
  func refusesWhatIsIncomplete() throws {
    try reset()
    try removeOneOfTheEarlier()
    let before = try contents()
    let outcome = try output.prepare(later).publish(notBefore: Samples.instant, clock: clock)
    guard case .refused = outcome.result else {
      Issue.record("replaced what nobody knows: \(outcome)")
      return
    }
    #expect(try contents() == before)
  }

  private func removeOneOfTheEarlier() throws {
    let path = try RelativePath(earlier.pieces[earlier.pieces.count - 1].name)
    try (path.parent.map { try folder.directory.directory($0) } ?? folder.directory)
      .remove(path.last)
  }

  /// Each of them is known by its own digest.
  func replacesWhatIsLeft() throws {
    try reset()
    try removeOneOfTheEarlier()
    let outcome = try output.prepare(later).publish(notBefore: Samples.instant, clock: clock)
    guard case .delivered(_, recovered: false) = outcome.result else {
      Issue.record("not replaced: \(outcome)")
      return
    }
    #expect(try contents() == bytes(later))
  }

  /// A correction that was cut short by a kill leaves files of two revisions.
  func replacesAMixtureOfSeveral() throws {
    try reset()
    let piece = earlier.pieces[earlier.pieces.count - 1]
    let path = try RelativePath(piece.name)
    let between = Array("of a revision between\n".utf8)
    try (path.parent.map { try folder.directory.directory($0) } ?? folder.directory)
      .replaceFile(path.last, between, mode: .publicFile)
    var later = later
    later.supersedes?.names.append(piece.name)
    later.supersedes?.pieces.append(Digest(of: between))
    let outcome = try output.prepare(later).publish(notBefore: Samples.instant, clock: clock)
    guard case .delivered(_, recovered: false) = outcome.result else {
      Issue.record("not replaced: \(outcome)")
      return
    }
    #expect(try contents() == bytes(later))
  }

  func publishesWhereNothingIsLeft() throws {
    try conformance.removeFiles()
    let outcome = try output.prepare(later).publish(notBefore: Samples.instant, clock: clock)
    guard case .delivered(_, recovered: false) = outcome.result else {
      Issue.record("not published: \(outcome)")
      return
    }
    #expect(try contents() == bytes(later))
  }
}
