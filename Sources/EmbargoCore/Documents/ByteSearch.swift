/// Looks for single bytes, eight at a time: most bytes of a text are none of those.
extension Span<UInt8> {
  func holds(_ byte: UInt8) -> Bool { first(byte, or: byte, from: 0) < count }

  /// Where the first of two bytes stands, from `start` on; the end where there is none.
  func first(_ one: UInt8, or other: UInt8, from start: Int) -> Int {
    withUnsafeBytes { bytes in
      var index = start
      let (ones, others) = (Self.repeated(one), Self.repeated(other))
      while index + 8 <= bytes.count {
        let eight = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        if Self.hasZero(eight ^ ones) || Self.hasZero(eight ^ others) { break }
        index += 8
      }
      while index < bytes.count, bytes[index] != one, bytes[index] != other { index += 1 }
      return index
    }
  }

  private static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

  /// One of the eight bytes is zero: only there does a borrow reach a highest bit that was clear.
  private static func hasZero(_ eight: UInt64) -> Bool {
    (eight &- 0x0101_0101_0101_0101) & ~eight & 0x8080_8080_8080_8080 != 0
  }
}
