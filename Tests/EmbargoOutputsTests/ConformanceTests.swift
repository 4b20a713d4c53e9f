import EmbargoCore
import EmbargoSystem
import EmbargoTime
import Testing

@testable import EmbargoOutputs

@Suite("Outputs on this machine")
struct ConformanceTests {
  private static let attachments = [
    EmbargoCore.Attachment(name: "map.png", bytes: [0x89, 0x50, 0x4e, 0x47, 0, 255]),
    EmbargoCore.Attachment(name: "Tabelle für 2023.csv", bytes: Array("a,b\n".utf8)),
  ]

  @Test(
    "Files conform, with unnamed files and without", arguments: [true, false],
    ["{slug}.{ext}", "{year}/{month}/{slug}.{ext}"])
  func files(unnamed: Bool, template: String) async throws {
    let folder = try Folder()
    let output = try FilesOutput(
      .init(
        name: Samples.name("newsroom"), directory: folder.path, template: NameTemplate(template)),
      unnamedFiles: unnamed)
    let material = try Samples.material(attachments: Self.attachments)
    #expect(try output.prepare(output.publication(of: material)).isStaged == unnamed)
    let conformance = OutputConformance(folder: folder, output: output, material: material)
    try await conformance.run()
    var later = try Samples.material(
      Samples.document(headline: "Tides turn at one"),
      attachments: [
        EmbargoCore.Attachment(name: "map.png", bytes: [0x89, 0x50]),
        EmbargoCore.Attachment(name: "new.csv", bytes: Array("a\n".utf8)),
      ])
    later.key = Samples.key(2)
    try conformance.runSuperseding(by: later)
    // A notice has no attachments.
    later.content = RevisionContent(bytes: later.content.bytes, format: later.content.format)
    try conformance.runSuperseding(by: later)
  }

  static let formatSets: [[FilesOutput.Format]] = [
    [.text], [.markdown], [.html], [.json], [.newsML], [.json, .newsML],
    [.newsML, .json, .html, .markdown, .text],
  ]

  @Test(
    "Files conform in every format, each by itself and all in a bundle",
    arguments: formatSets, [true, false])
  func formats(formats: [FilesOutput.Format], bundle: Bool) async throws {
    for unnamed in [true, false] {
      let folder = try Folder()
      let output = try FilesOutput(
        .init(
          name: Samples.name("newsroom"), directory: folder.path, formats: formats,
          template: NameTemplate("{date}/{slug}.{ext}"), bundle: bundle),
        unnamedFiles: unnamed)
      let material = try Samples.material(attachments: Self.attachments)
      #expect(try output.prepare(output.publication(of: material)).isStaged == unnamed)
      try await OutputConformance(
        folder: folder, output: output, material: material,
        bundle: bundle ? RelativePath("2023-09-19/tides-turn-1") : nil
      ).run()
    }
  }

  @Test(
    "Messages conform, however addressed, with unnamed files and without",
    arguments: [true, false],
    [EmailOutput.Addressing.list, .oneEach, .bcc(batch: 2, shown: nil)])
  func email(unnamed: Bool, addressing: EmailOutput.Addressing) async throws {
    let folder = try Folder()
    let to = try ["list@example.org", "a@example.org", "b@example.org"].map { try MailAddress($0) }
    let output = try EmailOutput(
      .init(
        name: Samples.name("media-list"), spool: folder.path,
        from: MailAddress("Press <press@example.org>"), to: to, addressing: addressing),
      unnamedFiles: unnamed)
    let material = try Samples.material(attachments: Self.attachments)
    #expect(try output.prepare(output.publication(of: material)).isStaged == unnamed)
    try await OutputConformance(folder: folder, output: output, material: material).run()
  }

  @Test("Files prepared in a private directory beside the target appear in the target")
  func staging() throws {
    let folder = try Folder()
    for name in ["press", "staging"] {
      _ = try folder.directory.makeDirectory(RelativePath(name), mode: .privateDirectory)
    }
    let output = try FilesOutput(
      .init(
        name: Samples.name("newsroom"), directory: folder.path + "/press",
        staging: folder.path + "/staging"))
    let publication = try output.publication(of: Samples.material())
    let outcome = try output.prepare(publication)
      .publish(notBefore: Samples.instant, clock: TestClock(Samples.instant).read)
    guard case .delivered = outcome.result else {
      Issue.record("\(outcome)")
      return
    }
    #expect(try folder.files() == ["press/tides-turn-1.html", "press/tides-turn-1.txt"])
  }

  @Test("What is wrong with a directory is said with what to do about it")
  func advice() throws {
    let folder = try Folder()
    let output = try FilesOutput(
      .init(name: Samples.name("newsroom"), directory: folder.path + "/missing"))
    let missing = #expect(throws: OutputError.self) { try output.check() }
    #expect(missing?.description.contains("create it") == true)
    try folder.write("missing", [])
    let file = #expect(throws: OutputError.self) { try output.check() }
    #expect(file?.description.contains("name a directory") == true)
  }

  @Test("A thousand publications of one instant share their descriptors and one sync")
  func batch() throws {
    let folder = try Folder()
    let output = try FilesOutput(
      .init(name: Samples.name("newsroom"), directory: folder.path, formats: [.text]))
    let prepared = try (0..<1000).map { number in
      try output.prepare(output.publication(of: Samples.material(number: number)))
    }
    let clock = TestClock(Samples.instant).read
    let round = PublishingRound()
    let outcomes = prepared.map {
      $0.publish(notBefore: Samples.instant, clock: clock, in: round)
    }
    try round.sync()
    #expect(outcomes.allSatisfy { if case .delivered = $0.result { true } else { false } })
    #expect(try folder.files().count == 1000)
  }

  @Test(
    "What finds no free descriptor to be prepared in waits in memory and is published all the same")
  func slots() throws {
    let folder = try Folder()
    let place = try Place(
      output: Samples.name("newsroom"), root: folder.directory, staging: nil, fileMode: 0o644,
      directoryMode: 0o755, unnamedFiles: true, room: StagingRoom(files: 3))
    let output = try FilesOutput(.init(name: Samples.name("newsroom"), directory: folder.path))
    let publications = try (0..<3).map { try output.publication(of: Samples.material(number: $0)) }
    var prepared = try publications.map { try LocalPublication($0, in: place, isUrgent: true) }
    #expect(prepared.map(\.isStaged) == [true, false, false])
    let clock = TestClock(Samples.instant).read
    for publication in prepared {
      let outcome = publication.publish(notBefore: Samples.instant, clock: clock)
      guard case .delivered = outcome.result else {
        Issue.record("\(outcome)")
        return
      }
    }
    #expect(try folder.files().count == 6)
    prepared = []
    let staged = try LocalPublication(publications[0], in: place, isUrgent: false)
    #expect(staged.isStaged)
    let error = #expect(throws: OutputError.self) {
      try LocalPublication(publications[1], in: place, isUrgent: false)
    }
    #expect(error?.findsNoRoom == true)
  }

  @Test(
    "A message that was taken out of new/ is not delivered a second time",
    arguments: ["cur", "sending", "deferred", "failed", "uncertain"], ["", ":2,S"])
  func taken(place: String, flags: String) throws {
    let folder = try Folder()
    let output = try EmailOutput(
      .init(
        name: Samples.name("media-list"), spool: folder.path,
        from: MailAddress("press@example.org"), to: [MailAddress("list@example.org")]))
    let publication = try output.publication(of: Samples.material())
    let clock = TestClock(Samples.instant).read
    _ = try output.prepare(publication).publish(notBefore: Samples.instant, clock: clock)
    let name = try RelativePath(publication.pieces[1].name).last
    let taken = try FileName(bytes: name.bytes + Array(flags.utf8))
    let (new, cur) = (RelativePath(try FileName("new")), RelativePath(try FileName(place)))
    let moved = try folder.directory.directory(new)
      .rename(name, to: taken, in: folder.directory.directory(cur))
    #expect(moved == .renamed)
    let prepared = try output.prepare(publication)
    #expect(prepared.present() == .all)
    let outcome = prepared.publish(notBefore: Samples.instant, clock: clock)
    guard case .delivered(_, recovered: true) = outcome.result else {
      Issue.record("\(outcome)")
      return
    }
    #expect(try folder.files().count == 2)
  }
}
