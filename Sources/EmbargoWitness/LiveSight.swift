import EmbargoControl
import EmbargoSystem
import EmbargoTime

/// What this machine shows: the daemon's file, paths and directories.
package final class LiveSight {
  /// A directory as it was listed last.
  private struct Listing {
    var change: Int64
    var names: Sight.Names
  }

  /// A directory with more names than this is not looked through.
  private static let mostNames = 1_000_000
  /// Two changes so close to one another may look like one.
  private static let tick = 1_000_000_000

  private let wordPath: String
  private let addresses = AddressCheck()
  private var listings: [String: Listing] = [:]
  /// Why the daemon's word could not be read when it was last looked for.
  package private(set) var wordFault: String?

  /// - Parameter directory: where the daemon leaves its word.
  package init(directory: String) { wordPath = "\(directory)/\(WitnessWord.fileName)" }

  package var sight: Sight {
    Sight(
      word: { self.word() }, isThere: { self.isThere($0) }, names: { self.names($0) },
      ask: { self.addresses.answering($0) },
      now: { Instant(nanoseconds: WallClock.now()) })
  }

  private func word() -> WitnessWord? {
    do {
      let bytes = try WholeFile.read(wordPath, limit: WitnessWord.longest)
      let word = try ControlJSON.decode(WitnessWord.self, from: bytes)
      wordFault = word.form == WitnessWord.form ? nil : "it is of form \(word.form)"
      return word
    } catch {
      wordFault = "\(error)"
      return nil
    }
  }

  private func isThere(_ path: String) -> Bool? {
    do throws(SystemError) { return try FileAttributes.of(path: path) != nil } catch { return nil }
  }

  private func names(_ path: String) -> Sight.Names? {
    do throws(SystemError) {
      let directory = try Directory(path: path)
      let change = try directory.attributes().lastChange
      if let known = listings[path], known.change == change,
        WallClock.now() - change > Self.tick
      {
        return known.names
      }
      let listing = try directory.entries(limit: Self.mostNames)
      guard listing.isComplete else { return nil }
      let names = Set(
        listing.entries.filter { $0.name.bytes.first != UInt8(ascii: ".") }
          .map { $0.name.bytes.hashValue })
      listings[path] = Listing(change: change, names: names)
      return names
    } catch {
      return nil
    }
  }
}
