import EmbargoCommands
import EmbargoCore
import EmbargoTime
import Testing

@Suite("Rendering")
struct RenderingTests {
  @Test("A table fits the width by cutting the columns that may be cut")
  func tableFits() {
    var table = Table([
      Table.Column("SLUG", least: 8), Table.Column("STATE"), Table.Column("OUTPUTS", least: 8),
    ])
    table.add([
      Text(String(repeating: "slug-", count: 20)), "scheduled", "newsroom, wire, media-list",
    ])
    let lines = table.lines(width: 60)
    #expect(lines.map(\.width).max() == 60)
    let row = lines[1].rendered(coloured: false)
    #expect(row.contains("…"))
    #expect(row.contains("scheduled"))
  }

  @Test("What yields is cut before the rest, down to its least")
  func tableYields() {
    var table = Table([
      Table.Column("SLUG", least: 8, yields: true), Table.Column("LIFTS", least: 10),
    ])
    table.add([Text("a-slug-of-24-characters-"), Text("19 Sep 2023, 5:00 p.m. New York")])
    #expect(table.fits(57) && !table.fits(56))
    func row(_ width: Int) -> String { table.lines(width: width)[1].rendered(coloured: false) }
    #expect(row(45) == "a-slug-of-2…  19 Sep 2023, 5:00 p.m. New York")
    #expect(row(41) == "a-slug-…  19 Sep 2023, 5:00 p.m. New York")
    #expect(row(30) == "a-slug-…  19 Sep 2023, 5:00 p…")
  }

  @Test("A table that fits is not cut, and its columns stand under their headings")
  func tableAligned() {
    var table = Table([Table.Column("A", least: 4), Table.Column("B")])
    table.add(["long value", "x"])
    table.add(["y", "z"])
    #expect(
      table.lines(width: 100).map { $0.rendered(coloured: false) } == [
        "A           B", "long value  x", "y           z",
      ])
  }

  @Test("Wide characters count as two columns and combining marks as none")
  func widths() {
    #expect(DisplayWidth.of("東京") == 4)
    #expect(DisplayWidth.of("Ge\u{301}ne\u{300}ve") == 6)
    #expect(Text("東京都").cut(to: 4).width <= 4)
    #expect(Text("東京都").cut(to: 4).rendered(coloured: false) == "東…")
  }

  @Test(
    "What could control a terminal comes out escaped",
    arguments: [
      "\u{1B}[2J", "a\u{07}b", "a\rb", "a\nb", "\u{9B}31m", "a\u{202E}b", "a\u{2066}b",
      "a\u{200B}b",
      "\u{7F}",
    ])
  func escapes(_ text: String) {
    let shown = Text(text).rendered(coloured: false)
    let isSafe = shown.unicodeScalars.allSatisfy {
      !$0.properties.isDefaultIgnorableCodePoint && $0.value >= 0x20
        && !(0x7F...0x9F).contains($0.value) && !(0x202A...0x202E).contains($0.value)
        && !(0x2066...0x2069).contains($0.value)
    }
    #expect(isSafe, "\(shown.debugDescription)")
    #expect(shown.contains("\\"))
  }

  @Test("Colour stands around the text only where it is asked for")
  func colour() {
    let text = Text("late", .bad)
    #expect(text.rendered(coloured: true) == "\u{1B}[31mlate\u{1B}[0m")
    #expect(text.rendered(coloured: false) == "late")
    #expect(text.width == 4)
  }

  @Test("JSON keeps its meaning and loses what could control a terminal")
  func printableJSON() throws {
    let document = JSON.object(["a": "x\u{9B}31m\u{202E}\u{7F}é", "b": [1, true, .null]])
    let printed = JSONText.printable(document.canonical)
    #expect(String(decoding: printed, as: UTF8.self).contains("x\\u009b31m\\u202e\\u007fé"))
    #expect(try JSON(parsing: printed) == document)
  }

  @Test("A JSON document in several lines comes out in one")
  func oneLine() {
    let printed = JSONText.printable(Array("{\n  \"a\": 1\r\n}".utf8))
    #expect(!printed.contains(UInt8(ascii: "\n")) && !printed.contains(UInt8(ascii: "\r")))
  }

  @Test("A paragraph is broken at blanks and its later lines are indented")
  func paragraphs() throws {
    let recorder = Recorder(width: 40)
    try recorder.console.paragraph(
      "Problem: the output wire does not answer, ask whoever runs it.", hanging: 9)
    #expect(
      recorder.lines == [
        "Problem: the output wire does not", "         answer, ask whoever runs it.",
      ])
  }
}

@Suite("Readings as JSON")
struct OutcomeJSONTests {
  @Test("An instant is written as the interface shows it")
  func instant() {
    let reading = Reading(
      stamp: Samples.stamp, range: 0..<33, civil: Samples.civil, zone: .named("America/New_York"),
      offset: -14_400, abbreviation: "EDT", instant: Samples.instant, tzdb: "2025b")
    #expect(
      text(.instant(reading))
        == #"{"outcome":"instant","instant":"2023-09-19T21:00:00Z","civil":"2023-09-19T17:00:00","#
        + #""zone":"America/New_York","offset":"-04:00","abbreviation":"EDT","#
        + #""stamp":"September 19, 2023, 5:00 p.m. EDT","tzdb":"2025b","notes":[]}"#)
  }

  @Test("Immediate release is written as the interface shows it")
  func immediate() {
    #expect(
      text(.immediate(stamp: "FOR IMMEDIATE RELEASE", range: 0..<21))
        == #"{"outcome":"immediate","stamp":"FOR IMMEDIATE RELEASE"}"#)
  }

  @Test("Candidates stand in ascending order, whatever order they came in")
  func refused() {
    let late = Candidate(
      instant: Instant(seconds: 1_730_615_400), write: "1:30 a.m. EST, November 3, 2024")
    let early = Candidate(
      instant: Instant(seconds: 1_730_611_800), write: "1:30 a.m. EDT, November 3, 2024")
    let refusal = StampRefusal(.fold, "1:30 a.m. comes twice", candidates: [late, early])
    #expect(
      text(.refused(refusal))
        == #"{"outcome":"refused","reason":"fold","rule":"R18","message":"1:30 a.m. comes twice","#
        + #""candidates":[{"instant":"2024-11-03T05:30:00Z","#
        + #""write":"1:30 a.m. EDT, November 3, 2024"},{"instant":"2024-11-03T06:30:00Z","#
        + #""write":"1:30 a.m. EST, November 3, 2024"}]}"#)
  }

  @Test("A fraction of a second is printed up to nine digits")
  func fraction() {
    let instant = Instant(nanoseconds: 1_695_157_200_000_000_001)
    let reading = Reading(
      stamp: "x", range: 0..<1, civil: CivilDateTime(instant), zone: .fixed(0), offset: 0,
      abbreviation: "UTC", instant: instant, tzdb: "2025b")
    #expect(text(.instant(reading)).contains(#""instant":"2023-09-19T21:00:00.000000001Z""#))
  }

  private func text(_ outcome: StampOutcome) -> String {
    String(decoding: OutcomeJSON.document(outcome).bytes, as: UTF8.self)
  }
}
