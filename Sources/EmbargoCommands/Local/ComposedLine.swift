import EmbargoControl
import EmbargoTime

/// The line for the head of a release, written from an instant: `time --compose`.
struct ComposedLine {
  /// Zones in one line, at most: more fit into no release line that people read.
  static let mostZones = 8

  let reader: StampReader
  let context: StampContext

  /// - Parameters:
  ///   - moment: an instant (RFC 3339), or a stamp that can be read.
  ///   - zones: zone words parted by commas, the leading one first: `ET,London,Tokyo`.
  func run(_ moment: String, zones list: String, asJSON: Bool, in session: Session)
    throws(Failure) -> Ending
  {
    let instant = try instant(moment)
    let zones = try zones(list)
    let line: String?
    do throws(ZoneError) { line = try reader.compose(instant, zones: zones) } catch {
      throw Failure(.dataRefused, "\(error)")
    }
    guard let line else {
      throw Failure(
        .dataRefused,
        "no words for \(instant.rfc3339) in these zones read back to it; stamps are read from "
          + "1970 to 2099")
    }
    if asJSON {
      let document = JSONText.object([
        ("line", .string(line)), ("instant", .string(instant.rfc3339)),
        ("zones", .array(zones.map { .string($0.name) })),
        ("tzdb", .string(reader.zones.version)),
      ])
      try session.console.json(document.bytes)
    } else {
      try session.console.print(Text(line))
    }
    return .done
  }

  private func instant(_ text: String) throws(Failure) -> Instant {
    if let instant = Instant(rfc3339: text) { return instant }
    switch reader.read(text, context: context) {
    case .instant(let reading): return reading.instant
    case .immediate:
      throw Failure(.usage, "compose: \"\(text)\" says now; give the instant or a stamp")
    case .refused(let refusal):
      throw Failure(
        .dataRefused,
        "compose: expected an instant such as 2023-09-19T21:00:00Z or a stamp that can be read, "
          + "got \"\(text)\": \(refusal.message)")
    }
  }

  private func zones(_ list: String) throws(Failure) -> [ZoneIdentity] {
    var zones: [ZoneIdentity] = []
    for word in list.split(separator: ",") {
      let word = word.trimmingBlanks
      do throws(StampRefusal) { zones.append(try reader.zone(named: word)) } catch {
        throw Failure(.dataRefused, "zones: \"\(word)\": \(error.message)")
      }
    }
    guard 1...Self.mostZones ~= zones.count else {
      throw Failure(
        .usage,
        "zones: expected 1 to \(Self.mostZones) zone words parted by commas, got "
          + "\(zones.count)")
    }
    return zones
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
