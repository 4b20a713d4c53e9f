import EmbargoTOML
import Testing

@Suite("Agreement with Python's tomllib", .enabled(if: Judge.isHere, "no Python with tomllib here"))
struct AgreementTests {
  @Test("Good documents have the same values in the same order")
  func good() throws {
    let verdicts = try Judge.verdicts(Documents.good)
    for document in Documents.good {
      let verdict = try #require(verdicts[document.name])
      #expect(verdict != "null", "the judge refuses \(document.name)")
      #expect(Tagged.json(document.bytes) == verdict, "\(document.name)")
    }
  }

  @Test("Bad documents are refused by both")
  func bad() throws {
    let verdicts = try Judge.verdicts(Documents.bad)
    for document in Documents.bad {
      #expect(verdicts[document.name] == "null", "the judge takes \(document.name)")
      #expect(Tagged.json(document.bytes) == "null", "we take \(document.name)")
    }
  }

  @Test("3,000 damaged documents are taken or refused alike")
  func damaged() throws {
    let documents = Damage.documents(count: 3000, seed: 20_261_123)
    let verdicts = try Judge.verdicts(documents)
    var taken = 0
    for document in documents {
      let verdict = try #require(verdicts[document.name])
      if verdict != "null" { taken += 1 }
      let text = String(decoding: document.bytes, as: UTF8.self)
      #expect(Tagged.json(document.bytes) == verdict, "\(text.debugDescription)")
    }
    #expect(100..<2900 ~= taken, "\(taken) of the damaged documents are good: a poor mixture")
  }
}
