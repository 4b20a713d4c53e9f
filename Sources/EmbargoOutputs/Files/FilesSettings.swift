package import EmbargoCore
package import EmbargoSystem

extension FilesOutput {
  /// A form in which a release is published.
  package enum Format: String, Hashable, Sendable, CaseIterable {
    /// The accepted bytes behind the front matter, unchanged.
    case text
    /// CommonMark.
    case markdown
    /// A complete page.
    case html
    /// IPTC ninjs 3.1.
    case json
    /// IPTC NewsML-G2 2.35.
    case newsML = "newsml-g2"

    package var ext: String {
      switch self {
      case .text: "txt"
      case .markdown: "md"
      case .html: "html"
      case .json: "json"
      case .newsML: "xml"
      }
    }
  }

  /// The configuration of one `files` output.
  package struct Settings: Hashable, Sendable {
    package var name: OutputName
    /// Absolute; must exist.
    package var directory: String
    /// An absolute path on the same mount, only for this daemon's eyes (mode 0700); nil: files
    /// are prepared unnamed in the directory itself.
    package var staging: String?
    /// One file a release for each, without repetition, in this order.
    package var formats: [Format]
    package var template: NameTemplate
    /// The Mustache template of the `html` format; nil: the built-in page.
    package var page: String?
    /// True: rendered formats show the release line as it stands in the text; false: they say
    /// when it was released.
    package var keepsReleaseLine: Bool
    /// True: the files of a release lie in a directory of their own that appears all at once.
    package var bundle: Bool
    /// Permissions of the files.
    package var fileMode: FileMode
    /// Permissions of the directories that are made inside `directory`.
    package var directoryMode: FileMode
    /// What lists the releases that are out, in this order, each once; empty: nothing does.
    package var feeds: [Feed.Kind] = []
    /// The most releases in a feed; at least 1.
    package var feedLength = 50

    package init(
      name: OutputName, directory: String, staging: String? = nil,
      formats: [Format] = [.text, .html], template: NameTemplate = .standard,
      page: String? = nil, keepsReleaseLine: Bool = false, bundle: Bool = false,
      fileMode: FileMode = FileMode(rawValue: 0o644),
      directoryMode: FileMode = FileMode(rawValue: 0o755)
    ) {
      (self.name, self.directory, self.staging) = (name, directory, staging)
      (self.formats, self.template, self.page) = (formats, template, page)
      (self.keepsReleaseLine, self.bundle) = (keepsReleaseLine, bundle)
      (self.fileMode, self.directoryMode) = (fileMode, directoryMode)
    }
  }
}
