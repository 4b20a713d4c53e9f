import EmbargoCore
import EmbargoTime
import Testing

@Suite("The chain of records shows every later change")
struct ChainTests {
  private static let count = 40

  private let records: [Record] = {
    var records: [Record] = []
    for number in 0..<count {
      let draft = RecordDraft(
        event: "release.test", release: number % 3 == 0 ? Sample.id : nil, actor: Sample.editor,
        at: Sample.base + .seconds(Int64(number)),
        data: ["n": .integer(Int64(number)), "text": "zeile\n\u{1}ü"])
      records.append(
        Record(sealing: draft, after: records.last.map { ChainHead($0) } ?? .empty))
    }
    return records
  }()

  private func verdict(
    _ records: [Record], remembered: [ChainHead] = []
  ) -> ChainVerifier.Verdict {
    var verifier = ChainVerifier(remembered: remembered)
    for record in records { verifier.check(record) }
    return verifier.verdict
  }

  private func tampered(_ records: [Record], remembered: [ChainHead] = []) -> Int64? {
    if case .tampered(let sequence, _) = verdict(records, remembered: remembered) {
      return sequence
    }
    return nil
  }

  @Test("An untouched chain is good, and an empty one too")
  func good() throws {
    let head = ChainHead(try #require(records.last))
    #expect(verdict(records) == .good(head: head))
    #expect(verdict(records, remembered: records.map { ChainHead($0) }) == .good(head: head))
    #expect(verdict([]) == .good(head: .empty))
  }

  @Test("A changed byte is found, wherever it is, with and without a new hash")
  func changed() {
    var random = Seeded(1)
    for _ in 0..<400 {
      let place = random.below(records.count)
      var bytes = records[place].bytes
      let offset = random.below(bytes.count)
      bytes[offset] ^= UInt8(1 << random.below(8))
      let sequence = Int64(place + 1)
      var changed = records
      changed[place] = Record(sequence: sequence, bytes: bytes, hash: records[place].hash)
      #expect(tampered(changed) == sequence)
      changed[place] = Record(sequence: sequence, bytes: bytes, hash: Digest(of: bytes))
      let found = tampered(changed, remembered: records.map { ChainHead($0) })
      #expect(found.map { sequence...(sequence + 1) ~= $0 } ?? false, "byte \(offset)")
    }
  }

  @Test("A chain that was sealed anew after a change differs from a head that was noted")
  func resealed() throws {
    let head = ChainHead(try #require(records.last))
    var forged: [Record] = []
    for number in 0..<Self.count {
      let draft = RecordDraft(
        event: "release.forged", release: nil, actor: .daemon, at: Sample.base,
        data: ["n": .integer(Int64(number))])
      forged.append(Record(sealing: draft, after: forged.last.map { ChainHead($0) } ?? .empty))
    }
    #expect(tampered(forged) == nil, "without a noted head it cannot be seen")
    #expect(tampered(forged, remembered: [head]) == head.sequence)
  }

  @Test("A removed record is found at its place, save at the end")
  func removed() {
    for place in 0..<(records.count - 1) {
      var shorter = records
      shorter.remove(at: place)
      #expect(tampered(shorter) == Int64(place + 1))
    }
  }

  @Test("A swapped pair is found at the first of them")
  func swapped() {
    for place in 0..<(records.count - 1) {
      var swapped = records
      swapped.swapAt(place, place + 1)
      #expect(tampered(swapped) == Int64(place + 1))
      // Also when the numbers of the rows were exchanged.
      swapped[place] = Record(
        sequence: Int64(place + 1), bytes: swapped[place].bytes, hash: swapped[place].hash)
      #expect(tampered(swapped) == Int64(place + 1))
    }
  }

  @Test("A repeated record is found")
  func repeated() {
    var longer = records
    longer.insert(records[7], at: 8)
    #expect(tampered(longer) == 9)
  }

  @Test("A cut tail shows only against a head that was noted")
  func cut() throws {
    let head = ChainHead(try #require(records.last))
    let shorter = Array(records.prefix(30))
    let end = ChainHead(records[29])
    #expect(verdict(shorter) == .good(head: end))
    #expect(verdict(shorter, remembered: [head]) == .truncated(head: end, remembered: head))
    #expect(verdict(shorter, remembered: [ChainHead(records[4]), end]) == .good(head: end))
    #expect(
      verdict([], remembered: [head]) == .truncated(head: .empty, remembered: head))
  }

  @Test("Bytes that are no canonical JSON are found although their hash is right")
  func canonical() throws {
    let text = String(decoding: records[0].bytes, as: UTF8.self)
    let odd = [
      " " + text, text + "\n", text.replacing("\"n\":0", with: "\"n\": 0"), "{}", "", "[",
      text.replacing("\"n\":0", with: "\"n\":0.0"),
    ]
    for text in odd {
      let bytes = Array(text.utf8)
      #expect(
        tampered([Record(sequence: 1, bytes: bytes, hash: Digest(of: bytes))]) == 1, "\(text)")
    }
  }

  @Test("A head survives being written down")
  func headText() throws {
    for record in records {
      let head = ChainHead(record)
      #expect(ChainHead(text: head.text) == head)
    }
    #expect(ChainHead(text: ChainHead.empty.text) == .empty)
    let hash = Digest(of: []).description
    for text in [
      "", "1", ":" + hash, "-1:" + hash, "1:" + hash.dropLast(), "1:" + hash + "0", "x:" + hash,
      "1:" + hash.uppercased(), "1:" + hash + ":", " 1:" + hash, "99999999999999999999:" + hash,
    ] {
      #expect(ChainHead(text: text) == nil, "\(text)")
    }
  }

  @Test("A record has exactly the members that are promised, and its own hash")
  func members() throws {
    let first = try JSON(parsing: records[0].bytes)
    guard case .object(let members) = first else {
      Issue.record("the record is no object")
      return
    }
    #expect(
      members.keys.sorted() == ["actor", "at", "data", "event", "prev", "release", "seq"])
    #expect(first["prev"]?.text == Digest(of: []).description)
    #expect(first["seq"] == .integer(1))
    #expect(records[0].hash == Digest(of: records[0].bytes))
    #expect(try JSON(parsing: records[1].bytes)["release"] == nil)
    #expect(try JSON(parsing: records[1].bytes)["prev"]?.text == records[0].hash.description)
  }
}
