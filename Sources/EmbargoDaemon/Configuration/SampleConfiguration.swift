import EmbargoTOML

extension Configuration {
  /// Every key that there is, in the order in which it is read.
  package static var keys: [KeyDescription] {
    let start = TOMLPosition(line: 1, column: 1)
    let entries = kinded.map { kinded in
      let tables = kinded.kinds.map { kind in
        let value = TOMLValue(.string(kind.name), at: start)
        let entry = TOMLTable.Entry(key: "kind", position: start, value: value)
        return TOMLValue(.table(TOMLTable([entry])), at: start)
      }
      return TOMLTable.Entry(
        key: kinded.section, position: start, value: TOMLValue(.array(tables), at: start))
    }
    var reader = SectionReader(TOMLTable(entries), section: "", position: start)
    _ = Configuration(&reader)
    var seen: Set<String> = []
    return reader.described.filter { seen.insert($0.path).inserted }
  }

  /// The sample file: every key with its default, unit and reason.
  ///
  /// Lines that begin with `#` and no space behind it are settings, too: taking the `#` away makes
  /// them count.
  package static var sample: String {
    var text = """
      # The configuration of embargod (TOML 1.0).
      #
      # Every key is here with its default. Lines that begin with # and no space are settings that
      # are switched off: places that the system decides otherwise, and examples. Check a change
      # with "embargod --check-config" before the service is reloaded.


      """
    let groups = sections(of: keys)
    let kinded = Self.kinded
    for (section, keys) in groups where !kinded.contains(where: { $0.holds(section) }) {
      let isLive = keys.contains { $0.presence == .defaulted }
      if !section.isEmpty {
        text += "\n" + introduction(section) + (isLive ? "" : "#") + "[\(section)]\n"
      }
      text += keys.map { entry($0, isLive: $0.presence == .defaulted) }.joined(separator: "\n")
    }
    for kinded in kinded {
      for kind in kinded.kinds { text += example(kind, of: kinded, groups) }
    }
    return text
  }

  /// A section that there may be several of, each of a kind with keys of its own.
  private struct Kinded {
    var section: String
    /// What one is called, for people.
    var title: String
    /// With a name for its example, as TOML.
    var kinds: [(name: String, example: String)]

    func holds(_ section: String) -> Bool {
      section == self.section || section.hasPrefix(self.section + ".")
    }
  }

  private static let kinded = [
    Kinded(
      section: "output", title: "An output",
      kinds: OutputKind.allCases.map { ($0.rawValue, $0.example) }),
    Kinded(
      section: "announce", title: "Announcements",
      kinds: AnnounceKind.allCases.map { ($0.rawValue, $0.example) }),
  ]

  private static func example(
    _ kind: (name: String, example: String), of kinded: Kinded,
    _ groups: [(section: String, keys: [KeyDescription])]
  ) -> String {
    let common = groups.first { $0.section == kinded.section }?.keys ?? []
    let own = groups.first { $0.section == kinded.section + "." + kind.name }?.keys ?? []
    var text = "\n# \(kinded.title) of kind \(kind.name).\n#[[\(kinded.section)]]\n"
    text += common.map { key in
      let written =
        switch key.name {
        case "kind": TOMLText.quoted(kind.name)
        case "name": kind.example
        default: key.written
        }
      return comment(key) + setting(key.name, written, isLive: false)
    }.joined(separator: "\n")
    if own.isEmpty { return text }
    return text + "\n" + own.map { entry($0, isLive: false) }.joined(separator: "\n")
  }

  private static func introduction(_ section: String) -> String {
    let lines = wrapped(introductions[section] ?? "").filter { !$0.isEmpty }
    return lines.map { "# " + $0 + "\n" }.joined()
  }

  private static let introductions = [
    "intake.checks": """
    What a text is looked through for when it is handed in: "refuse" wants it mended, or accepted \
    on purpose (embargoctl submit --accept); "warn" says so; "off" does not look.
    """,
    "roles": """
    Who may do what, by names of this machine. Without this section root and the daemon's own \
    user may do everything but approve; with it, a role that is not named has nobody, and root \
    is admin. Which role may do what stands in docs/roles.md.
    """,
  ]

  private static func sections(
    of keys: [KeyDescription]
  ) -> [(section: String, keys: [KeyDescription])] {
    var groups: [(section: String, keys: [KeyDescription])] = []
    for key in keys {
      if let index = groups.firstIndex(where: { $0.section == key.section }) {
        groups[index].keys.append(key)
      } else {
        groups.append((key.section, [key]))
      }
    }
    return groups
  }

  private static func entry(_ key: KeyDescription, isLive: Bool) -> String {
    comment(key) + setting(key.name, key.written, isLive: isLive)
  }

  private static func comment(_ key: KeyDescription) -> String {
    let rule =
      switch key.presence {
      case .defaulted: "default \(key.written)"
      case .optional: "left out by default"
      case .required: "must be given"
      }
    let lines = wrapped(key.reason) + wrapped("Value: \(key.unit); \(rule).")
    return lines.map { "# " + $0 + "\n" }.joined()
  }

  private static func setting(_ name: String, _ written: String, isLive: Bool) -> String {
    wrapped(name + " = " + written).map { (isLive ? "" : "#") + $0 + "\n" }.joined()
  }

  /// Broken at spaces into lines of at most 96 characters.
  private static func wrapped(_ text: String) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.count + 1 + word.count <= 96 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

extension OutputKind {
  /// A name for the example of an output of this kind, as TOML.
  fileprivate var example: String {
    switch self {
    case .files: #""newsroom""#
    case .webhook: #""wire""#
    case .email: #""media-list""#
    }
  }
}

extension AnnounceKind {
  /// A name for the example of a channel of this kind, as TOML.
  fileprivate var example: String {
    switch self {
    case .mail: #""desk""#
    case .webhook: #""chat""#
    case .file: #""wall""#
    case .journal: #""log""#
    }
  }
}
