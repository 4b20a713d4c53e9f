import EmbargoCore
import Testing

@Suite("The scan of canonical JSON agrees with the parser")
struct CanonicalScanTests {
  private func agree(_ bytes: [UInt8], _ place: String) {
    var isCanonical = false
    if let value = try? JSON(parsing: bytes), case .object = value {
      isCanonical = value.canonical == bytes
    }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect((ScannedObject(bytes) != nil) == isCanonical, "\(place): \(text)")
  }

  @Test("On what was chosen to differ")
  func chosen() {
    let texts = [
      "{}", "{ }", #"{"a":1}"#, #"{"a":01}"#, #"{"a":-0}"#, #"{"a":0}"#, #"{"a":-7}"#,
      #"{"a":1.0}"#, #"{"a":1e3}"#, #"{"a":9007199254740991}"#, #"{"a":9007199254740992}"#,
      #"{"a":-9007199254740991}"#, #"{"a":99999999999999999999}"#, #"{"b":1,"a":2}"#,
      #"{"a":1,"a":2}"#, #"{"a":1,"ab":2}"#, #"{"ab":1,"a":2}"#, #"{"a":"\u0041"}"#,
      #"{"a":"\u0001"}"#, #"{"a":"\u000A"}"#, #"{"a":"\u000a"}"#, #"{"a":"\u001f"}"#,
      #"{"a":"\u001F"}"#, #"{"a":"\/"}"#, #"{"a":"\n\t\b\f\r\"\\"}"#, #"{"a":"\ud83d\ude00"}"#,
      #"{"a":"é😀"}"#, #"{"é":1,"z":2}"#, #"{"z":2,"é":1}"#, "{\"a\":\"\u{7f}\"}", #"{"a":[]}"#,
      #"{"a":[1,2]}"#, #"{"a":[1,]}"#, #"{"a":[1 ,2]}"#, #"{"a":true,"b":false,"c":null}"#,
      #"{"a":tru}"#, #"{"a"}"#, #"{"a":}"#, #"{"a":1"#, #"{"a":1}}"#, #"{"a":1},"#, "[1]", "",
      #"{"":1}"#, #"{"\"":1,"a":2}"#, #"{"a":{"b":{"c":[{}]}}}"#,
      String(repeating: #"{"a":"#, count: 33) + "1" + String(repeating: "}", count: 33),
      String(repeating: #"{"a":"#, count: 32) + "1" + String(repeating: "}", count: 32),
    ]
    for text in texts { agree(Array(text.utf8), "chosen") }
    agree(Array(#"{"a":""#.utf8) + [0xc3, 0x28] + Array(#""}"#.utf8), "no UTF-8")
  }

  @Test("On records with changed bytes")
  func records() throws {
    var random = Seeded(3)
    let records = try AuditSample.long().records
    for round in 0..<6000 {
      var bytes = random.pick(records).bytes
      for _ in 0..<(1 + random.below(2)) {
        let place = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes[place] = random.pick(Array(#"{}[],:"\0159-+eu \#t"#.utf8))
        case 1: bytes.remove(at: place)
        default: bytes.insert(random.pick(Array(#"{}[],:"\0159n"#.utf8)), at: place)
        }
      }
      agree(bytes, "round \(round)")
    }
  }

  @Test("Members are found by their names")
  func members() throws {
    let bytes = Array(#"{"a":"x\"y","b":{"c":-12},"n":7,"t":"plain"}"#.utf8)
    let object = try #require(ScannedObject(bytes))
    #expect(object.string("t") == "plain" && object.integer("n") == 7)
    #expect(object.text("a") == nil, "an escape is for the parser")
    #expect(object.json("a")?.text == "x\"y")
    #expect(object.object("b")?.integer("c") == -12)
    #expect(object.names == ["a", "b", "n", "t"] && object.place("z") == nil)
  }
}
