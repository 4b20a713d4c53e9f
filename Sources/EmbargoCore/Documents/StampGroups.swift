/// Which lines of stamps belong to which release line.
enum StampGroups {
  /// Whether a release line stands beside a stamp line, with other stamp lines or one empty line
  /// at most between them, within three lines of text (RULES D1).
  static func isBesideRelease(_ line: Int, in roles: [ReleaseDocument.Role?]) -> Bool {
    [-1, 1].contains { step in
      var index = line + step
      var seen = 1
      var blanks = 0
      while roles.indices.contains(index), seen < 3 {
        switch roles[index] {
        case .releaseLine: return true
        case .stamp: (seen, blanks) = (seen + 1, 0)
        case .blank where blanks == 0: blanks += 1
        default: return false
        }
        index += step
      }
      return false
    }
  }
}
