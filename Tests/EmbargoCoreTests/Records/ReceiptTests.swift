import EmbargoCore
import EmbargoTime
import Testing

@Suite("A receipt says what became of a release, and shows later changes")
struct ReceiptTests {
  private static let signer = AuditSample.signer(1)

  /// A release that is out at one output, was refused by the other, and had two approvals.
  private static func facts() throws -> ReceiptFacts {
    var release = Sample.release()
    release.phase = .lifted(at: Sample.base)
    release.approvalsRequired = 1
    release.approvals = [
      Approval(
        by: Actor(uid: 1001, name: "bob"), at: Sample.base - .minutes(30), revision: 1,
        seal: Digest(of: [1]), outputs: [:])
    ]
    let intents = Sample.intents()
    let at = Sample.base + Span(nanoseconds: 120_000)
    release.deliveries = [
      Delivery(
        output: Sample.newsroom,
        state: .delivered(
          Delivered(at: at, lateness: at - Sample.base, receipt: "/srv/press/canary.txt")),
        intent: intents[Sample.newsroom], attempts: 1),
      Delivery(
        output: Sample.wire, state: .failed(at: at), intent: intents[Sample.wire], attempts: 2,
        lastError: "410 Gone", isAmbiguous: true),
    ]
    var sample = AuditSample()
    sample.add("daemon.started")
    try sample.lift()
    return ReceiptFacts(
      release: release,
      revisions: [
        ReceiptFacts.Revision(number: 1, deliveries: release.deliveries, content: Sample.content)
      ],
      attempts: [Sample.newsroom, Sample.wire, Sample.wire].enumerated().map { number, output in
        StoredAttempt(
          release: release.id, revision: 1, number: max(1, number),
          outcome: AttemptOutcome(
            output: output, startedAt: Sample.base + .seconds(Int64(number)),
            finishedAt: Sample.base + .seconds(Int64(number + 1)),
            result: .refused(error: "410 Gone")))
      },
      records: sample.records.filter { $0.bytes.contains(Array("\"release\":\"".utf8)) },
      head: sample.head, chain: AuditSample.chain, words: "a Wednesday, in words",
      issuedAt: Sample.base + .hours(1), clock: ["synchronised": true], program: "embargod 1")
  }

  private static func receipt() throws -> ReleaseReceipt {
    ReleaseReceipt(try facts(), signedBy: signer)
  }

  @Test("What it says can be read back, and is what the ledger holds")
  func content() throws {
    let receipt = try ReleaseReceipt(parsing: Self.receipt().bytes)
    #expect(receipt.key == Self.signer.key)
    #expect(receipt["embargo", "stamp"]?.text == "May 5, 2027, 9:00 a.m. EDT")
    #expect(receipt["embargo", "tzdb"]?.text == "2026a")
    #expect(receipt["lift", "began"]?.text == Sample.base.rfc3339)
    #expect(receipt["lift", "clock"] == ["synchronised": true])
    #expect(receipt["approvals", "required"] == 1)
    #expect(receipt.digests == [Digest(of: Sample.content.bytes)])
    #expect(receipt.records.map(\.event).first == "release.submitted")
    guard case .array(let outputs)? = receipt["outputs"] else {
      Issue.record("no outputs")
      return
    }
    #expect(outputs.map { $0["state"]?.text } == ["delivered", "failed"])
    #expect(outputs[0]["answer"] == "/srv/press/canary.txt")
    #expect(outputs[0]["lateness_ns"] == "120000")
    #expect(outputs[0]["last"]?.text == (Sample.base + Span(nanoseconds: 120_000)).rfc3339)
    #expect(outputs[1]["answer"] == "410 Gone" && outputs[1]["in_doubt"] == true)
    #expect(outputs[1]["first"]?.text == (Sample.base + .seconds(1)).rfc3339)
    #expect(outputs[1]["last"]?.text == (Sample.base + .seconds(3)).rfc3339)
  }

  @Test("Blanks between its members change nothing; any changed byte of what it says is noticed")
  func bytes() throws {
    let receipt = try Self.receipt()
    let spaced = String(decoding: receipt.bytes, as: UTF8.self)
      .replacing(",\"version\":1", with: ",\n  \"version\": 1")
    #expect(try ReleaseReceipt(parsing: Array(spaced.utf8)) == receipt)
    var random = Seeded(11)
    for _ in 0..<2000 {
      var bytes = receipt.bytes
      bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8))
      let read = try? ReleaseReceipt(parsing: bytes)
      #expect(read == nil)
    }
  }

  @Test("A receipt with another key's name, or signed by another, is forged")
  func forged() throws {
    let text = String(decoding: try Self.receipt().bytes, as: UTF8.self)
    let other = AuditSample.signer(2)
    let renamed = text.replacing(Self.signer.key.text, with: other.key.text)
      .replacing(Self.signer.key.id, with: other.key.id)
    #expect { try ReleaseReceipt(parsing: Array(renamed.utf8)) } throws: {
      ($0 as? ReleaseReceipt.Flaw)?.isForged == true
    }
    // A checkpoint's signature is none of a receipt.
    var sample = AuditSample()
    sample.add("daemon.started")
    sample.check(by: Self.signer)
    #expect { try ReleaseReceipt(parsing: try #require(sample.checkpoints.first).bytes) } throws: {
      ($0 as? ReleaseReceipt.Flaw)?.isForged == false
    }
  }

  @Test("The records that it names are found in the chain, and others are not taken for them")
  func records() throws {
    let receipt = try Self.receipt()
    var sample = AuditSample()
    sample.add("daemon.started")
    try sample.lift()
    var check = ReceiptCheck(receipt)
    check.take(chain: AuditSample.chain)
    #expect(check.missing == receipt.records.count)
    for record in sample.records { check.take(record) }
    #expect(check.missing == 0 && check.fault == nil)

    var other = ReceiptCheck(receipt)
    var strange = AuditSample()
    strange.add("daemon.started")
    strange.add("daemon.started")
    try strange.lift()
    for record in strange.records { other.take(record) }
    #expect(other.fault != nil)

    var elsewhere = ReceiptCheck(receipt)
    elsewhere.take(chain: "another")
    #expect(elsewhere.fault != nil)
  }

  @Test("A text that is not kept any more has no digests, and the receipt is good all the same")
  func erased() throws {
    var facts = try Self.facts()
    facts.revisions[0].content = nil
    let receipt = try ReleaseReceipt(parsing: ReleaseReceipt(facts, signedBy: Self.signer).bytes)
    #expect(receipt.digests.isEmpty)
  }
}
