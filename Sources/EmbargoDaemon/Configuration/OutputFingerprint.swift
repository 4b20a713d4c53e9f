package import EmbargoCore
import EmbargoOutputs
import EmbargoTime

extension Configuration {
  /// What approvals are asked for, and over which settings of the outputs they go.
  ///
  /// - Parameter template: the bytes of the template file that an output names.
  package func approvalPolicy<Failure: Error>(
    template: (String) throws(Failure) -> [UInt8]
  ) throws(Failure) -> ApprovalPolicy {
    var policy = ApprovalPolicy(
      required: approval.required, liftsEarlyByTwo: approval.liftsEarlyByTwo)
    for group in approval.groups { policy.groups[group.name] = group.required }
    for output in outputs {
      policy.outputs[output.name] = output.approvalRequired
      let text = try output.template.map { path throws(Failure) in try template(path) }
      policy.fingerprints[output.name] = output.fingerprint(publication, template: text)
    }
    return policy
  }
}

extension Configuration.Output {
  fileprivate var template: String? {
    switch kind {
    case .files(let files): files.template
    case .webhook(let webhook): webhook.template
    case .email: nil
    }
  }

  /// The digest over the settings that decide where and how it publishes, and over its template.
  ///
  /// Where a secret lies is among them, and the secret is not. Not among them is what decides only
  /// when or how often something is tried, and what is in a file of recipients: that is read anew
  /// for each release.
  func fingerprint(_ publication: Configuration.Publication, template: [UInt8]?) -> Digest {
    let settings =
      facts + [
        ("public_url", publication.publicURL ?? ""), ("organisation", publication.organisation),
        ("template", template.map { Digest(of: $0).description } ?? ""),
      ]
    let lines = settings.sorted { $0.0 < $1.0 }.map { Array("\($0.0)=\($0.1)".utf8) }
    return Digest(parts: [Array("embargod output 1".utf8), Array(name.description.utf8)] + lines)
  }

  private var facts: [(String, String)] {
    switch kind {
    case .files(let files):
      [
        ("kind", "files"), ("directory", files.directory),
        ("formats", files.formats.map(\.rawValue).sorted().joined(separator: " ")),
        ("file_name", files.fileName.description), ("bundle", "\(files.bundle)"),
        ("release_line", files.releaseLine.rawValue), ("mode", "\(files.mode)"),
        ("feeds", files.feeds.map(\.rawValue).sorted().joined(separator: " ")),
      ]
    case .webhook(let webhook):
      [
        ("kind", "webhook"), ("url", webhook.url.description),
        ("secret", webhook.secret.place), ("allow_private", "\(webhook.allowPrivate)"),
        ("content", webhook.content.rawValue), ("link", webhook.link.description),
        ("ca_file", webhook.caFile ?? ""),
      ]
    case .email(let email):
      [
        ("kind", "email"), ("spool", email.spool), ("from", email.from.text),
        ("to", email.to.map(\.text).joined(separator: ", ")),
        ("recipients_file", email.recipientsFile ?? ""),
        ("addressing", email.addressing.rawValue), ("shown_to", email.shownTo?.text ?? ""),
        ("reply_to", email.replyTo?.text ?? ""), ("list_id", email.listID ?? ""),
      ]
    }
  }

  /// Where it publishes, for people; never a path or query of an address, which may hold a token.
  package var place: String {
    switch kind {
    case .files(let files):
      return "\(files.directory) (\(files.formats.map(\.rawValue).joined(separator: ", ")))"
    case .webhook(let webhook): return webhook.url.origin
    case .email(let email):
      var places: [String] = []
      switch email.to.count {
      case 0: break
      case 1...3: places = email.to.map(\.address)
      default: places = ["\(email.to.count) addresses"]
      }
      if let file = email.recipientsFile { places.append("the addresses in \(file)") }
      return "mail to " + places.joined(separator: ", ")
    }
  }
}

extension Configuration.Secret {
  fileprivate var place: String {
    switch self {
    case .credential(let name): "credential \(name)"
    case .file(let path): "file \(path)"
    }
  }
}
