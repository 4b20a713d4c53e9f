/// Why zone data was refused.
package enum TZifError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Larger than `TZif.maximumBytes`; the size in bytes.
  case tooLarge(Int)
  /// It ends before what its header announces; the part that is missing.
  case truncated(String)
  /// A value that RFC 9636 does not allow; what and where.
  case malformed(String)
  /// It counts leap seconds (`right/`): this program runs on POSIX time, which does not.
  case leapSeconds

  package var description: String {
    switch self {
    case .tooLarge(let size): "the file has \(size) bytes, at most \(TZif.maximumBytes) are read"
    case .truncated(let part): "the file ends inside \(part)"
    case .malformed(let what): "\(what) is not allowed by RFC 9636"
    case .leapSeconds: "the file counts leap seconds; files for POSIX time are wanted"
    }
  }
}

/// One kind of local time of a zone (RFC 9636 section 3.2, "local time type record").
package struct LocalOffset: Hashable, Sendable {
  /// East of UTC.
  package let seconds: Int
  package let isDST: Bool
  /// As the zone data has it: `EDT`, `+03`.
  package let abbreviation: String
  /// False where the data does not say (`-00`, or after the end of data without a footer).
  package let isSpecified: Bool

  init(seconds: Int, isDST: Bool, abbreviation: String, isSpecified: Bool = true) {
    (self.seconds, self.isDST, self.abbreviation) = (seconds, isDST, abbreviation)
    self.isSpecified = isSpecified && abbreviation != "-00"
  }

  var unspecified: LocalOffset {
    LocalOffset(
      seconds: seconds, isDST: isDST, abbreviation: abbreviation, isSpecified: false)
  }
}

/// The content of one TZif file, versions 1 to 4, decoded and checked (RFC 9636).
struct TZif: Hashable, Sendable {
  /// The largest file of the tz database has 4 KB; what is larger is no zone file.
  static let maximumBytes = 65_536

  /// Strictly ascending, seconds since the epoch.
  private(set) var transitions: [Int64] = []
  /// For each transition, the index into `types` of what holds from then on.
  private(set) var transitionTypes: [UInt8] = []
  /// Never empty; `types[0]` holds before the first transition.
  private(set) var types: [LocalOffset] = []
  /// The rule after the last transition; nil in version 1 and where the footer is empty.
  private(set) var footer: PosixTZ?
  /// From here on a file without transitions does not say: version 1 has times of 32 bits.
  private(set) var end = Int64.max

  init(_ bytes: [UInt8]) throws(TZifError) {
    guard bytes.count <= Self.maximumBytes else { throw .tooLarge(bytes.count) }
    var reader = ByteReader(bytes)
    let first = try Header(&reader)
    guard first.version >= 2 else {
      try readBlock(first, wide: false, &reader)
      end = 1 << 31
      return
    }
    try reader.skip(first.blockSize(wide: false), "the version 1 data block")
    let second = try Header(&reader)
    guard second.version >= 2 else { throw .malformed("version 1 in the second header") }
    try readBlock(second, wide: true, &reader)
    footer = try Self.footer(&reader, version: second.version)
    try checkFooter()
  }

  private struct Header {
    var version: Int
    var isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt: Int

    init(_ reader: inout ByteReader) throws(TZifError) {
      guard try reader.take(4, "the header") == Array("TZif".utf8)[...] else {
        throw .malformed("a file that does not begin with TZif")
      }
      switch try reader.byte("the header") {
      case 0: version = 1
      // Later versions than the highest known one are read like it (RFC 9636 section 3.1).
      case let byte where byte >= UInt8(ascii: "2"): version = min(4, Int(byte) - 48)
      case let byte: throw .malformed("version byte \(byte)")
      }
      try reader.skip(15, "the header")
      isutcnt = try reader.count("the header")
      isstdcnt = try reader.count("the header")
      leapcnt = try reader.count("the header")
      timecnt = try reader.count("the header")
      typecnt = try reader.count("the header")
      charcnt = try reader.count("the header")
      guard 1...256 ~= typecnt else { throw .malformed("typecnt \(typecnt)") }
      guard charcnt > 0 else { throw .malformed("charcnt 0") }
      guard isutcnt == 0 || isutcnt == typecnt, isstdcnt == 0 || isstdcnt == typecnt else {
        throw .malformed("isutcnt \(isutcnt), isstdcnt \(isstdcnt) with typecnt \(typecnt)")
      }
    }

    /// Counts are at most 2^32 - 1 each, so the sum cannot overflow.
    func blockSize(wide: Bool) -> Int {
      let time = wide ? 8 : 4
      return timecnt * (time + 1) + typecnt * 6 + charcnt + leapcnt * (time + 4) + isstdcnt
        + isutcnt
    }
  }

  private mutating func readBlock(
    _ header: Header, wide: Bool, _ reader: inout ByteReader
  ) throws(TZifError) {
    guard header.leapcnt == 0 else { throw .leapSeconds }
    guard header.blockSize(wide: wide) <= reader.remaining else {
      throw .truncated("the data block")
    }
    for _ in 0..<header.timecnt {
      let time = try reader.integer(wide ? 8 : 4, "the transition times")
      // -2^59 is before the Big Bang, and the least that section 3.2 wants written.
      guard -1 << 59...1 << 59 ~= time else { throw .malformed("a transition at \(time)") }
      guard time > transitions.last ?? .min else { throw .malformed("unsorted transition times") }
      transitions.append(time)
    }
    transitionTypes = Array(try reader.take(header.timecnt, "the transition types"))
    guard transitionTypes.allSatisfy({ Int($0) < header.typecnt }) else {
      throw .malformed("a transition type of \(header.typecnt) or more")
    }
    let records = try reader.take(header.typecnt * 6, "the local time types")
    let designations = Array(try reader.take(header.charcnt, "the designations"))
    try readTypes(records, designations)
    let indicators = try reader.take(header.isstdcnt + header.isutcnt, "the indicators")
    guard indicators.allSatisfy({ $0 <= 1 }) else { throw .malformed("an indicator above 1") }
  }

  private mutating func readTypes(
    _ records: ArraySlice<UInt8>, _ designations: [UInt8]
  ) throws(TZifError) {
    for start in stride(from: records.startIndex, to: records.endIndex, by: 6) {
      let utoff = ByteReader.signed(records[start..<start + 4])
      guard -89_999...93_599 ~= utoff else { throw .malformed("an offset of \(utoff) s") }
      let (isDST, index) = (records[start + 4], Int(records[start + 5]))
      guard isDST <= 1 else { throw .malformed("isdst \(isDST)") }
      guard index < designations.count,
        let end = designations[index...].firstIndex(of: 0)
      else { throw .malformed("a designation at \(index) without an end") }
      let text = designations[index..<end]
      guard !text.isEmpty, text.allSatisfy(PosixTZ.isNameByte) else {
        throw .malformed("a designation of other than letters, digits, + and -")
      }
      types.append(
        LocalOffset(
          seconds: Int(utoff), isDST: isDST == 1,
          abbreviation: String(decoding: text, as: UTF8.self)
        ))
    }
  }

  /// The TZ string between two newlines that ends the file.
  private static func footer(
    _ reader: inout ByteReader, version: Int
  ) throws(TZifError) -> PosixTZ? {
    let bytes = try reader.take(reader.remaining, "the footer")
    let newline = UInt8(ascii: "\n")
    guard bytes.count >= 2, bytes.first == newline, bytes.last == newline else {
      throw .truncated("the footer")
    }
    let text = bytes.dropFirst().dropLast()
    if text.isEmpty { return nil }
    guard text.count <= 128 else { throw .malformed("a footer of \(text.count) bytes") }
    guard let rule = PosixTZ(Array(text), extended: version >= 3) else {
      throw .malformed("the footer's TZ string")
    }
    return rule
  }

  /// The footer must give the last transition's offset at that transition (RFC 9636 section 3.3).
  private func checkFooter() throws(TZifError) {
    guard let footer, let last = transitions.last, let type = transitionTypes.last else { return }
    guard footer.segment(containing: last).type.seconds == types[Int(type)].seconds else {
      throw .malformed("a footer that disagrees with the last transition")
    }
  }
}

/// Reads big-endian values off the front of bytes, never past their end.
struct ByteReader {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  var remaining: Int { bytes.count }

  mutating func take(_ count: Int, _ part: String) throws(TZifError) -> ArraySlice<UInt8> {
    guard count <= bytes.count else { throw .truncated(part) }
    defer { bytes = bytes.dropFirst(count) }
    return bytes.prefix(count)
  }

  mutating func skip(_ count: Int, _ part: String) throws(TZifError) {
    _ = try take(count, part)
  }

  mutating func byte(_ part: String) throws(TZifError) -> UInt8 {
    try take(1, part).reduce(0) { _, byte in byte }
  }

  /// An unsigned 32-bit count.
  mutating func count(_ part: String) throws(TZifError) -> Int {
    try take(4, part).reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func integer(_ size: Int, _ part: String) throws(TZifError) -> Int64 {
    Self.signed(try take(size, part))
  }

  /// A two's complement number of 1 to 8 bytes.
  static func signed(_ bytes: ArraySlice<UInt8>) -> Int64 {
    guard let first = bytes.first else { return 0 }
    return bytes.dropFirst().reduce(Int64(Int8(bitPattern: first))) { $0 << 8 | Int64($1) }
  }
}
