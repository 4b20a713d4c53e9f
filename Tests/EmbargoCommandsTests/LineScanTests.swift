import EmbargoTime
import Testing

@testable import EmbargoCommands

@Suite("Looking over lines of JSON")
struct LineScanTests {
  private func isObject(_ bytes: [UInt8]) -> Bool {
    do throws(JSONScan.Fault) {
      try JSONScan.checkObject(bytes)
      return true
    } catch {
      return false
    }
  }

  @Test(
    "One object passes, whatever it holds",
    arguments: [
      "{}", " {\"a\" : 1 , \"b\":[ ] }\t", "{\"a\":[{},[1,-0.5e+10,0],true,false,null]}",
      "{\"a\":\"\\u00e9\\ud83d\\ude00\\n\\\"}]\"}", "{\"é\":\"漢字\"}",
    ])
  func objects(_ text: String) { #expect(isObject(Array(text.utf8))) }

  @Test(
    "Anything else does not, so that an array of lines has as many elements as lines",
    arguments: [
      "", " ", "1", "[]", "\"{}\"", "{},{}", "{}{}", "{}]", "{", "}", "{\"a\"}", "{\"a\":}",
      "{\"a\":1,}", "{,}", "{a:1}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":+1}",
      "{\"a\":1e}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\ud800\"}",
      "{\"a\":\"\\udc00\"}", "{\"a\":\"\\ud800\\u0041\"}", "{\"a\":\"\u{1}\"}", "{\"a\":\"b}",
      "{\"a\":tru}", "{\"a\":nul", "{\"a\":[1,]}", "{\"a\":[}", "{\"a\":\"b\\", "{\"a\":\"\\u1",
    ])
  func others(_ text: String) { #expect(!isObject(Array(text.utf8))) }

  @Test("Bytes that are no UTF-8 do not pass")
  func utf8() { #expect(!isObject(Array("{\"a\":\"".utf8) + [0xff] + Array("\"}".utf8))) }

  @Test("Nesting has a bound")
  func depth() {
    func nested(_ levels: Int) -> [UInt8] {
      Array(
        ("{\"a\":" + String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
          + "}").utf8)
    }
    #expect(isObject(nested(20)))
    #expect(!isObject(nested(100_000)))
  }

  @Test("The elements of an array are found where they lie")
  func elements() throws {
    let bytes = Array("[ {\"a\":\"],[\"} ,2,[3,4]]\n".utf8)
    let places = try JSONScan.elements(of: bytes)
    let texts = places.map { String(decoding: bytes[$0], as: UTF8.self) }
    #expect(texts == ["{\"a\":\"],[\"}", "2", "[3,4]"])
    #expect(try JSONScan.elements(of: Array("[]".utf8)).isEmpty)
  }

  @Test("A line longer than the bound is refused by its number, and the next one is read")
  func longLine() throws {
    var pieces = ["{\"a\":1}\n{\"a\":\"xxxxx", "xxxxxxxxxxxxxxxxxxxx\"}\n", "{\"a\":2}\n"]
    let source = LineSource(name: "x", size: nil, limit: 20) { () throws(Failure) in
      pieces.isEmpty ? [] : Array(pieces.removeFirst().utf8)
    }
    var gatherer = LineGatherer(source, from: 1, lines: 10, bytes: 100, longestLine: 20)
    guard case .batch(let first) = gatherer.next(), case .refused(let refusal) = gatherer.next(),
      case .batch(let last) = gatherer.next(), case .end = gatherer.next()
    else {
      Issue.record("other pieces")
      return
    }
    #expect(first.range == 1...1 && last.range == 3...3 && refusal.number == 2)
    #expect(refusal.failure.message == "it is longer than 20 bytes")
  }

  @Test("A batch has so many lines and bytes, and one line always fits")
  func bounds() throws {
    let long = "{\"a\":\"\(String(repeating: "x", count: 50))\"}\n"
    var pieces = [long + "{}\n{}\n{}\n" + long + "{}\n"]
    let source = LineSource(name: "x", size: nil, limit: 100) { () throws(Failure) in
      pieces.isEmpty ? [] : Array(pieces.removeFirst().utf8)
    }
    var gatherer = LineGatherer(source, from: 1, lines: 2, bytes: 40, longestLine: 100)
    var ranges: [ClosedRange<Int>] = []
    while case .batch(let batch) = gatherer.next() { ranges.append(batch.range) }
    #expect(ranges == [1...1, 2...3, 4...4, 5...5, 6...6])
  }

  @Test("Numbers for people have a comma before each three digits")
  func grouped() {
    #expect(Digits.grouped(0) == "0" && Digits.grouped(999) == "999")
    #expect(Digits.grouped(1000) == "1,000" && Digits.grouped(-1_234_567) == "-1,234,567")
  }

  @Test("A narrow terminal gets as much as fits")
  func narrow() {
    let facts = Progress.facts(
      done: 41, total: 100, count: 12_300, what: "queued", elapsed: .seconds(4))
    #expect(facts == ["41%", "12,300 queued", "3,075 a second", "6 s left"])
    for width in 1...120 {
      #expect(Progress.line(facts, share: 0.41, width: width).count < max(2, width))
    }
    #expect(Progress.line(facts, share: 0.41, width: 80).hasPrefix("[#"))
    #expect(Progress.line(facts, share: nil, width: 80) == facts.joined(separator: "  "))
  }
}
