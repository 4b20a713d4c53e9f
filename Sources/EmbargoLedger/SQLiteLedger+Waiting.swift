package import EmbargoCore
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
}
