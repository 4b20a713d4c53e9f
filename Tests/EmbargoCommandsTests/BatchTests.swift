import EmbargoCore
import Testing

@Suite("time --batch")
struct BatchTests {
  @Test("Each line gets one object, in the same order, however the bytes come in pieces")
  func order() throws {
    let lines = (0..<500).map { "For immediate release \($0 % 7 == 0 ? "" : "\($0)")" }
    let text = lines.joined(separator: "\n") + "\n"
    let single = Recorder(input: [text])
    #expect(single.run(["time", "--batch"]) == 0)
    #expect(single.lines.count == lines.count)
    let pieces = Array(text.utf8).chunks(of: 7)
    let pieced = Recorder(input: pieces)
    #expect(pieced.run(["time", "--batch"]) == 0)
    #expect(pieced.output == single.output)
  }

  @Test("A line without an end, an empty line and CR LF are lines like any other")
  func lineEnds() {
    let recorder = Recorder(input: ["one\r\n\nthree"])
    #expect(recorder.run(["time", "--batch"]) == 0)
    #expect(recorder.lines.count == 3)
    let nothing = Recorder(input: [""])
    #expect(nothing.run(["time", "--batch"]) == 0)
    #expect(nothing.output.isEmpty)
  }

  @Test("A line is answered before the next one comes")
  func streams() {
    let recorder = Recorder(input: ["one\n", "two\n", "three\n"])
    #expect(recorder.run(["time", "--batch"]) == 0)
    #expect(recorder.writes == 3)
  }

  @Test("A line that is too long is refused, and the one behind it is read")
  func longLine() throws {
    let recorder = Recorder(input: [String(repeating: "x", count: 100_000) + "\nFOR\n"])
    #expect(recorder.run(["time", "--batch"]) == 0)
    #expect(recorder.lines.count == 2)
    let first = try JSON(parsing: Array(recorder.lines[0].utf8))
    #expect(first["outcome"] == "refused" && first["reason"] == "no-stamp")
  }

  @Test("A context that is not understood is an error of its line, and the exit code is 65")
  func badContext() throws {
    let recorder = Recorder(input: ["a\tzone=Nowhere/Town\nb\tsubmitted=;zone=\nc\tx=1\n"])
    #expect(recorder.run(["time", "--batch"]) == 65)
    let outcomes = try recorder.lines.map { try JSON(parsing: Array($0.utf8))["outcome"] }
    #expect(outcomes == ["error", "refused", "error"])
  }

  @Test("Bytes that are no UTF-8 and control characters give an object without them")
  func hostileBytes() throws {
    let recorder = Recorder(input: [[0xFF, 0xC2, 0x9B, 0x1B, 0x5B, 0x0A]])
    #expect(recorder.run(["time", "--batch"]) == 0)
    #expect(recorder.bytes.dropLast().allSatisfy { $0 >= 0x20 && $0 < 0x7F })
    _ = try JSON(parsing: Array(recorder.lines[0].utf8))
  }
}

extension Array {
  func chunks(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
