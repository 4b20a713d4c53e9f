import EmbargoCore
import EmbargoOutputs
import EmbargoTime

extension ConfigurationKeys {
  /// What every `[[output]]` has.
  enum Output {
    static let name = ConfigurationKey(
      "name", .outputName, example: #""newsroom""#, unit: "name",
      "What commands and records call it; unique, and best never changed: records keep it.")
    static let kind = ConfigurationKey(
      "kind", ValueType<OutputKind>.choice, example: #""files""#, unit: "files, webhook or email",
      "How it publishes; decides which of the keys below there are.")
    static let approvalRequired = DefaultedKey(
      "approval_required", .integer(0...10), 0, unit: "persons",
      "How many others must approve a release that goes here; approval.required may ask for more.")
  }

  enum Files {
    static let directory = ConfigurationKey(
      "directory", .path, example: #""/srv/press""#, unit: "path",
      "Where the files appear. The service is let write there by: embargoctl outputs allow.")
    static let formats = DefaultedKey(
      "formats",
      .list(.choice, of: "formats", count: 1...Configuration.Files.Format.allCases.count),
      [Configuration.Files.Format.text, .html], unit: "array of formats",
      """
      One file a release and format: "text" is the accepted text (.txt), "markdown" CommonMark \
      (.md), "html" a page (.html), "json" IPTC ninjs 3.1 (.json), "newsml-g2" IPTC NewsML-G2 \
      2.35 (.xml).
      """)
    static let staging = ConfigurationKey(
      "staging", .path, example: #""/srv/press-staging""#, unit: "path",
      """
      A folder for the unnamed files before the lift, on the same mount as the directory. Left \
      out, they are opened in the directory itself, where they have no name either.
      """)
    static let fileName = DefaultedKey(
      "file_name", .template, .standard, unit: "name template",
      """
      The name of each file below the directory: {slug} or {id}, and at the end .{ext}; {date}, \
      {year}, {month} and {day} are the embargo's, in UTC. Directories may be part of it.
      """)
    static let bundle = DefaultedKey(
      "bundle", .flag, false, unit: "true or false",
      """
      True puts the files of a release into a directory of its own, such as letter/letter.html, \
      which appears with all of them at once.
      """)
    static let releaseLine = DefaultedKey(
      "release_line", .choice, Configuration.Files.ReleaseLine.released, unit: "released or keep",
      """
      "released" shows the moment of the release where the text has its release line; "keep" shows \
      that line as it was written. The format "text" is never changed.
      """)
    static let template = ConfigurationKey(
      "template", .path, example: #""/etc/embargod/page.mustache""#, unit: "path",
      """
      A Mustache template for the format "html", read when the configuration is. Left out, the \
      built-in page. docs/outputs/files.md has its variables.
      """)
    static let mode = DefaultedKey(
      "mode", .mode, 0o644, unit: "permissions in octal",
      "The permissions of each file; a web server of another user must be able to read it.")
    static let feeds = DefaultedKey(
      "feeds",
      ValueType<[Feed.Kind]>.list(.choice, of: "feeds", count: 0...Feed.Kind.allCases.count),
      [], unit: "array of feeds",
      """
      Lists of what is out, updated after each lift: "atom" (feed.atom), "rss" (feed.rss), "json" \
      (feed.json) and "index" (index.html). They need publication.public_url.
      """)
    static let feedLength = DefaultedKey(
      "feed_length", .integer(1...500), 50, unit: "releases",
      "How many releases a feed lists, the newest; so that it does not grow for ever.")
  }

  enum Webhook {
    static let url = ConfigurationKey(
      "url", .endpoint, example: #""https://wire.example/hooks/press""#, unit: "address",
      "Where requests go. Https, unless private addresses are allowed.")
    static let secret = ConfigurationKey(
      "secret", .secret, example: #"{ credential = "wire" }"#, unit: "place of a secret",
      """
      Where the signing key lies: a systemd credential or { file = "/path" }, one whsec_ or whsk_ \
      key a line. Never the key itself: configurations are copied about.
      """)
    static let allowPrivate = DefaultedKey(
      "allow_private", .flag, false, unit: "true or false",
      """
      True allows loopback and private addresses, and plain http to them. False keeps a changed \
      name server from pointing the daemon at machines behind the firewall.
      """)
    static let content = DefaultedKey(
      "content", .choice, Configuration.Webhook.Content.full, unit: "full or thin",
      "\"full\" carries the release, \"thin\" its digest and, with a public_url, a link.")
    static let link = DefaultedKey(
      "link", .template, .standard, unit: "name template",
      "The page that a thin request links to, below public_url; as file_name of the files output.")
    static let template = ConfigurationKey(
      "template", .path, example: #""/etc/embargod/chat.mustache""#, unit: "path",
      """
      A Mustache template for the body, for a service with its own form such as a chat. It takes \
      the place of content; docs/outputs/webhooks.md has its variables.
      """)
    static let caFile = ConfigurationKey(
      "ca_file", .path, example: #""/etc/embargod/wire-ca.pem""#, unit: "path",
      "The certificates to trust for this endpoint, PEM. Left out, the system's.")
    static let connectTimeout = DefaultedKey(
      "connect_timeout", .duration(.milliseconds(100) ... .minutes(1)), .seconds(5),
      unit: "duration", "How long a connection may take before the attempt has failed.")
    static let timeout = DefaultedKey(
      "timeout", .duration(.milliseconds(100) ... .minutes(5)), .seconds(15), unit: "duration",
      """
      How long an attempt may take in all. One that ends after the request was sent is recorded \
      as ambiguous and repeated under the same id.
      """)
    static let concurrency = DefaultedKey(
      "concurrency", .integer(1...256), 64, unit: "requests",
      """
      How many requests may be under way to this endpoint at once, each over a connection of its \
      own. Fewer spare an endpoint that is slow, and make a burst later there; no other waits.
      """)
    static let attempts = DefaultedKey(
      "attempts",
      .list(
        .duration(.zero ... .hours(168)), of: "durations", count: 0...50, distinct: false),
      RetryPolicy.webhook.schedule, unit: "array of durations",
      """
      The pauses before the second, third ... attempt, each counted from the attempt before; up \
      to a tenth is added. After the last the delivery has failed, and a person may retry it. \
      An endpoint that could not be reached is looked for meanwhile, for an hour, and what waits \
      is sent as soon as somebody is there; only the last attempt always has its turn.
      """)
  }

  enum Email {
    static let spool = ConfigurationKey(
      "spool", .path, example: #""/var/spool/embargod/media-list""#, unit: "path",
      "A Maildir: messages appear in new/, their envelopes in envelopes/.")
    static let from = ConfigurationKey(
      "from", .mailbox, example: #""Press Office <press@example.org>""#,
      unit: "address", "Who the messages are from.")
    static let to = ConfigurationKey(
      "to", .list(.mailbox, of: "addresses", count: 1...1000),
      example: #"["list@example.org"]"#, unit: "array of addresses",
      "Who gets them. May be left out where there is a recipients_file.")
    static let recipientsFile = ConfigurationKey(
      "recipients_file", .path, example: #""/etc/embargod/media-list.txt""#, unit: "path",
      """
      More recipients: one address a line, # before comments. Read anew for each release, shortly \
      before its lift. Wants addressing "one-each" or "bcc".
      """)
    static let addressing = ConfigurationKey(
      "addressing", ValueType<Configuration.Email.Addressing>.choice, example: #""bcc""#,
      unit: "list, bcc or one-each",
      """
      "list": one message that names all of to. "one-each": a message for each recipient. "bcc": \
      messages for a batch of recipients each, who do not see one another. Left out, "list".
      """)
    static let batch = DefaultedKey(
      "batch", .integer(1...1000), 50, unit: "recipients",
      "How many recipients one message has at most, where addressing is \"bcc\".")
    static let shownTo = ConfigurationKey(
      "shown_to", .mailbox, example: #""Press list <list@example.org>""#, unit: "address",
      """
      What readers see as To where addressing is "bcc"; nothing is sent there. Left out, \
      undisclosed recipients.
      """)
    static let replyTo = ConfigurationKey(
      "reply_to", .mailbox, example: #""newsdesk@example.org""#, unit: "address",
      "Where answers go. Left out, to the sender.")
    static let listID = ConfigurationKey(
      "list_id", .listID, example: #""press.example.org""#, unit: "identifier",
      "The List-Id of the messages (RFC 2919), by which readers filter. Left out, none.")
  }
}

/// The kinds of outputs.
enum OutputKind: String, CaseIterable, Sendable { case files, webhook, email }
