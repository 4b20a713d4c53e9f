import Testing

@testable import EmbargoCore
@testable import EmbargoTime

@Suite("Looks at a line that spare the reader work")
struct QuickLookTests {
  static func phrases(_ marks: [Mark]) -> [String] {
    Language.all.flatMap { language in
      marks.flatMap { (language.marks[$0] ?? "").split(separator: ",") }
    }.map { String($0.drop { $0 == " " }) }
  }

  @Test("no release phrase of any language is passed over, alone or behind other words")
  func releaseWords() {
    let phrases = Self.phrases([.embargo, .release, .immediate])
    #expect(phrases.count > 200)
    for phrase in phrases {
      for line in [phrase, "Please note, in the press: \(phrase)", "News | the \(phrase)"] {
        #expect(ReleaseWords.mayOpen(line) == ReleaseWords.mayStand(in: line), "\(line)")
        #expect(ReleaseWords.mayOpenPart(of: line), "\(line)")
      }
    }
  }

  @Test("a text whose use is forbidden until a time is seen without any other release word")
  func untils() {
    for line in ["Not for newspapers or radio until Monday", "Not for papers prior to Monday"] {
      #expect(ReleaseWords.mayOpenPart(of: line))
      #expect(ReleaseFixtures.reader.parts(of: line).opening != nil)
    }
  }

  @Test("release words deep in a sentence are none that open it")
  func sentences() {
    let start = "The ministry said on Tuesday that the programme would go on as it had begun"
    #expect(!ReleaseWords.mayOpen("\(start) and be published"))
    #expect(ReleaseWords.mayOpen("\(start). Release: Monday"))
  }

  @Test("noon and midnight are seen in every language")
  func clocks() {
    for language in Language.all {
      for word in (language.noon + "," + language.midnight).split(separator: ",") {
        #expect(TimeWords.mayHaveClock("bis \(word.drop { $0 == " " })"), "\(word)")
      }
    }
    for line in ["until n.o.o.n.", "at 5", "um ５ Uhr"] { #expect(TimeWords.mayHaveClock(line)) }
  }

  @Test("words without a digit hold no date, and no clock but noon and midnight")
  func wordsWithoutDigits() {
    var seeded = Seeded(7)
    let words =
      Self.phrases(Mark.allCases)
      + Language.all.flatMap { language in
        [
          language.months, language.weekdays, language.hourMarkers, language.morning,
          language.night,
        ]
        .flatMap { $0.split(separator: ",").map { String($0.drop { $0 == " " }) } }
      }
    for _ in 0..<4_000 {
      let count = 1 + seeded.below(5)
      let line = (0..<count).map { _ in words[seeded.below(words.count)] }.joined(separator: " ")
      let facts = ReleaseFixtures.reader.parts(of: line)
      if !TimeWords.mayHaveDate(line) { #expect(!facts.hasDate, "\(line)") }
      if !TimeWords.mayHaveClock(line) { #expect(!facts.hasClock, "\(line)") }
    }
  }

  @Test(
    "the bytes of a line and its characters have the same shape",
    arguments: [
      "Plain words here.", "  **All in bold**  ", "## A heading ##", "- item of `it`", "(12) item",
      "LEFT\t\tRIGHT", "left   middle    right", "*", "__", "# #", "a.b*c", "\u{B}x\u{C}", " ",
      "Ends so!\")", "[3] x", "o x", "12345) x", "- ", "***", "ALL CAPITALS 2", "tel. 555",
    ])
  func shapes(line: String) {
    for format in [ReleaseDocument.Format.text, .markdown] {
      // A mark without width is left out, and makes the line one that is not ASCII.
      let (bytes, scalars) = (
        LineShape(line, format: format), LineShape("\u{200B}" + line, format: format)
      )
      #expect(bytes.plain == scalars.plain && bytes.key == scalars.key)
      #expect(bytes.words == scalars.words && bytes.length == scalars.length)
      #expect(bytes.indent == scalars.indent && bytes.heading == scalars.heading)
      #expect(bytes.bullet == scalars.bullet && bytes.item == scalars.item)
      #expect(bytes.isEmphasised == scalars.isEmphasised && bytes.cells == scalars.cells)
      #expect(bytes.endsSentence == scalars.endsSentence)
      #expect(bytes.isCapitals == scalars.isCapitals)
    }
  }

  @Test("a document that was changed is read by what it says now")
  func changedDocument() throws {
    let text = "EMBARGOED UNTIL 5 p.m. EDT, September 19, 2028\n\nA headline\n\nThe text.\n"
    var document = try ReleaseFixtures.document(text)
    let index = try #require(document.parts.firstIndex { $0.role == .releaseLine })
    document.parts[index].text = "EMBARGOED UNTIL 6 p.m. EDT, September 19, 2028"
    guard case .at(let reading, _) = document.read(with: ReleaseFixtures.reader) else {
      Issue.record("not read")
      return
    }
    #expect(reading.civil.hour == 18)
  }
}
