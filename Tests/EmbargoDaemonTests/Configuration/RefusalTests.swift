import EmbargoDaemon
import Testing

@Suite("Mistakes in a configuration")
struct RefusalTests {
  @Test("are all reported at once, in the order of the file, each with its place")
  func together() throws {
    let lines = try refusal(
      """
      colour = "red"
      [clock]
      trust = "very"
      max_eror = "2s"
      [late]
      grace = 15
      [intake]
      max_bytes = "4 MiB"
      [approval]
      required = 12
      [[output]]
      kind = "files"
      formats = ["json", "docx", "pdf"]
      """)
    try #require(lines.count == 10, "\(lines)")
    #expect(lines[0].hasPrefix("test.toml:1:1: unknown key \"colour\"; known here: "))
    #expect(
      lines[1]
        == "test.toml:3:9: clock.trust: wanted one of \"strict\", \"warn\", \"off\", "
        + "got the string \"very\"")
    #expect(
      lines[2]
        == "test.toml:4:1: unknown key \"max_eror\" in clock; did you mean clock.max_error?")
    #expect(
      lines[3]
        == "test.toml:6:9: late.grace: wanted a duration such as \"15m\" or \"1h30m\", "
        + "from 0s to 168h, got the integer 15")
    #expect(lines[4].hasPrefix("test.toml:8:13: intake.max_bytes: wanted a size such as"))
    #expect(
      lines[5]
        == "test.toml:10:12: approval.required: wanted a whole number from 0 to 10, got the "
        + "integer 12")
    #expect(lines[6].hasPrefix("test.toml:11:1: output.name: wanted a name of 1 to 32"))
    #expect(lines[6].hasSuffix("got nothing: the key is missing"))
    #expect(lines[7].hasPrefix("test.toml:11:1: output.directory: wanted an absolute path"))
    let formats = "\"text\", \"markdown\", \"html\", \"json\", \"newsml-g2\""
    #expect(
      lines[8]
        == "test.toml:13:20: output.formats: wanted one of \(formats), got the string \"docx\"")
    #expect(lines[9].hasPrefix("test.toml:13:28: output.formats: wanted one of \(formats), got"))
  }

  @Test("of syntax are reported with their place")
  func syntax() throws {
    let lines = try refusal("[clock]\ntrust = \n")
    #expect(lines.count == 1 && lines[0].hasPrefix("test.toml:2:"))
  }

  @Test(
    "that values show on their own are refused",
    arguments: [
      "late.grace = \"\"", "late.grace = \"15\"", "late.grace = \"-1s\"", "late.grace = \"1.5h\"",
      "late.grace = \"30m1h\"", "late.grace = \"1h1h\"", "late.grace = \"99999999999999999d\"",
      "late.grace = \"169h\"", "late.grace = \"1 h\"", "clock.max_error = \"0s\"",
      "clock.commit_wait = 1", "clock.commit_wait = \"true\"",
      "intake.max_bytes = \"4mib\"", "intake.max_bytes = \"-1MiB\"",
      "intake.max_bytes = \"1KiB1B\"",
      "intake.max_bytes = \"9223372036854775807GiB\"", "intake.max_bytes = \"65MiB\"",
      "intake.max_queue = 0", "intake.max_queue = 1.0", "intake.inbox = \"/x\"",
      "intake.inbox = [\"x\"]", "intake.inbox = [\"/x\", \"/x/\"]", "intake.inbox = [\"/x/../y\"]",
      "intake.inbox = [{ directory = \"/x\" }]",
      "intake.inbox = [{ directory = \"/x\", submitter = \"a b\" }]",
      "state_directory = \"relative\"", "state_directory = \"\"", "state_directory = \"/\"",
      "state_directory = \"/a\\u0000b\"", "state_directory = \"/a\\nb\"", "control = \"/x\"",
      "time.default_zone = \"../../etc/passwd\"", "time.default_zone = \"/etc/localtime\"",
      "time.default_zone = 1", "time.on_rule_change = \"Hold\"",
      "publication.public_url = \"example.org\"",
      "publication.public_url = \"https://user:word@example.org\"",
      "publication.public_url = \"https://example.org/?q\"",
      "publication.public_url = \"ftp://example.org\"", "publication.organisation = \"a\\nb\"",
      "roles.submitter = \"anna\"", "roles.submitter = [\"@\"]", "roles.submitter = [\"1000\"]",
      "roles.submiter = [\"anna\"]", "approval.required = 11", "approval.required = -1",
      "approval.group = [\"@interns\"]", "approval.group = [{ name = \"interns\", required = 2 }]",
      "approval.group = [{ name = \"@interns\", required = 0 }]",
      "approval.group = [{ name = \"@interns\", required = 1, more = 1 }]",
      "[[approval.group]]\nname = \"@a\"\nrequired = 1\n[[approval.group]]\nname = \"@a\"\n"
        + "required = 2",
      "output = 1", "output = [1]", "output = {}",
    ])
  func single(text: String) throws {
    #expect(try refusal(text).count == 1)
  }

  @Test(
    "in an output are refused",
    arguments: [
      ("name = \"Newsroom\"", "output.name: wanted a name of 1 to 32 of a-z, 0-9 and -"),
      ("kind = \"ftp\"", "output.kind: wanted one of"),
      ("formats = []", "output.formats: wanted an array of 1 to 5 formats, got an empty array"),
      ("formats = [\"text\", \"text\"]", "output.formats: wanted each only once"),
      ("bundle = \"yes\"", "output.bundle: wanted true or false"),
      ("release_line = \"drop\"", "output.release_line: wanted one of \"released\", \"keep\""),
      ("template = \"page.mustache\"", "output.template: wanted an absolute path"),
      (
        "formats = [\"text\"]\ntemplate = \"/page.mustache\"",
        "output.template: wanted only where formats has \"html\""
      ),
      ("file_name = \"{slug}\"", "does not end in .{ext}"),
      ("file_name = \"../{slug}.{ext}\"", "output.file_name: wanted a file name"),
      ("file_name = \"{dat}.{ext}\"", "output.file_name: wanted a file name"),
      ("mode = \"0755\"", "output.mode: wanted permissions in octal"),
      ("mode = 0o644", "output.mode: wanted permissions in octal"),
      ("feeds = [\"atom\"]", "output.feeds: wanted publication.public_url to be set"),
      ("feeds = [\"rdf\"]", "output.feeds: wanted"),
      ("feed_length = 0", "output.feed_length: wanted a whole number from 1 to 500"),
      ("url = \"https://x.example\"", "unknown key \"url\" in output"),
      ("directroy = \"/x\"", "did you mean output.directory?"),
    ])
  func files(line: String, message: String) throws {
    let key = line.prefix { $0 != " " }
    let good = ["name = \"a\"", "kind = \"files\"", "directory = \"/srv/a\""]
    let lines = ["[[output]]"] + good.filter { !$0.hasPrefix(key + " ") } + [line]
    let refusals = try refusal(lines.joined(separator: "\n"))
    #expect(refusals.count == 1)
    #expect(refusals.first?.contains(message) == true, "\(refusals)")
  }

  @Test(
    "in a webhook are refused",
    arguments: [
      ("url = \"http://x.example/\"", "wanted https, got http, which needs allow_private = true"),
      ("url = \"https://u:hunter2@x.example/\"", "must not hold a user name"),
      ("url = \"https://x.example/#f\"", "must not have a fragment"),
      ("url = \"https:///x\"", "output.url: wanted"),
      ("url = \"https://x.example:0/\"", "output.url: wanted"),
      ("url = \"https://x.example/a b\"", "output.url: wanted"),
      ("secret = \"whsec_c2VjcmV0\"", "never the secret itself, got a string"),
      ("secret = { credential = \"../x\" }", "output.secret: wanted"),
      ("secret = { file = \"x\" }", "output.secret: wanted"),
      ("secret = { file = \"/x\", credential = \"x\" }", "output.secret: wanted"),
      ("link = \"page.{ext}\"", "output.link: wanted a file name"),
      ("connect_timeout = \"20s\"", "wanted at most timeout (15s), got 20s"),
      ("attempts = \"1s\"", "output.attempts: wanted an array"),
      ("ca_file = \"ca.pem\"", "output.ca_file: wanted an absolute path"),
    ])
  func webhooks(line: String, message: String) throws {
    let key = line.prefix { $0 != " " }
    let good = [
      "name = \"a\"", "kind = \"webhook\"", "url = \"https://x.example/\"",
      "secret = { credential = \"x\" }",
    ]
    let lines = ["[[output]]"] + good.filter { !$0.hasPrefix(key + " ") } + [line]
    let refusals = try refusal(lines.joined(separator: "\n"))
    #expect(refusals.count == 1)
    #expect(refusals.first?.contains(message) == true, "\(refusals)")
    #expect(refusals.first?.contains("hunter2") != true && refusals.first?.contains("c2Vj") != true)
  }

  @Test(
    "in an email output are refused",
    arguments: [
      "from = \"press\"", "from = \"a@b@c\"", "from = \"x\\nBcc: y@z.org <a@b.org>\"",
      "from = \"\\\"x <a@b.org>\"", "from = \"<a@b.org> x\"", "to = []", "to = [\"a b@c.org\"]",
      "to = [\"a@b.org\", \"a@b.org\"]", "to = \"a@b.org\"", "reply_to = \"\"",
      "list_id = \"<a.b>\"", "list_id = \"plain\"", "spool = \"mail\"",
    ])
  func emails(line: String) throws {
    let key = line.prefix { $0 != " " }
    let good = [
      "name = \"a\"", "kind = \"email\"", "spool = \"/s\"", "from = \"a@b.org\"",
      "to = [\"a@b.org\"]",
    ]
    let lines = ["[[output]]"] + good.filter { !$0.hasPrefix(key + " ") } + [line]
    let refusals = try refusal(lines.joined(separator: "\n"))
    #expect(refusals.count == 1)
    #expect(refusals.first?.contains("output.\(key): wanted ") == true, "\(refusals)")
  }

  @Test("that two outputs make together are refused at the second")
  func clashes() throws {
    let one = "[[output]]\nname = \"a\"\nkind = \"files\"\ndirectory = \"/srv\"\n"
    let lines = try refusal(one + one)
    try #require(lines.count == 2)
    #expect(lines[0].contains(":6:8: output.name: wanted a name of its own, got \"a\""))
    #expect(lines[1].contains(":8:13: output.directory: wanted a directory or a file_name"))
  }

  @Test("of place or spelling get the right key named")
  func misplaced() throws {
    #expect(try refusal("grace = \"15m\"").first?.hasSuffix("did you mean late.grace?") == true)
    #expect(try refusal("[clocks]\n").first?.hasSuffix("did you mean clock?") == true)
  }

  private func refusal(_ text: String) throws -> [String] {
    let errors = try #require(throws: ConfigurationErrors.self) {
      _ = try Configuration.load(bytes: Array(text.utf8), file: "test.toml")
    }
    return errors.lines
  }
}
