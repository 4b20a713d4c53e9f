import EmbargoCore
import Testing

@Suite("Contacts")
struct ContactTests {
  /// `name: phones; addresses` of each contact in a release with these contact lines.
  static func contacts(_ lines: String) throws -> [String] {
    let document = try ReleaseFixtures.document(
      "FOR IMMEDIATE RELEASE\n\nRiver runs dry in August\n\nSome text.\n\n\(lines)\n")
    return document.contacts.map { contact in
      "\(contact.name): " + (contact.phones + contact.emails).joined(separator: "; ")
    }
  }

  @Test(
    "names, numbers and addresses are told apart, however they are written",
    arguments: [
      (
        "Contact: Omer Kanat, +1 (202) 790-1795, Peter Irwin, +1 (646) 906-7722",
        ["Omer Kanat: +1 (202) 790-1795", "Peter Irwin: +1 (646) 906-7722"]
      ),
      (
        "Contact: Jane Roe (jane@x.example, 202-555-0100) or John Doe (john@x.example)",
        ["Jane Roe: 202-555-0100; jane@x.example", "John Doe: john@x.example"]
      ),
      (
        "Media enquiries: Jane Roe, Head of Press, X College, T: 020 7946 0018, M: 07700 900123",
        ["Jane Roe: 020 7946 0018; 07700 900123"]
      ),
      ("Contact: press@x.example", ["Contact: press@x.example"]),
      ("Contact: Jane Roe", ["Jane Roe: "]),
      (
        "Contacts:\nJane Roe\n+32 2 555 01 23\n\nJohn Doe\n+32 2 555 01 24",
        ["Jane Roe: +32 2 555 01 23", "John Doe: +32 2 555 01 24"]
      ),
      (
        "Contact:\nJane Roe            John Doe\n202-555-0100        202-555-0101",
        ["Jane Roe: 202-555-0100", "John Doe: 202-555-0101"]
      ),
      ("Contact: Jane Roe — ＋1 202", ["Jane Roe: "]),
    ])
  func read(lines: String, wanted: [String]) throws {
    #expect(try Self.contacts(lines) == wanted)
  }

  @Test("dates and years are no telephone numbers")
  func dates() throws {
    #expect(
      try Self.contacts("Contact: Jane Roe, since 2019-2024, 2027-03-09, 09.03.2027, 3/9/2027")
        == ["Jane Roe: "])
  }

  @Test("a sentence about contact between people is body")
  func sentence() throws {
    #expect(try Self.contacts("Contact between the two groups began in 1912.").isEmpty)
  }
}
