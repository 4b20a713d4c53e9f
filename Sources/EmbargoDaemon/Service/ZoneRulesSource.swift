package import EmbargoCore
package import EmbargoSystem
package import EmbargoTime
import Synchronization

/// The zone rules in use: the files of one tree, read whole, and anew when they change on disk.
///
/// They lie in memory, so that no answer can mix files of two versions. A changed tree is taken up
/// when it has been quiet for `quiet`: an upgrade that exchanges files one by one is not read half
/// done, as long as it goes on.
package final class ZoneRulesSource: Sendable {
  /// How long a changed tree must have been left alone.
  package static let quiet = Span.seconds(2)
  /// After so long a tree that changes again and again is a problem.
  package static let patience = Span.seconds(30)
  /// How often it is looked at when nothing has changed for a while. An idle daemon sleeps: these
  /// looks are what costs it most.
  private static let idle = Span.seconds(8)

  private struct State {
    var present: Rules
    /// How the tree looked when `present` was read.
    var mark: ZoneTree.Fingerprint
    /// The first look that found it like that.
    var seen: Instant?
    /// How a changed tree looked, and since when (monotonic).
    var changing: (mark: ZoneTree.Fingerprint, since: Instant, from: Instant)?
  }

  /// One reading of the tree.
  package struct Rules: Sendable {
    package let zones: ZoneDatabase
    /// By name; those that are no zone, such as `posixrules`, too.
    package let files: [String: [UInt8]]
    package let reader: StampReader
    /// Of the version and all names and files.
    package let digest: Digest

    package init(version: String, files: [String: [UInt8]]) {
      self.files = files
      digest = Digest(
        parts: [Array(version.utf8)]
          + files.sorted { $0.key < $1.key }.flatMap { [Array($0.key.utf8), $0.value] })
      zones = ZoneDatabase(version: version) { files[$0] }
      reader = StampReader(zones: zones)
    }

    /// Zones that have other rules than in `other`, or are there in one of the two only.
    package func names(unlike other: Rules) -> Set<String> {
      let names = Set(files.keys).union(other.files.keys)
      return names.filter { files[$0] != other.files[$0] }
    }
  }

  /// What a look at the tree came to.
  package enum Look: Sendable {
    /// As it was read, and so at every look for that long.
    case unchanged(for: Span)
    /// It has changed and is not quiet yet; the old rules stay.
    case changing(for: Span)
    /// It has changed and cannot be used; the old rules stay.
    case unusable(String)
    /// New rules are in use from here on; these were before.
    case changed(from: Rules)
  }

  package let tree: ZoneTree
  private let state: Mutex<State>
  private let nextLook = Mutex(Span.seconds(1))

  /// - Throws: when the tree cannot be read; without it no stamp can be understood.
  package init(path: String) throws(SystemError) {
    tree = ZoneTree(path: path)
    let mark = try tree.fingerprint()
    state = Mutex(State(present: try Self.load(tree), mark: mark))
  }

  package var rules: Rules { state.withLock(\.present) }
  package var reader: StampReader { rules.reader }
  package var zones: ZoneDatabase { rules.zones }

  /// How soon the next look is due: in a second while the tree changes and until it was seen
  /// unchanged for `quiet`, later when nothing happens or it takes longer than `patience`.
  package var pace: Span { nextLook.withLock(\.self) }

  /// Looks whether the files have changed. One thread at a time.
  ///
  /// - Parameters:
  ///   - now: of a clock that only goes forward.
  ///   - depth: with `.everyFile` a file that was written in place is noticed, too.
  package func look(
    at now: Instant, _ depth: ZoneTree.Depth = .directories
  ) throws(SystemError) -> Look {
    var isMoving = false
    defer { nextLook.withLock { $0 = isMoving ? .seconds(1) : Self.idle } }
    let found = try see(at: now, depth)
    switch found {
    case .unchanged(let age): isMoving = age < Self.quiet
    case .changed: isMoving = true
    case .changing, .unusable:
      let from = state.withLock { $0.changing?.from }
      isMoving = from.map { now - $0 <= Self.patience } ?? false
    }
    return found
  }

  private func see(
    at now: Instant, _ depth: ZoneTree.Depth
  ) throws(SystemError) -> Look {
    let (present, mark, changing) = state.withLock { ($0.present, $0.mark, $0.changing) }
    guard let changing else {
      guard try tree.matches(mark, depth) else { return try begin(at: now, from: now) }
      return .unchanged(for: age(at: now))
    }
    guard try tree.matches(changing.mark, .everyFile) else {
      return try begin(at: now, from: changing.from)
    }
    guard now - changing.since >= Self.quiet else { return .changing(for: now - changing.from) }
    let found = try Self.load(tree)
    guard try tree.matches(changing.mark, .everyFile) else {
      return try begin(at: now, from: changing.from)
    }
    if let damage = damage(in: found, after: present) { return .unusable(damage) }
    let isSame = found.files == present.files && found.zones.version == present.zones.version
    state.withLock { state in
      state = State(
        present: isSame ? present : found, mark: changing.mark, seen: changing.since)
    }
    return isSame ? .unchanged(for: now - changing.since) : .changed(from: present)
  }

  private func age(at now: Instant) -> Span {
    state.withLock { state in
      let age = now - (state.seen ?? now)
      if state.seen == nil { state.seen = now }
      return age
    }
  }

  private func begin(at now: Instant, from: Instant) throws(SystemError) -> Look {
    let mark = try tree.fingerprint()
    state.withLock { $0.changing = (mark, since: now, from: from) }
    return .changing(for: now - from)
  }

  private static func load(_ tree: ZoneTree) throws(SystemError) -> Rules {
    Rules(version: try tree.version() ?? "unknown", files: try tree.zoneFiles())
  }

  /// Why a changed tree is not taken up; nil: it may be. A zone that is gone is gone, but one whose
  /// file cannot be used any more is damaged, and so is a tree without any.
  private func damage(in found: Rules, after present: Rules) -> String? {
    guard !found.files.isEmpty else { return "there are no zone files any more" }
    for name in present.files.keys.sorted() where found.files[name] == nil {
      do throws(SystemError) {
        if try tree.read(name) != nil { return "the file \"\(name)\" is no zone file any more" }
      } catch {
        return error.description
      }
    }
    let names = found.files.keys.filter { found.files[$0] != present.files[$0] }
    for name in names.sorted() where ZoneDatabase.isWellFormed(name) {
      do throws(ZoneError) {
        _ = try found.zones.rules(for: name)
      } catch {
        return error.description
      }
    }
    return nil
  }
}
