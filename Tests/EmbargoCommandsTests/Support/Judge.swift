import TestPrograms

/// A reader of calendars that is not ours: python3-icalendar.
enum Judge {
  /// For which Debian installs the package, where another python3 comes first on PATH.
  private static let python = "/usr/bin/python3"
  private static let script = """
    import sys, icalendar
    calendar = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
    assert not calendar.errors, calendar.errors
    for event in calendar.walk("VEVENT"):
        assert not event.errors, event.errors
        print(event["UID"], event["DTSTART"].dt.isoformat(), event["SUMMARY"])
    """

  static let hasICalendar = Program.isHere([
    python, "-c", "import importlib.util, sys; sys.exit(not importlib.util.find_spec('icalendar'))",
  ])

  /// A line for each event, as it was read: id, instant, summary.
  static func read(_ file: String) throws -> [String] {
    try Program.run([python, "-X", "utf8", "-c", script, file])
      .split(separator: "\n").map(String.init)
  }
}
