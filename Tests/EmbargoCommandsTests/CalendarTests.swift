import EmbargoCommands
import EmbargoControl
import EmbargoCore
import EmbargoTime
import Testing

@Suite("calendar")
struct CalendarTests {
  private static func summary(
    _ number: Int = 1, headline: String = "Town Library Opens on Sundays", phase: Phase = .scheduled
  ) throws -> ReleaseSummary {
    var summary = ReleaseSummary(
      try Samples.release(slug: "library-\(number)", phase: phase, number: number))
    summary.headline = headline
    return summary
  }

  private static let hold = Phase.held(
    Hold(cause: .person, reason: "a quote; checked", at: Samples.instant))

  private static func text(_ releases: [ReleaseSummary], _ titles: QueueCalendar.Titles) -> String {
    String(
      decoding: QueueCalendar(releases: releases, titles: titles, madeAt: Recorder.now).bytes,
      as: UTF8.self)
  }

  /// The content lines as a reader has them: unfolded.
  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\r\n ", omittingEmptySubsequences: false).joined()
      .split(separator: "\r\n").map(String.init)
  }

  @Test("Masked, an event has the id and the instant, and no word of the release")
  func masked() throws {
    let text = Self.text([try Self.summary()], .masked)
    #expect(
      Self.lines(text) == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//embargod//embargoctl \(Version.text)//EN",
        "CALSCALE:GREGORIAN", "BEGIN:VEVENT", "UID:\(Samples.id)", "DTSTAMP:20230919T174800Z",
        "DTSTART:20230919T210000Z", "SUMMARY:Embargoed release \(Samples.id)", "STATUS:CONFIRMED",
        "CLASS:CONFIDENTIAL", "TRANSP:TRANSPARENT", "END:VEVENT", "END:VCALENDAR",
      ])
  }

  @Test("With titles it has the headline, and slug, stamp and outputs below")
  func shown() throws {
    let lines = Self.lines(Self.text([try Self.summary(phase: Self.hold)], .shown))
    #expect(lines.contains("SUMMARY:Held: Town Library Opens on Sundays"))
    #expect(
      lines.contains(
        #"DESCRIPTION:library-1\nSeptember 19\, 2023\, 5:00 p.m. EDT\n"#
          + #"Goes to newsroom\, wire\nHeld: a quote\; checked"#))
    #expect(lines.contains("STATUS:TENTATIVE"))
  }

  @Test(
    "No line is longer than 75 octets, and none is cut within a character",
    arguments: [1, 2, 3, 4].map { String(repeating: ["x", "ü", "語", "🙂"][$0 - 1], count: 200) })
  func folds(headline: String) throws {
    let text = Self.text([try Self.summary(headline: headline)], .shown)
    var rest = Array(text.utf8)[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\r")) {
      #expect(rest[rest.startIndex..<end].count <= 75)
      #expect(String(validating: rest[rest.startIndex..<end], as: UTF8.self) != nil)
      #expect(rest[end + 1] == UInt8(ascii: "\n"))
      rest = rest[(end + 2)...]
    }
    #expect(rest.isEmpty)
    #expect(Self.lines(text).contains("SUMMARY:" + headline))
  }

  @Test("What means something in a calendar is escaped, and other control characters are blanks")
  func escapes() {
    #expect(
      ContentLines.escaped("a\\b;c,d\ne\r\nf\u{7}g\u{1B}[h") == #"a\\b\;c\,d\ne\nf g [h"#)
    var lines = ContentLines()
    lines.add("SUMMARY", text: "A\r\nEND:VEVENT")
    #expect(lines.bytes == Array("SUMMARY:A\\nEND:VEVENT\r\n".utf8))
  }

  @Test("An empty queue is a calendar with a component, as it must be")
  func empty() {
    let lines = Self.lines(Self.text([], .masked))
    #expect(lines.contains("BEGIN:VTIMEZONE") && !lines.contains("BEGIN:VEVENT"))
  }

  private func daemon(_ count: Int) throws -> FakeDaemon {
    try FakeDaemon { request in
      let limit = Samples.parameter("limit", request.target).flatMap { Int($0) } ?? 100
      let start = Samples.parameter("cursor", request.target).flatMap { Int($0) } ?? 0
      let end = min(count, start + limit)
      let page = try? (start..<end).map { try Self.summary($0) }
      return try? .json(ReleasePage(releases: page ?? [], next: end < count ? "\(end)" : nil))
    }
  }

  @Test("It is printed, or takes the place of a file of the name, for its owner alone")
  func writes() throws {
    let daemon = try daemon(3)
    let printed = Recorder()
    #expect(printed.run(daemon.arguments(["calendar"])) == 0, "\(printed.errors)")
    #expect(printed.output.hasPrefix("BEGIN:VCALENDAR\r\n"))
    let folder = try Folder()
    let file = try folder.write("press.ics", "an older one")
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["calendar", "--output", file, "--json"])) == 0)
    #expect(recorder.output == #"{"file":"\#(file)","events":3}"# + "\n")
    #expect(try folder.read("press.ics") == printed.bytes)
    #expect(folder.mode("press.ics") == 0o600)
    #expect(folder.names == ["press.ics"])
    #expect(
      daemon.targets.allSatisfy { $0.contains("awaiting-approval") && !$0.contains("lifted") })
  }

  @Test("A queue that is longer than wanted is cut, and that is said")
  func cuts() throws {
    let daemon = try daemon(700)
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["calendar", "--limit", "600"])) == 0)
    #expect(recorder.output.split(separator: "BEGIN:VEVENT").count == 601)
    #expect(recorder.errors.contains("more than these 600"))
    let whole = Recorder()
    #expect(whole.run(daemon.arguments(["calendar"])) == 0)
    #expect(whole.errors.isEmpty)
  }

  @Test("A place that cannot be written ends with 73, JSON without a file with 64")
  func refuses() throws {
    let daemon = try daemon(1)
    let folder = try Folder()
    let nowhere = folder.path("none/press.ics")
    #expect(Recorder().run(daemon.arguments(["calendar", "--output", nowhere])) == 73)
    #expect(Recorder().run(daemon.arguments(["calendar", "--json"])) == 64)
  }

  @Test(
    "python3-icalendar reads the same",
    .enabled(if: Judge.hasICalendar, "python3-icalendar is not installed"),
    arguments: [QueueCalendar.Titles.masked, .shown])
  func judged(titles: QueueCalendar.Titles) throws {
    let headline = "Große Öffnung; am Sonntag, \\ und " + String(repeating: "語", count: 90)
    let releases = [try Self.summary(1, headline: headline), try Self.summary(2, phase: Self.hold)]
    let calendar = QueueCalendar(releases: releases, titles: titles, madeAt: Recorder.now)
    let folder = try Folder()
    let read = try Judge.read(try folder.write("c.ics", calendar.bytes))
    let summaries =
      titles == .shown
      ? [headline, "Held: Town Library Opens on Sundays"]
      : ["Embargoed release \(releases[0].id)", "Held: Embargoed release \(releases[1].id)"]
    #expect(
      read == zip(releases, summaries).map { "\($0.id) 2023-09-19T21:00:00+00:00 \($1)" })
    let empty = QueueCalendar(releases: [], titles: titles, madeAt: Recorder.now)
    #expect(try Judge.read(try folder.write("e.ics", empty.bytes)).isEmpty)
  }
}
