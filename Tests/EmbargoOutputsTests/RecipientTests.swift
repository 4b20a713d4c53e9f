import EmbargoCore
import EmbargoSystem
import EmbargoTime
import Testing

@testable import EmbargoOutputs

@Suite("Recipients and the messages they get")
struct RecipientTests {
  private func output(
    _ folder: Folder, _ addressing: EmailOutput.Addressing, to: [String] = [],
    file: String? = nil
  ) throws -> EmailOutput {
    var path: String?
    if let file {
      try folder.write("recipients.txt", Array(file.utf8))
      path = folder.path + "/recipients.txt"
    }
    return try EmailOutput(
      .init(
        name: Samples.name("media-list"), spool: folder.path,
        from: MailAddress("Press Office <press@example.org>"),
        to: to.map { try MailAddress($0) }, recipientsFile: path, addressing: addressing))
  }

  private struct Sent: Hashable {
    var to: String
    var recipients: [String]
    var id: String
    var message: String
  }

  private func sent(_ output: EmailOutput, _ material: Material) throws -> [Sent] {
    let pieces = try output.publication(of: material).pieces
    return try stride(from: 0, to: pieces.count, by: 2).map { index in
      let envelope = try JSON(parsing: pieces[index].bytes)
      let message = String(decoding: pieces[index + 1].bytes, as: UTF8.self)
        .split(separator: "=\n", omittingEmptySubsequences: false).joined()
      let lines = message.split(separator: "\n")
      func field(_ name: String) -> String {
        lines.first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) } ?? ""
      }
      guard case .array(let recipients)? = envelope["recipients"] else {
        throw Samples.Missing(what: "recipients")
      }
      return Sent(
        to: field("To"), recipients: recipients.compactMap(\.text), id: field("Message-ID"),
        message: message)
    }
  }

  private static let file = """
    # The desk of the morning
    a@example.org
    B Person <b@Example.org>   # on leave in May

      c#d@example.org
    a@example.org
    """

  @Test("A file has one address a line, with comments, and each recipient counts once")
  func parsing() throws {
    let found = try Recipients.parsed(Array(Self.file.utf8))
    #expect(
      Recipients.distinct(found).map(\.address) == [
        "a@example.org", "b@example.org", "c#d@example.org",
      ])
    #expect(try Recipients.parsed(Array("\u{feff}a@b.org\r\n".utf8)).map(\.address) == ["a@b.org"])
    #expect(try Recipients.parsed([]).isEmpty)
  }

  @Test("Lines that are no addresses are all named, and nothing is sent")
  func faults() throws {
    let folder = try Folder()
    let output = try output(folder, .oneEach, file: "a@b.org\nnobody\nx y@b.org\n")
    let error = #expect(throws: OutputError.self) {
      try output.publication(of: Samples.material())
    }
    #expect(error?.description.contains("line 2") == true)
    #expect(error?.description.contains("line 3") == true)
    #expect(throws: OutputError.self) { try output.checkAhead() }
    #expect(throws: Recipients.Faults.self) { try Recipients.parsed([0x61, 0xff]) }
  }

  @Test("A file that is missing, empty or too long is said as such")
  func files() throws {
    let folder = try Folder()
    let missing = try EmailOutput(
      .init(
        name: Samples.name("media-list"), spool: folder.path, from: MailAddress("p@example.org"),
        to: [], recipientsFile: folder.path + "/none", addressing: .oneEach))
    let error = #expect(throws: OutputError.self) { try missing.checkAhead() }
    #expect(error?.description.contains("recipients_file") == true)
    let empty = try output(folder, .oneEach, file: "# nobody\n")
    #expect(throws: OutputError.self) { try empty.publication(of: Samples.material()) }
    let long = try output(folder, .oneEach, file: String(repeating: "#", count: 1 << 21))
    #expect(throws: OutputError.self) { try long.checkAhead() }
    let many = (0...Recipients.most).map { "a\($0)@b.org\n" }.joined()
    let crowd = try output(folder, .oneEach, file: many)
    #expect(throws: OutputError.self) { try crowd.checkAhead() }
  }

  @Test("A file is not for a message that shows all its recipients")
  func listAndFile() throws {
    let folder = try Folder()
    #expect(throws: OutputError.self) { try output(folder, .list, file: Self.file) }
    #expect(throws: OutputError.self) { try output(folder, .oneEach) }
  }

  @Test("One message for each names nobody else, and is each one's own")
  func oneEach() throws {
    let folder = try Folder()
    let output = try output(folder, .oneEach, to: ["first@example.org"], file: Self.file)
    let sent = try sent(output, Samples.material())
    #expect(
      sent.map(\.recipients) == [
        ["first@example.org"], ["a@example.org"], ["b@example.org"], ["c#d@example.org"],
      ])
    #expect(sent[2].to == "B Person <b@example.org>")
    #expect(Set(sent.map(\.id)).count == 4)
    for one in sent {
      let others = sent.flatMap(\.recipients).filter { $0 != one.recipients[0] }
      let words = one.message.split { !$0.isLetter && !$0.isNumber && !"@.#-".contains($0) }
      #expect(words.contains { $0 == one.recipients[0] })
      #expect(!others.contains { other in words.contains { $0 == other } })
    }
    #expect(try output.room()?.copies == 8)
  }

  @Test("Batches name their recipients in the envelope alone")
  func bcc() throws {
    let folder = try Folder()
    let addresses = (1...5).map { "reader\($0)@example.org" }
    let sent = try sent(
      output(folder, .bcc(batch: 2, shown: nil), file: addresses.joined(separator: "\n")),
      Samples.material())
    #expect(
      sent.map(\.recipients) == [
        Array(addresses[..<2]), Array(addresses[2..<4]), [addresses[4]],
      ])
    #expect(sent.allSatisfy { $0.to == "undisclosed-recipients:;" })
    #expect(Set(sent.map(\.message)).count == 1)
    #expect(!addresses.contains { sent[0].message.contains($0) })
    let shown = try self.sent(
      output(
        folder, .bcc(batch: 9, shown: MailAddress("list@example.org")),
        file: addresses.joined(separator: "\n")), Samples.material())
    #expect(shown.map(\.to) == ["list@example.org"] && shown[0].recipients == addresses)
  }

  private func corrected(_ event: ReleaseEvent) throws -> Material {
    var material = try Samples.material(attachments: [.init(name: "map.png", bytes: [1, 2])])
    material.event = event
    material.release.revision = 2
    return material
  }

  @Test("A correction says so, says what it corrects, and answers the first message")
  func correction() throws {
    let folder = try Folder()
    let output = try output(folder, .list, to: ["list@example.org"])
    let at = Samples.instant + .hours(1)
    let first = try sent(output, Samples.material())[0]
    let second = try sent(output, corrected(.corrected(reason: "noon is midnight", at: at)))[0]
    #expect(second.message.contains("\nSubject: CORRECTION: Tides turn at noon, institute says\n"))
    #expect(second.message.hasPrefix("Date: Tue, 19 Sep 2023 22:00:00 +0000\n"))
    #expect(second.message.contains("\nIn-Reply-To: \(first.id)\nReferences: \(first.id)\n"))
    #expect(second.message.contains("noon is midnight"))
    #expect(second.message.contains("Tuesday 19 September 2023, 21:00 UTC"))
    #expect(second.message.contains("The tides turn at noon, the institute"))
    #expect(second.message.contains("map.png"))
    #expect(second.id != first.id)
  }

  @Test("A kill holds nothing of the release but its headline, and answers the first message")
  func kill() throws {
    let folder = try Folder()
    let output = try output(folder, .oneEach, to: ["a@example.org", "b@example.org"])
    let first = try sent(output, Samples.material())
    let kills = try sent(output, corrected(.killed(reason: "it is not so", at: Samples.instant)))
    for (kill, first) in zip(kills, first) {
      #expect(kill.recipients == first.recipients)
      #expect(kill.message.contains("\nSubject: KILL: Tides turn at noon, institute says\n"))
      #expect(kill.message.contains("\nIn-Reply-To: \(first.id)\n"))
      #expect(kill.message.contains("it is not so") && kill.message.contains("Do not use"))
      for secret in ["GENEVA", "map.png", "boilerplate", "measures tides", "First record"] {
        #expect(!kill.message.contains(secret), "\(secret)")
      }
    }
  }

  @Test("A kill goes to whoever got the release, although the list is another by now")
  func formerRecipients() throws {
    let folder = try Folder()
    let before = try output(folder, .oneEach, file: "a@example.org\nb@example.org\n")
    let clock = TestClock(Samples.instant).read
    _ = try before.prepare(before.publication(of: Samples.material()))
      .publish(notBefore: Samples.instant, clock: clock)
    let after = try output(folder, .oneEach, file: "c@example.org\nb@example.org\n")
    let event = ReleaseEvent.killed(reason: "wrong", at: Samples.instant)
    let kill = try corrected(event)
    #expect(
      Set(try sent(after, kill).flatMap(\.recipients)) == [
        "a@example.org", "b@example.org", "c@example.org",
      ])
    // Its own envelopes do not count when it is repeated.
    _ = try after.prepare(after.publication(of: kill))
      .publish(notBefore: Samples.instant, clock: clock)
    let again = try output(folder, .oneEach, file: "b@example.org\n")
    #expect(Set(try sent(again, kill).flatMap(\.recipients)) == ["a@example.org", "b@example.org"])
  }

  @Test("Another release at the same output is another thread, and so is the same one elsewhere")
  func threads() throws {
    let (one, two) = (try Samples.material().release.id, try Samples.material(number: 2).release.id)
    let codes = try [
      MailThread(release: one, output: Samples.name("a")),
      MailThread(release: two, output: Samples.name("a")),
      MailThread(release: one, output: Samples.name("b")),
    ].map(\.code)
    #expect(Set(codes).count == 3)
    #expect(!codes[0].contains(one.description))
  }
}

@Suite("What a crash leaves in a Maildir")
struct LeftoverTests {
  private static let hour: Int64 = 3_600_000_000_000

  private func stays(_ name: String, after hours: Int64) throws -> Bool {
    let folder = try Folder()
    try folder.write(name, [1])
    let found = try #require(
      try FileAttributes.following(RelativePath(name), in: folder.directory))
    try Leftovers.remove(
      from: folder.directory, olderThan: found.lastChange + hours * Self.hour)
    return try folder.files() == [name]
  }

  @Test("Ours are removed after 36 hours, those of others never")
  func age() throws {
    for name in [
      ".\(Samples.key).0.tmp", ".0123456789abcdef0123456789abcdef.tmp",
    ] {
      #expect(try stays(name, after: 35))
      #expect(try !stays(name, after: 37))
    }
    for name in ["1695157200.M1P2.host", ".nfs0001", ".msg_a.b.tmp", "msg_a.0.tmp", ".x.tmp"] {
      #expect(try stays(name, after: 1000), "\(name)")
    }
  }
}
