/// Writes elements (XML 1.0), indented; every text and attribute is escaped.
///
/// What XML cannot hold at all (C0 controls other than tab and line feed, noncharacters) comes out
/// as U+FFFD, and so do the C1 controls that it discourages.
struct XMLWriter {
  typealias Attributes = KeyValuePairs<String, String?>

  private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  private var open: [String] = []

  /// An element with text, or empty; attributes without a value are left out.
  mutating func add(_ name: String, _ attributes: Attributes = [:], _ content: String? = nil) {
    begin(name, attributes)
    text += content.map { ">\(HTMLText.escaped($0))</\(name)>\n" } ?? "/>\n"
  }

  /// An element with elements in it.
  mutating func add(
    _ name: String, _ attributes: Attributes = [:], _ inner: (inout XMLWriter) -> Void
  ) {
    begin(name, attributes)
    text += ">\n"
    open.append(name)
    inner(&self)
    open.removeLast()
    text += indent + "</\(name)>\n"
  }

  /// Elements that are written already, well-formed.
  mutating func add(written: String) { text += written + "\n" }

  private mutating func begin(_ name: String, _ attributes: Attributes) {
    text += indent + "<" + name
    for case (let key, let value?) in attributes {
      // Line ends and tabs would arrive as blanks.
      var safe = ""
      for scalar in HTMLText.escaped(value).unicodeScalars {
        switch scalar {
        case "\n": safe += "&#10;"
        case "\t": safe += "&#9;"
        default: safe.unicodeScalars.append(scalar)
        }
      }
      text += " \(key)=\"\(safe)\""
    }
  }

  private var indent: String { String(repeating: " ", count: open.count) }
}
