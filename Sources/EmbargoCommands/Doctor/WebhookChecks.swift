import EmbargoControl
import EmbargoSystem
import EmbargoTime

extension DoctorCode {
  static let trustRoots = DoctorCode(
    "tls-roots", .webhooks, .problem, "There are no certificates to trust.",
    why: "No https endpoint can be believed, so each request to one would fail.",
    mend: "`apt-get install ca-certificates`, or a `ca_file` that exists")
  static let webhookSecret = DoctorCode(
    "webhook-secret", .webhooks, .problem,
    "The file with a webhook's signing key is missing, or the service's user may not read it.",
    why: "Requests cannot be signed, and the daemon does not start.",
    mend: "`chown USER:GROUP FILE`, `chmod 0400 FILE`")
  static let webhookSecretOpen = DoctorCode(
    "webhook-secret-open", .webhooks, .warning, "Everybody on this machine may read that file.",
    why: "Whoever has the key can send in the office's name.", mend: "`chmod 0400 FILE`")
  static let endpointUnchecked = DoctorCode(
    "endpoint-unchecked", .webhooks, .note, "Endpoints were not contacted.",
    why: "A connection tells whoever runs the endpoint, and the name server, that somebody looks.",
    mend: "`embargoctl doctor --network`")
  static let endpointUnreachable = DoctorCode(
    "endpoint-unreachable", .webhooks, .problem, "An endpoint cannot be reached.",
    why: "Its requests would fail and be tried again.",
    mend: "the network or the name; `IPAddressAllow=` in the unit")
  static let endpointUntrusted = DoctorCode(
    "endpoint-untrusted", .webhooks, .problem,
    "The certificate of an endpoint is not trusted, or for another name.",
    why: "Nothing is sent to it.", mend: "the endpoint's certificate, or `ca_file`")
  static let certificateExpired = DoctorCode(
    "certificate-expired", .webhooks, .problem, "The certificate of an endpoint has expired.",
    why: "Nothing is sent to it.", mend: "whoever runs the endpoint renews it")
  static let certificateExpiring = DoctorCode(
    "certificate-expiring", .webhooks, .warning, "It expires within two weeks.",
    why: "A lift after that day would not arrive.", mend: "whoever runs the endpoint renews it")

  static let webhookCodes = [
    trustRoots, webhookSecret, webhookSecretOpen, endpointUnchecked, endpointUnreachable,
    endpointUntrusted, certificateExpired, certificateExpiring,
  ]
}

/// Webhooks: the keys, the certificates that are trusted, and with `--network` the endpoints.
struct WebhookChecks {
  /// Where NIOSSL looks for the system's certificates.
  private static let roots = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
  ]
  private static let expiringSoon = Span.hours(14 * 24)

  let here: Surroundings

  static func run(_ here: Surroundings) -> [DoctorFinding] {
    let outputs = here.configuration.outputs.filter { $0.kind == "webhook" }
    guard !outputs.isEmpty else { return [] }
    let checks = WebhookChecks(here: here)
    return outputs.flatMap { output in
      [checks.secret(output), checks.trust(output)].compactMap(\.self) + checks.endpoint(output)
    }
  }

  private func secret(_ output: DoctorConfiguration.Section) -> DoctorFinding? {
    // What systemd hands out is checked by systemd, at the start of the service.
    guard case .file(let path)? = output.secret else { return nil }
    let word = shellWord(path)
    let own = "chown \(here.service.owner) \(word)"
    do throws(SystemError) {
      guard let found = try FileAttributes.of(path: path) else {
        return .problem(
          .webhookSecret, "output \(output.name): there is no \(path).", mend: "sudoedit \(word)",
          own, "chmod 0400 \(word)")
      }
      let user = here.service.account
      if case .refused = try AccessCheck.ask(path, for: user, right: .read) {
        return .problem(
          .webhookSecret, "output \(output.name): \(user.name) may not read \(path).", mend: own)
      }
      guard found.mode.rawValue & 0o007 == 0 else {
        return .warning(
          .webhookSecretOpen,
          "output \(output.name): \(path) has the permissions \(found.mode), wanted 0400.",
          mend: "chmod 0400 \(word)")
      }
      return .ok(.webhookSecret, "output \(output.name): the service's user may read \(path).")
    } catch {
      return .note(
        .webhookSecret, "output \(output.name): \(error).", mend: "sudo embargoctl doctor")
    }
  }

  /// Nil: it speaks plain http.
  private func trust(_ output: DoctorConfiguration.Section) -> DoctorFinding? {
    guard output.text("url")?.hasPrefix("https:") == true else { return nil }
    func isThere(_ path: String) -> Bool {
      guard let found = try? FileAttributes.of(path: path) else { return false }
      return found.size > 0
    }
    if let file = output.text("ca_file") {
      return isThere(file)
        ? .ok(.trustRoots, "output \(output.name): it is trusted by \(file).")
        : .problem(
          .trustRoots, "output \(output.name): there is no ca_file \(file).",
          mend: "sudoedit \(shellWord(here.configuration.path))")
    }
    return Self.roots.contains(where: isThere)
      ? .ok(.trustRoots, "output \(output.name): it is trusted by the system's certificates.")
      : .problem(
        .trustRoots, "output \(output.name): this machine has no certificates to trust.",
        mend: "apt-get install ca-certificates")
  }

  private func endpoint(_ output: DoctorConfiguration.Section) -> [DoctorFinding] {
    guard let url = output.text("url"), let address = EndpointAddress(url) else { return [] }
    guard here.usesNetwork else {
      return [
        .note(
          .endpointUnchecked, "output \(output.name): its endpoint was not contacted.",
          mend: "embargoctl doctor --network")
      ]
    }
    let handshake = Handshake(address: address, authorities: output.text("ca_file"))
    return judge(handshake.run(), address, output.name)
  }

  private func judge(
    _ outcome: Handshake.Outcome, _ address: EndpointAddress, _ name: String
  ) -> [DoctorFinding] {
    let place = "\(address.host):\(address.port)"
    let connect = "openssl s_client -connect \(place) -servername \(address.host) </dev/null"
    switch outcome {
    case .connected:
      return [.ok(.endpointUnreachable, "output \(name): \(place) takes connections.")]
    case .unreachable(let why):
      return [
        .problem(
          .endpointUnreachable, "output \(name): \(place) cannot be reached: \(why).",
          mend: "getent hosts \(address.host)", "systemctl edit embargod")
      ]
    case .refused(let why, let expiry):
      if let expiry, expiry <= here.session.now() {
        return [
          .problem(
            .certificateExpired,
            "output \(name): the certificate of \(place) has expired on \(BriefTimes.utc(expiry)).",
            mend: connect + " | openssl x509 -noout -dates -issuer")
        ]
      }
      return [
        .problem(
          .endpointUntrusted, "output \(name): \(place) is not trusted: \(why).", mend: connect)
      ]
    case .secured(let expiry):
      let left = expiry - here.session.now()
      let trusted = DoctorFinding.ok(.endpointUntrusted, "output \(name): \(place) is trusted.")
      guard left < Self.expiringSoon else {
        return [
          trusted, .ok(.certificateExpired, "Its certificate is good for another \(left.words)."),
        ]
      }
      return [
        trusted,
        .warning(
          .certificateExpiring,
          "output \(name): the certificate of \(place) expires on \(BriefTimes.utc(expiry)).",
          mend: connect + " | openssl x509 -noout -dates -issuer"),
      ]
    }
  }
}
