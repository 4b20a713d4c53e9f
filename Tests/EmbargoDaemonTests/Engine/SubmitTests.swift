import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("The engine queues a release once, with everything that it will take")
struct SubmitTests {
  private let bench = Bench()

  @Test("The same bytes with the same instant are refused with the id of the first")
  func duplicate() throws {
    let first = try bench.submit()
    let again = bench.submission("text", due: first.due)
    #expect(throws: EngineError.self) { try bench.engine.submit([again]) }
    do {
      _ = try bench.engine.submit([again])
    } catch {
      guard case .duplicate(let id) = error else { throw error }
      #expect(id == first.id)
    }
    var wanted = again
    wanted.again = true
    #expect(try bench.engine.submit([wanted]).first?.slug.description == "text-2")
    let later = bench.submission("text", due: first.due + .seconds(1))
    #expect(try bench.engine.submit([later]).count == 1)
  }

  @Test("Of several releases all are queued or none, also when two of them are the same")
  func allOrNone() throws {
    let due = bench.now + .minutes(5)
    let twins = [bench.submission("a", due: due), bench.submission("a", due: due)]
    #expect(bench.refusal { try bench.engine.submit(twins) } == "1: duplicate")
    let clash = [
      bench.submission("b", due: due, slug: "same"), bench.submission("c", due: due, slug: "same"),
    ]
    #expect(bench.refusal { try bench.engine.submit(clash) } == "1: slugTaken")
    #expect(try bench.ledger.counts() == [:])
    #expect(bench.ledger.head() == .empty)
  }

  @Test("A slug that was asked for is taken or refused, one from the headline gets a number")
  func slugs() throws {
    try bench.submit("one", slug: "letter")
    #expect(bench.refusal { try bench.submit("two", slug: "letter") } == "slugTaken")
    #expect(try bench.submit("letter").slug.description == "letter-2")
    #expect(try bench.submit("letter", in: .seconds(21)).slug.description == "letter-3")
  }

  @Test("The names at its outputs are reserved when it is accepted, and free when it is withdrawn")
  func names() throws {
    let release = try bench.submit(slug: "letter")
    let output = bench.newsroom.name
    #expect(try bench.ledger.reservation(of: "letter.txt", at: output) == release.id)
    try bench.engine.perform(.withdraw(reason: "wrong"), on: "letter", by: Bench.editor)
    #expect(try bench.ledger.reservation(of: "letter.txt", at: output) == nil)
  }

  @Test("No more releases wait than the configuration allows")
  func limit() throws {
    let due = bench.now + .minutes(5)
    func submit(_ texts: String...) throws {
      _ = try bench.engine.submit(texts.map { bench.submission($0, due: due) }, atMost: 3)
    }
    try submit("a", "b")
    #expect(bench.refusal { try submit("c", "d") } == "queueFull")
    try submit("c")
    #expect(bench.refusal { try submit("d") } == "queueFull")
    try bench.engine.perform(.withdraw(reason: "wrong"), on: "a", by: Bench.editor)
    try submit("d")
  }

  @Test("Outputs that are not configured are refused, and so is a release without any")
  func outputs() throws {
    #expect(bench.refusal { try bench.submit(outputs: ["nowhere"]) } == "unknownOutput")
    #expect(bench.refusal { try bench.submit(outputs: []) } == "refused")
    #expect(try bench.submit().outputs == [bench.newsroom.name, bench.wire.name])
    let release = try bench.submit("other")
    #expect(
      bench.refusal {
        try bench.engine.perform(
          .setOutputs([Bench.output("nowhere")]), on: release.id.description, by: Bench.editor)
      } == "unknownOutput")
  }

  @Test("What is acknowledged is on the record, without a word of it")
  func recorded() throws {
    let release = try bench.submit("Secret words")
    #expect(try bench.events() == ["release.submitted", "release.armed"])
    for record in try bench.ledger.records(after: 0, count: 10, release: release.id) {
      let text = String(decoding: record.bytes, as: UTF8.self).lowercased()
      #expect(!text.contains("secret") && !text.contains(release.digest.description))
    }
  }

  @Test("A release is found by slug, id and beginning of its id")
  func find() throws {
    let release = try bench.submit(slug: "letter")
    for key in ["letter", release.id.description, String(release.id.description.prefix(20))] {
      #expect(try bench.engine.find(key).id == release.id)
    }
    #expect(bench.refusal { try bench.engine.find("nothing") } == "notFound")
    try bench.submit("other")
    let shared = String(release.id.description.prefix(6))
    #expect(bench.refusal { try bench.engine.find(shared) } == "severalMatch")
  }

  @Test("A withdrawn release does not stand in the way of the same text")
  func withdrawn() throws {
    let first = try bench.submit(slug: "letter")
    try bench.engine.perform(.withdraw(reason: "wrong"), on: "letter", by: Bench.editor)
    #expect(try bench.engine.submit([bench.submission("text", due: first.due)]).count == 1)
  }
}
