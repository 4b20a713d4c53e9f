import EmbargoControl
import EmbargoTime

/// Two readings side by side, before one takes the place of the other.
struct ComparisonPage {
  let old: TimeReply.Facts
  let new: TimeReply.Facts
  let console: Console

  func print() throws(Failure) {
    let rows = [
      ("Stamp", old.stamp, new.stamp), ("Wall clock", Self.wall(old), Self.wall(new)),
      ("Zone", Self.zone(old), Self.zone(new)),
      ("UTC", BriefTimes.utc(old.instant), BriefTimes.utc(new.instant)),
    ]
    let names = rows.map { DisplayWidth.of($0.0) }.max() ?? 0
    let room = max(12, (console.width - names - 4) / 2)
    var table = Table([
      Table.Column(""), Table.Column("UNTIL NOW"), Table.Column("FROM NOW ON"),
    ])
    for (name, old, new) in rows {
      let left = Paragraph.lines(of: old, width: room)
      let right = Paragraph.lines(of: new, width: room)
      for index in 0..<max(left.count, right.count) {
        table.add([
          Text(index == 0 ? name : "", .faint),
          Text(index < left.count ? left[index] : ""),
          Text(index < right.count ? right[index] : "", old == new ? .faint : .strong),
        ])
      }
    }
    try console.table(table)
    try console.paragraph(distance, style: .strong)
  }

  /// `That is 19 d later.`
  var distance: String {
    let span = new.instant - old.instant
    if span == .zero { return "That is the same instant." }
    let words = Span(nanoseconds: abs(span.nanoseconds)).words
    return "That is \(words) \(span > .zero ? "later" : "earlier")."
  }

  private static func wall(_ facts: TimeReply.Facts) -> String {
    let civil = facts.civil
    let day = "\(civil.weekday.name.prefix(3)) \(civil.day) \(civil.monthName) \(civil.year)"
    return "\(day), \(civil.clock24)"
  }

  private static func zone(_ facts: TimeReply.Facts) -> String {
    let name = facts.abbreviation == facts.zone ? "" : "\(facts.abbreviation), "
    return "\(facts.zone) (\(name)\(facts.offset))"
  }
}
