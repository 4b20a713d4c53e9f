import EmbargoControl
import EmbargoCore
import EmbargoSystem
import EmbargoTime
import Mustache

/// A receipt for people: sections of facts, on a terminal or as a page to print.
struct ReceiptPage {
  struct Section {
    var title: String
    var facts: [(name: String, value: String)] = []
  }

  let receipt: ReleaseReceipt

  var title: String { "Release receipt: \(text("release", "headline"))" }

  var sections: [Section] {
    var sections = [release, embargo, approvals, lift]
    sections += revisions
    sections += outputs
    sections.append(proof)
    return sections
  }

  func print(on console: Console) throws(Failure) {
    try console.paragraph(title, style: .strong)
    for section in sections {
      try console.print()
      try console.print(Text(section.title, .strong))
      try console.facts(section.facts.map { ($0.name, $0.value) })
    }
  }

  /// A page of its own (HTML), without anything from elsewhere.
  func html() throws(Failure) -> [UInt8] {
    let sections = sections.map { section in
      [
        "title": displayText(section.title.utf8),
        "facts": section.facts.map { fact in
          ["name": fact.name, "value": displayText(fact.value.utf8)]
        },
      ] as [String: Any]
    }
    let template: MustacheTemplate
    do { template = try MustacheTemplate(string: Self.page) } catch {
      throw Failure(.internalFault, "the page of a receipt cannot be read: \(error)")
    }
    let page = template.render(["title": displayText(title.utf8), "sections": sections])
    return Array(page.utf8)
  }
}

extension ReceiptPage {
  private var release: Section {
    var facts = [
      ("Headline", text("release", "headline")),
      ("Id", "\(text("release", "id")) (\(text("release", "slug")))"),
      (
        "Submitted",
        "\(instant(receipt["release", "submitted_at"])) by "
          + Self.person(receipt["release", "submitted_by"])
      ),
      ("State", "\(text("release", "state")), revision \(number("release", "revision"))"),
    ]
    if let reason = receipt["release", "kill_reason"]?.text { facts.append(("Killed", reason)) }
    return Section(title: "Release", facts: facts)
  }

  private var embargo: Section {
    var facts = Self.facts(of: receipt["embargo"])
    if let early = receipt["early_lift"], early != .null {
      facts.append(
        (
          "Lifted early",
          "\(early["reason"]?.text ?? ""); asked for by \(Self.person(early["asked_by"])). Meant "
            + "had been \(early["embargo"]?["stamp"]?.text ?? ""): "
            + (early["embargo"]?["instant"]?.text ?? "")
        ))
    }
    return Section(title: "Embargo", facts: facts)
  }

  private static func facts(of embargo: JSON?) -> [(String, String)] {
    func text(_ name: String) -> String { embargo?[name]?.text ?? "" }
    let stamp = text("stamp")
    return [
      ("Stamp", stamp.isEmpty ? "none: for immediate release" : stamp),
      ("Read as", text("words")),
      ("Wall clock", "\(text("civil")) \(text("zone")), zone data \(text("tzdb"))"),
      ("Instant", text("instant")),
    ]
  }

  private var approvals: Section {
    let required = number("approvals", "required")
    let given = Self.items(receipt["approvals", "given"])
    var facts = [
      ("Asked for", required == 0 ? "none" : "\(required)")
    ]
    facts += given.map { approval in
      (
        "Approved",
        "revision \(Self.number(approval["revision"])) by \(Self.person(approval["by"])), "
          + instant(approval["at"])
      )
    }
    return Section(title: "Approvals", facts: facts)
  }

  private var lift: Section {
    let clock = receipt["lift", "clock"]
    var state = "not recorded"
    if let clock, clock != .null {
      let isGood = clock["synchronised"] == .bool(true)
      let error = clock["max_error_ns"]?.text.flatMap { Int64($0) }.map(BriefTimes.lateness)
      state =
        (isGood ? "synchronised" : "not synchronised, by the kernel's word")
        + (error.map { ", error at most \($0)" } ?? "")
    }
    return Section(
      title: "Lift",
      facts: [
        ("Due", instant(receipt["lift", "due"])), ("Began", instant(receipt["lift", "began"])),
        ("Every output tried", instant(receipt["lift", "ended"])), ("Clock", state),
      ])
  }

  private var revisions: [Section] {
    Self.items(receipt.content["revisions"]).map { revision in
      let files = Self.items(revision["files"])
      var facts = files.map { file in
        let name = file["name"]?.text ?? "Text (\(revision["format"]?.text ?? ""))"
        return (name, "SHA-256 \(file["sha256"]?.text ?? ""), \(Self.number(file["size"])) bytes")
      }
      if files.isEmpty { facts = [("Text", "not kept any more")] }
      if let digest = revision["digest"]?.text { facts.append(("In the records", digest)) }
      return Section(title: "Text of revision \(Self.number(revision["number"]))", facts: facts)
    }
  }

  private var outputs: [Section] {
    Self.items(receipt.content["outputs"]).map { output in
      var facts = [
        ("State", state(of: output)), ("First attempt", instant(output["first"])),
        ("Last", instant(output["last"])),
      ]
      if let late = output["lateness_ns"]?.text.flatMap({ Int64($0) }) {
        facts.append(("After the instant", BriefTimes.lateness(late)))
      }
      if let answer = output["answer"]?.text { facts.append(("Answer", answer)) }
      let names = Self.items(output["names"]).compactMap(\.text)
      if !names.isEmpty { facts.append(("Names", names.joined(separator: ", "))) }
      if let digest = output["digest"]?.text { facts.append(("Digest", digest)) }
      return Section(
        title: "Output \(output["output"]?.text ?? ""), revision "
          + "\(Self.number(output["revision"]))", facts: facts)
    }
  }

  private func state(of output: JSON) -> String {
    let attempts = Self.number(output["attempts"])
    let doubt =
      output["in_doubt"] == .bool(true) ? "; an attempt may have arrived of which nobody knows" : ""
    return "\(output["state"]?.text ?? "") after \(attempts) "
      + (attempts == 1 ? "attempt" : "attempts") + doubt
  }

  private var proof: Section {
    Section(
      title: "Proof",
      facts: [
        ("Issued", "\(instant(receipt["issued_at"])) by \(receipt["program"]?.text ?? "")"),
        ("Records", "\(receipt.records.count), of the chain \(receipt.chain)"),
        ("Chain then", text("records", "head")),
        ("Key", "\(receipt.key.id), \(receipt.key.text)"),
        ("Signature", receipt["signature"]?.text ?? ""),
        ("SHA-256", "\(Digest(of: receipt.bytes)), of the signed statement"),
      ])
  }
}

extension ReceiptPage {
  private func text(_ first: String, _ second: String) -> String {
    receipt[first, second]?.text ?? ""
  }

  private func number(_ first: String, _ second: String) -> Int64 {
    Self.number(receipt[first, second])
  }

  private static func number(_ value: JSON?) -> Int64 {
    if case .integer(let number)? = value { number } else { 0 }
  }

  private static func items(_ value: JSON?) -> [JSON] {
    if case .array(let items)? = value { items } else { [] }
  }

  private static func person(_ value: JSON?) -> String {
    let name = value?["name"]?.text ?? ""
    guard case .integer(let uid)? = value?["uid"] else { return name }
    return "\(name) (uid \(uid))"
  }

  private func instant(_ value: JSON?) -> String { value?.text ?? "not yet" }

  private static let page = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{{title}}</title>
    <style>
    :root { color-scheme: light dark; }
    body {
      max-width: 46rem; margin: 2rem auto; padding: 0 1.25rem; overflow-wrap: anywhere;
      font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif;
    }
    h1 { font-size: 1.5rem; line-height: 1.25; }
    h2 { font-size: 1.05rem; margin: 1.5rem 0 .4rem; border-bottom: 1px solid; }
    dl { display: grid; grid-template-columns: 10rem 1fr; gap: .2rem 1rem; margin: 0; }
    dt { opacity: .75; }
    dd { margin: 0; min-width: 0; font-variant-numeric: tabular-nums; }
    section { break-inside: avoid; }
    @media (max-width: 34rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
    @media print { body { max-width: none; margin: 0; font-size: 10pt; } }
    </style>
    </head>
    <body>
    <h1>{{title}}</h1>
    {{#sections}}
    <section>
    <h2>{{title}}</h2>
    <dl>
    {{#facts}}
    <dt>{{name}}</dt>
    <dd>{{value}}</dd>
    {{/facts}}
    </dl>
    </section>
    {{/sections}}
    </body>
    </html>

    """
}
