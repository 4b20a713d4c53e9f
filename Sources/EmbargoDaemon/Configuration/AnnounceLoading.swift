import EmbargoCore
import EmbargoOutputs
import EmbargoTime

extension Configuration {
  /// The channels of announcements that could be read.
  ///
  /// - Parameter taken: the names of outputs, by which commands find spools, too.
  static func announcements(_ reader: inout SectionReader, taken: [OutputName]) -> [Announce] {
    var names = Set(taken)
    return reader.tables("announce") { section -> Announce? in
      let name = section.required(Keys.Announce.name)
      if let name, !names.insert(name).inserted {
        section.refuse(
          "name", "wanted a name of its own, got \"\(name)\" that something else has")
      }
      guard let kind = section.required(Keys.Announce.kind) else {
        section.abandon()
        return nil
      }
      let audience = section.value(Keys.Announce.audience)
      if kind == .journal, audience == .staff {
        section.refuse(
          "audience", "wanted \"public\" for the journal, which more people read than may know")
      }
      let events = section.value(Keys.Announce.events)
      let (lead, again) = (
        section.value(Keys.Announce.approvalLead), section.value(Keys.Announce.again)
      )
      let most = section.value(Keys.Announce.mostPerHour)
      let diskLow = section.value(Keys.Announce.diskLow)
      let daily = section.value(Keys.Announce.daily)
      section.enter(part: kind.rawValue)
      guard let settings = Announce.Kind(kind, &section), let name else { return nil }
      return Announce(
        name: name, kind: settings, audience: audience, events: events, approvalLead: lead,
        again: again, mostPerHour: most, diskLow: diskLow, daily: daily)
    }.compactMap { $0 }
  }
}

extension Configuration.Announce.Kind {
  init?(_ kind: AnnounceKind, _ section: inout SectionReader) {
    typealias Keys = ConfigurationKeys
    let read: Self? =
      switch kind {
      case .mail: Configuration.Announce.Mail(&section).map { .mail($0) }
      case .webhook: Configuration.Announce.Request(&section).map { .webhook($0) }
      case .file: section.required(Keys.AnnounceFile.path).map { .file($0) }
      case .journal: .journal
      }
    guard let read else { return nil }
    self = read
  }
}

extension Configuration.Announce.Mail {
  init?(_ section: inout SectionReader) {
    let spool = section.required(ConfigurationKeys.AnnounceMail.spool)
    let from = section.required(ConfigurationKeys.AnnounceMail.from)
    let to = section.required(ConfigurationKeys.AnnounceMail.to)
    guard let spool, let from, let to else { return nil }
    self.init(spool: spool, from: from, to: to)
  }
}

extension Configuration.Announce.Request {
  init?(_ section: inout SectionReader) {
    let url = section.required(ConfigurationKeys.AnnounceWebhook.url)
    let secret = section.required(ConfigurationKeys.AnnounceWebhook.secret)
    allowPrivate = section.value(ConfigurationKeys.Webhook.allowPrivate)
    caFile = section.optional(ConfigurationKeys.Webhook.caFile)
    timeout = section.value(ConfigurationKeys.AnnounceWebhook.timeout)
    if let url, !allowPrivate, url.scheme == .http {
      section.refuse("url", "wanted https, got http, which needs allow_private = true")
    }
    guard let url, let secret else { return nil }
    (self.url, self.secret) = (url, secret)
  }
}
