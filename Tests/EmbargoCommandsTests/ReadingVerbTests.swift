import EmbargoCommands
import EmbargoControl
import EmbargoCore
import Testing

@Suite("time and check")
struct ReadingVerbTests {
  @Test("time says in words, and as the interface shows it in JSON, how a stamp was understood")
  func time() throws {
    let recorder = Recorder()
    #expect(recorder.run(["time", Samples.stamp]) == 0)
    #expect(recorder.lines.first == Samples.words)
    let json = Recorder()
    #expect(json.run(["time", Samples.stamp, "--json"]) == 0)
    #expect(json.lines.count == 1 && json.errors.isEmpty)
    #expect(
      json.output.hasPrefix(
        #"{"outcome":"instant","instant":"2023-09-19T21:00:00Z","civil":"2023-09-19T17:00:00","#
          + #""zone":"America/New_York","offset":"-04:00","abbreviation":"EDT","#
          + #""stamp":"September 19, 2023, 5:00 p.m. EDT","tzdb":""#))
    #expect(json.output.hasSuffix(#"","notes":[]}"# + "\n"))
    guard case .instant(let facts) = try ControlJSON.decode(TimeReply.self, from: json.bytes) else {
      Issue.record("no instant")
      return
    }
    #expect(facts.instant == Samples.instant && facts.civil == Samples.civil)
  }

  @Test("A refused stamp ends with 65 and says what to write instead, early readings first")
  func refused() throws {
    let recorder = Recorder()
    #expect(recorder.run(["time", "Embargoed until 1:30 a.m. ET, November 3, 2024"]) == 65)
    let edt = try #require(recorder.lines.firstIndex { $0.contains("EDT, November 3, 2024") })
    let est = try #require(recorder.lines.firstIndex { $0.contains("EST, November 3, 2024") })
    #expect(edt < est)
    #expect(recorder.output.contains("2024-11-03 05:30:00 UTC"))
  }

  @Test("The default zone settles what the text leaves open, on the command line and in a batch")
  func context() throws {
    let text = "16 May 2024, 14:00 BST"
    #expect(Recorder().run(["time", text]) == 65)
    let single = Recorder()
    #expect(single.run(["time", text, "--zone", "Europe/London", "--json"]) == 0)
    let batch = Recorder(input: ["\(text)\tzone=Europe/London\n\(text)\n"])
    #expect(batch.run(["time", "--batch"]) == 0)
    #expect(batch.lines.first.map { $0 + "\n" } == single.output)
    let everyLine = Recorder(input: ["\(text)\n"])
    #expect(everyLine.run(["time", "--batch", "--zone", "Europe/London"]) == 0)
    #expect(everyLine.output == single.output)
  }

  @Test("check shows the parts with their lines, the reading and the contacts")
  func check() throws {
    let folder = try Folder()
    let file = try folder.write("library.txt", Samples.text)
    let recorder = Recorder()
    #expect(recorder.run(["check", file]) == 0, "\(recorder.output)")
    for words in [
      Samples.words, "Town Library Opens on Sundays", "Ada Sample, +1 (555) 010-0000",
      "release-line", "end-mark",
    ] {
      #expect(recorder.output.contains(words), "\(recorder.output)")
    }
    #expect(recorder.lines.allSatisfy { $0.count <= 100 })
  }

  @Test("check --json is one array with an object for each file, good or not")
  func checkJSON() throws {
    let folder = try Folder()
    let good = try folder.write("library.md", Samples.text)
    let bad = try folder.write("bad.txt", [0x41, 0x0A, 0xFF, 0xFE])
    let plain = try folder.write("plain.txt", "A Headline\n\nA text without any time in it.\n")
    let recorder = Recorder()
    #expect(recorder.run(["check", "--json", good, bad, plain]) == 65)
    #expect(recorder.lines.count == 1)
    guard case .array(let files) = try JSON(parsing: recorder.bytes), files.count == 3 else {
      Issue.record("no array of three")
      return
    }
    #expect(files.map { $0["accepted"] } == [true, false, false])
    #expect(files[0]["format"] == "markdown" && files[0]["error"] == .null)
    #expect(files[0]["reading"]?["instant"] == "2023-09-19T21:00:00Z")
    #expect(files[1]["error"]?.text?.contains("not UTF-8") == true)
    #expect(files[2]["reading"]?["reason"] == "no-stamp")
  }

  @Test("A file that is not there ends with 66, after the others were read")
  func missing() throws {
    let folder = try Folder()
    let good = try folder.write("a.txt", Samples.text)
    let recorder = Recorder()
    #expect(recorder.run(["check", folder.path("none.txt"), good]) == 66)
    #expect(recorder.output.contains("none.txt: refused: cannot open"))
    #expect(recorder.output.contains("a.txt: good"))
  }

  @Test("What a text holds cannot control the terminal")
  func hostile() throws {
    let folder = try Folder()
    let text = "Head\u{1B}[2Jline \u{202E}x\nFOR IMMEDIATE RELEASE\n\nBody \u{9B}31m text.\n"
    let file = try folder.write("a.txt", text)
    for arguments in [["check", file], ["check", "--json", file], ["time", text]] {
      let recorder = Recorder()
      recorder.run(arguments)
      let isSafe = recorder.output.unicodeScalars.allSatisfy {
        $0 == "\n" || $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0 != "\u{202E}"
      }
      #expect(isSafe, "\(recorder.output.debugDescription)")
    }
  }
}
