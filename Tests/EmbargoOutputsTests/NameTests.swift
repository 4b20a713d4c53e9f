import EmbargoCore
import EmbargoOutputs
import EmbargoTime
import Testing

@Suite("Names of files")
struct NameTests {
  @Test(
    "A template gives the same names before and at the lift",
    arguments: [
      ("{slug}.{ext}", "tides-turn-1.html"),
      ("{date}/{slug}.{ext}", "2023-09-19/tides-turn-1.html"),
      ("{year}/{month}/{day}_{slug}-en.{ext}", "2023/09/19_tides-turn-1-en.html"),
    ])
  func names(template: String, expected: String) throws {
    let output = try FilesOutput(
      .init(
        name: Samples.name("newsroom"), directory: "/srv/press",
        template: NameTemplate(template)))
    let material = try Samples.material(attachments: [.init(name: "map.png", bytes: [1])])
    let reserved = output.names(
      slug: material.release.slug, instant: Samples.instant, attachments: ["map.png"])
    let published = try output.publication(of: material).pieces.map(\.name)
    #expect(reserved == published)
    #expect(published.last == expected)
    #expect(published.first == expected.dropLast(5) + ".files/map.png")
  }

  @Test("A name with the id needs no reservation")
  func identifier() throws {
    let output = try FilesOutput(
      .init(
        name: Samples.name("newsroom"), directory: "/srv/press",
        template: NameTemplate("{id}.{ext}")))
    let material = try Samples.material()
    #expect(
      output.names(slug: material.release.slug, instant: Samples.instant, attachments: []).isEmpty)
    let names = try output.publication(of: material).pieces.map(\.name)
    #expect(names == ["\(material.release.id).txt", "\(material.release.id).html"])
  }

  @Test("What the witness looks for are the names that are published, and never a slug")
  func visible() throws {
    let release = try Samples.material().release
    func visible(
      _ template: String, bundle: Bool = false
    ) throws -> FilesOutput.Visible {
      try FilesOutput(
        .init(
          name: Samples.name("newsroom"), directory: "/srv/press",
          template: NameTemplate(template), bundle: bundle)
      ).visible(of: release)
    }
    #expect(
      try visible("{year}/{id}.{ext}")
        == .paths(["txt", "html"].map { "/srv/press/2023/\(release.id).\($0)" }))
    #expect(try visible("{slug}.{ext}") == .names(2))
    #expect(try visible("{id}-{slug}.{ext}") == .names(2))
    #expect(try visible("{slug}.{ext}", bundle: true) == .names(1))
    #expect(try visible("{year}/{slug}.{ext}") == .nothing)
  }

  @Test(
    "A template that could leave the directory, hide a file or mix up releases is refused",
    arguments: [
      "", "../{slug}.{ext}", "/{slug}.{ext}", "a//{slug}.{ext}", "./{slug}.{ext}",
      ".{slug}.{ext}", "a/.{slug}.{ext}", "{slug}", "{slug}.txt", "{date}.{ext}", "{slug}{ext}",
      "{slug}.{ext}.{ext}", "{SLUG}.{ext}", "{slug.{ext}", "{slug} {ext}.{ext}", "{slug}\0.{ext}",
      "a/b/c/d/e/{slug}.{ext}", "ä{slug}.{ext}",
      String(repeating: "a", count: 130) + "{slug}.{ext}",
    ])
  func refused(template: String) {
    #expect(throws: OutputError.self) { try NameTemplate(template) }
  }

  @Test(
    "An attachment whose name could leave or hide is refused",
    arguments: ["../x", "a/b", "..", ".htaccess", "", "a\nb", "a\0b"])
  func attachments(name: String) throws {
    let output = try FilesOutput(.init(name: Samples.name("newsroom"), directory: "/srv/press"))
    let material = try Samples.material(attachments: [.init(name: name, bytes: [])])
    let error = #expect(throws: OutputError.self) { try output.publication(of: material) }
    #expect(error?.mayPass == false)
  }

  @Test("The text format publishes the accepted bytes as they are, whatever they are")
  func bytes() throws {
    let odd: [UInt8] = [0xef, 0xbb, 0xbf, 0x41, 0x0d, 0x0a, 0x20, 0x0d, 0x42, 0x00]
    let output = try FilesOutput(
      .init(name: Samples.name("newsroom"), directory: "/srv/press", formats: [.text]))
    let publication = try output.publication(
      of: Samples.material(Samples.document(bytes: odd)))
    #expect(publication.pieces.map(\.bytes) == [odd])
  }

  @Test("Settings that cannot work are refused")
  func settings() throws {
    let name = try Samples.name("newsroom")
    #expect(throws: OutputError.self) { try FilesOutput(.init(name: name, directory: "press")) }
    #expect(throws: OutputError.self) {
      try FilesOutput(.init(name: name, directory: "/press", formats: []))
    }
    #expect(throws: OutputError.self) {
      try FilesOutput(.init(name: name, directory: "/press", formats: [.text, .text]))
    }
    #expect(throws: OutputError.self) {
      try FilesOutput(.init(name: name, directory: "/press", staging: "staging"))
    }
  }
}
