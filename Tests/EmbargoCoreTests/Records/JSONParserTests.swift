import EmbargoCore
import Testing

@Suite("The reader of JSON takes what records hold and refuses all else")
struct JSONParserTests {
  private func read(_ text: String) -> JSON? { try? JSON(parsing: Array(text.utf8)) }

  @Test(
    "It refuses what it says",
    arguments: [
      "", " ", "1.5", "1e3", "-", "-0", "01", "+1", "9007199254740992", "-9007199254740992",
      "99999999999999999999", "nul", "True", "NaN", "'a'", "[1,]", "[,1]", "[1 2]", "[1", "{", "}",
      "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}",
      "{\"a\":1,\"\\u0061\":2}", "1 2", "[1]]", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12\"",
      "\"\\u+123\"", "\"\\u12g4\"", "\"\n\"", "\"\t\"", "\"\u{0}\"", "\u{feff}1", "/**/1",
    ])
  func refuses(text: String) {
    #expect(read(text) == nil)
  }

  @Test(
    "Half of a surrogate pair is refused, whatever follows it",
    arguments: [
      #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800\ud800""#, #""\udbff\u0000""#,
      #""\udbff\uffff""#, #""\ud83dx""#, #""\ud83d\n""#, #""\ude00\ud83d""#,
    ])
  func surrogates(text: String) {
    #expect(read(text) == nil)
  }

  @Test("Escapes and pairs of surrogates stand for their characters")
  func escapes() {
    #expect(read(#""\ud83d\ude00""#) == .string("\u{1f600}"))
    #expect(read(#""\u0041\b\t\n\f\r\"\\\/""#) == .string("A\u{8}\t\n\u{c}\r\"\\/"))
    #expect(read(#""\udbff\udfff\ud800\udc00""#) == .string("\u{10ffff}\u{10000}"))
  }

  @Test("Bytes that are not UTF-8 are refused")
  func encoding() {
    for bytes: [UInt8] in [
      [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc3],
    ] {
      #expect((try? JSON(parsing: [0x22] + bytes + [0x22])) == nil, "\(bytes)")
    }
  }

  @Test("Blanks are stepped over, and numbers go to 2^53 - 1")
  func takes() {
    #expect(read(" [ 1 , { \"a\" : null } ]\r\n\t") == [1, ["a": .null]])
    #expect(read("9007199254740991") == .integer(9_007_199_254_740_991))
    #expect(read("-9007199254740991") == .integer(-9_007_199_254_740_991))
  }

  @Test("32 levels are read and 33 are not, and no depth makes it fall over")
  func depth() {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + "1" + String(repeating: "]", count: levels)
    }
    #expect(read(nested(32)) != nil)
    #expect(read(nested(33)) == nil)
    #expect(read(nested(1_000_000)) == nil)
    #expect(read(String(repeating: "{\"a\":", count: 1_000_000)) == nil)
  }

  @Test("No damage to a text makes it fall over, and what it still reads is well-formed")
  func damage() throws {
    var random = Seeded(5)
    for _ in 0..<20_000 {
      var bytes = JSONTests.value(&random, depth: 3).canonical
      bytes += Array(#"["\ud83d\ude00"]"#.utf8)
      for _ in 0...random.below(3) {
        let place = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(random.pick(Array("\"\\u[]{},:0-d8".utf8)), at: place)
        }
        if bytes.isEmpty { bytes = [0x30] }
      }
      guard let value = try? JSON(parsing: bytes) else { continue }
      #expect(try JSON(parsing: value.canonical) == value)
    }
  }
}
