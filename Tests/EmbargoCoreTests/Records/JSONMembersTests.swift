import EmbargoCore
import Testing

@Suite("Members of JSON objects")
struct JSONMembersTests {
  private static func utf16Order(_ names: some Sequence<String>) -> [String] {
    names.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
  }

  @Test("They do what a dictionary does, in the order of RFC 8785, whatever is done to them")
  func likeADictionary() {
    var random = Seeded(11)
    let names = ["a", "b", "at", "began", "z", "", "\u{e9}", "\u{1f600}", "\u{fb33}", "due", "key"]
    var (members, wanted): (JSON.Members, [String: JSON]) = ([:], [:])
    for step in 0..<20_000 {
      let name = random.pick(names)
      let value = JSON.integer(Int64(step))
      switch random.below(5) {
      case 0: #expect(members.remove(name) == wanted.removeValue(forKey: name))
      case 1:
        members = members.merging([name: value, "at": true])
        wanted.merge([name: value]) { $1 }
        wanted["at"] = true
      case 2: (members[name], wanted[name]) = (nil, nil)
      default: (members[name], wanted[name]) = (value, value)
      }
      if step % 1000 == 0 { (members, wanted) = ([:], [:]) }
      #expect(members.keys == Self.utf16Order(wanted.keys))
      #expect(members.count == wanted.count && members.isEmpty == wanted.isEmpty)
      #expect(names.allSatisfy { members[$0] == wanted[$0] })
      #expect(members == JSON.Members(wanted.map { ($0.key, $0.value) }))
    }
  }

  @Test("Names that look alike and have other bytes are two names")
  func lookAlikes() throws {
    let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
    let members: JSON.Members = [composed: 1, decomposed: 2]
    #expect(members.count == 2)
    #expect(members[composed] == 1 && members[decomposed] == 2)
    let text = JSON.object(members).canonical
    #expect(try JSON(parsing: text).canonical == text)
  }

  @Test("A name that comes twice in a text is refused, wherever it stands")
  func twice() {
    for text in [#"{"a":1,"a":2}"#, #"{"b":1,"a":2,"c":3,"b":4}"#, #"{"x":{"k":1,"j":2,"k":1}}"#] {
      #expect(throws: JSON.ParseError.self) { try JSON(parsing: Array(text.utf8)) }
    }
  }

  @Test("A large object in the worst order is read in proportion to its size")
  func large() throws {
    func text(_ count: Int) -> [UInt8] {
      let members = (0..<count).reversed().map { #""\#(1_000_000 + $0)":0"# }
      return Array("{\(members.joined(separator: ","))}".utf8)
    }
    let clock = ContinuousClock()
    let (small, large) = (text(10_000), text(100_000))
    let short = try clock.measure { _ = try JSON(parsing: small) }
    let long = try clock.measure { _ = try JSON(parsing: large) }
    // Ten times as much: with each name put in where it belongs it would be a hundred times.
    #expect(long < short * 40)
  }
}
