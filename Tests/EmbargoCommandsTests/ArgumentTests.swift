import EmbargoCommands
import Testing

@Suite("Command lines")
struct ArgumentTests {
  @Test(
    "Global options stand before or after the verb, and their values with = or a blank",
    arguments: [
      ["--json", "--socket", "/nonexistent/s", "status"],
      ["status", "--json", "--socket", "/nonexistent/s"],
      ["--json", "status", "--socket=/nonexistent/s"],
      ["--socket=/nonexistent/s", "outputs", "list", "--json"],
      ["outputs", "--socket", "/nonexistent/s", "--json"],
      ["--json", "show", "some-slug", "--socket", "/nonexistent/s"],
    ])
  func placesOfGlobalOptions(_ arguments: [String]) {
    let recorder = Recorder()
    #expect(recorder.run(arguments) == 69)
    #expect(recorder.errors.contains("/nonexistent/s"))
    #expect(recorder.output.contains(#""code":"unreachable""#))
  }

  @Test("What stands behind -- is a value, also when it looks like an option")
  func terminator() {
    let recorder = Recorder()
    #expect(recorder.run(["time", "--", "--json"]) == 65)
    #expect(recorder.output.hasPrefix("Refused: "))
  }

  @Test(
    "A command line that is not understood ends with 64 and a message on standard error",
    arguments: [
      [], ["tim"], ["time"], ["time", "a", "b"], ["time", "--batch", "text"], ["--bogus"],
      ["hold", "x"], ["set", "x"], ["submit"], ["check"], ["list", "nowhere"],
      ["list", "--limit", "0"], ["audit", "--limit", "x"], ["audit", "verify", "--head", "12"],
      ["submit", "a", "b", "--slug", "x"], ["submit", "a", "--lines", "b"],
      ["submit", "--lines", "b", "--slug", "x"], ["submit", "a", "--from", "2"],
      ["submit", "--lines", "b", "--batch", "1001"], ["submit", "--lines", "b", "--from", "0"],
      ["submit", "a", "--skip-refused"], ["list", "--all", "--limit", "3"],
      ["submit", "a", "--attach", "b", "--idempotency-key", "k"],
      ["time", "x", "--zone", "Nowhere/Town"],
      ["time", "x", "--submitted", "yesterday"], ["sanction", "x"], ["lift", "x"], ["watch"],
    ])
  func usage(_ arguments: [String]) {
    let recorder = Recorder()
    #expect(recorder.run(arguments) == 64)
    #expect(recorder.output.isEmpty)
    #expect(!recorder.errors.isEmpty)
  }

  @Test("The version is printed")
  func version() {
    let recorder = Recorder()
    #expect(recorder.run(["--version"]) == 0)
    #expect(recorder.output.hasPrefix("embargoctl "))
  }

  @Test("The socket comes from --socket, then EMBARGO_SOCKET, then the configuration file")
  func socketPlaces() throws {
    let folder = try Folder()
    let file = try folder.write("c.toml", "[control]\nsocket = \"/nonexistent/file\"\n")
    let environment = ["EMBARGO_CONFIG": file]
    let fromFile = Recorder(environment: environment)
    #expect(fromFile.run(["status"]) == 69)
    #expect(fromFile.errors.contains("/nonexistent/file"))
    let fromEnvironment = Recorder(
      environment: environment.merging(["EMBARGO_SOCKET": "/nonexistent/env"]) { $1 })
    #expect(fromEnvironment.run(["status"]) == 69)
    #expect(fromEnvironment.errors.contains("/nonexistent/env"))
    #expect(fromEnvironment.run(["status", "--socket", "/nonexistent/option"]) == 69)
    #expect(fromEnvironment.errors.contains("/nonexistent/option"))
  }

  @Test("A configuration file that was asked for must be there and be readable")
  func configuration() throws {
    let folder = try Folder()
    let missing = Recorder()
    #expect(missing.run(["status", "--config", folder.path("none")]) == 66)
    let broken = try folder.write("broken.toml", "[control\n")
    let refused = Recorder()
    #expect(refused.run(["status", "--config", broken]) == 78)
    #expect(refused.errors.contains("broken.toml:1:"))
  }
}
