import EmbargoCore
import EmbargoOutputs
import EmbargoTOML
import EmbargoTime

extension TOMLValue {
  var string: String? { if case .string(let text) = content { text } else { nil } }
}

extension ValueType where Value == Span {
  /// A duration within bounds.
  static func duration(_ bounds: ClosedRange<Span>) -> Self {
    let limits = "from \(bounds.lowerBound.duration) to \(bounds.upperBound.duration)"
    return Self("a duration such as \"15m\" or \"1h30m\", \(limits)") { value in
      guard let span = value.string.flatMap(Span.init(duration:)), bounds.contains(span)
      else { return nil }
      return span
    } write: {
      TOMLText.quoted($0.duration)
    }
  }
}

extension ValueType where Value == Int {
  /// A number of bytes within bounds, written with its unit.
  static func size(_ bounds: ClosedRange<Int>) -> Self {
    let limits = "from \(ByteSize.text(bounds.lowerBound)) to \(ByteSize.text(bounds.upperBound))"
    return Self("a size such as \"4MiB\" or \"500kB\", \(limits)") { value in
      guard let size = value.string.flatMap(ByteSize.bytes), bounds.contains(size)
      else { return nil }
      return size
    } write: {
      TOMLText.quoted(ByteSize.text($0))
    }
  }

  static func integer(_ bounds: ClosedRange<Int>) -> Self {
    Self("a whole number from \(bounds.lowerBound) to \(bounds.upperBound)") { value in
      guard case .integer(let number) = value.content, let number = Int(exactly: number),
        bounds.contains(number)
      else { return nil }
      return number
    } write: {
      String($0)
    }
  }
}

extension ValueType where Value == Bool {
  static var flag: Self {
    Self("true or false") { value in
      if case .boolean(let flag) = value.content { flag } else { nil }
    } write: {
      $0 ? "true" : "false"
    }
  }
}

extension ValueType where Value == String {
  /// A line of text for people: at most 200 characters, none of them a control character.
  static var line: Self {
    Self("a line of text, at most 200 characters") { value in
      guard let text = value.string, text.count <= 200,
        text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
      else { return nil }
      return text
    } write: {
      TOMLText.quoted($0)
    }
  }

  static var path: Self {
    Self("an absolute path without \"..\", such as \"/srv/press\"") { value in
      value.string.flatMap(AbsolutePath.normal)
    } write: {
      TOMLText.quoted($0)
    }
  }
}

extension ValueType where Value == String? {
  /// A zone's name; empty: none.
  static var zone: Self {
    Self("the name of a zone, such as \"Europe/Paris\", or \"\"") { value -> String?? in
      guard let name = value.string, name.isEmpty || ZoneDatabase.isWellFormed(name)
      else { return nil }
      return .some(name.isEmpty ? nil : name)
    } write: {
      TOMLText.quoted($0 ?? "")
    }
  }

  /// The base of links; empty: none. A slash at the end is dropped.
  static var publicURL: Self {
    Self(
      "an address such as \"https://example.org/press\" without credentials, query or fragment,"
        + " or \"\"", repeats: false
    ) { value -> String?? in
      guard let text = value.string else { return nil }
      if text.isEmpty { return .some(nil) }
      guard !text.contains("?"), (try? Endpoint(text)) != nil else { return nil }
      return .some(text.hasSuffix("/") ? String(text.dropLast()) : text)
    } write: {
      TOMLText.quoted($0 ?? "")
    }
  }
}

extension ValueType where Value == Configuration.LoopbackAddress? {
  /// An address that only this machine reaches, with its port; empty: none.
  static var loopback: Self {
    Self(
      "a loopback address with a port, such as \"127.0.0.1:9464\" or \"[::1]:9464\", or \"\""
    ) { value -> Configuration.LoopbackAddress?? in
      guard let text = value.string else { return nil }
      if text.isEmpty { return .some(nil) }
      return Configuration.LoopbackAddress(text).map { .some($0) }
    } write: {
      TOMLText.quoted($0?.description ?? "")
    }
  }
}

extension Configuration.LoopbackAddress: CustomStringConvertible {
  /// Reads `127.0.0.1:9464` or `[::1]:9464`; nil for anything else and for other addresses than
  /// those of this machine.
  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    var host = text[..<colon]
    let digits = text[text.index(after: colon)...]
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    if isBracketed { host = host.dropFirst().dropLast() }
    guard let address = IPAddress(String(host)), isBracketed == (address.bytes.count == 16),
      digits.utf8.allSatisfy({ 48...57 ~= $0 }), let port = Int(digits), 1...65535 ~= port,
      Self.isLoopback(address)
    else { return nil }
    self.init(address: address, port: port)
  }

  private static func isLoopback(_ address: IPAddress) -> Bool {
    switch address {
    case .v4(let bytes): bytes.first == 127
    case .v6(let bytes): bytes == Array(repeating: 0, count: 15) + [1]
    }
  }

  package var description: String {
    switch address {
    case .v4: "\(address):\(port)"
    case .v6: "[\(address)]:\(port)"
    }
  }
}

extension ValueType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of a few words.
  static var choice: Self {
    Self("one of " + Value.allCases.map { TOMLText.quoted($0.rawValue) }.joined(separator: ", ")) {
      $0.string.flatMap(Value.init(rawValue:))
    } write: {
      TOMLText.quoted($0.rawValue)
    }
  }
}

extension ValueType {
  /// An array whose elements are all of one type and all different; each misfit is reported.
  static func list<Element: Hashable & Sendable>(
    _ element: ValueType<Element>, of what: String, count bounds: ClosedRange<Int>,
    distinct: Bool = true
  ) -> Self where Value == [Element] {
    let wanted = "an array of \(bounds.lowerBound) to \(bounds.upperBound) \(what)"
    return Self(wanted: wanted) { value, problems in
      guard case .array(let elements) = value.content, bounds.contains(elements.count) else {
        problems.append(
          .init(position: value.position, message: "wanted \(wanted), got \(value.counted)"))
        return nil
      }
      let before = problems.count
      let read = elements.compactMap { element.read($0, &problems) }
      guard problems.count == before else { return nil }
      var seen: Set<Element> = []
      for (position, one) in zip(elements.map(\.position), read)
      where distinct && !seen.insert(one).inserted {
        problems.append(
          .init(position: position, message: "wanted each only once, got it a second time"))
      }
      return problems.count == before ? read : nil
    } write: {
      TOMLText.array($0.map(element.write))
    }
  }
}

extension TOMLValue {
  /// `shown`, with the count of an array.
  fileprivate var counted: String {
    if case .array(let elements) = content, elements.count > 0 {
      "an array of \(elements.count)"
    } else {
      shown
    }
  }
}
