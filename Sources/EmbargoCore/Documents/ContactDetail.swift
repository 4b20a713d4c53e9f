/// A telephone number, a mail address or a web address inside a line.
struct ContactDetail {
  enum Kind { case phone, email, address }

  var kind: Kind
  /// Offsets into the scalars that were searched.
  var range: Range<Int>
  var text: String
  /// A number that can hardly be anything else: an international prefix, or an area code.
  var isStrong = true

  /// All of them in order, none overlapping. Takes time in proportion to the length.
  static func all(in scalars: [Unicode.Scalar]) -> [ContactDetail] {
    var found: [ContactDetail] = []
    var index = 0
    var wordStart = 0
    while index < scalars.count {
      let scalar = scalars[index]
      if scalar == "@", let email = email(around: index, from: wordStart, in: scalars) {
        while let last = found.last, last.range.upperBound > email.range.lowerBound {
          found.removeLast()
        }
        found.append(email)
        index = email.range.upperBound
        wordStart = index
        continue
      }
      let isWordStart = index == wordStart
      if isWordStart, let address = address(at: index, in: scalars) {
        found.append(address)
        index = address.range.upperBound
        wordStart = index
        continue
      }
      if isWordStart, let phone = phone(at: index, in: scalars) {
        found.append(phone)
        index = phone.range.upperBound
        wordStart = index
        continue
      }
      index += 1
      if !isMailScalar(scalar) { wordStart = index }
    }
    return found
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { 48...57 ~= scalar.value }

  private static func isMailScalar(_ scalar: Unicode.Scalar) -> Bool {
    isDigit(scalar) || 97...122 ~= scalar.value | 0x20 || isMailMark(scalar)
  }

  private static func isMailMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ".", "-", "_", "%", "+", "'": true
    default: false
    }
  }

  /// RFC 5321 in the everyday form: a local part of unquoted characters and a domain with a dot.
  private static func email(
    around at: Int, from wordStart: Int, in scalars: [Unicode.Scalar]
  ) -> ContactDetail? {
    var start = at
    while start > wordStart, isMailScalar(scalars[start - 1]), at - start < 64 { start -= 1 }
    while start < at, scalars[start] == "." || scalars[start] == "-" || scalars[start] == "'" {
      start += 1
    }
    var end = at + 1
    while end < scalars.count, end - at < 254,
      isDigit(scalars[end]) || 97...122 ~= scalars[end].value | 0x20 || scalars[end] == "."
        || scalars[end] == "-"
    { end += 1 }
    while end > at + 1, scalars[end - 1] == "." || scalars[end - 1] == "-" { end -= 1 }
    guard start < at, scalars[(at + 1)..<end].contains(".") else { return nil }
    return ContactDetail(
      kind: .email, range: start..<end, text: String(scalars[start..<end]))
  }

  private static func address(at start: Int, in scalars: [Unicode.Scalar]) -> ContactDetail? {
    let first = scalars[start].value | 0x20
    guard first == 0x68 || first == 0x77 else { return nil }
    let head = String(scalars[start..<min(start + 8, scalars.count)]).lowercased()
    guard head.hasPrefix("http://") || head.hasPrefix("https://") || head.hasPrefix("www.") else {
      return nil
    }
    var end = start
    while end < scalars.count, !endsAddress(scalars[end]) { end += 1 }
    return ContactDetail(kind: .address, range: start..<end, text: String(scalars[start..<end]))
  }

  private static func endsAddress(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case " ", "\t", ",", ")", "]", ">", "|", "\"": true
    default: false
    }
  }

  /// A number of 7 to 15 digits (ITU-T E.164) in any of the usual groupings, with an extension.
  private static func phone(at start: Int, in scalars: [Unicode.Scalar]) -> ContactDetail? {
    guard isDigit(scalars[start]) || scalars[start] == "+" || scalars[start] == "(" else {
      return nil
    }
    var end = start
    var depth = 0
    var digits: [Unicode.Scalar] = []
    var last = start
    scan: while end < scalars.count, end - start < 40, digits.count <= 15 {
      let scalar = scalars[end]
      switch scalar {
      case _ where isDigit(scalar):
        digits.append(scalar)
        last = end + 1
      case "+" where end == start || end == start + 1 && depth == 1: break
      case "(" where depth == 0: depth += 1
      case ")" where depth == 1:
        depth = 0
        last = end + 1
      case " ", "-", "–", "‑", ".": break
      case "/" where end > start && isDigit(scalars[end - 1]): break
      default: break scan
      }
      end += 1
    }
    guard 7...15 ~= digits.count, !isDate(scalars[start..<last]) else { return nil }
    if last < scalars.count, scalars[last].isLetter, isDigit(scalars[last - 1]) {
      return nil
    }
    return detail(scalars, start..<last, digits)
  }

  private static func detail(
    _ scalars: [Unicode.Scalar], _ range: Range<Int>, _ digits: [Unicode.Scalar]
  ) -> ContactDetail {
    let end = range.upperBound + extensionLength(scalars[range.upperBound...])
    var body = scalars[range.lowerBound..<end]
    if body.first == "(", body.last == ")", body.dropFirst().firstIndex(of: "(") == nil {
      body = body.dropFirst().dropLast()
    } else if body.first == "(", !body.contains(")") {
      body = body.dropFirst()
    } else if body.last == ")", !body.contains("(") {
      body = body.dropLast()
    }
    var words = String(body)
    if words.holds("  ") { words = words.split(separator: " ").joined(separator: " ") }
    let strong = body.first == "+" || body.first == "(" || digits.count >= 9 || digits[0] == "0"
    return ContactDetail(
      kind: .phone, range: range.lowerBound..<end, text: words, isStrong: strong)
  }

  private static let extensionWords: Set<String> = [
    "ext", "ext.", "x", "extension", "x.", "poste", "durchwahl",
  ]

  /// ` ext. 204`, ` x204`, `, extension 204`.
  private static func extensionLength(_ rest: ArraySlice<Unicode.Scalar>) -> Int {
    var tail = rest.prefix(20)
    while let first = tail.first, first == " " || first == "," { tail.removeFirst() }
    let word = tail.prefix { $0.isLetter || $0 == "." }
    guard !word.isEmpty, extensionWords.contains(String(word).lowercased()) else { return 0 }
    tail = tail[word.endIndex...]
    while tail.first == " " { tail.removeFirst() }
    let digits = tail.prefix(while: isDigit)
    guard 1...6 ~= digits.count else { return 0 }
    return digits.endIndex - rest.startIndex
  }

  /// `2026-03-03`, `03.03.2026`, `3/3/2026`, `2024-2025`, `03 03 2026`.
  private static func isDate(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    guard scalars.first != "+", scalars.first != "(" else { return false }
    let groups = scalars.split { !isDigit($0) }.map { String($0) }
    let years = groups.filter {
      $0.count == 4 && ($0.hasPrefix("19") || $0.hasPrefix("20"))
    }.count
    switch groups.count {
    case 2: return years == 2
    case 3:
      guard years == 1, groups[1].count <= 2 else { return false }
      return groups[0].count == 4 || groups[2].count == 4
    default: return false
    }
  }
}
