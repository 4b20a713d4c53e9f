import EmbargoCore
import EmbargoOutputs
import EmbargoTime

extension Configuration {
  typealias Keys = ConfigurationKeys

  /// The outputs that could be read; whatever keeps one from it is a problem of the reader.
  ///
  /// - Parameter publicURL: the base of links.
  static func outputs(_ reader: inout SectionReader, publicURL: String?) -> [Output] {
    var indexed: [String: OutputName] = [:]
    var names: Set<OutputName> = []
    var files: [Files: OutputName] = [:]
    return reader.tables("output") { section -> Output? in
      let name = section.required(Keys.Output.name)
      if let name, !names.insert(name).inserted {
        section.refuse("name", "wanted a name of its own, got \"\(name)\" a second time")
      }
      guard let kind = section.required(Keys.Output.kind) else {
        section.abandon()
        return nil
      }
      let approvals = section.value(Keys.Output.approvalRequired)
      section.enter(part: kind.rawValue)
      let settings = Output.Kind(kind, &section)
      if case .files(let settings)? = settings, let name {
        let place = settings.taken
        if let other = files[place] {
          section.refuse(
            "directory",
            "wanted a directory or a file_name of its own, got those of the output \"\(other)\":"
              + " the second file of each release would find its name taken")
        }
        files[place] = files[place] ?? name
        if !settings.feeds.isEmpty {
          checkFeeds(&section, of: settings, publicURL, other: indexed[settings.directory])
          indexed[settings.directory] = indexed[settings.directory] ?? name
        }
      }
      guard let name, let settings else { return nil }
      return Output(name: name, kind: settings, approvalRequired: approvals)
    }.compactMap { $0 }
  }
}

extension Configuration {
  private static func checkFeeds(
    _ section: inout SectionReader, of files: Files, _ publicURL: String?, other: OutputName?
  ) {
    if publicURL == nil {
      section.refuse(
        "feeds",
        "wanted publication.public_url to be set: feeds refer to releases by their addresses")
    }
    if let other {
      section.refuse(
        "feeds",
        "wanted a directory of its own for an output with feeds, got that of the output "
          + "\"\(other)\", which has feeds, too")
    }
  }
}

extension Configuration.Files {
  /// What two outputs must not share: where the names are, whatever else is set.
  fileprivate var taken: Self {
    Self(directory: directory, formats: [], staging: nil, fileName: fileName, mode: 0)
  }

  init?(_ section: inout SectionReader) {
    let directory = section.required(ConfigurationKeys.Files.directory)
    formats = section.value(ConfigurationKeys.Files.formats)
    staging = section.optional(ConfigurationKeys.Files.staging)
    fileName = section.value(ConfigurationKeys.Files.fileName)
    bundle = section.value(ConfigurationKeys.Files.bundle)
    releaseLine = section.value(ConfigurationKeys.Files.releaseLine)
    template = section.optional(ConfigurationKeys.Files.template)
    mode = section.value(ConfigurationKeys.Files.mode)
    feeds = section.value(ConfigurationKeys.Files.feeds)
    feedLength = section.value(ConfigurationKeys.Files.feedLength)
    if template != nil, !formats.contains(.html) {
      section.refuse("template", "wanted only where formats has \"html\", whose page it makes")
    }
    guard let directory else { return nil }
    self.directory = directory
  }
}

extension Configuration.Webhook {
  init?(_ section: inout SectionReader) {
    let url = section.required(ConfigurationKeys.Webhook.url)
    let secret = section.required(ConfigurationKeys.Webhook.secret)
    allowPrivate = section.value(ConfigurationKeys.Webhook.allowPrivate)
    content = section.value(ConfigurationKeys.Webhook.content)
    link = section.value(ConfigurationKeys.Webhook.link)
    template = section.optional(ConfigurationKeys.Webhook.template)
    caFile = section.optional(ConfigurationKeys.Webhook.caFile)
    connectTimeout = section.value(ConfigurationKeys.Webhook.connectTimeout)
    timeout = section.value(ConfigurationKeys.Webhook.timeout)
    concurrency = section.value(ConfigurationKeys.Webhook.concurrency)
    attempts = section.value(ConfigurationKeys.Webhook.attempts)
    if let url, !allowPrivate, url.scheme == .http {
      section.refuse("url", "wanted https, got http, which needs allow_private = true")
    }
    if connectTimeout > timeout {
      section.refuse(
        "connect_timeout",
        "wanted at most timeout (\(timeout.duration)), got \(connectTimeout.duration)")
    }
    guard let url, let secret else { return nil }
    (self.url, self.secret) = (url, secret)
  }
}

extension Configuration.Email {
  init?(_ section: inout SectionReader) {
    let spool = section.required(ConfigurationKeys.Email.spool)
    let from = section.required(ConfigurationKeys.Email.from)
    let faults = section.problems.count
    to = section.optional(ConfigurationKeys.Email.to) ?? []
    recipientsFile = section.optional(ConfigurationKeys.Email.recipientsFile)
    let hasFaults = section.problems.count > faults
    addressing = section.optional(ConfigurationKeys.Email.addressing) ?? .list
    batch = section.value(ConfigurationKeys.Email.batch)
    shownTo = section.optional(ConfigurationKeys.Email.shownTo)
    replyTo = section.optional(ConfigurationKeys.Email.replyTo)
    listID = section.optional(ConfigurationKeys.Email.listID)
    if to.isEmpty, recipientsFile == nil, !hasFaults {
      section.refuse("to", "wanted an address, or a recipients_file, got neither")
    }
    if recipientsFile != nil, addressing == .list {
      section.refuse(
        "recipients_file",
        "wanted addressing = \"bcc\" or \"one-each\" with it: in \"list\" each reader would see all"
          + " its addresses")
    }
    if shownTo != nil, addressing != .bcc {
      section.refuse("shown_to", "wanted addressing = \"bcc\" with it, got another one")
    }
    guard let spool, let from else { return nil }
    (self.spool, self.from) = (spool, from)
  }
}

extension Configuration.Output.Kind {
  init?(
    _ kind: OutputKind, _ section: inout SectionReader
  ) {
    let read: Self? =
      switch kind {
      case .files: Configuration.Files(&section).map { .files($0) }
      case .webhook: Configuration.Webhook(&section).map { .webhook($0) }
      case .email: Configuration.Email(&section).map { .email($0) }
      }
    guard let read else { return nil }
    self = read
  }
}
