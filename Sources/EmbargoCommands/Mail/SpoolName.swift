/// The name of a message in a spool, taken apart: `SECONDS.CODE.EVENT.PART.embargod`
/// (docs/outputs/email.md).
struct SpoolName: Hashable {
  /// Which release at which output; nobody can tell the release from it.
  let code: Substring
  /// `published`, `corrected-2`, `killed-2`.
  let event: Substring
  /// Which recipients: the same in all events of a release.
  let part: Substring

  /// Nil for a file that embargod has not put there.
  init?(_ name: String) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[4] == "embargod", Int64(parts[0]) != nil,
      Self.codeLengths.contains(parts[1].utf8.count), parts[1...3].allSatisfy({ !$0.isEmpty })
    else { return nil }
    (code, event, part) = (parts[1], parts[2], parts[3])
  }

  /// Earlier versions wrote 32 digits, and what they wrote may still lie in a spool.
  private static let codeLengths = [26, 32]

  var isKill: Bool { event.hasPrefix("killed") }

  /// What the recipients get of one release: its messages must reach them in order.
  var line: Line { Line(code: code, part: part) }

  struct Line: Hashable {
    let code: Substring
    let part: Substring
  }
}
