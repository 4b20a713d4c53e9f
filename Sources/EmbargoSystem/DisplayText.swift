/// Text from outside made fit for a terminal or a log line: control characters, characters that
/// turn the direction of writing, line breaks and bytes that are no UTF-8 come out as escapes.
///
/// `\n`, `\t`, `\r` and `\\` for the usual four, `\xNN` for a byte that is no UTF-8 and
/// `\u{NNNN}` for the rest; two different inputs never come out the same.
package func displayText(_ bytes: some Sequence<UInt8>) -> String {
  var text = ""
  var decoder = Unicode.UTF8.ForwardParser()
  var iterator = bytes.makeIterator()
  while true {
    switch decoder.parseScalar(from: &iterator) {
    case .valid(let encoded):
      append(Unicode.UTF8.decode(encoded), to: &text)
    case .error:
      // The parser does not say which bytes it passed over: start again, byte by byte.
      return displayBytes(Array(bytes))
    case .emptyInput:
      return text
    }
  }
}

private func displayBytes(_ bytes: [UInt8]) -> String {
  var text = ""
  var rest = bytes[...]
  while let first = rest.first {
    let length = sequenceLength(first)
    if let scalar = String(validating: rest.prefix(length), as: UTF8.self)?.unicodeScalars.first {
      append(scalar, to: &text)
      rest = rest.dropFirst(length)
    } else {
      text += "\\x" + hexadecimal(UInt32(first), digits: 2)
      rest = rest.dropFirst()
    }
  }
  return text
}

private func sequenceLength(_ first: UInt8) -> Int {
  switch first {
  case 0xC2...0xDF: 2
  case 0xE0...0xEF: 3
  case 0xF0...0xF4: 4
  default: 1
  }
}

private func append(_ scalar: Unicode.Scalar, to text: inout String) {
  switch scalar {
  case "\n": text += "\\n"
  case "\r": text += "\\r"
  case "\t": text += "\\t"
  case "\\": text += "\\\\"
  case _ where isUnprintable(scalar): text += "\\u{" + hexadecimal(scalar.value, digits: 4) + "}"
  default: text.unicodeScalars.append(scalar)
  }
}

private func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
    true
  default:
    false
  }
}

private func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
