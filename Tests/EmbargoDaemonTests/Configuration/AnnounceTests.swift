import EmbargoCore
import EmbargoDaemon
import EmbargoTime
import Testing

@Suite("Channels of announcements in the configuration")
struct AnnounceConfigurationTests {
  private func load(_ text: String) throws -> Configuration {
    try Configuration.load(bytes: Array(text.utf8), file: "f")
  }

  private func problems(_ text: String) -> [String] {
    do throws(ConfigurationErrors) {
      _ = try Configuration.load(bytes: Array(text.utf8), file: "f")
      return []
    } catch {
      return error.problems.map(\.message)
    }
  }

  private let wall = "[[announce]]\nname = \"wall\"\nkind = \"file\"\npath = \"/w\"\n"

  @Test("A channel has defaults for all but its place, and tells those who know ids only")
  func defaults() throws {
    let channel = try #require(try load(wall).announcements.first)
    #expect(channel.kind == .file("/w") && channel.audience == .everybody)
    #expect(channel.events == AnnounceEvent.usual && channel.daily == nil)
    // One a minute is for whoever asks for it.
    #expect(Set(AnnounceEvent.allCases).subtracting(AnnounceEvent.usual) == [.checkpoint])
    #expect(channel.again == .hours(1) && channel.approvalLead == .hours(24))
  }

  @Test(
    "A daily time is read with its zone",
    arguments: [("08:00 Europe/Berlin", 480, "Europe/Berlin"), ("23:59 UTC", 1439, nil)]
      + [("00:00", 0, nil)])
  func daily(_ text: String, _ minute: Int, _ zone: String?) throws {
    let daily = try load(wall + "daily = \"\(text)\"\n").announcements.first?.daily
    #expect(daily == Configuration.DailyTime(minute: minute, zone: zone))
  }

  @Test(
    "Another form is refused",
    arguments: ["8:00", "24:00", "08:60", "08:00  UTC", "08:00 Europe/../x", "0800", "noon"])
  func wrongDaily(_ text: String) {
    #expect(problems(wall + "daily = \"\(text)\"\n").count == 1)
  }

  @Test("Two of one name, also an output and a channel, are refused")
  func names() {
    #expect(problems(wall + wall).first?.contains("a name of its own") == true)
    let output = "[[output]]\nname = \"wall\"\nkind = \"files\"\ndirectory = \"/d\"\n"
    #expect(problems(output + wall).first?.contains("a name of its own") == true)
  }

  @Test("Words do not go into the journal, nor by plain http to the world")
  func places() {
    let journal = "[[announce]]\nname = \"log\"\nkind = \"journal\"\n"
    #expect(problems(journal) == [])
    #expect(problems(journal + "audience = \"staff\"\n").count == 1)
    let hook = "[[announce]]\nname = \"c\"\nkind = \"webhook\"\nurl = \"http://c.example/\"\n"
    #expect(problems(hook + "secret = { credential = \"c\" }\n").first?.contains("https") == true)
  }

  @Test(
    "Metrics are at an address of this machine, or nowhere",
    arguments: [
      ("127.0.0.1:9464", true), ("[::1]:9464", true), ("127.9.9.9:1", true), ("", true),
      ("0.0.0.0:9464", false), ("192.168.1.1:9464", false), ("[::]:9464", false),
      ("localhost:9464", false), ("127.0.0.1", false), ("127.0.0.1:0", false),
      ("127.0.0.1:65536", false), ("::1:9464", false), ("[127.0.0.1]:9464", false),
      ("127.0.0.1:+80", false),
    ])
  func loopback(_ text: String, _ isGood: Bool) {
    #expect(problems("[metrics]\nlisten = \"\(text)\"\n").isEmpty == isGood)
  }
}
