package import EmbargoCore
package import EmbargoSystem

extension EmailOutput {
  /// How the recipients are spread over messages.
  package enum Addressing: Hashable, Sendable {
    /// One message that names all of them in `To`: for the address of a list.
    case list
    /// A message for each, which names nobody else.
    case oneEach
    /// Messages for at most `batch` recipients each, whom only the envelope names; `To` says
    /// `shown`, or that the recipients are undisclosed.
    case bcc(batch: Int, shown: MailAddress?)
  }

  /// The configuration of one `email` output.
  package struct Settings: Hashable, Sendable {
    package var name: OutputName
    /// Absolute; the directories of the spool are created below it, itself must exist.
    package var spool: String
    package var from: MailAddress
    /// May be empty where there is a file.
    package var to: [MailAddress]
    /// An absolute path: more recipients, one a line; read anew each time that messages are made.
    package var recipientsFile: String?
    package var addressing: Addressing
    package var replyTo: MailAddress?
    package var listID: ListID?
    package var fileMode: FileMode
    /// Of the directories that are created.
    package var directoryMode: FileMode

    package init(
      name: OutputName, spool: String, from: MailAddress, to: [MailAddress],
      recipientsFile: String? = nil, addressing: Addressing = .list,
      replyTo: MailAddress? = nil, listID: ListID? = nil, fileMode: FileMode = 0o640,
      directoryMode: FileMode = 0o750
    ) {
      (self.name, self.spool, self.from, self.to) = (name, spool, from, to)
      (self.recipientsFile, self.addressing) = (recipientsFile, addressing)
      (self.replyTo, self.listID) = (replyTo, listID)
      (self.fileMode, self.directoryMode) = (fileMode, directoryMode)
    }
  }

  /// What `List-Id` says (RFC 2919): `Press list <press.example.org>`, the name optional.
  package struct ListID: Hashable, Sendable {
    let name: String?
    let identifier: String

    /// - Throws: what is wrong with it.
    package init(_ text: String) throws(OutputError) {
      let refusal = OutputError(
        "the list_id \"\(text)\" should look like Press list <press.example.org>", mayPass: false)
      let parts = text.split(separator: "<", omittingEmptySubsequences: false)
      let identifier = parts.count == 2 ? parts[1].dropLast() : Substring(text)
      guard parts.count <= 2, parts.count == 1 || parts[1].hasSuffix(">"),
        MailAddress.isDotAtom(identifier), identifier.contains("."), identifier.utf8.count <= 200,
        !text.unicodeScalars.contains(where: MailAddress.isControl)
      else { throw refusal }
      self.identifier = String(identifier)
      let name = parts.count == 2 ? parts[0].split(separator: " ").joined(separator: " ") : ""
      self.name = name.isEmpty ? nil : name
    }
  }
}
