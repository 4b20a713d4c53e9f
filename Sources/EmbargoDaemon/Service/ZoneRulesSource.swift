package import EmbargoSystem
package import EmbargoTime
import Synchronization

/// The zone rules in use: the files of one tree, read anew when they change on disk.
package final class ZoneRulesSource: Sendable {
  private struct State {
    var reader: StampReader
    var zones: ZoneDatabase
    var mark: ZoneTree.Fingerprint?
  }

  package let tree: ZoneTree
  private let state: Mutex<State>

  /// - Throws: when the tree cannot be read; without it no stamp can be understood.
  package init(path: String) throws(SystemError) {
    tree = ZoneTree(path: path)
    let mark = try tree.fingerprint()
    let zones = try Self.load(tree)
    state = Mutex(State(reader: StampReader(zones: zones), zones: zones, mark: mark))
  }

  package var reader: StampReader { state.withLock(\.reader) }
  package var zones: ZoneDatabase { state.withLock(\.zones) }

  /// Looks whether the files changed; true when new rules are in use from here on. While files
  /// are being exchanged the old rules stay.
  package func refresh() throws(SystemError) -> Bool {
    let mark = try tree.fingerprint()
    guard mark != state.withLock(\.mark) else { return false }
    let zones = try Self.load(tree)
    guard try tree.fingerprint() == mark else { return false }
    state.withLock { $0 = State(reader: StampReader(zones: zones), zones: zones, mark: mark) }
    return true
  }

  private static func load(_ tree: ZoneTree) throws(SystemError) -> ZoneDatabase {
    // A zone file that cannot be read is a zone that is not known: its stamps are refused.
    ZoneDatabase(version: try tree.version() ?? "unknown") { name in
      (try? tree.read(name)) ?? nil
    }
  }
}
