import EmbargoCore
import EmbargoTime
import Testing

@Suite("When a document may go out (RULES D1 to D7)")
struct DocumentStampTests {
  static let prose = """
    The river carried no water at all in August, for the first time since measurements began in
    the year 1891, the office said. It will be measured again every week until the autumn.
    """
  static let instant = "2027-03-09T15:00:00Z"

  /// What a release with this head, and perhaps something behind its text, comes to.
  static func read(
    _ head: String, foot: String = "", matter: String? = nil, now: String? = nil,
    submitted: String? = nil, zone: String? = nil
  ) throws -> DocumentReading {
    let front = matter.map { "+++\nembargo = \"\($0)\"\n+++\n" } ?? ""
    let document = try ReleaseFixtures.document("\(front)\(head)\n\n\(prose)\n\n\(foot)\n")
    let context = StampContext(
      submitted: submitted.flatMap(Instant.init(rfc3339:)), zone: zone)
    return document.read(
      with: ReleaseFixtures.reader, context: context, now: now.flatMap(Instant.init(rfc3339:)))
  }

  static func code(_ reading: DocumentReading) -> String {
    switch reading {
    case .at(let reading, _): reading.instant.rfc3339
    case .immediate: "immediate"
    case .refused(let refusal, let line):
      "\(refusal.reason.rawValue) in \(line.map { "line \($0)" } ?? "no line")"
    }
  }

  static func expect(
    _ found: DocumentReading, _ wanted: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) { #expect(code(found) == wanted, "\(found)", sourceLocation: sourceLocation) }

  static func note(_ reading: DocumentReading) -> String? {
    if case .at(_, let note) = reading { return note }
    return nil
  }

  static func message(_ reading: DocumentReading) -> String {
    if case .refused(let refusal, _) = reading { return refusal.message }
    return ""
  }

  @Test(
    "D1: release line and stamp stand on one, two or three lines, before or after the headline",
    arguments: [
      "EMBARGOED UNTIL 10 a.m. EST, Tuesday, March 9, 2027\n\nRiver runs dry in August",
      "River runs dry in August\n\nEMBARGOED UNTIL 10 a.m. EST, Tuesday, March 9, 2027",
      "EMBARGOED UNTIL\n10 a.m. EST, Tuesday, March 9, 2027\n\nRiver runs dry in August",
      "EMBARGOED UNTIL 10 a.m. EST\nTuesday, March 9, 2027\n\nRiver runs dry in August",
      "EMBARGOED\n10 a.m. EST\nTuesday, March 9, 2027\n\nRiver runs dry in August",
      "EMBARGOED UNTIL\n\n10 a.m. EST, Tuesday, March 9, 2027\n\nRiver runs dry in August",
      "10 a.m. EST, Tuesday, March 9, 2027\nEMBARGOED\n\nRiver runs dry in August",
      "EMBARGOED\n\nRiver runs dry in August\n\n10 a.m. EST, Tuesday, March 9, 2027",
      "River runs dry in August\n10 a.m. EST, Tuesday, March 9, 2027",
      "**EMBARGOED UNTIL**\n**10 a.m. EST, March 9, 2027**\n\nRiver runs dry in August",
      "EMBARGO: 15:00 (London time), 9 March 2027\n10 a.m. US Eastern\n\nRiver runs dry in August",
    ])
  func places(head: String) throws { try Self.expect(Self.read(head), Self.instant) }

  @Test("D1: the stamp may stand in the front matter")
  func frontMatter() throws {
    for stamp in ["10 a.m. EST, March 9, 2027", "2027-03-09T16:00:00+01:00", Self.instant] {
      try Self.expect(Self.read("River runs dry in August", matter: stamp), Self.instant)
    }
    try Self.expect(
      Self.read("River runs dry in August", matter: "FOR IMMEDIATE RELEASE"), "immediate")
    try Self.expect(
      Self.read("River runs dry in August", matter: "10 a.m., March 9, 2027"), "no-zone in no line")
  }

  @Test("D1: dates of the body and of the reading list are no stamps")
  func body() throws {
    let foot = """
      The next report is published on March 30, 2027, at 10 a.m. EDT.

      Read more:
      Rivers, a report, May 4, 2022
      March 22, 2022, 5:00 p.m. EDT
      """
    try Self.expect(
      Self.read("FOR IMMEDIATE RELEASE\n\nRiver runs dry in August", foot: foot), "immediate")
  }

  @Test("D1: an end note that repeats the stamp must agree with it")
  func endNote() throws {
    let head = "EMBARGOED UNTIL 10 a.m. EST, Tuesday, March 9, 2027\n\nRiver runs dry in August"
    try Self.expect(
      Self.read(head, foot: "Embargoed until 15:00 GMT on 9 March 2027."), Self.instant)
    try Self.expect(Self.read(head, foot: "*** EMBARGOED ***"), Self.instant)
    let other = try Self.read(head, foot: "Embargoed until 16:00 GMT on 9 March 2027.")
    Self.expect(other, "conflict in line 8")
    #expect(Self.message(other).contains("2027-03-09T16:00:00Z"))
    #expect(Self.message(other).contains("2027-03-09T15:00:00Z"))
    #expect(Self.message(other).contains("Line 1 and line 8"))
  }

  @Test("D2: under FOR IMMEDIATE RELEASE a bare stamp on another line says when")
  func immediateAndStamp() throws {
    let head = "River runs dry in August\nFor immediate release\nMarch 9, 2027, 10:00 a.m. EST"
    for zone in [nil, "Asia/Tokyo"] {
      let waits = try Self.read(head, now: "2027-03-09T14:59:59Z", zone: zone)
      Self.expect(waits, Self.instant)
      #expect(Self.note(waits)?.contains("waits for it") == true)
    }
    let late = try Self.read(head, now: "2027-03-11T15:00:00Z")
    Self.expect(late, Self.instant)
    #expect(Self.note(late)?.contains("2 days ago, so the release goes out at once") == true)
    let open = try Self.read(head)
    Self.expect(open, Self.instant)
    #expect(Self.note(open)?.contains("says when it is released") == true)
    #expect(Self.note(open)?.contains("ago") == false)
    try Self.expect(
      Self.read("FOR IMMEDIATE RELEASE 10 a.m. EST, March 9, 2027\n\nRiver runs dry in August"),
      "conflict in line 1")
    try Self.expect(
      Self.read("FOR IMMEDIATE RELEASE\nMarch 9, 2027\n10:00 a.m. EST\n\nRiver runs dry in August"),
      Self.instant)
  }

  @Test("D2: a bare stamp that cannot be read is refused, not passed over")
  func immediateAndDoubtfulStamp() throws {
    for (stamp, code) in [
      ("March 9, 2027, 10:00 a.m. EDT", "zone-date"),
      ("Monday, March 9, 2027, 10:00 a.m. EST", "weekday"),
      ("March 9, 2027, 10:00 a.m.", "no-zone"), ("5:00 p.m. EST", "no-date"),
      ("February 30, 2027, 10:00 a.m. EST", "bad-date"),
    ] {
      try Self.expect(
        Self.read("FOR IMMEDIATE RELEASE\n\(stamp)\n\nRiver runs dry in August"),
        "\(code) in line 2")
    }
  }

  @Test(
    "D2, D3: a stamp with a slip keeps FOR IMMEDIATE RELEASE from going out",
    arguments: [
      (
        "FOR IMMEDIATE RELEASE\n10 a.m. QQT, March 9, 2027\n\nRiver runs dry",
        "zone-unknown in line 2"
      ),
      (
        "FOR IMMEDIATE RELEASE\n\nRiver runs dry\nMarch 9, 2027, 5:00 p.m. EDTT",
        "zone-unknown in line 4"
      ),
      ("FOR IMMEDIATE RELEASE\n5:00 p.m. EDTT\n\nRiver runs dry", "no-date in line 2"),
      (
        "EMBARGOED\nCouncil meets March 9, 2027, 7 p.m. EST\n\nRiver runs dry", "conflict in line 2"
      ),
      (
        "FOR IMMEDIATE RELEASE\n\nPublication time: 10 a.m. EST, March 9, 2027\n\nRiver runs dry",
        "conflict in line 3"
      ),
    ])
  func slip(head: String, code: String) throws { try Self.expect(Self.read(head), code) }

  @Test("D3: FOR IMMEDIATE RELEASE without a clock is now, unless a date of the head is to come")
  func immediate() throws {
    let head = "FOR IMMEDIATE RELEASE\nMarch 9, 2027\n\nRiver runs dry in August"
    try Self.expect(Self.read(head), "immediate")
    try Self.expect(Self.read(head, submitted: "2027-03-09T00:00:00Z"), "immediate")
    try Self.expect(Self.read(head, now: "2027-03-12T00:00:00Z"), "immediate")
    let early = try Self.read(head, submitted: "2027-03-08T23:59:59Z")
    Self.expect(early, "no-time in line 2")
    #expect(Self.message(early).contains("2027-03-09"))
    try Self.expect(
      Self.read(head, submitted: "2027-03-08T23:59:59Z", zone: "Asia/Tokyo"), "immediate")
    try Self.expect(
      Self.read(head, submitted: "2027-03-09T04:00:00Z", zone: "America/New_York"),
      "no-time in line 2")
    try Self.expect(
      Self.read(
        "FOR IMMEDIATE RELEASE, March 9, 2027\n\nRiver runs dry in August",
        now: "2027-03-01T00:00:00Z"), "no-time in line 1")
    try Self.expect(
      Self.read(
        "FOR IMMEDIATE RELEASE\n\nRiver opens on March 9, 2027", now: "2027-03-01T00:00:00Z"),
      "immediate")
  }

  @Test("D3: the day of an event that is announced is no stamp")
  func invitation() throws {
    let head = """
      MEDIA ADVISORY
      FOR IMMEDIATE RELEASE

      Mayor opens the new bridge

      WHAT: Opening of the bridge
      WHEN: Tuesday, March 9, 2027, 10 a.m. EST
      """
    try Self.expect(Self.read(head, now: "2027-03-01T00:00:00Z"), "immediate")
  }

  @Test("D3: a stamp between the contacts is found")
  func amongContacts() throws {
    let head = "FOR IMMEDIATE RELEASE\n\nRiver runs dry\n\nContact: Jane Roe\n"
    try Self.expect(
      Self.read(head + "March 9, 2027, 10 a.m. EST\n202-555-0100"), Self.instant)
    try Self.expect(
      Self.read(head + "202-555-0100, March 9, 2027, 10 a.m. EST"), "conflict in line 6")
  }

  @Test("D4: an embargo in the past is refused with its age")
  func past() throws {
    let head = "River runs dry in August\n\nEMBARGOED UNTIL 10 a.m. EST, March 9, 2027"
    try Self.expect(Self.read(head, now: "2027-03-09T14:59:59Z"), Self.instant)
    let past = try Self.read(head, now: "2027-03-09T18:30:00Z")
    Self.expect(past, "past in line 3")
    #expect(Self.message(past).contains("ended 3 hours ago"))
    try Self.expect(
      Self.read("River runs dry in August", matter: Self.instant, now: "2029-03-10T00:00:00Z"),
      "past in no line")
    try Self.expect(
      Self.read(
        "River runs dry in August\n10 a.m. EST, March 9, 2027", now: "2028-01-01T00:00:00Z"),
      "past in line 2")
  }

  @Test("D5: two stamps must agree, in two lines, two languages or the front matter")
  func agreement() throws {
    let english = "EMBARGOED UNTIL 10 a.m. EST, Tuesday, March 9, 2027"
    let french = "SOUS EMBARGO JUSQU'AU mardi 9 mars 2027 à 16 h (heure de Paris)"
    let headline = "\n\nRiver runs dry in August"
    try Self.expect(Self.read("\(english)\n\(french)\(headline)"), Self.instant)
    try Self.expect(
      Self.read("\(english)\n\(french.replacing("16 h", with: "17 h"))\(headline)"),
      "conflict in line 2")
    try Self.expect(Self.read(english + headline, matter: Self.instant), Self.instant)
    let other = try Self.read(english + headline, matter: "2027-03-09T15:00:01Z")
    Self.expect(other, "conflict in line 4")
    #expect(Self.message(other).contains("the front matter"))
    try Self.expect(
      Self.read("FOR IMMEDIATE RELEASE\n\(english)\(headline)"), "conflict in line 2")
    try Self.expect(
      Self.read("FOR IMMEDIATE RELEASE\nEMBARGOED\(headline)"), "conflict in line 2")
    try Self.expect(
      Self.read(
        "10 a.m. EST, March 9, 2027\n\nRiver runs dry in August\n\n11 a.m. EST, March 9, 2027"),
      "conflict in line 5")
  }

  @Test("D5: FOR IMMEDIATE RELEASE in the text waits for the embargo of the front matter")
  func frontMatterHolds() throws {
    let reading = try Self.read(
      "FOR IMMEDIATE RELEASE\n\nRiver runs dry in August", matter: Self.instant,
      now: "2027-03-01T00:00:00Z")
    Self.expect(reading, Self.instant)
    #expect(Self.note(reading)?.contains("front matter holds it") == true)
  }

  @Test("D6: a dateline more than a day from the stamp is pointed out, and never the stamp")
  func dateline() throws {
    let head = "EMBARGOED UNTIL 10 a.m. EST, March 9, 2027\n\nRiver runs dry in August\n\n"
    for (dateline, isNoted) in [
      ("Geneva, 9 March 2027", false), ("Geneva, 8 March 2027", false),
      ("Geneva, 7 March 2027", true), ("GENEVA, March 11, 2027 – The river is dry again.", true),
    ] {
      let reading = try Self.read(head + dateline)
      Self.expect(reading, Self.instant)
      #expect(Self.note(reading)?.contains("more than a day from the stamp") ?? false == isNoted)
    }
  }

  @Test("D7: without release line and stamp the document is refused")
  func nothing() throws {
    try Self.expect(Self.read("River runs dry in August"), "no-stamp in no line")
    try Self.expect(Self.read("EMBARGOED\n\nRiver runs dry in August"), "no-date in line 1")
    try Self.expect(
      Self.read("River runs dry in August\n\nContact: Jane Roe, 555-0100-222"),
      "no-stamp in no line")
  }

  @Test("news about embargoes and releases is no release line")
  func talk() throws {
    for headline in [
      "Embargo on arms exports to Country X extended", "Immediate release of prisoners demanded",
      "Release of beavers into the wild begins", "Hold the line on rents, tenants say",
    ] {
      let document = try ReleaseFixtures.document(
        "FOR IMMEDIATE RELEASE\n\n\(headline)\n\n\(Self.prose)\n")
      #expect(document.headline == headline)
      Self.expect(document.read(with: ReleaseFixtures.reader), "immediate")
    }
  }

  @Test("a refusal names the line of the words at fault")
  func refusalLine() throws {
    try Self.expect(
      Self.read("EMBARGOED UNTIL\n10 a.m. QQT, March 9, 2027\n\nRiver runs dry in August"),
      "zone-unknown in line 2")
  }
}
