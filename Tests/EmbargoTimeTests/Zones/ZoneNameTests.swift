import Testing

@testable import EmbargoTime

/// ZONE-FILES "Exhaustive plan", item 8. Where links may lead is tested with `ZoneTree`.
@Suite("Names of zones")
struct ZoneNameTests {
  @Test(
    "Names that are no zone never reach the loader (plan, item 8)",
    arguments: [
      "", "/", "/etc/passwd", "../../etc/passwd", "..", "Europe/../Asia/Tokyo", "./UTC",
      "Europe//Paris", "Europe/", "/Europe/Paris", "right/Europe/Paris", "posix/Europe/Paris",
      "right", "posix", "posixrules", "localtime", "Factory", "leapseconds", "SECURITY",
      "zone.tab", "zone1970.tab", "iso3166.tab", "leap-seconds.list", "tzdata.zi", "+VERSION",
      "Europe/P\u{e9}", "Europe/Par\u{131}s", "a b", "UTC\0", "UTC\n", "Europe\\Paris", "~",
      "$HOME", ":UTC", "EST5EDT,M3.2.0,M11.1.0", "-rf", "Etc/-x", "Etc/+x",
      String(repeating: "a", count: 256), String(repeating: "a/", count: 128),
    ])
  func refused(name: String) {
    let database = ZoneDatabase(version: "test") { name in
      Issue.record("the loader was asked for \(name)")
      return nil
    }
    #expect(throws: ZoneError.badName(name)) { try database.rules(for: name) }
  }

  @Test("Every byte that is not in names of zones is refused, wherever it stands (plan, item 8)")
  func bytes() {
    let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/".utf8)
    for byte in UInt8.min...127 {
      let name = "Europe/A" + String(decoding: [byte], as: UTF8.self) + "b"
      #expect(ZoneDatabase.isWellFormed(name) == allowed.contains(byte), "\(byte)")
    }
  }

  @Test("A name of 255 bytes is looked up, and letter case counts (plan, item 8)")
  func unknown() {
    for name in [String(repeating: "a", count: 255), "europe/paris", "EUROPE/PARIS"] {
      let error = #expect(throws: ZoneError.self) { try Fixtures.zones.rules(for: name) }
      #expect(error == .unknown(name))
    }
  }

  @Test("Every zone of this machine has a name that is offered and a file that is read")
  func everyZone() throws {
    let names = try Fixtures.zoneNames()
    #expect(names.count > 300)
    for name in names {
      #expect(throws: Never.self, "\(name)") { try Fixtures.zones.rules(for: name) }
    }
  }

  @Test(
    "Old names give what their zones give, be they links or files (plan, item 8)",
    arguments: [
      ("Asia/Calcutta", "Asia/Kolkata"), ("US/Eastern", "America/New_York"),
      ("Europe/Kiev", "Europe/Kyiv"), ("Zulu", "Etc/UTC"), ("Etc/GMT+0", "Etc/GMT"),
    ])
  func links(old: String, new: String) throws {
    // Some machines come without the old names.
    guard let old = try? Fixtures.zones.rules(for: old) else { return }
    let new = try Fixtures.zones.rules(for: new)
    let span = (Int64(-3_000_000_000), Int64(4_000_000_000))
    #expect(old.changes(from: span.0, to: span.1) == new.changes(from: span.0, to: span.1))
    for time in stride(from: span.0, to: span.1, by: 9_999_991) {
      #expect(old.segment(at: time) == new.segment(at: time))
    }
  }
}
