import EmbargoCore
import EmbargoSystem
package import EmbargoTime

extension EmailOutput {
  /// Removes messages that were handed over and have lain in `cur/` since before the limit, each
  /// with its envelope, and says how many. What is not ours, and what still waits, stays.
  package func forget(olderThan limit: Instant, atMost most: Int) throws(OutputError) -> Int {
    do throws(SystemError) {
      let root = try Directory(path: settings.spool)
      let (done, envelopes) = (
        try root.directory(RelativePath("cur")), try root.directory(RelativePath("envelopes"))
      )
      var count = 0
      for entry in try done.entries(limit: 100_000).entries where count < most {
        guard entry.kind == .regular, let name = entry.name.string,
          let message = Self.message(name),
          let found = try FileAttributes.of(entry.name, in: done),
          // Handing it over renamed it.
          found.lastChange < limit.nanoseconds, found.lastModification < limit.nanoseconds
        else { continue }
        try envelopes.remove(FileName("\(message).json"))
        try done.remove(entry.name)
        count += 1
      }
      if count > 0 {
        try envelopes.sync()
        try done.sync()
      }
      return count
    } catch {
      if error.code == Errno.notFound { return 0 }
      throw OutputError(name, error)
    }
  }

  /// The name that a message was published under, without the flags of a Maildir; nil for a file
  /// that is not ours.
  private static func message(_ name: String) -> Substring? {
    let message = name.prefix { $0 != ":" }
    let parts = message.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[4] == "embargod", Int64(parts[0]) != nil else { return nil }
    return message
  }
}
