package import EmbargoCore
package import EmbargoTime

/// Publishes releases as files of a directory.
///
/// Each format is one file, named by the template. Attachments lie beside them under their own
/// names in a directory that is called like the release with `.files` behind: `letter.txt`,
/// `letter.html`, `letter.files/map.png`. They are published first and the page last, so that
/// nothing ever points to what is not there yet.
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
    page = try ReleasePage()
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
    let stem = settings.template.stem(slug: slug, id: id, instant: instant)
    return attachments.map { "\(stem).files/\($0)" }
      + settings.formats.map { "\(stem).\($0.ext)" }
  }

  package func publication(of material: Material) throws(OutputError) -> Publication {
    let release = material.release
    let attachments = material.content.attachments
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
    for (name, format) in zip(names.dropFirst(attachments.count), settings.formats) {
      let bytes =
        switch format {
        case .text: material.document.publishedBytes
        case .html: html(material, name: name, attachments: pieces.prefix(attachments.count))
        }
      pieces.append(Publication.Piece(name: name, bytes: bytes))
    }
    return Publication(
      key: material.key, pieces: pieces, modified: material.release.due)
  }

  private func html(
    _ material: Material, name: String, attachments: ArraySlice<Publication.Piece>
  ) -> [UInt8] {
    let files = attachments.map { piece in
      // The page and the directory of attachments are neighbours.
      let parts = piece.name.split(separator: "/").suffix(2)
      return ReleasePage.File(
        name: String(parts.last ?? ""), address: parts.map(percentEncoded).joined(separator: "/"),
        size: piece.bytes.count)
    }
    let base = material.publicURL
    let canonical =
      base.isEmpty
      ? nil : base + (base.hasSuffix("/") ? "" : "/") + percentEncoded(name, keeping: "/")
    return page.html(of: material, canonical: canonical, files: files)
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

/// Percent-encoding for one segment of a path (RFC 3986 section 3.3).
private func percentEncoded(_ text: some StringProtocol, keeping: String = "") -> String {
  var encoded = ""
  for byte in text.utf8 {
    switch byte {
    case 48...57, 65...90, 97...122: encoded.unicodeScalars.append(Unicode.Scalar(byte))
    case _ where "-._~".utf8.contains(byte) || keeping.utf8.contains(byte):
      encoded.unicodeScalars.append(Unicode.Scalar(byte))
    default: encoded += "%" + Hex.text([byte]).uppercased()
    }
  }
  return encoded
}

private func percentEncoded(_ text: Substring) -> String { percentEncoded(text, keeping: "") }
