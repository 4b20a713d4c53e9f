import EmbargoCore
import EmbargoTime

/// What every rendered format is written from: one release, its parts and files, and what has
/// happened to it. Nothing in it comes from a clock: the same material gives the same bytes.
struct Rendition: Sendable {
  let material: Material
  let sections: PageSections
  let files: [ReleasePage.File]
  /// The public address of its page; nil: there is none.
  let canonical: String?
  let keepsReleaseLine: Bool

  init(
    _ material: Material, files: [ReleasePage.File] = [], canonical: String? = nil,
    keepsReleaseLine: Bool = false
  ) {
    (self.material, self.files, self.canonical) = (material, files, canonical)
    self.keepsReleaseLine = keepsReleaseLine
    sections = PageSections(material.document)
  }

  var headline: String { material.document.headline }
  var organisation: String? { material.organisation.isEmpty ? nil : material.organisation }
  var language: LanguageTag { LanguageTag(material.document.frontMatter.language) }
  /// The same for every revision (RFC 9562, RFC 8141).
  var identifier: String { "urn:uuid:\(material.release.id)" }
  var released: Instant { material.release.due }
  /// What receivers must not publish before; a person may have let it go before the stated time.
  var embargoedUntil: Instant { min(material.release.embargo.instant, released) }

  /// Counts from 1. The notice of a withdrawal is a version of its own behind all revisions.
  var version: Int { material.release.revision + (withdrawal == nil ? 0 : 1) }

  var versionCreated: Instant { material.versionCreated }

  /// A correction or a withdrawal: why and when.
  struct Change: Sendable {
    var reason: String
    var at: Instant
    var words: String { UTCWords.text(at) }
  }

  var correction: Change? {
    guard case .corrected(let reason, let at) = material.event else { return nil }
    return Change(reason: reason, at: at)
  }

  var withdrawal: Change? {
    guard case .killed(let reason, let at) = material.event else { return nil }
    return Change(reason: reason, at: at)
  }

  /// The lines that said when it may be published, as they stand in the text; where it has none,
  /// what its front matter or its submitter said.
  var releaseLine: String {
    let document = material.document
    let lines = document.parts.filter { $0.role == .releaseLine || $0.role == .stamp }.map(\.text)
    if !lines.isEmpty { return lines.joined(separator: "\n") }
    return document.frontMatter.embargo ?? material.release.embargo.stamp
  }

  /// The public address of the first attachment that is an image; nil: there is none.
  var preview: String? { files.first { $0.kind.isPreview }?.publicAddress }

  /// The beginning of the text as words without marks, at most 200 characters; nil without a text.
  var summary: String? {
    for case .paragraph(let lines) in sections.body {
      let words = Prose.words(lines, sections.style)
      guard words.count > 200 else { return words }
      let cut = words.prefix(199)
      return String(cut[..<(cut.lastIndex(of: " ") ?? cut.endIndex)]) + "…"
    }
    return nil
  }
}

extension Material {
  /// When what it tells of came out: the release, or what has happened to it since.
  var versionCreated: Instant {
    switch event {
    case .published: release.due
    case .corrected(_, let at), .killed(_, let at): at
    }
  }
}

/// A language tag (BCP 47) of a release.
struct LanguageTag: Hashable, Sendable {
  let text: String

  /// - Parameter text: As the front matter has it; nil, or no tag: English.
  init(_ text: String?) {
    let subtags = text?.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let isTag = subtags?.allSatisfy { subtag in
      1...8 ~= subtag.count && subtag.allSatisfy { 97...122 ~= $0 | 0x20 || 48...57 ~= $0 }
    }
    self.text = isTag == true ? text ?? "en" : "en"
  }

  private static let leftward: Set<Substring> = [
    "ar", "arc", "ckb", "dv", "fa", "glk", "he", "iw", "khw", "mzn", "nqo", "pnb", "ps", "sd",
    "skr", "syr", "ug", "ur", "yi",
  ]
  private static let leftwardScripts: Set<Substring> = [
    "adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa",
  ]

  /// Written from right to left: as its script says, or its language where it names none.
  var isRightToLeft: Bool {
    let subtags = text.lowercased().split(separator: "-")
    if let script = subtags.dropFirst().first(where: { $0.utf8.count == 4 && $0.first != "1" }),
      script.utf8.allSatisfy({ $0 > 57 })
    {
      return Self.leftwardScripts.contains(script)
    }
    return subtags.first.map(Self.leftward.contains) ?? false
  }

  /// `en_GB` as Open Graph writes it; nil without a country.
  var locale: String? {
    let subtags = text.split(separator: "-")
    guard let country = subtags.dropFirst().first(where: { $0.utf8.count == 2 }) else { return nil }
    return "\(subtags[0].lowercased())_\(country.uppercased())"
  }
}
