import EmbargoCommands
import EmbargoControl
import EmbargoCore
import EmbargoTime
import Testing

@Suite("submit --lines")
struct LinesTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// A file of lines whose texts are `r-1`, `r-2` … but for the lines that are given.
  private func file(_ count: Int, _ others: [Int: String] = [:]) throws -> String {
    let lines = (1...count).map { others[$0] ?? "{\"text\": \"r-\($0)\"}" }
    return try folder.write("lines.jsonl", lines.joined(separator: "\n") + "\n")
  }

  private func texts(_ numbers: [Int]) -> [String] { numbers.map { "r-\($0)" } }

  private func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test("Lines go as they are, in batches over one connection, and a summary is printed")
  func batches() throws {
    let desk = LineDesk()
    let daemon = try FakeDaemon { desk.answer($0) }
    let recorder = Recorder(step: .milliseconds(10))
    let path = try file(250, [7: "\t ", 9: " {\"text\":\"r-9\"}\r"])
    let code = recorder.run(daemon.arguments(["submit", "--lines", path]))
    #expect(code == 0, "\(recorder.errors)")
    #expect(desk.queued == texts((1...250).filter { $0 != 7 }))
    let asked = daemon.asked
    #expect(Set(asked.map(\.connection)) == [1] && asked.count == 3)
    #expect(Set(asked.compactMap { $0.headers["idempotency-key"] }).count == 3)
    let lines = (102...201).map { "{\"text\": \"r-\($0)\"}" }
    #expect(asked[1].body == Array("[\(lines.joined(separator: ","))]".utf8))
    for sentence in [
      "Queued 249 releases in", "Nearest lift 2023-09-19 21:00:00 UTC; in", "Notes on 249 releases",
    ] {
      #expect(words(recorder.output).contains(sentence), "\(recorder.output)")
    }
    #expect(recorder.errors.isEmpty)
  }

  @Test("At a refused line it stops: those before it are queued, those behind it are not")
  func stops() throws {
    let desk = LineDesk { $0 == "r-157" }
    let daemon = try FakeDaemon { desk.answer($0) }
    let path = try file(250)
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["submit", "--lines", path])) == 65)
    #expect(desk.queued == texts(Array(1...156)))
    #expect(recorder.output.isEmpty)
    for sentence in [
      "line 157 of \(path): there is no stamp in it",
      "Queued: 156 releases from the lines before line 157.", "--lines \(path) --from 157",
    ] {
      #expect(words(recorder.errors).contains(words(sentence)), "\(recorder.errors)")
    }
    let next = Recorder()
    let more = ["submit", "--json", "--lines", path, "--from", "157"]
    #expect(next.run(daemon.arguments(more)) == 65)
    let document = try JSON(parsing: next.bytes)
    guard case .object(let members) = document, members["line"] == .integer(157),
      case .object(let problem)? = members["problem"], problem["code"] == .string("refused")
    else {
      Issue.record("\(next.output)")
      return
    }
    let rest = Recorder()
    #expect(rest.run(daemon.arguments(["submit", "--lines", path, "--from", "158"])) == 0)
    #expect(desk.queued == texts((1...250).filter { $0 != 157 }))
  }

  @Test(
    "With --skip-refused every other line is queued once, and each refused one is reported",
    arguments: [true, false])
  func skips(_ tellsPlace: Bool) throws {
    let bad: Set = [1, 40, 41, 120, 250]
    let desk = LineDesk(tellsPlace: tellsPlace) { text in bad.contains { text == "r-\($0)" } }
    let daemon = try FakeDaemon { desk.answer($0) }
    let path = try file(250, [60: "{\"text\":", 61: "[1]"])
    let recorder = Recorder()
    let code = recorder.run(
      daemon.arguments(["submit", "--json", "--lines", path, "--skip-refused"]))
    #expect(code == 65)
    #expect(desk.queued.count == 243 && Set(desk.queued).count == 243)
    let lines = try recorder.lines.map { try JSON(parsing: Array($0.utf8)) }
    let refused: [Int64] = lines.compactMap { line in
      if case .object(let members) = line, case .integer(let number)? = members["line"] {
        return number
      }
      return nil
    }
    #expect(refused.sorted() == [1, 40, 41, 60, 61, 120, 250])
    #expect(lines.count == 250)
    let errors = words(recorder.errors)
    #expect(errors.contains("Line 60 is refused: it is no JSON object: wanted"), "\(errors)")
    #expect(errors.contains("Queued 243 releases in"), "\(errors)")
    #expect(errors.contains("; 7 lines refused."), "\(errors)")
  }

  @Test("A connection that ends under way is taken up once, and nothing is queued twice")
  func brokenOnce() throws {
    let desk = LineDesk(dropsAfter: [2])
    let daemon = try FakeDaemon { desk.answer($0) }
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["submit", "--lines", try file(250)])) == 0)
    #expect(desk.queued == texts(Array(1...250)))
    #expect(daemon.asked.map(\.connection) == [1, 1, 2, 2])
  }

  @Test("A run that broke off says what is certain, and the same command goes on where it was")
  func brokenRun() throws {
    let desk = LineDesk(dropsBefore: [3], dropsAfter: [2])
    let daemon = try FakeDaemon { desk.answer($0) }
    let path = try file(250)
    let recorder = Recorder()
    #expect(recorder.run(daemon.arguments(["submit", "--lines", path])) == 69)
    let errors = words(recorder.errors)
    for sentence in [
      "Whether lines 101 to 200 are queued is not known; sent again they are not queued twice.",
      "Queued: 100 releases from the lines before line 101.", "--from 101",
    ] {
      #expect(errors.contains(sentence), "\(errors)")
    }
    let again = Recorder()
    #expect(again.run(daemon.arguments(["submit", "--lines", path])) == 0)
    #expect(desk.queued == texts(Array(1...250)))
    #expect(words(again.output).contains("200 releases had been queued by an earlier run"))
    let other = Recorder()
    let seed = ["--idempotency-key", "second"]
    #expect(other.run(daemon.arguments(["submit", "--lines", path] + seed)) == 0)
    #expect(desk.queued.count == 500)
  }

  @Test("A daemon that takes less in one request gets less; a line that it never takes is refused")
  func tooLarge() throws {
    let long = String(repeating: "x", count: 900)
    let desk = LineDesk(mostBytes: 700)
    let daemon = try FakeDaemon { desk.answer($0) }
    let recorder = Recorder()
    let path = try file(100, [50: "{\"text\":\"\(long)\"}"])
    #expect(recorder.run(daemon.arguments(["submit", "--lines", path])) == 65)
    #expect(desk.queued == texts(Array(1...49)))
    #expect(words(recorder.errors).contains("line 50 of \(path): a request may have 700 bytes"))
  }

  @Test("A daemon that cannot now ends the run with 75, and no line counts as refused")
  func busy() throws {
    let daemon = try FakeDaemon { _ in try? .problem(Problem(.noSpace, "the disk is full")) }
    let recorder = Recorder()
    let path = try file(3)
    #expect(recorder.run(daemon.arguments(["submit", "--skip-refused", "--lines", path])) == 75)
    #expect(words(recorder.errors).contains("Nothing is queued. Go on with:"))
    #expect(daemon.asked.count == 1)
  }

  @Test("Standard input is read as it comes, and a batch is answered before the next one is full")
  func standardInput() throws {
    let desk = LineDesk()
    let daemon = try FakeDaemon { desk.answer($0) }
    let pieces = ["{\"text\":\"r-1\"}\n{\"te", "xt\":\"r-2\"}\n", "{\"text\":\"r-3\"}"]
    let recorder = Recorder(input: pieces)
    let code = recorder.run(
      daemon.arguments(["submit", "--lines", "-", "--batch", "1", "--json"]))
    #expect(code == 0)
    #expect(desk.queued == texts([1, 2, 3]))
    #expect(recorder.lines.count == 3 && recorder.writes == 3)
  }

  @Test("Nothing to queue is no error")
  func empty() throws {
    let daemon = try FakeDaemon { _ in nil }
    let recorder = Recorder()
    let path = try folder.write("empty.jsonl", "\n\n")
    #expect(recorder.run(daemon.arguments(["submit", "--lines", path])) == 0)
    #expect(recorder.output.hasPrefix("Queued 0 releases"))
    #expect(daemon.asked.isEmpty)
  }

  @Test("Ctrl-C ends it behind a whole batch, and says where")
  func interrupted() throws {
    let desk = LineDesk()
    let daemon = try FakeDaemon { desk.answer($0) }
    let path = try file(250)
    let recorder = Recorder(interruptedAfter: 4)
    #expect(recorder.run(daemon.arguments(["submit", "--lines", path])) == 130)
    #expect(desk.queued == texts(Array(1...200)))
    #expect(words(recorder.errors).contains("Interrupted. Queued: 200 releases from the lines"))
    #expect(recorder.errors.contains("--from 201"))
  }

  @Test("The bar fits the terminal, is drawn at most ten times a second, and is gone at the end")
  func bar() throws {
    let desk = LineDesk()
    let daemon = try FakeDaemon { desk.answer($0) }
    let recorder = Recorder(step: .milliseconds(60), progressWidth: 60)
    let path = try file(500)
    #expect(recorder.run(daemon.arguments(["submit", "--lines", path, "--batch", "20"])) == 0)
    let drawn = recorder.errors.split(separator: "\r").map(String.init)
    let bars = drawn.filter { $0.hasPrefix("[") }
    // The clock goes on by 60 ms for each of 25 batches.
    #expect(5...13 ~= bars.count, "\(bars.count)")
    #expect(bars.allSatisfy { $0.hasSuffix("\u{1B}[K") && $0.count - 3 < 60 }, "\(bars)")
    #expect(bars.contains { $0.contains("%") && $0.contains(" queued") }, "\(bars)")
    #expect(drawn.last == "\u{1B}[K")
  }
}
