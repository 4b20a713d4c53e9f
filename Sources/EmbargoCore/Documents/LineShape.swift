/// What can be seen of a line without knowing its neighbours: its words without decoration, its
/// length, whether it looks like a sentence, a heading or an item of a list.
struct LineShape: Sendable {
  /// How much of a line is looked at, in Unicode scalars.
  static let horizon = 2_000

  /// The line without outer blanks, markup of a heading or of emphasis around it all, with every
  /// kind of blank as a space; at most `horizon` scalars.
  var plain = ""
  /// `plain` in lower case with straight quotes and hyphens and without asterisks, for comparing
  /// with word tables; at most 200 scalars.
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
  var isBlank: Bool { length == 0 }
  /// Two or more columns, set apart by a tab or three blanks.
  var cells: [String] = []

  init(_ line: String, format: ReleaseDocument.Format) {
    var scalars = Self.spaced(line)
    indent = scalars.prefix { $0 == " " }.count
    Self.trim(&scalars)
    cells = Self.cells(scalars)
    if format == .markdown { heading = Self.stripHeading(&scalars) }
    isEmphasised = Self.stripEmphasis(&scalars)
    plain = Self.text(scalars[...])
    length = scalars.count
    key = Self.key(scalars)
    bullet = Self.bullet(scalars)
    measure(scalars)
  }

  /// The item of a list without its bullet; `plain` itself when there is none.
  var item: String { Self.text(Array(plain.unicodeScalars)[bullet...]) }

  /// The line's scalars with every kind of blank as a space, without zero-width marks.
  private static func spaced(_ line: String) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    for scalar in line.unicodeScalars.prefix(horizon) {
      switch scalar.value {
      case 0x09: scalars += ["\t"]
      case 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0x85,
        0x0B, 0x0C:
        scalars.append(" ")
      case 0xAD, 0x200B...0x200D, 0x2060, 0xFEFF: continue
      default: scalars.append(scalar)
      }
    }
    return scalars
  }

  private static func trim(_ scalars: inout [Unicode.Scalar]) {
    while let last = scalars.last, last == " " || last == "\t" { scalars.removeLast() }
    scalars.removeFirst(scalars.prefix { $0 == " " || $0 == "\t" }.count)
  }

  private static func cells(_ scalars: [Unicode.Scalar]) -> [String] {
    var cells: [[Unicode.Scalar]] = [[]]
    var blanks: [Unicode.Scalar] = []
    for scalar in scalars {
      if scalar == " " || scalar == "\t" {
        blanks.append(scalar)
        continue
      }
      if blanks.count >= 3 || blanks.contains("\t") {
        cells.append([])
      } else {
        cells[cells.count - 1] += blanks
      }
      blanks = []
      cells[cells.count - 1].append(scalar)
    }
    return cells.count > 1 ? cells.map { text($0[...]) } : []
  }

  private static func stripHeading(_ scalars: inout [Unicode.Scalar]) -> Int {
    let depth = scalars.prefix { $0 == "#" }.count
    guard 1...6 ~= depth, depth < scalars.count, scalars[depth] == " " else { return 0 }
    var rest = Array(scalars[depth...])
    trim(&rest)
    while rest.last == "#" { rest.removeLast() }
    trim(&rest)
    guard !rest.isEmpty else { return 0 }
    scalars = rest
    return depth
  }

  /// Strips `**…**`, `__…__`, `*…*` and `_…_` that stand around everything.
  private static func stripEmphasis(_ scalars: inout [Unicode.Scalar]) -> Bool {
    var found = false
    for mark in ["*", "_"] as [Unicode.Scalar] {
      let width = min(scalars.prefix { $0 == mark }.count, 3)
      guard width > 0, scalars.count > 2 * width, scalars[width] != " ",
        scalars.suffix(width).allSatisfy({ $0 == mark }),
        !scalars.dropFirst(width).dropLast(width).contains(mark)
      else { continue }
      scalars = Array(scalars.dropFirst(width).dropLast(width))
      trim(&scalars)
      found = true
    }
    return found
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars.lazy.map { $0 == "\t" ? " " : $0 })
    return String(text)
  }

  private static func key(_ scalars: [Unicode.Scalar]) -> String {
    var key = String.UnicodeScalarView()
    for scalar in scalars.prefix(200) {
      switch scalar.value {
      case 0x2018, 0x2019, 0x02BC, 0xB4, 0x60: key.append("'")
      case 0x201C, 0x201D, 0x201E, 0xAB, 0xBB: key.append("\"")
      case 0x2010...0x2015, 0x2212: key.append("-")
      case 0x09: key.append(" ")
      case 0x2A: continue
      default: key.append(scalar)
      }
    }
    while key.first == " " { key.removeFirst() }
    while key.last == " " { key.removeLast() }
    return String(key).lowercased()
  }

  /// How many scalars the bullet or number of a list item takes, blanks behind it included.
  private static func bullet(_ scalars: [Unicode.Scalar]) -> Int {
    guard let first = scalars.first else { return 0 }
    var end = 0
    if ["-", "*", "+", "•", "·", "‣", "▪", "►", "–", "—", "o", ">"].contains(first) {
      end = 1
    } else {
      let open = first == "[" || first == "(" ? 1 : 0
      let digits = scalars.dropFirst(open).prefix(4).prefix { 48...57 ~= $0.value }.count
      end = open + digits
      guard 1...3 ~= digits, end < scalars.count, [".", ")", "]"].contains(scalars[end]) else {
        return 0
      }
      end += 1
    }
    let blanks = scalars.dropFirst(end).prefix { $0 == " " || $0 == "\t" }.count
    return blanks > 0 && end + blanks < scalars.count ? end + blanks : 0
  }

  private mutating func measure(_ scalars: [Unicode.Scalar]) {
    var hasUpper = false
    var hasLower = false
    var letters = 0
    for scalar in scalars {
      let properties = scalar.properties
      let isLetter = properties.isAlphabetic || 48...57 ~= scalar.value
      hasUpper = hasUpper || properties.isUppercase
      hasLower = hasLower || properties.isLowercase
      letters = isLetter ? letters + 1 : 0
      if letters == 2, words < 100 { words += 1 }
    }
    isCapitals = hasUpper && !hasLower
    let closers: [Unicode.Scalar] = ["\"", "'", "”", "’", "»", "“", ")", "]", "*", "_", " "]
    let last = scalars.last { !closers.contains($0) }
    endsSentence = last == "." || last == "!" || last == "?" || last == "…"
  }
}
