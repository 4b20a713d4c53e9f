import EmbargoTime
import Testing

@testable import EmbargoDaemon

@Suite("Written forms")
struct TextFormTests {
  @Test(
    "Durations are read and written", arguments: ["0s", "250ms", "15m", "1h30m", "24h", "1m1s1ms"])
  func durations(text: String) throws {
    #expect(try #require(Span(duration: text)).duration == text)
  }

  @Test("A duration is the sum of its parts")
  func durationParts() {
    #expect(Span(duration: "1d2h3m4s5ms") == Span(nanoseconds: 93_784_005_000_000))
    #expect(Span(duration: "90m") == .minutes(90))
    #expect(Span(duration: "106751d") != nil)
    #expect(Span(duration: "106752d") == nil)
  }

  @Test("Sizes are read and written", arguments: ["4MiB", "500kB", "1GB", "1023B", "1GiB", "0B"])
  func sizes(text: String) throws {
    #expect(ByteSize.text(try #require(ByteSize.bytes(text))) == text)
  }

  @Test("Mailboxes are taken apart")
  func mailboxes() {
    typealias Mailbox = Configuration.Mailbox
    #expect(Mailbox(text: "a@b.org") == Mailbox(address: "a@b.org"))
    #expect(Mailbox(text: "Zoë B <a@b.org>") == Mailbox(name: "Zoë B", address: "a@b.org"))
    #expect(Mailbox(text: "\"B, Zoë\" <a@b.org>") == Mailbox(name: "B, Zoë", address: "a@b.org"))
    for bad in [
      "", "a", "@b", "a@", "a..b@c.org", "a@b..c", "<a@b.org", "a@b.org>", "a@b.org, c@d",
    ] {
      #expect(Mailbox(text: bad) == nil, "\(bad)")
    }
  }

  @Test("Texts are quoted so that nothing in them acts on a terminal or ends the string")
  func quoting() {
    #expect(
      TOMLText.quoted("a\"\\\n\t\u{1B}[31m\u{202E}é") == #""a\"\\\n\t\U0000001b[31m\U0000202eé""#)
  }

  @Test("A slip of the finger finds the key that was meant")
  func suggestions() {
    let words = ["grace", "max_bytes", "max_queue", "trust"]
    #expect(Suggestion.nearest(to: "grcae", among: words) == "grace")
    #expect(Suggestion.nearest(to: "maxbytes", among: words) == "max_bytes")
    #expect(Suggestion.nearest(to: "colour", among: words) == nil)
    #expect(Suggestion.nearest(to: "", among: words) == nil)
    #expect(Suggestion.distance("abc", "acb") == 1)
    #expect(Suggestion.distance("", "abc") == 3)
  }
}
