import EmbargoCore
package import EmbargoOutputs
import EmbargoSystem
import EmbargoTime

/// Makes the outputs that the configuration describes: the one place that knows all kinds.
package enum OutputFactory {
  /// - Parameters:
  ///   - credentials: the directory of systemd's credentials, where there is one.
  ///   - version: of this program.
  package static func outputs(
    _ configured: [Configuration.Output], credentials: String?, version: String
  ) throws(OutputError) -> [any Output] {
    var outputs: [any Output] = []
    for output in configured {
      switch output.kind {
      case .files(let files):
        outputs.append(try FilesOutput(settings(files, name: output.name)))
      case .webhook(let webhook):
        var made = try settings(
          webhook, name: output.name,
          secret: secret(webhook.secret, of: output.name, credentials: credentials),
          version: version)
        made.checkSecret = try secretCheck(webhook.secret, of: output.name, credentials)
        outputs.append(try WebhookOutput(made))
      case .email(let email):
        outputs.append(try EmailOutput(settings(email, name: output.name)))
      }
    }
    return outputs
  }

  private static func settings(
    _ files: Configuration.Files, name: OutputName
  ) throws(OutputError) -> FilesOutput.Settings {
    var made = FilesOutput.Settings(
      name: name, directory: files.directory, staging: files.staging, formats: files.formats,
      template: files.fileName, page: try PageTemplateFile.text(of: files, output: name),
      keepsReleaseLine: files.releaseLine == .keep, bundle: files.bundle,
      fileMode: FileMode(rawValue: files.mode))
    (made.feeds, made.feedLength) = (files.feeds, files.feedLength)
    return made
  }

  private static func settings(
    _ webhook: Configuration.Webhook, name: OutputName, secret: [UInt8], version: String
  ) throws(OutputError) -> WebhookOutput.Settings {
    WebhookOutput.Settings(
      name: name, endpoint: webhook.url, keys: try SigningKey.keys(secret: secret),
      content: try content(webhook, of: name),
      allowPrivate: webhook.allowPrivate, caFile: webhook.caFile,
      connectTimeout: webhook.connectTimeout, totalTimeout: webhook.timeout,
      retries: RetryPolicy(schedule: webhook.attempts), concurrency: webhook.concurrency,
      version: version)
  }

  private static func content(
    _ webhook: Configuration.Webhook, of output: OutputName
  ) throws(OutputError) -> WebhookOutput.Content {
    guard let path = webhook.template else {
      return webhook.content == .full ? .full : .thin(address: webhook.link)
    }
    let bytes: [UInt8]
    do {
      bytes = try WholeFile.read(path, limit: BodyTemplate.longest)
    } catch {
      throw OutputError("output \(output): its template cannot be read: \(error)", mayPass: false)
    }
    do throws(OutputError) {
      return .templated(try BodyTemplate(bytes), link: webhook.link)
    } catch {
      throw OutputError("output \(output): \(path): \(error)", mayPass: false)
    }
  }

  private static func settings(
    _ email: Configuration.Email, name: OutputName
  ) throws(OutputError) -> EmailOutput.Settings {
    var to: [MailAddress] = []
    for mailbox in email.to { to.append(try MailAddress(mailbox.text)) }
    let shown = try email.shownTo.map { mailbox throws(OutputError) in
      try MailAddress(mailbox.text)
    }
    let addressing: EmailOutput.Addressing =
      switch email.addressing {
      case .list: .list
      case .oneEach: .oneEach
      case .bcc: .bcc(batch: email.batch, shown: shown)
      }
    return EmailOutput.Settings(
      name: name, spool: email.spool, from: try MailAddress(email.from.text), to: to,
      recipientsFile: email.recipientsFile, addressing: addressing,
      replyTo: try email.replyTo.map { mailbox throws(OutputError) in
        try MailAddress(mailbox.text)
      },
      listID: try email.listID.map { text throws(OutputError) in
        try EmailOutput.ListID(text)
      })
  }

  /// Looks whether a secret is as it is now.
  private static func secretCheck(
    _ secret: Configuration.Secret, of output: OutputName, _ credentials: String?
  ) throws(OutputError) -> @Sendable () throws(OutputError) -> Void {
    let digest = Digest(of: try Self.secret(secret, of: output, credentials: credentials))
    return { () throws(OutputError) in
      let present = try Self.secret(secret, of: output, credentials: credentials)
      guard Digest(of: present) != digest else { return }
      throw OutputError(
        "output \(output): its secret has been changed and the new one is not in use; reload the "
          + "daemon (systemctl reload embargod)")
    }
  }

  /// The content of a secret's file, at most 64 KiB; never shown.
  static func secret(
    _ secret: Configuration.Secret, of output: OutputName, credentials: String?
  ) throws(OutputError) -> [UInt8] {
    guard let path = secret.path(credentials: credentials) else {
      throw OutputError(
        "output \(output): \(secret.missing(key: "secret"))", mayPass: false)
    }
    do {
      return try WholeFile.read(path, limit: 1 << 16)
    } catch {
      throw OutputError("output \(output): its secret cannot be read: \(error)", mayPass: false)
    }
  }
}
