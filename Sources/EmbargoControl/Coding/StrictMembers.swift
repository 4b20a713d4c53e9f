/// Any member name.
struct MemberName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// The container of a request, after a check that it has no member beside the known ones: a
  /// misspelt `embargo` must not be passed over.
  func strictContainer<Key: CodingKey & CaseIterable>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    let present = try container(keyedBy: MemberName.self).allKeys.map(\.stringValue)
    if let stranger = present.filter({ Key(stringValue: $0) == nil }).min() {
      let names = Key.allCases.map(\.stringValue).sorted().joined(separator: ", ")
      throw corrupted("there is no member \"\(stranger.prefix(40))\" here; known are \(names)")
    }
    return try container(keyedBy: type)
  }
}
