extension JSON {
  /// The members of an object, each name once, in their canonical order: by the UTF-16 code units
  /// of their names (RFC 8785, section 3.2.3).
  ///
  /// A list in order and not a dictionary: objects have a handful of members, a burst writes some
  /// fifty thousand objects, and each is written in this order.
  package struct Members: Hashable, Sendable, Sequence, ExpressibleByDictionaryLiteral {
    package typealias Element = (key: String, value: JSON)

    /// A type of its own: the run-time library lets go of tuples much more slowly.
    private struct Member: Hashable {
      let key: String
      var value: JSON
    }

    private var all: [Member] = []

    package init() {}

    /// Of several values with one name the last is taken.
    package init(_ members: some Sequence<(String, JSON)>) {
      all.reserveCapacity(members.underestimatedCount)
      for (name, value) in members { self[name] = value }
    }

    /// A name that comes more than once.
    struct Twice: Error {
      let name: String
    }

    /// Members that are in no order, however many.
    static func ordered(_ members: [Element]) -> Result<Members, Twice> {
      var ordered = Members()
      ordered.all = members.map { Member(key: $0.key, value: $0.value) }
      if !zip(members, members.dropFirst()).allSatisfy({ isBefore($0.key, $1.key) }) {
        ordered.all.sort { isBefore($0.key, $1.key) }
      }
      for (member, next) in zip(ordered.all, ordered.all.dropFirst())
      where isSame(member.key, next.key) {
        return .failure(Twice(name: next.key))
      }
      return .success(ordered)
    }

    package init(dictionaryLiteral members: (String, JSON)...) { self.init(members) }

    package var count: Int { all.count }
    package var isEmpty: Bool { all.isEmpty }
    /// In their order.
    package var keys: [String] { all.map(\.key) }

    package func makeIterator() -> AnyIterator<Element> {
      var index = 0
      return AnyIterator {
        guard index < all.count else { return nil }
        defer { index += 1 }
        return (all[index].key, all[index].value)
      }
    }

    /// Appends the canonical bytes.
    func write(into bytes: inout [UInt8]) {
      bytes.append(UInt8(ascii: "{"))
      // The buffer lends them out: an array would count each one in and out.
      all.withUnsafeBufferPointer { members in
        for index in members.indices {
          if index > 0 { bytes.append(UInt8(ascii: ",")) }
          JSON.write(members[index].key, into: &bytes)
          bytes.append(UInt8(ascii: ":"))
          members[index].value.write(into: &bytes)
        }
      }
      bytes.append(UInt8(ascii: "}"))
    }

    /// Nil: there is no such member, or there shall be none.
    package subscript(name: String) -> JSON? {
      get {
        let place = place(of: name)
        return place.isTaken ? all[place.index].value : nil
      }
      set {
        // Most names come in their order.
        if let newValue, let last = all.last, Self.isBefore(last.key, name) {
          return all.append(Member(key: name, value: newValue))
        }
        let place = place(of: name)
        switch (place.isTaken, newValue) {
        case (true, let value?): all[place.index].value = value
        case (true, nil): all.remove(at: place.index)
        case (false, let value?): all.insert(Member(key: name, value: value), at: place.index)
        case (false, nil): break
        }
      }
    }

    /// Takes a member out and returns its value; nil: there was none.
    package mutating func remove(_ name: String) -> JSON? {
      defer { self[name] = nil }
      return self[name]
    }

    /// Adds the others; where both have a name, that of the others is taken.
    package mutating func merge(_ others: Members) {
      all.reserveCapacity(all.count + others.all.count)
      for member in others.all { self[member.key] = member.value }
    }

    package func merging(_ others: Members) -> Members {
      var merged = self
      merged.merge(others)
      return merged
    }

    /// Where a name is, or would be put in.
    private func place(of name: String) -> (index: Int, isTaken: Bool) {
      var (low, high) = (0, all.count)
      while low < high {
        let middle = (low + high) / 2
        if Self.isSame(all[middle].key, name) { return (middle, true) }
        if Self.isBefore(all[middle].key, name) { low = middle + 1 } else { high = middle }
      }
      return (low, false)
    }

    /// By their bytes: texts that look alike may be equal and are two names all the same.
    private static func isSame(_ left: String, _ right: String) -> Bool {
      left == right && (isASCII(left) || left.utf8.elementsEqual(right.utf8))
    }

    /// Names in ASCII, as all of ours are, have the same order as texts.
    private static func isBefore(_ left: String, _ right: String) -> Bool {
      isASCII(left) && isASCII(right)
        ? left < right : left.utf16.lexicographicallyPrecedes(right.utf16)
    }

    /// As many code units as bytes.
    private static func isASCII(_ text: String) -> Bool { text.utf16.count == text.utf8.count }
  }
}
