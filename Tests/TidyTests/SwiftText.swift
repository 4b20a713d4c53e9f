import Glibc

/// Swift source taken apart into code, comments and the words of string literals.
///
/// Each view has the length and the lines of the source; what belongs to another view is blank
/// there. Code inside an interpolation counts as code. Regex literals are not known.
struct SwiftText {
  private(set) var code: [UInt8]
  private(set) var comments: [UInt8]
  private(set) var strings: [UInt8]

  private enum Context {
    case code
    case lineComment
    case blockComment(depth: Int)
    case string(hashes: Int, isMultiline: Bool)
    /// Code in a string, until its parenthesis closes.
    case interpolation(parentheses: Int)
  }

  private let source: [UInt8]
  private var position = 0
  private var contexts: [Context] = [.code]

  init(_ text: String) {
    source = Array(text.utf8)
    let blank = source.map { $0 == newline ? $0 : space }
    (code, comments, strings) = (blank, blank, blank)
    while position < source.count { step() }
  }

  private mutating func step() {
    switch contexts.last ?? .code {
    case .code: stepCode()
    case .interpolation(let parentheses): stepInterpolation(parentheses)
    case .lineComment:
      if source[position] == newline { contexts.removeLast() }
      take(1, into: \.comments)
    case .blockComment(let depth): stepBlockComment(depth)
    case .string(let hashes, let isMultiline): stepString(hashes, isMultiline)
    }
  }

  private mutating func stepCode() {
    let byte = source[position]
    guard "/\"#".utf8.contains(byte) else { return take(1, into: \.code) }
    if starts("//") {
      contexts.append(.lineComment)
    } else if starts("/*") {
      contexts.append(.blockComment(depth: 0))
    } else if let (hashes, isMultiline) = stringOpening {
      contexts.append(.string(hashes: hashes, isMultiline: isMultiline))
      take(hashes + (isMultiline ? 3 : 1), into: \.code)
    } else {
      take(1, into: \.code)
    }
  }

  private mutating func stepInterpolation(_ parentheses: Int) {
    let byte = source[position]
    if byte == UInt8(ascii: ")"), parentheses == 1 {
      contexts.removeLast()
      return take(1, into: \.code)
    }
    let change = byte == UInt8(ascii: "(") ? 1 : byte == UInt8(ascii: ")") ? -1 : 0
    contexts[contexts.count - 1] = .interpolation(parentheses: parentheses + change)
    stepCode()
  }

  private mutating func stepBlockComment(_ depth: Int) {
    if starts("/*") {
      contexts[contexts.count - 1] = .blockComment(depth: depth + 1)
      take(2, into: \.comments)
    } else if starts("*/") {
      if depth == 1 {
        contexts.removeLast()
      } else {
        contexts[contexts.count - 1] = .blockComment(depth: depth - 1)
      }
      take(2, into: \.comments)
    } else {
      take(1, into: \.comments)
    }
  }

  private mutating func stepString(_ hashes: Int, _ isMultiline: Bool) {
    guard "\"\\\n".utf8.contains(source[position]) else { return take(1, into: \.strings) }
    let marks = String(repeating: "#", count: hashes)
    let quotes = isMultiline ? "\"\"\"" : "\""
    if starts(quotes + marks) || (!isMultiline && source[position] == newline) {
      contexts.removeLast()
      take(source[position] == newline ? 1 : quotes.utf8.count + hashes, into: \.code)
    } else if starts("\\" + marks + "(") {
      contexts.append(.interpolation(parentheses: 1))
      take(2 + hashes, into: \.code)
    } else if starts("\\" + marks) {
      take(2 + hashes, into: \.strings)
    } else {
      take(1, into: \.strings)
    }
  }

  private var stringOpening: (hashes: Int, isMultiline: Bool)? {
    var end = position
    while end < source.count, source[end] == UInt8(ascii: "#") { end += 1 }
    guard end < source.count, source[end] == UInt8(ascii: "\"") else { return nil }
    let isMultiline = source[end...].starts(with: "\"\"\"".utf8)
    return (end - position, isMultiline)
  }

  private func starts(_ text: String) -> Bool { source[position...].starts(with: text.utf8) }

  private mutating func take(_ count: Int, into view: WritableKeyPath<SwiftText, [UInt8]>) {
    let end = min(position + count, source.count)
    while position < end {
      self[keyPath: view][position] = source[position]
      position += 1
    }
  }
}

private let newline = UInt8(ascii: "\n")
private let space = UInt8(ascii: " ")

extension [UInt8] {
  /// Where `text` begins, which is not empty; `asWord`: only where no letter, digit or `_` goes
  /// before it.
  func places(of text: String, asWord: Bool = false) -> [Int] {
    (self + [0]).withUnsafeBytes { bytes in
      text.withCString { wanted in
        guard let start = bytes.bindMemory(to: CChar.self).baseAddress else { return [] }
        var places: [Int] = []
        var rest = start
        while let found = strstr(rest, wanted).map({ UnsafePointer($0) }) {
          let place = found - start
          if !(asWord && place > 0 && bytes[place - 1].isIdentifier) { places.append(place) }
          rest = found + 1
        }
        return places
      }
    }
  }

  /// The line of a place, counted from 1.
  func line(of place: Int) -> Int { self[..<place].count { $0 == newline } + 1 }
}

extension UInt8 {
  var isIdentifier: Bool {
    switch self {
    case 48...57, 65...90, 97...122, 95, 128...: true
    default: false
    }
  }
}
