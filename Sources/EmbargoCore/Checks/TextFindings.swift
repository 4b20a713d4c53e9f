extension ReleaseDocument {
  /// Findings of one check that are told, the first of the text.
  static let mostFindings = 20

  /// What a text is looked through for, in the order of its lines.
  ///
  /// Pure. Takes time in proportion to the bytes, whatever they are: one pass over them finds what
  /// the checks know by a byte that is rare, and each looks at what stands around it.
  package func findings(of checks: Set<TextCheck> = Set(TextCheck.allCases)) -> [Finding] {
    var findings = TextScan(self, checks: checks).findings()
    if checks.contains(.unfinishedText) { findings += DraftMark.findings(in: self) }
    if checks.contains(.lookAlikeLetters) { findings += LookAlikeLetters.findings(in: self) }
    if checks.contains(.emptyContact), let finding = EmptyContact.finding(in: self) {
      findings.append(finding)
    }
    guard findings.count > 1 else { return findings }
    return findings.enumerated().sorted {
      ($0.element.line, $0.element.column, $0.offset)
        < ($1.element.line, $1.element.column, $1.offset)
    }.map(\.element)
  }
}

/// All signs, and which of them are asked at which byte.
private enum Signs {
  static let all =
    UnfinishedWords.signs + UnfinishedNotes.signs + TrackedChanges.signs + EmbargoInBody.signs
    + BidiControls.signs + InvisibleCharacters.signs + PrivateLinks.signs

  /// For each byte the signs that are asked there, a bit for each.
  static let asked: [UInt32] = (0...255).map { byte in
    bits { $0.anchors.contains(UInt8(byte)) }
  }

  static func bits(_ isWanted: (Sign) -> Bool) -> UInt32 {
    all.indices.reduce(0) { $0 | (isWanted(all[$1]) ? 1 << UInt32($1) : 0) }
  }
}

/// The pass over the bytes of a text.
private struct TextScan {
  private let document: ReleaseDocument
  private let text: CheckedText
  /// The signs of the checks that are wanted and have not found enough.
  private var wanted: UInt32
  private var hits: [(check: TextCheck, hit: Hit)] = []
  private var counts: [TextCheck: Int] = [:]
  /// Where the last hit of a check ends.
  private var ends: [TextCheck: Int] = [:]
  private var explained: [String: Bool] = [:]

  init(_ document: ReleaseDocument, checks: Set<TextCheck>) {
    self.document = document
    text = CheckedText(document.publishedBytes)
    wanted = Signs.bits { checks.contains($0.check) }
  }

  func findings() -> [Finding] {
    var scan = self
    scan.run()
    return scan.placed()
  }

  private mutating func run() {
    var index = text.start
    while true {
      index = next(index)
      guard index < text.bytes.count else { return }
      var bits = Signs.asked[Int(text.bytes[index])] & wanted
      while bits != 0 {
        ask(bits.trailingZeroBitCount, at: index)
        bits &= bits - 1
      }
      index += 1
    }
  }

  /// The next byte at which a sign is asked.
  private func next(_ index: Int) -> Int {
    let wanted = wanted
    return text.bytes.withUnsafeBufferPointer { bytes in
      Signs.asked.withUnsafeBufferPointer { asked in
        var index = index
        while index < bytes.count, asked[Int(bytes[index])] & wanted == 0 { index += 1 }
        return index
      }
    }
  }

  private mutating func ask(_ number: Int, at index: Int) {
    let sign = Signs.all[number]
    guard let hit = sign.find(index, text), hit.range.lowerBound >= ends[sign.check] ?? 0 else {
      return
    }
    if let abbreviation = hit.abbreviation, isExplained(abbreviation) { return }
    hits.append((sign.check, hit))
    ends[sign.check] = hit.range.upperBound
    let most =
      sign.check == .embargoInBody ? EmbargoInBody.mostHits : ReleaseDocument.mostFindings
    counts[sign.check, default: 0] += 1
    if counts[sign.check] == most { wanted &= ~Signs.bits { $0.check == sign.check } }
  }

  private mutating func isExplained(_ abbreviation: String) -> Bool {
    if let known = explained[abbreviation] { return known }
    let isExplained = text.explains(abbreviation)
    explained[abbreviation] = isExplained
    return isExplained
  }

  /// The hits with their lines and columns, in one further pass up to the last of them.
  private func placed() -> [Finding] {
    var findings: [Finding] = []
    var place = TextPlace(text, line: firstLine)
    var embargoes = 0
    for (check, hit) in hits.sorted(by: { $0.hit.range.lowerBound < $1.hit.range.lowerBound }) {
      place.advance(to: hit.range.lowerBound)
      if check == .embargoInBody {
        guard embargoes < ReleaseDocument.mostFindings,
          EmbargoInBody.isSeen(line: place.line, of: document)
        else { continue }
        embargoes += 1
      }
      findings.append(
        Finding(
          check: check, line: place.line, column: place.column,
          words: CheckedText.shown(text.words(hit.range).unicodeScalars), sentence: hit.sentence))
    }
    return findings
  }

  /// Of the accepted file: what is published begins behind the front matter.
  private var firstLine: Int {
    guard let first = document.parts.first, first.role == .frontMatter else { return 1 }
    return first.lines.upperBound + 1
  }
}

/// A place in a text that moves on.
private struct TextPlace {
  private let text: CheckedText
  private var index: Int
  private(set) var line: Int
  private(set) var column = 1

  init(_ text: CheckedText, line: Int) { (self.text, index, self.line) = (text, text.start, line) }

  mutating func advance(to place: Int) {
    while index < place {
      let byte = text[index]
      if byte == 0x0A || byte == 0x0D && text[index + 1] != 0x0A {
        (line, column) = (line + 1, 1)
      } else if !(0x80..<0xC0 ~= byte) {
        column += 1
      }
      index += 1
    }
  }
}

extension CheckedText {
  /// Some words for people: at most 60 scalars, and what cannot be seen as `<U+202E>`.
  static func shown(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = ""
    for (count, scalar) in scalars.enumerated() {
      guard count < 60 else { return text + "…" }
      switch scalar.properties.generalCategory {
      case _ where scalar.properties.isDefaultIgnorableCodePoint: text += "<\(scalar.notation)>"
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        text += scalar == "\t" ? " " : "<\(scalar.notation)>"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
