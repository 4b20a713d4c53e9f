import EmbargoCommands
import EmbargoControl
import EmbargoCore
import Glibc
import Testing

@Suite("key")
struct KeyTests {
  @Test("A new file is its owner's alone, and one that is there is left alone")
  func create() throws {
    let folder = try Folder()
    let file = folder.path("daemon.keys")
    let recorder = Recorder()
    #expect(recorder.run(["key", "create", file]) == 0, "\(recorder.errors)")
    #expect(folder.mode("daemon.keys") == 0o400)
    let bytes = try folder.read("daemon.keys")
    let keys = try KeyFile(parsing: bytes)
    #expect(recorder.output.contains(try #require(keys.signer).key.text))
    for secret in [keys.keys(.signing)[1], keys.keys(.master)[1]] {
      let text = Base64Text.text(try #require(secret).bytes)
      #expect(!recorder.output.contains(text) && !recorder.errors.contains(text))
    }
    #expect(recorder.lines.allSatisfy { $0.count <= 80 })
    let again = Recorder()
    #expect(again.run(["key", "create", file]) == 73)
    #expect(again.errors.contains("left alone") && again.errors.contains("key rotate"))
    #expect(try folder.read("daemon.keys") == bytes)
  }

  @Test("A place inside the state directory is refused")
  func beside() throws {
    let folder = try Folder()
    try folder.makeFolder("state")
    let recorder = Recorder()
    #expect(
      recorder.run(["key", "create", folder.path("state/k"), "--state", folder.path("state")]) == 73
    )
    #expect(recorder.errors.contains("inside the state directory"))
    let beside = ["key", "create", folder.path("state2"), "--state", folder.path("state")]
    #expect(Recorder().run(beside) == 0)
  }

  @Test("Each rotation adds an epoch and keeps those before; both are shown as JSON")
  func rotate() throws {
    let folder = try Folder()
    let file = folder.path("daemon.keys")
    #expect(Recorder().run(["key", "create", file]) == 0)
    let first = try KeyFile(parsing: try folder.read("daemon.keys"))
    #expect(Recorder().run(["key", "rotate", file]) == 0)
    let second = try KeyFile(parsing: try folder.read("daemon.keys"))
    #expect(folder.mode("daemon.keys") == 0o400 && folder.names == ["daemon.keys"])
    #expect(second.epoch(.signing) == 2 && second.epoch(.master) == 2)
    let old = try #require(first.signer).key
    #expect(second.signer(old.id)?.key == old)
    let recorder = Recorder()
    #expect(recorder.run(["key", "show", file, "--json"]) == 0)
    guard case .array(let shown)? = try JSON(parsing: recorder.bytes)["signing"] else {
      Issue.record("no array")
      return
    }
    #expect(shown.map { $0["epoch"] } == [2, 1] && shown.map { $0["in_use"] } == [true, false])
    #expect(shown[1]["public_key"]?.text == old.text && shown[1]["id"]?.text == old.id)
  }

  @Test("A file that others may read, or that is no key file, is refused with what to do")
  func refused() throws {
    let folder = try Folder()
    let file = try folder.write("open", "embargod-keys 1\n")
    #expect(Recorder().run(["key", "show", file]) == 65)
    #expect(chmod(file, 0o640) == 0)
    let recorder = Recorder()
    #expect(recorder.run(["key", "show", file]) == 77)
    #expect(recorder.errors.contains("chmod 0400"))
    #expect(Recorder().run(["key", "show", folder.path("none")]) == 66)
  }
}
