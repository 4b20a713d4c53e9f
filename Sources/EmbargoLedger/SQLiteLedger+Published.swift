package import EmbargoCore
import EmbargoTime
import GRDB

extension SQLiteLedger {
  package func published(
    at output: OutputName, before cursor: LedgerCursor?, count: Int
  ) throws(LedgerError) -> PublishedPage {
    try perform("looking for what is published") { database in
      let end = (cursor?.instant.nanoseconds ?? .max, cursor?.id.description ?? "~")
      var places: [(due: Int64, id: String)] = []
      for phase in ["lifting", "lifted", "killed"] {
        places += try database.all(
          ReleaseQuery.lifted, [phase, end.0, end.1, max(0, count)],
          read: { (try $0.integer(), try $0.text()) })
      }
      places.sort { ($0.due, $0.id) > ($1.due, $1.id) }
      let page = places.prefix(max(0, count))
      let last = page.count == count ? page.last : nil
      return PublishedPage(
        releases: try page.compactMap { place in
          let arrived = try database.first(
            ReleaseQuery.arrived, [place.id, output.description], read: { try $0.integer() })
          return try arrived.flatMap { _ in try database.release(place.id, sealer) }
        },
        next: try last.map { last in
          LedgerCursor(
            instant: Instant(nanoseconds: last.due), id: try ReleaseRow.identifier(last.id))
        })
    }
  }
}
