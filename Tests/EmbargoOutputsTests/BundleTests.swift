import EmbargoCore
import EmbargoSystem
import EmbargoTime
import Synchronization
import Testing

@testable import EmbargoOutputs

@Suite("Bundles")
struct BundleTests {
  private let folder: Folder
  private let output: FilesOutput
  private let publication: Publication

  init() throws {
    folder = try Folder()
    for name in ["press", "staging"] {
      _ = try folder.directory.makeDirectory(RelativePath(name), mode: .privateDirectory)
    }
    output = try FilesOutput(
      .init(
        name: Samples.name("newsroom"), directory: folder.path + "/press",
        staging: folder.path + "/staging", formats: [.text, .html], bundle: true))
    publication = try output.publication(
      of: Samples.material(attachments: [.init(name: "map.png", bytes: [1, 2])]))
  }

  private let clock = TestClock(Samples.instant).read

  private static let published = [
    "press/", "press/tides-turn-1/", "press/tides-turn-1/tides-turn-1.files/",
    "press/tides-turn-1/tides-turn-1.files/map.png", "press/tides-turn-1/tides-turn-1.html",
    "press/tides-turn-1/tides-turn-1.txt", "staging/",
  ]

  @Test("All files of a release are one move into the directory, with the modes of published ones")
  func once() throws {
    let watch = try FolderWatch()
    _ = try watch.add(folder.path + "/press")
    let outcome = try output.prepare(publication).publish(
      notBefore: Samples.instant, clock: clock)
    guard case .delivered(let receipt, recovered: false) = outcome.result else {
      Issue.record("\(outcome)")
      return
    }
    #expect(receipt == folder.path + "/press/tides-turn-1")
    #expect(try folder.everything().sorted() == Self.published)
    #expect(try watch.next(atMost: 0).count == 1)
    let press = try folder.directory.directory(RelativePath("press"))
    let bundle = try FileAttributes.of(FileName("tides-turn-1"), in: press)
    #expect(bundle?.mode == .publicDirectory)
  }

  @Test("Until the release is due nothing of it is there under any name")
  func unseen() throws {
    let prepared = try output.prepare(publication)
    #expect(try folder.everything().sorted() == ["press/", "staging/"])
    #expect(prepared.present() == .nothing && prepared.obstacle() == nil)
  }

  @Test("What a crash left of an attempt is removed by the next, and the bundle is whole")
  func leftover() throws {
    let staging = try folder.directory.directory(RelativePath("staging"))
    let name = try FileName(".\(publication.key).bundle.tmp")
    let left = try staging.makeDirectory(RelativePath(name), mode: .privateDirectory)
    try left.replaceFile(FileName("tides-turn-1.txt"), [1], mode: .publicFile)
    _ = try output.prepare(publication).publish(notBefore: Samples.instant, clock: clock)
    #expect(try folder.everything().sorted() == Self.published)
    for piece in publication.pieces {
      #expect(try folder.read("press/" + piece.name) == piece.bytes)
    }
  }

  @Test("A directory that is not ours keeps its name, and what stands in the way is said before")
  func conflict() throws {
    let press = try folder.directory.directory(RelativePath("press"))
    let other = try press.makeDirectory(RelativePath("tides-turn-1"))
    for hasFile in [false, true] {
      if hasFile { try other.replaceFile(FileName("notes"), [1], mode: .publicFile) }
      let before = try folder.everything()
      let prepared = try output.prepare(publication)
      #expect(prepared.obstacle()?.description.contains("tides") == false)
      let outcome = prepared.publish(notBefore: Samples.instant, clock: clock)
      guard case .refused(let error) = outcome.result else {
        Issue.record("\(outcome)")
        return
      }
      #expect(error.contains("press/tides-turn-1") && prepared.present() == .nothing)
      #expect(try folder.everything() == before)
    }
  }

  @Test("A file system that cannot rename without replacing does not replace either")
  func rename() throws {
    let press = try folder.directory.directory(RelativePath("press"))
    let names = try ["a", "b", "c"].map { try FileName($0) }
    for name in names { _ = try press.makeDirectory(RelativePath(name)) }
    try press.directory(RelativePath(names[1])).replaceFile(names[0], [1], mode: .publicFile)
    #expect(try press.renameDirectory(names[0], to: names[1], in: press) == .exists)
    try press.removeTree(names[1], deepest: 1)
    #expect(try press.renameDirectory(names[0], to: names[1], in: press) == .renamed)
    #expect(try press.entries(limit: 10).entries.map(\.name) == [names[1], names[2]])
  }
}
