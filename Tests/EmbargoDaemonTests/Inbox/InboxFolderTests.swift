import EmbargoCore
import Glibc
import Testing

@testable import EmbargoDaemon
@testable import EmbargoSystem

@Suite("Inbox: folders with attachments")
struct InboxFolderTests {
  private let place: InboxPlace

  init() throws {
    place = try InboxPlace()
    place.loop.scan()
  }

  private func moveIn(_ name: String, _ files: [String: String]) throws {
    try place.makeFolder(".making", files)
    try place.move(".making", to: name)
  }

  @Test("a folder that is renamed in is one release: its text and all others as attachments")
  func renamedIn() throws {
    try moveIn("letter", ["release.txt": "words", "notes.txt": "n", "chart.png": "p"])
    try place.handleEvents { !place.arrivals.isEmpty }
    let arrival = place.arrivals[0]
    #expect(arrival.name == "letter" && arrival.textName == "release.txt")
    #expect(arrival.bytes == Array("words".utf8))
    #expect(
      arrival.attachments == [
        Attachment(name: "chart.png", bytes: [0x70]), Attachment(name: "notes.txt", bytes: [0x6E]),
      ])
    #expect(try place.names().isEmpty && place.names("accepted/.removing").isEmpty)
    #expect(try place.read("accepted/letter.json").contains("lifts_at"))
  }

  @Test("the only text file is the text, whatever its name")
  func onlyText() throws {
    try moveIn("letter", ["Letter.MD": "words", "chart.png": "p"])
    try place.handleEvents { !place.arrivals.isEmpty }
    #expect(place.arrivals[0].textName == "Letter.MD")
    #expect(place.arrivals[0].attachments.map(\.name) == ["chart.png"])
  }

  @Test("a folder that was found must be quiet, and no file in it still being written")
  func found() throws {
    try place.makeFolder("letter", ["release.txt": "words", "chart.png.part": "p"])
    place.settle()
    #expect(place.arrivals.isEmpty)
    #expect(place.reason("letter")?.contains("chart.png.part") == true)
    try place.move("letter/chart.png.part", to: "letter/chart.png")
    place.loop.scan()
    #expect(place.arrivals.isEmpty)
    place.clock += 2
    place.loop.scan()
    #expect(place.arrivals.map { $0.attachments.count } == [1])
  }

  @Test("a folder that is made in the inbox while it is watched waits to be renamed in")
  func madeHere() throws {
    try place.makeFolder("letter", ["release.txt": "half"])
    try place.handleEvents { place.reason("letter") != nil }
    place.clock += 3600
    place.loop.scan()
    #expect(place.arrivals.isEmpty)
    #expect(place.reason("letter")?.contains("renamed in") == true)
    try place.move("letter", to: "letter-2")
    try place.handleEvents { !place.arrivals.isEmpty }
  }

  @Test(
    "a folder that is no release is refused whole",
    arguments: [
      ["one.txt": "1", "two.txt": "2"], ["release.txt": "1", "release.md": "2"],
      ["chart.png": "p"], [:], ["release.txt": "1", ".DS_Store": "x"],
      ["release.txt": "1", "old.txt~": "x"], ["release.txt": "1", "a\nb.png": "x"],
      ["release.txt": "1", "big.png": String(repeating: "x", count: 2001)],
      ["release.txt": String(repeating: "x", count: 1001)],
      ["release.txt": "1"].merging(
        (1...3).map { ("\($0).png", String(repeating: "x", count: 1999)) }
      ) { $1 },
      ["release.txt": "1"].merging((1...101).map { ("\($0).png", "x") }) { $1 },
    ])
  func refused(files: [String: String]) throws {
    try moveIn("letter", files)
    place.settle()
    #expect(place.arrivals.isEmpty)
    #expect(try place.names().isEmpty)
    #expect(try place.names("rejected") == ["letter", "letter.reason.txt"])
    #expect(try place.names("rejected/letter").count == files.count)
    #expect(try place.read("rejected/letter.reason.txt").contains("This folder was refused"))
  }

  @Test("a folder with a link, a FIFO or a folder in it is refused whole")
  func kinds() throws {
    for (number, make) in [
      { symlink("/etc/passwd", $0) }, { mkfifo($0, 0o600) }, { mkdir($0, 0o700) },
      { [place] in link(place.path + "/outside.part", $0) },
    ].enumerated() as EnumeratedSequence<[(String) -> Int32]> {
      try place.write("outside.part", "x")
      try place.makeFolder(".making", ["release.txt": "words"])
      #expect(make(place.path + "/.making/odd.png") == 0)
      try place.move(".making", to: "letter\(number)")
      place.settle()
      let reason = try place.read("rejected/letter\(number).reason.txt")
      #expect(reason.contains("odd.png: it "))
    }
    #expect(place.arrivals.isEmpty)
  }

  @Test("a folder whose file changes after it was read stays whole, and is taken anew")
  func changed() throws {
    try moveIn("letter", ["release.txt": "words", "chart.png": "p"])
    place.verdict = { [unowned place] arrival in
      if place.arrivals.count == 1 { try? place.write("letter/chart.png", "new") }
      return .accepted(InboxPlace.receipt(for: arrival.bytes))
    }
    try place.handleEvents { !place.arrivals.isEmpty }
    #expect(try place.names("letter") == ["chart.png", "release.txt"])
    place.settle()
    #expect(place.arrivals.count == 2 && place.arrivals[1].attachments[0].bytes.count == 3)
    #expect(try place.names().isEmpty)
  }

  @Test("a file that is added to a folder after it was read is not removed")
  func added() throws {
    try moveIn("letter", ["release.txt": "words"])
    place.verdict = { [unowned place] arrival in
      if place.arrivals.count == 1 { try? place.write("letter/more.png", "p") }
      return .accepted(InboxPlace.receipt(for: arrival.bytes))
    }
    try place.handleEvents { !place.arrivals.isEmpty }
    #expect(try place.names("letter") == ["more.png", "release.txt"])
  }
}
