import EmbargoControl
import EmbargoCore
import EmbargoDaemon
import EmbargoTOML
import EmbargoTime
import Glibc
import Testing

@Suite("The sample configuration")
struct SampleTests {
  private let name = "config/embargod.toml"

  @Test("config/embargod.toml is what the keys say; EMBARGO_WRITE_SAMPLE=1 writes it anew")
  func isCurrent() throws {
    if getenv("EMBARGO_WRITE_SAMPLE") != nil {
      try ProjectFile.write(name, Array(Configuration.sample.utf8))
    }
    let file = String(decoding: try ProjectFile.read(name), as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let wanted = Configuration.sample.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, (line, right)) in zip(file, wanted).enumerated() where line != right {
      Issue.record("line \(number + 1): \(line) is not \(right)")
      return
    }
    #expect(file.count == wanted.count)
  }

  @Test("As it stands it says what an empty file says")
  func defaults() throws {
    let sample = try Configuration.load(bytes: try ProjectFile.read(name), file: name)
    #expect(sample == Configuration.defaults)
    #expect(try Configuration.load(bytes: [], file: "empty") == Configuration.defaults)
  }

  @Test("With every setting switched on, all defaults are the built-in ones")
  func switchedOn() throws {
    let text = String(decoding: try ProjectFile.read(name), as: UTF8.self)
    var all = try Configuration.load(bytes: Array(Uncommented.text(text).utf8), file: name)
    let places = all.places(environment: [:])
    #expect(places == Configuration.defaults.places(environment: [:]))
    #expect(all.inboxes(in: places) == Configuration.defaults.inboxes(in: places))
    #expect(all.roles?.members.count == 6)
    #expect(all.outputs.map(\.name.description) == ["newsroom", "wire", "media-list"])
    #expect(all.keyFile == .credential("embargod.keys"))
    #expect(all.announcements.map(\.name.description) == ["desk", "chat", "wall", "log"])
    (all.named, all.intake.inboxes, all.roles, all.outputs) = (Places.Named(), nil, nil, [])
    all.announcements = []
    #expect(all.witness.directory == "/var/lib/embargod-witness")
    all.witness.directory = nil
    #expect(all.retention.published == .hours(24 * 365))
    (all.keyFile, all.retention) = (nil, Configuration.Retention())
    #expect(all == Configuration.defaults)
  }

  @Test("Every key stands in its section with its reason, its unit and its default above it")
  func complete() throws {
    let lines = String(decoding: try ProjectFile.read(name), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(Configuration.keys.count >= 40)
    for key in Configuration.keys {
      let comments = comments(above: key, in: lines)
      let text = try #require(comments, "\(key.path) is not in the sample")
      #expect(text.contains(key.reason.split(separator: " ").joined(separator: " ")), "\(key.path)")
      #expect(text.lowercased().contains(key.unit.lowercased() + ";"), "\(key.path): no unit")
      if key.presence == .defaulted {
        #expect(text.contains("default " + key.written), "\(key.path): no default")
      }
    }
  }

  @Test("The demo's configuration is good once its places are filled in")
  func demo() throws {
    let text = String(decoding: try ProjectFile.read("config/demo.toml"), as: UTF8.self)
      .replacing("@DIR@", with: "/tmp/demo").replacing("@PORT@", with: "8080")
    let demo = try Configuration.load(bytes: Array(text.utf8), file: "config/demo.toml")
    #expect(demo.clock.trust == .warn)
    #expect(demo.outputs.count == 3)
    #expect(Configuration.defaults.clock.trust == .strict)
  }

  /// The comment above a key in its section, on one line; nil when the key is not there.
  private func comments(above key: KeyDescription, in lines: [Substring]) -> String? {
    let parts = key.section.split(separator: ".").map(String.init)
    let kinded = ["output": ("An output", "files"), "announce": ("Announcements", "mail")]
    let found = parts.first.flatMap { kinded[$0] }
    let isOutput = found != nil
    let head = "# \(found?.0 ?? "") of kind "
    let kind = head + (parts.count > 1 ? parts[1] : found?.1 ?? "") + "."
    var isInside = key.section.isEmpty
    var comment: [Substring] = []
    for line in lines {
      let setting = line.hasPrefix("#") && !line.hasPrefix("# ") ? line.dropFirst() : line
      if line.hasPrefix("# ") {
        if isOutput, line.contains(" of kind ") { isInside = line == kind }
        comment.append(line.dropFirst(2))
      } else if setting.hasPrefix("[") {
        if !isOutput { isInside = setting == "[\(key.section)]" }
        comment = []
      } else if isInside, setting.hasPrefix(key.name + " = ") {
        return comment.joined(separator: " ")
      } else {
        comment = []
      }
    }
    return nil
  }
}

/// The sample with what is switched off switched on.
enum Uncommented {
  static func text(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("#") && !$0.hasPrefix("# ") ? $0.dropFirst() : $0 }
      .joined(separator: "\n")
  }
}
