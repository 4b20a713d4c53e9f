import EmbargoControl
import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import Testing

@testable import EmbargoDaemon

@Suite("Reading a configuration")
struct LoadingTests {
  @Test("Every value arrives as it was written")
  func values() throws {
    let loaded = try load(
      """
      state_directory = "/srv/state//x/"
      time = { default_zone = "Europe/Paris", on_rule_change = "follow" }
      clock = { trust = "off", max_error = "250ms", commit_wait = true }
      late.grace = "1h30m"
      lift = { arm_ahead = "10s", rescan = "2s" }
      [intake]
      inbox = ["/a", { directory = "/b/", submitter = "desk" }]
      max_bytes = "500kB"
      max_attachment_bytes = "1GB"
      max_queue = 7
      [publication]
      public_url = "https://example.org/press/"
      organisation = "Büro für Presse"
      [roles]
      submitter = ["anna", "@comms"]
      [approval]
      required = 2
      [[approval.group]]
      name = "@interns"
      required = 3
      """)
    #expect(loaded.named.stateDirectory == "/srv/state/x")
    #expect(loaded.time == .init(defaultZone: "Europe/Paris", onRuleChange: .follow))
    #expect(loaded.clock == .init(trust: .off, maxError: .milliseconds(250), commitWait: true))
    #expect(loaded.late.grace == .minutes(90))
    #expect(loaded.lift == .init(armAhead: .seconds(10), rescan: .seconds(2)))
    #expect(loaded.intake.inboxes?[1] == .init(directory: "/b", submitter: "desk"))
    #expect(loaded.intake.maxBytes == 500_000)
    #expect(loaded.intake.maxAttachmentBytes == 1_000_000_000)
    #expect(loaded.intake.maxQueue == 7)
    #expect(loaded.publication.publicURL == "https://example.org/press")
    #expect(loaded.approval == .init(required: 2, groups: [.init(name: "interns", required: 3)]))
    #expect(loaded.publication.organisation == "Büro für Presse")
    #expect(loaded.roles?.roles(of: "anna", groups: []) == [.submitter])
    #expect(loaded.roles?.roles(of: "bert", groups: ["comms"]) == [.submitter])
    #expect(loaded.roles?.roles(of: "comms", groups: ["anna"]) == [])
  }

  @Test("Outputs of all kinds arrive as they were written")
  func outputs() throws {
    let outputs = try load(Self.threeOutputs).outputs
    #expect(outputs.map(\.name.description) == ["a", "b", "c"])
    guard case .files(let files) = outputs[0].kind, case .webhook(let webhook) = outputs[1].kind,
      case .email(let email) = outputs[2].kind
    else {
      Issue.record("the kinds are not files, webhook, email")
      return
    }
    #expect(
      files.formats == [.html] && files.mode == 0o640
        && files.fileName.description == "{year}/{slug}.{ext}")
    #expect(files.directory == "/srv/a" && files.staging == nil)
    #expect(webhook.secret == .file("/etc/key") && webhook.attempts == [.zero, .seconds(90)])
    #expect(webhook.timeout == .seconds(15) && webhook.connectTimeout == .seconds(5))
    #expect(webhook.url.origin == "http://[::1]:8080")
    #expect(webhook.content == .full && webhook.allowPrivate)
    #expect(email.from == .init(name: "Press, Office", address: "p@x.org"))
    #expect(email.to.map(\.address) == ["l@x.org", "m@x.org"] && email.listID == "press.x.org")
  }

  @Test("A webhook's attempts are the standard schedule unless others are given")
  func attempts() throws {
    let loaded = try load(
      "[[output]]\nname='w'\nkind='webhook'\nurl='https://w.example/'\nsecret={credential='w'}")
    guard case .webhook(let webhook)? = loaded.outputs.first?.kind else {
      Issue.record("no webhook")
      return
    }
    #expect(webhook.attempts == RetryPolicy.webhook.schedule)
    #expect(webhook.secret == .credential("w"))
  }

  @Test("An absent [roles] is not an empty one")
  func roles() throws {
    #expect(try load("").roles == nil)
    #expect(try load("[roles]").roles?.members.isEmpty == true)
  }

  private static let threeOutputs = """
    [[output]]
    name = "a"
    kind = "files"
    directory = "/srv/a"
    formats = ["html"]
    file_name = "{year}/{slug}.{ext}"
    mode = "0640"
    [[output]]
    name = "b"
    kind = "webhook"
    url = "http://[::1]:8080/x?y=z"
    secret = { file = "/etc/key" }
    allow_private = true
    attempts = ["0s", "1m30s"]
    [[output]]
    name = "c"
    kind = "email"
    spool = "/var/spool/c"
    from = '"Press, Office" <p@x.org>'
    to = ["l@x.org", "M <m@x.org>"]
    list_id = "press.x.org"
    """

  private func load(_ text: String) throws -> Configuration {
    try Configuration.load(bytes: Array(text.utf8), file: "test.toml")
  }
}
