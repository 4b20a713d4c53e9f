import EmbargoCore
import EmbargoDaemon
import EmbargoSimulation
import EmbargoTime
import Testing

@Suite("What is announced before the lift gives nothing away")
struct WithheldTests {
  private let bench = Bench()

  @Test("An output's complaint that quotes slug and headline is announced without them")
  func complaint() throws {
    bench.newsroom.fail("cannot create central-asia-letter.txt for A Letter to the President")
    let release = try bench.submit("A Letter to the President", slug: "central-asia-letter")
    let notice = try #require(bench.notices.first { $0.code == "output.not-ready" })
    #expect(notice.release == release.id)
    #expect(notice.text.contains("cannot create (withheld).txt for (withheld)"))
    for notice in bench.notices {
      #expect(!notice.text.contains("central-asia-letter"))
      #expect(!notice.text.contains("President"))
    }
  }

  @Test("Records before the lift hold neither slug, headline, text nor a plain digest")
  func records() throws {
    let release = try bench.submit("A Letter to the President", slug: "central-asia-letter")
    bench.engine.tick()
    let records = try bench.ledger.records(after: 0, count: 100, release: release.id)
    #expect(try bench.events() == ["release.submitted", "release.armed"])
    for record in records {
      let text = String(decoding: record.bytes, as: UTF8.self)
      for secret in ["central-asia-letter", "President", release.digest.description] {
        #expect(!text.contains(secret))
      }
    }
  }
}
