import EmbargoTime

/// What the lines of a document gave that were asked for it, so that none is parsed twice.
final class LineNotes {
  private(set) var stamps: KnownStamps
  private var datelines: [Int: String?] = [:]

  init(zones: ZoneDatabase) { stamps = KnownStamps(zones: zones) }

  func stamp(
    _ line: Int, isReleaseLine: Bool, of text: String, _ find: () -> StampLine?
  ) -> StampLine? {
    if let known = stamps.answer(line + 1, text, isReleaseLine: isReleaseLine) {
      return known.stamp
    }
    let found = find()
    stamps.note(line + 1, text, isReleaseLine: isReleaseLine, found)
    return found
  }

  func dateline(_ line: Int, _ find: () -> String?) -> String? {
    if let known = datelines[line] { return known }
    let found = find()
    datelines[line] = found
    return found
  }
}

/// The stamp lines of a document that were found while it was taken apart, for whoever reads it
/// with the same zone data: only what was asked for the same text counts.
///
/// It says nothing that the text does not say, so it takes no part in comparing documents.
struct KnownStamps: Hashable, Sendable {
  struct Answer: Sendable {
    var text: String
    var isReleaseLine: Bool
    var stamp: StampLine?
  }

  private let zones: ZoneDatabase?
  private var answers: [Int: Answer] = [:]

  init(zones: ZoneDatabase? = nil) { self.zones = zones }

  func isOf(_ reader: StampReader) -> Bool { zones === reader.zones }

  /// - Parameter number: of the line, from 1.
  func answer(_ number: Int, _ text: String, isReleaseLine: Bool) -> Answer? {
    guard let known = answers[number], known.text == text else { return nil }
    if known.isReleaseLine == isReleaseLine { return known }
    // To know that it is a release line only helps where a cell says nothing by itself.
    return isReleaseLine && known.stamp?.rest.isEmpty == true ? known : nil
  }

  mutating func note(_ number: Int, _ text: String, isReleaseLine: Bool, _ stamp: StampLine?) {
    var stamp = stamp
    // A document with more of them is refused.
    if answers.count > StampGroups.most { stamp?.parsed = nil }
    answers[number] = Answer(text: text, isReleaseLine: isReleaseLine, stamp: stamp)
  }

  static func == (left: KnownStamps, right: KnownStamps) -> Bool { true }

  func hash(into hasher: inout Hasher) {}
}
