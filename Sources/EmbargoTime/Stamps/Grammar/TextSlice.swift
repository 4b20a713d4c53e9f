/// A piece of a text of the data tables, which are ASCII and live as long as the program: cut
/// without copying.
struct TextSlice: Sendable {
  private let whole: String
  private let range: Range<Int>

  init(_ text: String) { (whole, range) = (text, 0..<text.utf8.count) }

  private init(_ whole: String, _ range: Range<Int>) { (self.whole, self.range) = (whole, range) }

  var text: String {
    let utf8 = whole.utf8
    let from = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    return String(whole[from..<utf8.index(from, offsetBy: range.count)])
  }

  /// Its items between commas.
  var items: [String] {
    var items: [String] = []
    forEachItem { _, item in items.append(item.text) }
    return items
  }

  func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    var whole = whole
    return whole.withUTF8 { body(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  /// Hands over each item without the blanks around it; empty ones are left out.
  func forEachItem(
    separator: Unicode.Scalar = ",",
    _ body: (UnsafeBufferPointer<UInt8>, TextSlice) -> Void
  ) {
    let separator = UInt8(ascii: separator)
    withBytes { bytes in
      var start = 0
      while start < bytes.count {
        let end = bytes[start...].firstIndex(of: separator) ?? bytes.count
        let item = Self.trimmed(bytes, start..<end)
        if !item.isEmpty {
          let place = range.lowerBound + item.lowerBound
          body(
            UnsafeBufferPointer(rebasing: bytes[item]),
            TextSlice(whole, place..<place + item.count))
        }
        start = end + 1
      }
    }
  }

  /// What stands before and behind the first such character; nil where there is none.
  func split(at separator: Unicode.Scalar) -> (head: TextSlice, tail: TextSlice)? {
    withBytes { bytes in
      bytes.firstIndex(of: UInt8(ascii: separator)).map {
        let place = range.lowerBound + $0
        return (
          TextSlice(whole, range.lowerBound..<place), TextSlice(whole, place + 1..<range.upperBound)
        )
      }
    }
  }

  private static func trimmed(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, bytes[start] <= 32 { start += 1 }
    while end > start, bytes[end - 1] <= 32 { end -= 1 }
    return start..<end
  }
}
