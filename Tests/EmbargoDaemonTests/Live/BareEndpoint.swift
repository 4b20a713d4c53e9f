import EmbargoCore
import EmbargoOutputs
import EmbargoTime

/// What endpoints of tests have in common: they answer somehow, and what they are sent is empty.
protocol BareEndpoint: RemoteOutput {}

extension BareEndpoint {
  var kind: String { "webhook" }
  var retries: RetryPolicy { .webhook }

  func names(slug: Slug, instant: Instant, attachments: [String]) -> [String] { [] }
  func publication(of material: Material) throws(OutputError) -> Publication {
    Publication(key: material.key, body: [])
  }
  func check() throws(OutputError) {}
  func test() async throws(OutputError) -> String { "well" }

  func send(
    _ publication: Publication, notBefore instant: Instant, clock: @escaping ReadClock
  ) async -> AttemptOutcome {
    let now = clock()
    return AttemptOutcome(
      output: name, startedAt: now, finishedAt: now, result: .refused(error: "not in this test"))
  }
}
