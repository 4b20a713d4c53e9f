import EmbargoControl
import EmbargoSystem

/// The drop-ins of `embargod-mail@NAME`, whose units know the spool `/var/spool/embargod/NAME` and
/// must be told of any other.
package struct MailDropIns {
  private static let standard = "/var/spool/embargod"
  private static let prefix = "embargod-mail@"
  private static let mostEntries = 10_000
  /// What `embargod-mail@.service` hides; a test holds it to the file.
  package static let hidden = ["/var/lib/embargod", "/srv"]

  /// The folder of units.
  let root: String
  /// The daemon's state directory.
  let state: String

  /// For these spools, and for those that have one and need none any more.
  ///
  /// - Parameter names: whose are made, beside those that are there; none: all.
  func all(_ spools: [WrittenPlace], _ names: [String]) throws(Failure) -> [DropIn] {
    var dropIns: [DropIn] = []
    let present = try present()
    for spool in spools {
      guard let name = spool.owner, let path = PlainPath(spool.path),
        path.description != "\(Self.standard)/\(name)",
        names.isEmpty || names.contains(name) || present.contains("\(Self.prefix)\(name).path")
      else { continue }
      if let state = PlainPath(state), state.resolved.holds(path.resolved) {
        throw Failure(
          .configuration, "\(spool.what): \(path) lies in the state directory \(state)",
          advice: [
            "The hand-over must not see the ledger. Take a directory of its own: "
              + "\(Self.standard)/\(name)"
          ])
      }
      dropIns.append(
        try DropIn("\(Self.prefix)\(name).service", in: root, wanted: Self.service(path)))
      dropIns.append(try DropIn("\(Self.prefix)\(name).path", in: root, wanted: Self.watch(path)))
    }
    let known = Set(dropIns.map(\.unit))
    for unit in present.subtracting(known).sorted() {
      dropIns.append(try DropIn(unit, in: root, wanted: nil))
    }
    return dropIns
  }

  /// The units of which there is such a drop-in.
  private func present() throws(Failure) -> Set<String> {
    do throws(SystemError) {
      let entries = try Directory(path: root).entries(limit: Self.mostEntries).entries
      return Set(
        entries.compactMap { entry in
          guard let folder = entry.name.string, folder.hasPrefix(Self.prefix),
            folder.hasSuffix(".d"),
            (try? FileAttributes.of(path: "\(root)/\(folder)/\(DropIn.name)")) != nil
          else { return nil }
          return String(folder.dropLast(2))
        })
    } catch {
      // Without the folder there is none of them.
      guard error.code == Errno.notFound else { throw Failure(.noInput, "\(error)") }
      return []
    }
  }

  private static func service(_ spool: PlainPath) -> String {
    var lines = ["", "[Service]", "ReadWritePaths=\(UnitWords.written("-\(spool)"))"]
    let hiding = hidden.filter { PlainPath($0)?.resolved.holds(spool.resolved) == true }
    if !hiding.isEmpty {
      let rest = hidden.filter { !hiding.contains($0) }.map { "-\($0)" }
      lines += ["# The unit hides \(hiding.joined(separator: ", ")).", "InaccessiblePaths="]
      if !rest.isEmpty { lines.append("InaccessiblePaths=\(rest.joined(separator: " "))") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func watch(_ spool: PlainPath) -> String {
    """

    [Path]
    # In place of the unit's own.
    DirectoryNotEmpty=
    DirectoryNotEmpty=\(UnitWords.specified("\(spool)/new"))

    """
  }
}
