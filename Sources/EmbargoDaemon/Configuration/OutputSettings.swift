package import EmbargoOutputs
package import EmbargoTime

extension Configuration {
  /// An output of kind `files`.
  package struct Files: Hashable, Sendable {
    package typealias Format = FilesOutput.Format

    /// What rendered formats show where the text had its release line.
    package enum ReleaseLine: String, CaseIterable, Sendable { case released, keep }

    package var directory: String
    /// At least one, none twice.
    package var formats: [Format]
    /// On the same mount as `directory`; nil: the unnamed files are opened in `directory` itself.
    package var staging: String?
    package var fileName: NameTemplate
    /// A directory for each release, which appears all at once.
    package var bundle: Bool = false
    package var releaseLine: ReleaseLine = .released
    /// The Mustache template of the pages; nil: the built-in one.
    package var template: String?
    /// Permission bits of the published files.
    package var mode: UInt32
    /// None twice.
    package var feeds: [Feed.Kind] = []
    package var feedLength = 50
  }

  /// An output of kind `webhook`.
  package struct Webhook: Hashable, Sendable {
    package enum Content: String, CaseIterable, Sendable { case full, thin }

    /// Https, or http where `allowPrivate` is set.
    package var url: Endpoint
    package var secret: Secret
    package var allowPrivate: Bool
    package var content: Content
    /// The page of a release under the public URL, for thin requests.
    package var link: NameTemplate
    /// A Mustache template that makes the body instead of `content`.
    package var template: String?
    /// PEM certificates that are trusted instead of the system's.
    package var caFile: String?
    package var connectTimeout: Span
    package var timeout: Span
    /// Requests under way at once.
    package var concurrency: Int
    /// The delays before the second, third … attempt.
    package var attempts: [Span]
  }

  /// Where a secret is kept; the configuration never holds one.
  package enum Secret: Hashable, Sendable {
    /// A systemd credential: a file of this name in `$CREDENTIALS_DIRECTORY`.
    case credential(String)
    case file(String)
  }

  /// An output of kind `email`.
  package struct Email: Hashable, Sendable {
    package var spool: String
    package var from: Mailbox
    /// At least one, no address twice.
    package var to: [Mailbox]
    package var replyTo: Mailbox?
    /// `press.example.org` (RFC 2919), without angle brackets.
    package var listID: String?
  }

  /// `Press Office <press@example.org>`: an address with the name that people see.
  package struct Mailbox: Hashable, Sendable {
    /// Empty: the address stands alone.
    package var name: String
    package var address: String

    package init(name: String = "", address: String) {
      (self.name, self.address) = (name, address)
    }
  }
}
