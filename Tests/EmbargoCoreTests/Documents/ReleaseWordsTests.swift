import EmbargoTime
import Testing

@testable import EmbargoCore

@Suite("The quick look for release words")
struct ReleaseWordsTests {
  @Test("no line of the open corpus that opens with release words is passed over")
  func corpus() throws {
    let path = ReleaseFixtures.root + "/Tests/EmbargoTimeTests/Fixtures/corpus-open.tsv"
    let bytes = try #require(ReleaseFixtures.bytes(path))
    var count = 0
    for row in bytes.split(separator: 10).dropFirst() {
      let fields = String(decoding: row, as: UTF8.self).split(
        separator: "\t", omittingEmptySubsequences: false)
      let line = String(fields[1])
      guard ReleaseFixtures.reader.parts(of: line).opening != nil else { continue }
      count += 1
      #expect(ReleaseWords.mayStand(in: line), "\(line)")
    }
    #expect(count > 300)
  }

  @Test(
    "release words of every language are seen",
    arguments: [
      "Zur Veröffentlichung frei", "FREI AB 10 UHR", "À DIFFUSER IMMÉDIATEMENT", "À paraître le",
      "Não divulgar antes de", "Niet voor publicatie voor", "Da non pubblicare prima di",
      "Prohibida su difusión", "NICHT VOR DIENSTAG: SPERRFRIST", "Per direct", "For use at 5 p.m.",
      "ＥＭＢＡＲＧＯ", "EM\u{200B}BARGO", "Em\u{AD}bargo", "Libéré le", "withhold until",
    ])
  func languages(line: String) { #expect(ReleaseWords.mayStand(in: line)) }

  @Test("plain sentences spare the reader work")
  func plain() {
    for line in ["The river carried no water in August.", "Tel. 555 0100", "", "“Quote,” she said"]
    {
      #expect(!ReleaseWords.mayStand(in: line))
    }
  }
}
