import EmbargoCore

/// What kind of thing `doctor` found: stable, for programs and for docs/doctor.md, which is written
/// from these.
struct DoctorCode: Hashable {
  /// What is looked at together, in the order in which it is shown.
  enum Group: String, CaseIterable {
    case configuration, service, daemon, state, ledger, keys, clock
    case zones = "zone data"
    case directories, mail, webhooks
  }

  let text: String
  let group: Group
  /// How bad it is at worst.
  let worst: DoctorFinding.Level
  /// What it is, for the page.
  let meaning: String
  /// Why it matters: one sentence.
  let why: String
  /// What mends it, for the page.
  let mend: String

  init(
    _ text: String, _ group: Group, _ worst: DoctorFinding.Level, _ meaning: String, why: String,
    mend: String
  ) {
    (self.text, self.group, self.worst) = (text, group, worst)
    (self.meaning, self.why, self.mend) = (meaning, why, mend)
  }

  static let all =
    configurationCodes + serviceCodes + daemonCodes + stateCodes + ledgerCodes + keyCodes
    + clockCodes + zoneCodes + directoryCodes + mailCodes + webhookCodes
}

/// One thing that `doctor` looked at, and how it is.
struct DoctorFinding {
  enum Level: String, CaseIterable, Comparable {
    case ok, note, warning, problem

    static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  let code: DoctorCode
  let level: Level
  /// What is: one or more sentences.
  let what: String
  /// Commands for a shell, one after the other; empty where all is well.
  let mend: [String]

  static func ok(_ code: DoctorCode, _ what: String) -> DoctorFinding {
    DoctorFinding(code: code, level: .ok, what: what, mend: [])
  }

  static func note(_ code: DoctorCode, _ what: String, mend: String...) -> DoctorFinding {
    DoctorFinding(code: code, level: .note, what: what, mend: mend)
  }

  static func warning(_ code: DoctorCode, _ what: String, mend: String...) -> DoctorFinding {
    DoctorFinding(code: code, level: .warning, what: what, mend: mend)
  }

  static func problem(_ code: DoctorCode, _ what: String, mend: String...) -> DoctorFinding {
    DoctorFinding(code: code, level: .problem, what: what, mend: mend)
  }

  var document: JSONText {
    .object([
      ("code", .string(code.text)), ("group", .string(code.group.rawValue)),
      ("level", .string(level.rawValue)), ("what", .string(what)), ("why", .string(code.why)),
      ("mend", .array(mend.map(JSONText.string))),
    ])
  }
}

/// The tables of docs/doctor.md, written from the codes.
package enum DoctorTable {
  /// A row for each code, group after group.
  package static var text: String {
    let head = ["| code | at worst | what it is | what mends it |", "|---|---|---|---|"]
    let rows = DoctorCode.all.map { code in
      "| `\(code.text)` | \(code.worst.rawValue) | \(code.meaning) \(code.why) | \(code.mend) |"
    }
    return (head + rows).joined(separator: "\n") + "\n"
  }

  /// All codes.
  package static var codes: [String] { DoctorCode.all.map(\.text) }
}

extension Failure {
  /// Its message as a sentence of its own.
  var sentence: String { message.prefix(1).uppercased() + message.dropFirst() + "." }
}

/// A word as a shell takes it: quoted where it holds anything that a shell could act on.
func shellWord(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "/._-:@%+=,".utf8.contains(byte)
    }
  }
  if isPlain, !text.isEmpty { return text }
  // No strokes: a terminal shows them doubled.
  let parts = text.split(separator: "'", omittingEmptySubsequences: false)
  return "'" + parts.joined(separator: #"'"'"'"#) + "'"
}
