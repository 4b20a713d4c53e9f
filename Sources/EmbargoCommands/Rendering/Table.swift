/// Rows under headings, in columns that together fit the console.
package struct Table: Sendable {
  package struct Column: Sendable {
    package var title: String
    /// Columns that it keeps when space is short; nil: it is never cut.
    package var least: Int?
    /// It is cut before all others are.
    package var yields: Bool

    package init(_ title: String, least: Int? = nil, yields: Bool = false) {
      (self.title, self.least, self.yields) = (title, least, yields)
    }
  }

  private let columns: [Column]
  private var rows: [[Text]] = []

  package init(_ columns: [Column]) { self.columns = columns }

  /// One cell for each column; missing cells stay empty.
  package mutating func add(_ cells: [Text]) {
    rows.append(Array((cells + columns.map { _ in "" }).prefix(columns.count)))
  }

  package var isEmpty: Bool { rows.isEmpty }

  /// The lines of the table, headings first, two blanks between columns.
  ///
  /// Where they do not fit `width`, the columns that may be cut lose space: those that yield first,
  /// then the widest first.
  package func lines(width: Int) -> [Text] {
    let widths = fittingWidths(width)
    let heading = columns.map { Text($0.title, .faint) }
    return ([heading] + rows).map { row in
      var line: Text = ""
      for (index, cell) in row.enumerated() {
        let cut = cell.cut(to: widths[index])
        line = line + cut
        guard index < row.count - 1 else { continue }
        line = line + Text(String(repeating: " ", count: max(0, widths[index] - cut.width) + 2))
      }
      return line
    }
  }

  /// Whether nothing has to be cut.
  package func fits(_ width: Int) -> Bool { excess(of: fullWidths, over: width) <= 0 }

  private var fullWidths: [Int] {
    columns.indices.map { index in
      rows.reduce(DisplayWidth.of(columns[index].title)) { max($0, $1[index].width) }
    }
  }

  private func excess(of widths: [Int], over limit: Int) -> Int {
    widths.reduce(0, +) + 2 * (columns.count - 1) - limit
  }

  private func fittingWidths(_ limit: Int) -> [Int] {
    var widths = fullWidths
    var excess = excess(of: widths, over: limit)
    while excess > 0 {
      let shrinkable = columns.indices.filter { widths[$0] > (columns[$0].least ?? .max) }
      let first = shrinkable.filter { columns[$0].yields }
      let widest = (first.isEmpty ? shrinkable : first).max { widths[$0] < widths[$1] }
      guard let widest else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }
}

extension Console {
  package func table(_ table: Table) throws(Failure) {
    for line in table.lines(width: tableWidth) { try print(line) }
  }

  /// Names and values under one another: `Stamp     September 19, 2023 …`; a long value goes on
  /// in the next line, below its beginning.
  package func facts(_ facts: [(String, String)], indent: Int = 2) throws(Failure) {
    let names = facts.map { DisplayWidth.of($0.0) }.max() ?? 0
    for (name, value) in facts {
      let room = max(20, width - indent - names - 2)
      let lines = Paragraph.lines(of: value, width: room)
      for (index, line) in lines.enumerated() {
        let label = index == 0 ? name : ""
        let padding = String(repeating: " ", count: names - DisplayWidth.of(label) + 2)
        try print(
          Text(String(repeating: " ", count: indent)) + Text(label + padding, .faint) + Text(line))
      }
    }
  }
}
