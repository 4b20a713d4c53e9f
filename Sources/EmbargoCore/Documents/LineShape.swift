/// What can be seen of a line without knowing its neighbours: its words without decoration, its
/// length, whether it looks like a sentence, a heading or an item of a list.
struct LineShape: Sendable {
  /// How much of a line is looked at, in Unicode scalars.
  static let horizon = 2_000
  /// How much of a line is compared with word tables, in Unicode scalars.
  private static let keyLength = 200

  /// The line without outer blanks, markup of a heading or of emphasis around it all, with every
  /// kind of blank as a space; at most `horizon` scalars.
  var plain = ""
  /// `plain` in lower case with straight quotes and hyphens and without asterisks, for comparing
  /// with word tables; of at most 200 scalars.
  var key = ""
  /// Words of two or more letters, or numbers; counted up to 100.
  var words = 0
  /// In Unicode scalars, up to `horizon`.
  var length = 0
  /// Blanks before the first character.
  var indent = 0
  /// The depth of a Markdown heading, from 1; 0 when it is none.
  var heading = 0
  /// The whole line is in bold or italics.
  var isEmphasised = false
  /// The line is an item of a list; `plain` still has its bullet.
  var bullet = 0
  /// Ends as a sentence ends, closing quotes and brackets aside.
  var endsSentence = false
  /// Has letters, and no lower-case one.
  var isCapitals = false
  /// It has digits or a sign `@`, so that a number or an address may stand in it.
  var mayHaveDetails = false
  /// A character with the value of a number may stand in it.
  var mayHaveNumber = false
  var isBlank: Bool { length == 0 }
  /// Two or more columns, set apart by a tab or three blanks.
  var cells: [String] = []

  /// Most lines are ASCII: those are looked at byte by byte, where they lie.
  init(_ line: String, format: ReleaseDocument.Format) {
    let bytes = line.utf8.span
    guard !bytes.isEmpty else { return }
    let near = bytes.extracting(first: Self.horizon)
    let (seen, words) = UInt8.traits(of: near)
    if seen.isDisjoint(with: [.notASCII, .blank]) {
      let whole = bytes.count == near.count && !seen.contains(.tab) ? line : nil
      read(near, (seen, words), whole: whole, format)
    } else {
      let scalars = Self.spaced(line)
      read(scalars.span, Unicode.Scalar.traits(of: scalars.span), whole: nil, format)
    }
  }

  /// The first two characters of the line in lower case, where both are ASCII letters or digits:
  /// enough to see that it begins with no word of a table.
  var initials: Words.Initials? { Words.Initials(plain) }

  /// The item of a list without its bullet; `plain` itself when there is none.
  var item: String { bullet == 0 ? plain : String(plain.unicodeScalars.dropFirst(bullet)) }

  /// - Parameter whole: the same text as a string, where there is one.
  private mutating func read<Unit: LineUnit>(
    _ units: Span<Unit>, _ traits: (seen: CharacterTraits, words: Int), whole: String?,
    _ format: ReleaseDocument.Format
  ) {
    var cut = LineCut(all: 0..<units.count)
    while indent < units.count, units[indent] == " " { indent += 1 }
    cut.trim(units)
    cells = cut.cells(units, hasTab: traits.seen.contains(.tab))
    if format == .markdown { heading = cut.stripHeading(units) }
    isEmphasised = cut.stripEmphasis(units)
    length = cut.range.count
    guard length > 0 else { return }
    let inner = units.extracting(cut.range)
    plain = whole.flatMap { length == units.count ? $0 : nil } ?? Unit.text(inner)
    key = Unit.key(inner.extracting(first: Self.keyLength), traits.seen)
    bullet = LineCut.bullet(inner)
    endsSentence = LineCut.endsSentence(inner)
    words = min(traits.words, 100)
    isCapitals = traits.seen.contains(.upper) && !traits.seen.contains(.lower)
    mayHaveDetails = traits.seen.contains(.detail)
    mayHaveNumber = !traits.seen.isDisjoint(with: [.detail, .notASCII])
  }

  /// The line's scalars with every kind of blank as a space, without zero-width marks.
  private static func spaced(_ line: String) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(min(line.utf8.count, horizon))
    for scalar in line.unicodeScalars.prefix(horizon) {
      switch scalar.value {
      case 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0x85,
        0x0B, 0x0C:
        scalars.append(" ")
      case 0xAD, 0x200B...0x200D, 0x2060, 0xFEFF: continue
      default: scalars.append(scalar)
      }
    }
    return scalars
  }
}
