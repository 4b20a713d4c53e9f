import EmbargoCore
import Testing

@testable import EmbargoDaemon

@Suite("How an output is configured, as approvals see it")
struct FingerprintTests {
  private static let text = """
    [publication]
    organisation = "Rivers"
    [[output]]
    name = "newsroom"
    kind = "files"
    directory = "/srv/press"
    formats = ["text", "html"]
    template = "/etc/page.mustache"
    approval_required = 2
    [[output]]
    name = "wire"
    kind = "webhook"
    url = "https://wire.example/hooks?token=abc"
    secret = { credential = "wire" }
    [[output]]
    name = "list"
    kind = "email"
    spool = "/spool"
    from = "press@example.org"
    to = ["a@example.org", "b@example.org"]
    """

  private func policy(_ text: String, template: String = "<p>") throws -> ApprovalPolicy {
    try Configuration.load(bytes: Array(text.utf8), file: "test.toml").approvalPolicy { _ in
      Array(template.utf8)
    }
  }

  private func changed(_ find: String, _ put: String, template: String = "<p>") throws -> [String] {
    #expect(Self.text.contains(find))
    let text = Self.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0 == find ? put : String($0) }.joined(separator: "\n")
    let (before, after) = (try policy(Self.text), try policy(text, template: template))
    return before.fingerprints.keys.sorted()
      .filter { before.fingerprints[$0] != after.fingerprints[$0] }.map(\.description)
  }

  @Test("The same settings have the same fingerprint, in whatever order they stand")
  func same() throws {
    #expect(try changed("kind = \"files\"", "kind = \"files\"") == [])
    #expect(
      try changed("formats = [\"text\", \"html\"]", "formats = [\"html\", \"text\"]") == [])
    #expect(try policy(Self.text).outputs[#require(OutputName("newsroom"))] == 2)
  }

  @Test(
    "What decides where and how it publishes is in it",
    arguments: [
      ("directory = \"/srv/press\"", "directory = \"/srv/other\"", "newsroom"),
      ("formats = [\"text\", \"html\"]", "formats = [\"html\"]", "newsroom"),
      ("kind = \"files\"", "kind = \"files\"\nfile_name = \"{id}.{ext}\"", "newsroom"),
      ("kind = \"files\"", "kind = \"files\"\nmode = \"0600\"", "newsroom"),
      (
        "url = \"https://wire.example/hooks?token=abc\"",
        "url = \"https://wire.example/hooks?token=abd\"", "wire"
      ),
      ("secret = { credential = \"wire\" }", "secret = { credential = \"other\" }", "wire"),
      ("kind = \"webhook\"", "kind = \"webhook\"\ncontent = \"thin\"", "wire"),
      ("to = [\"a@example.org\", \"b@example.org\"]", "to = [\"a@example.org\"]", "list"),
      ("from = \"press@example.org\"", "from = \"other@example.org\"", "list"),
    ])
  func different(find: String, put: String, output: String) throws {
    #expect(try changed(find, put) == [output])
  }

  @Test("The text of a template is in it, and what all outputs show")
  func shared() throws {
    #expect(try changed("kind = \"files\"", "kind = \"files\"", template: "<b>") == ["newsroom"])
    #expect(
      try changed("organisation = \"Rivers\"", "organisation = \"Lakes\"")
        == ["list", "newsroom", "wire"])
  }

  @Test("What decides only when something is tried is not in it")
  func unimportant() throws {
    #expect(try changed("kind = \"webhook\"", "kind = \"webhook\"\ntimeout = \"9s\"") == [])
    #expect(
      try changed("kind = \"files\"", "kind = \"files\"\nstaging = \"/srv/staging\"") == [])
  }

  @Test("People are told where it publishes, without what may be a token")
  func places() throws {
    let places = try Configuration.load(bytes: Array(Self.text.utf8), file: "test.toml").outputs
      .map(\.place)
    #expect(
      places == [
        "/srv/press (text, html)", "https://wire.example",
        "mail to a@example.org, b@example.org",
      ])
  }
}
