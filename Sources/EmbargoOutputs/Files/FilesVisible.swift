package import EmbargoCore

extension FilesOutput {
  /// What somebody who knows no word of a release can look for when it goes out.
  package enum Visible: Hashable, Sendable {
    /// These paths: the release's id is in them, and nothing that a person has called it.
    case paths([String])
    /// So many names in the output's directory; which ones would say what it is.
    case names(Int)
    /// Names in directories of their own, which would say what it is.
    case nothing
  }

  /// Attachments are left out: they come with what is named here.
  package func visible(of release: Release) -> Visible {
    let template = settings.template
    if !template.holdsSlug {
      return .paths(pageNames(of: release).map { "\(settings.directory)/\($0)" })
    }
    guard template.depth == 0 else { return .nothing }
    return .names(settings.bundle ? 1 : settings.formats.count)
  }
}
