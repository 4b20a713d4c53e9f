package import EmbargoCore
package import EmbargoTime

/// Publishes releases as files of a directory.
///
/// Each format is one file, named by the template. Attachments lie beside them under their own
/// names in a directory that is called like the release with `.files` behind: `letter.txt`,
/// `letter.html`, `letter.files/map.png`. They are published first and the page last, so that
/// nothing ever points to what is not there yet. In a bundle all of them lie in one directory,
/// `letter/letter.txt`, which appears at once.
///
/// A repeat is absorbed by the name: it is created if absent, and a file that is there with the
/// same bytes counts as published.
package struct FilesOutput: Sendable {
  package let settings: Settings
  let unnamedFiles: Bool
  private let page: ReleasePage
  let openPlace = OpenPlace()

  /// - Parameter unnamedFiles: False does as if the file system had none (O_TMPFILE).
  /// - Throws: what is wrong with the settings.
  package init(_ settings: Settings, unnamedFiles: Bool = true) throws(OutputError) {
    (self.settings, self.unnamedFiles) = (settings, unnamedFiles)
    do throws(OutputError) {
      page = try ReleasePage(template: settings.page)
    } catch {
      throw OutputError("output \(settings.name): \(error)", mayPass: false)
    }
    for (key, path) in [("directory", settings.directory), ("staging", settings.staging ?? "/")] {
      guard path.hasPrefix("/"), !path.utf8.contains(0) else {
        throw OutputError(
          "output \(settings.name): \(key) must be an absolute path, not \"\(path)\"",
          mayPass: false)
      }
    }
    guard !settings.formats.isEmpty, Set(settings.formats).count == settings.formats.count else {
      throw OutputError(
        "output \(settings.name): formats must name at least one format, each once", mayPass: false)
    }
  }

  package var name: OutputName { settings.name }
  package var kind: String { "files" }
  package var retries: RetryPolicy { .local }

  package func names(slug: Slug, instant: Instant, attachments: [String]) -> [String] {
    // Names with the id in them are never taken twice.
    if settings.template.holdsID { return [] }
    return names(slug: slug, id: nil, instant: instant, attachments: attachments)
  }

  package var ownNames: Set<String> { Set(settings.feeds.map(\.fileName)) }

  /// The files of a release itself, by what is known of it without its text.
  func pageNames(of release: Release) -> [String] {
    names(
      slug: release.slug, id: release.id, instant: release.embargo.instant, attachments: [])
  }

  /// In the order in which they are published.
  private func names(
    slug: Slug, id: ReleaseID?, instant: Instant, attachments: [String]
  ) -> [String] {
    let stem = stem(slug: slug, id: id, instant: instant)
    return attachments.map { "\(stem).files/\($0)" }
      + settings.formats.map { "\(stem).\($0.ext)" }
  }

  /// What all names of a release begin with.
  private func stem(slug: Slug, id: ReleaseID?, instant: Instant) -> String {
    let stem = settings.template.stem(slug: slug, id: id, instant: instant)
    guard settings.bundle else { return stem }
    return stem + "/" + (stem.split(separator: "/").last ?? "")
  }

  package func publication(of material: Material) throws(OutputError) -> Publication {
    let release = material.release
    // Nothing of a release that was killed stays in use.
    let attachments = material.isKilled ? [] : material.content.attachments
    let names = names(
      slug: release.slug, id: release.id, instant: release.embargo.instant,
      attachments: attachments.map(\.name))
    try checkAttachments(attachments.map(\.name))
    if let own = names.first(where: ownNames.contains) {
      throw OutputError(
        "output \(settings.name): \(own) is the name of a feed; withdraw the release and submit it "
          + "with another slug", mayPass: false)
    }
    var pieces = zip(names, attachments).map {
      Publication.Piece(name: $0, bytes: $1.bytes)
    }
    let published = zip(names.dropFirst(pieces.count), settings.formats)
    if settings.formats == [.text], !material.isKilled {
      let bytes = material.document.publishedBytes
      pieces += published.map { Publication.Piece(name: $0.0, bytes: bytes) }
    } else {
      let page = published.first { $1 == .html }?.0
      let rendition = Rendition(
        material, files: pieces.map { file($0, base: material.publicURL) },
        canonical: page.flatMap { WebPath.address($0, below: material.publicURL) },
        keepsReleaseLine: settings.keepsReleaseLine)
      pieces += published.map { name, format in
        Publication.Piece(name: name, bytes: bytes(rendition, as: format))
      }
    }
    return Publication(
      key: material.key, pieces: pieces, modified: material.versionCreated)
  }

  private func bytes(_ rendition: Rendition, as format: Format) -> [UInt8] {
    switch format {
    case .text:
      Notice(rendition).map { Array($0.text.utf8) } ?? rendition.material.document.publishedBytes
    case .markdown: MarkdownPage.bytes(rendition)
    case .html: page.html(of: rendition)
    case .json: Ninjs.bytes(rendition)
    case .newsML: NewsML.bytes(rendition)
    }
  }

  private func file(_ piece: Publication.Piece, base: String) -> ReleasePage.File {
    // The page and the directory of attachments are neighbours.
    let parts = piece.name.split(separator: "/").suffix(2)
    var file = ReleasePage.File(
      name: String(parts.last ?? ""),
      address: parts.map { WebPath.encoded($0) }.joined(separator: "/"), size: piece.bytes.count)
    file.publicAddress = WebPath.address(piece.name, below: base)
    if settings.formats.contains(.json) { file.digest = Digest(of: piece.bytes) }
    return file
  }

  /// Intake has checked them; what would hide or leave the directory is refused here once more.
  private func checkAttachments(_ names: [String]) throws(OutputError) {
    for name in names {
      guard !name.isEmpty, !name.hasPrefix("."), name.utf8.count <= 255,
        !name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 < 0x20 || $0 == 0x7f })
      else {
        throw OutputError(
          "output \(settings.name): an attachment's name begins with a dot, is too long or holds "
            + "a / or a control character; rename it and submit the release again", mayPass: false)
      }
    }
    guard Set(names).count == names.count else {
      throw OutputError(
        "output \(settings.name): two attachments have the same name", mayPass: false)
    }
  }
}
