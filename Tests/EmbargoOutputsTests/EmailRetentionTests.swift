import EmbargoCore
import EmbargoOutputs
import EmbargoSystem
import EmbargoTime
import Testing

@Suite("Messages that were handed over are kept for a while")
struct EmailRetentionTests {
  @Test("They go with their envelopes, and what waits or is not ours stays")
  func forgotten() throws {
    let folder = try Folder()
    let output = try EmailOutput(
      EmailOutput.Settings(
        name: Samples.name("media-list"), spool: folder.path,
        from: MailAddress("press@example.org"), to: [try MailAddress("list@example.org")]))
    #expect(try output.forget(olderThan: Samples.instant, atMost: 10) == 0, "there is no spool yet")
    _ = try output.prepare(output.publication(of: Samples.material()))
      .publish(notBefore: Samples.instant, clock: TestClock(Samples.instant).read)
    let root = try Directory(path: folder.path)
    let (new, cur) = (
      try root.directory(RelativePath("new")), try root.directory(RelativePath("cur"))
    )
    let later = Instant(nanoseconds: WallClock.now()) + .hours(1)
    #expect(try output.forget(olderThan: later, atMost: 10) == 0, "it waits in new")
    let name = try #require(try new.entries(limit: 2).entries.first?.name)
    _ = try new.rename(name, to: try FileName("\(name):2,PS"), in: cur)
    _ = try cur.createFile(try FileName("123.mine.host"), [1], mode: .privateFile)
    #expect(try output.forget(olderThan: Samples.instant, atMost: 10) == 0, "it is too young")
    #expect(try output.forget(olderThan: later, atMost: 10) == 1)
    #expect(try cur.entries(limit: 5).entries.map(\.name.string) == ["123.mine.host"])
    let envelopes = try root.directory(RelativePath("envelopes"))
    #expect(try envelopes.entries(limit: 5).entries == [])
    #expect(try output.forget(olderThan: later, atMost: 10) == 0)
  }
}
