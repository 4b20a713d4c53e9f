import EmbargoDaemon
import EmbargoTOML
import Testing

@Suite("Every key of the configuration")
struct SchemaTests {
  @Test(
    "is read: a value of a wrong kind is refused where it stands", arguments: Configuration.keys)
  func isRead(key: KeyDescription) throws {
    let section = sectionHead(key)
    let text = section + "\(key.name) = [[1979-05-27]]\n"
    let errors = try #require(throws: ConfigurationErrors.self) {
      _ = try Configuration.load(bytes: Array(text.utf8), file: "f")
    }
    let line = section.split(separator: "\n").count + 1
    let own = errors.problems.filter { $0.position.line == line }
    #expect(own.count == 1, "\(errors)")
    let message = try #require(own.first?.message)
    #expect(message.contains(key.name + ": wanted "), "\(message)")
    #expect(message.contains(", got an array"), "\(message)")
  }

  @Test("takes what the sample shows", arguments: Configuration.keys)
  func takesSample(key: KeyDescription) {
    let text = sectionHead(key) + "\(key.name) = \(key.written)\n"
    do throws(ConfigurationErrors) {
      _ = try Configuration.load(bytes: Array(text.utf8), file: "f")
    } catch {
      let line = sectionHead(key).split(separator: "\n").count + 1
      #expect(!error.problems.contains { $0.position.line == line }, "\(error)")
    }
  }

  @Test("has a name in small letters, a unit and a reason")
  func words() {
    let keys = Configuration.keys
    #expect(Set(keys.map(\.path)).count == keys.count)
    for key in keys {
      // The checks of a text are called by their codes, as everywhere.
      let mark = key.section == "intake.checks" ? UInt8(ascii: "-") : UInt8(ascii: "_")
      #expect(key.name.utf8.allSatisfy { 97...122 ~= $0 || $0 == mark }, "\(key.path)")
      #expect(!key.unit.isEmpty && key.reason.hasSuffix("."), "\(key.path)")
    }
  }

  @Test("named in the interface is there")
  func interface() {
    let paths = Set(Configuration.keys.map(\.path))
    let wanted = [
      "state_directory", "control.socket", "time.zoneinfo", "time.default_zone",
      "time.on_rule_change", "clock.trust", "clock.max_error", "clock.commit_wait", "late.grace",
      "intake.inbox", "intake.max_bytes", "intake.max_attachment_bytes",
      "intake.checks.unfinished-text", "intake.checks.private-links", "publication.public_url",
      "publication.organisation", "roles.submitter", "approval.required", "output.name",
      "output.kind", "output.files.directory", "output.files.formats", "output.webhook.url",
      "output.webhook.secret", "output.webhook.allow_private", "output.email.spool",
      "output.email.from", "output.email.to",
    ]
    for path in wanted { #expect(paths.contains(path), "\(path)") }
  }

  private func sectionHead(_ key: KeyDescription) -> String {
    let section = key.section.split(separator: ".").first ?? ""
    guard let usual = ["output": "files", "announce": "mail"][section] else {
      return key.section.isEmpty ? "" : "[\(key.section)]\n"
    }
    let kind = key.section.split(separator: ".").dropFirst().first ?? usual[...]
    // These want that not all recipients are shown.
    let isHidden = ["recipients_file", "shown_to"].contains(key.name)
    return "[[\(section)]]\n" + (key.name == "kind" ? "" : "kind = \"\(kind)\"\n")
      + (isHidden ? "addressing = \"bcc\"\n" : "")
  }
}
