import EmbargoCore
import EmbargoTime

/// Audit records for people and programs.
enum RecordPage {
  static func table(_ records: [Record]) -> Table {
    var table = Table([
      Table.Column("SEQ"), Table.Column("WHEN (UTC)"), Table.Column("WHAT"),
      Table.Column("BY", least: 8), Table.Column("RELEASE"), Table.Column("", least: 20),
    ])
    for record in records {
      let content = Self.content(record)
      let at = content["at"]?.text.flatMap(Instant.init(rfc3339:)).map(BriefTimes.stamp)
      table.add([
        Text("\(record.sequence)", .faint), Text(at ?? ""),
        Text(content["event"]?.text ?? "not readable", .strong),
        Text(content["actor"]?["name"]?.text ?? ""),
        Text(content["release"]?.text.map { String($0.suffix(8)) } ?? "", .faint),
        Text(details(content["data"])),
      ])
    }
    return table
  }

  /// The members of the record with its `hash`; a record that is no JSON object stands as text.
  static func json(_ record: Record) -> JSON {
    guard case .object(var members) = content(record) else {
      return [
        "hash": .string(record.hash.description), "seq": .integer(record.sequence),
        "text": .string(String(decoding: record.bytes, as: UTF8.self)),
      ]
    }
    members["hash"] = .string(record.hash.description)
    return .object(members)
  }

  private static func content(_ record: Record) -> JSON {
    do throws(JSON.ParseError) { return try JSON(parsing: record.bytes) } catch { return .null }
  }

  /// `output=newsroom, state=delivered`, in order of name; of a lift first what each output came
  /// to: `newsroom delivered, wire attempting`.
  private static func details(_ data: JSON?) -> String {
    guard case .object(var members)? = data else { return "" }
    // For checks of the ledger, not for people.
    members[RowCommitments.member] = nil
    var parts: [String] = []
    if case .array(let deliveries)? = members["deliveries"] {
      members["deliveries"] = nil
      parts = deliveries.map { delivery in
        let words = ["output", "state", "error"].compactMap { delivery[$0]?.text }
        return words.joined(separator: " ")
      }
    }
    let noted = NotedFindings(in: .object(members))
    for (name, lines) in [("accepted", noted.accepted), ("warned", noted.warned)]
    where !lines.isEmpty {
      members[name] = nil
      parts.append("\(name) \(NotedFindings.summary(of: lines))")
    }
    parts += members.sorted { $0.key < $1.key }.map { name, value in
      "\(name)=\(value.text ?? String(decoding: value.canonical, as: UTF8.self))"
    }
    return parts.joined(separator: ", ")
  }
}
