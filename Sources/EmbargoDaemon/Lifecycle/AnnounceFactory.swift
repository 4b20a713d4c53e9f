import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import Logging

/// Makes the channels of announcements that the configuration describes.
struct AnnounceFactory {
  /// The directory of systemd's credentials, where there is one.
  var credentials: String?
  /// Of this program.
  var version: String
  var logger: Logger
  var zones: ZoneDatabase
  /// Told why a channel cannot be told anything; nil: it can.
  var report: @Sendable (OutputName, String?) -> Void

  func channels(
    _ configured: [Configuration.Announce]
  ) throws(DaemonError) -> [AnnounceChannel] {
    var channels: [AnnounceChannel] = []
    for settings in configured {
      try checkZone(of: settings)
      do throws(OutputError) {
        channels.append(
          AnnounceChannel(settings, sender: try sender(settings)) { [report] problem in
            report(settings.name, problem)
          })
      } catch {
        throw .configuration("announcements: \(error)")
      }
    }
    return channels
  }

  private func checkZone(of settings: Configuration.Announce) throws(DaemonError) {
    guard let zone = settings.daily?.zone else { return }
    do {
      _ = try zones.rules(for: zone)
    } catch {
      throw .configuration("announce \(settings.name): daily: \(error)")
    }
  }

  private func sender(
    _ settings: Configuration.Announce
  ) throws(OutputError) -> any AnnounceSender {
    switch settings.kind {
    case .mail(let mail):
      var to: [MailAddress] = []
      for mailbox in mail.to { to.append(try MailAddress(mailbox.text)) }
      return MailSender(
        output: try EmailOutput(
          EmailOutput.Settings(
            name: settings.name, spool: mail.spool, from: try MailAddress(mail.from.text), to: to)))
    case .webhook(let request):
      let secret = try OutputFactory.secret(
        request.secret, of: settings.name, credentials: credentials)
      return RequestSender(
        output: try WebhookOutput(
          WebhookOutput.Settings(
            name: settings.name, endpoint: request.url, keys: try SigningKey.keys(secret: secret),
            allowPrivate: request.allowPrivate, caFile: request.caFile,
            connectTimeout: min(.seconds(5), request.timeout), totalTimeout: request.timeout,
            concurrency: 1, version: version)))
    case .file(let path): return FileSender(path: path)
    case .journal: return JournalSender(logger: logger)
    }
  }
}
