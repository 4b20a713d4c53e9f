import EmbargoControl

/// Directories that no service may be let write to, whatever its configuration says: with them it
/// could change the system, or what it writes would be seen by nobody.
enum ProtectedPlaces {
  /// Nothing in these, and nothing that holds one of them.
  private static let trees = [
    "/bin", "/boot", "/dev", "/efi", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc",
    "/run/credentials", "/run/dbus", "/run/systemd", "/sbin", "/sys", "/usr", "/var/cache/apt",
    "/var/lib/apt", "/var/lib/dpkg", "/var/lib/systemd", "/var/log/journal", "/var/spool/cron",
  ].compactMap(PlainPath.init)
  /// Not as a whole; what lies in them may be meant.
  private static let wholes = ["/home", "/media", "/mnt", "/opt"].compactMap(PlainPath.init)
  /// What a protection of the unit hides or replaces, with the values that do not.
  private static let hidden = [
    ("ProtectHome", ["/home", "/root", "/run/user"], ["no", "false", "off", "0", "read-only"]),
    ("PrivateTmp", ["/tmp", "/var/tmp"], ["no", "false", "off", "0"]),
  ]

  /// Why it is refused: the end of a sentence that begins with the path; nil: it is not.
  static func objection(to path: PlainPath, of unit: ServiceUnit) -> String? {
    // Where it leads counts as well as what it is called.
    for path in [path, path.resolved] {
      if path.parts.isEmpty { return "is the whole of the file system" }
      if let tree = trees.first(where: { $0.holds(path) }) {
        return tree == path ? "belongs to the system" : "lies in \(tree), which is the system's"
      }
      if let tree = trees.first(where: path.holds) { return "holds \(tree), which is the system's" }
      if wholes.contains(path) { return "is the whole of \(path)" }
      for (key, places, open) in hidden {
        guard let value = unit.last(key)?.value, !open.contains(value),
          places.compactMap(PlainPath.init).contains(where: { $0.holds(path) })
        else { continue }
        return "is hidden from the service by \(key)=\(value)"
      }
    }
    return nil
  }
}
