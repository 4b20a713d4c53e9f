import Glibc

/// A reader of calendars that is not ours: python3-icalendar.
enum Judge {
  private static let python = "/usr/bin/python3"
  private static let script = """
    import sys, icalendar
    calendar = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
    assert not calendar.errors, calendar.errors
    for event in calendar.walk("VEVENT"):
        assert not event.errors, event.errors
        print(event["UID"], event["DTSTART"].dt.isoformat(), event["SUMMARY"])
    """

  struct Refused: Error { var code: Int32 }

  static let hasICalendar = run(["-c", "import icalendar"], output: "/dev/null") == 0

  /// A line for each event, as it was read: id, instant, summary.
  static func read(_ file: String, in folder: Folder) throws -> [String] {
    let code = run(["-c", script, file], output: folder.path("read"))
    guard code == 0 else { throw Refused(code: code) }
    return String(decoding: try folder.read("read"), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  /// What the program ended with; -1: it could not be run.
  private static func run(_ arguments: [String], output: String) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = ([python] + arguments).map { strdup($0) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] = [strdup("PYTHONIOENCODING=utf-8"), nil]
    defer { for word in words + environment { free(word) } }
    var child: pid_t = 0
    guard posix_spawn(&child, python, &actions, nil, &words, &environment) == 0 else { return -1 }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 { if errno != EINTR { return -1 } }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
  }
}
