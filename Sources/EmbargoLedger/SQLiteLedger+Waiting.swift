package import EmbargoCore
import EmbargoTime
import GRDB

extension SQLiteLedger {
  package func waiting(
    of submitter: UInt32, atMost most: Int
  ) throws(LedgerError) -> (releases: Int, bytes: Int) {
    try perform("counting what a submitter has waiting") { database in
      let own = try database.all(
        ReleaseQuery.waiting, [Int64(submitter), max(0, most)], read: { try $0.text() })
      var bytes = 0
      for id in own {
        bytes +=
          try database.first(ContentQuery.presentSize, [id], read: { Int(try $0.integer()) }) ?? 0
      }
      return (own.count, bytes)
    }
  }

  package func destinations(
    after cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> DestinationPage {
    try perform("reading where the queue goes") { database in
      let (instant, id) = (cursor?.instant.nanoseconds ?? .min, cursor?.id.description ?? "")
      var places: [(due: Int64, id: String)] = []
      for phase in ["awaiting-approval", "scheduled", "held"] {
        places += try database.all(
          ReleaseQuery.queued, [phase, instant, id, Int64.max, max(1, count)],
          read: { (due: try $0.integer(), id: try $0.text()) })
      }
      places.sort { ($0.due, $0.id) < ($1.due, $1.id) }
      let taken = places.prefix(max(1, count))
      var page = DestinationPage(releases: [:], next: nil)
      for place in taken {
        for output in try database.all(
          ReleaseQuery.outputs, [place.id, place.id], read: { try $0.output() })
        {
          page.releases[output, default: 0] += 1
        }
      }
      if taken.count == max(1, count), let last = taken.last {
        page.next = LedgerCursor(
          instant: Instant(nanoseconds: last.due), id: try ReleaseRow.identifier(last.id))
      }
      return page
    }
  }
}
