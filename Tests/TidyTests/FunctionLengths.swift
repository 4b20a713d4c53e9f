/// The functions of a Swift source with how many lines each takes, from its keyword to its brace.
struct FunctionLengths {
  struct Function: Equatable {
    var line: Int
    var count: Int
  }

  private(set) var functions: [Function] = []
  private let code: [UInt8]

  init(_ text: SwiftText) {
    code = text.code
    for keyword in ["func", "init", "deinit", "subscript"] {
      for place in code.places(of: keyword, asWord: true) where isDeclaration(place, keyword) {
        guard let open = bodyOpening(after: place + keyword.utf8.count) else { continue }
        let first = code.line(of: place)
        functions.append(Function(line: first, count: code.line(of: closing(of: open)) - first + 1))
      }
    }
    functions.sort { $0.line < $1.line }
  }

  private func isDeclaration(_ place: Int, _ keyword: String) -> Bool {
    let end = place + keyword.utf8.count
    guard end < code.count, !code[end].isIdentifier else { return false }
    return place == 0 || code[place - 1] != UInt8(ascii: ".")
  }

  /// The brace that opens the body; nil for a requirement of a protocol.
  private func bodyOpening(after place: Int) -> Int? {
    var depth = 0
    var hasParameters = false
    var place = place
    while place < code.count {
      switch code[place] {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"):
        depth -= 1
        hasParameters = true
      case UInt8(ascii: "{") where depth == 0: return place
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}") where depth == 0: return nil
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "\n") where depth == 0 && hasParameters:
        if !continues(after: place) { return nil }
      default: break
      }
      place += 1
    }
    return nil
  }

  /// Whether the next line goes on with the signature.
  private func continues(after place: Int) -> Bool {
    let rest = code[place...].drop { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: " ") }
    return ["{", "->", "where ", "throws", "async", "rethrows"].contains {
      rest.starts(with: $0.utf8)
    }
  }

  private func closing(of open: Int) -> Int {
    var depth = 0
    for place in open..<code.count {
      if code[place] == UInt8(ascii: "{") { depth += 1 }
      if code[place] == UInt8(ascii: "}") { depth -= 1 }
      if depth == 0 { return place }
    }
    return code.count - 1
  }
}
