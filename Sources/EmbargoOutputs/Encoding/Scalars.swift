extension String.UnicodeScalarView {
  /// Appends in place. The `append(contentsOf:)` of the standard library (Swift 6.3) copies all
  /// that is there already: the time for a text grows with the square of its length.
  mutating func add(_ scalars: some Sequence<Unicode.Scalar>) {
    for scalar in scalars { append(scalar) }
  }
}

extension StringProtocol {
  /// With other words in the place of some scalars; nil: the scalar stays.
  func replacing(_ replacement: (Unicode.Scalar) -> String?) -> String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if let words = replacement(scalar) {
        text.add(words.unicodeScalars)
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }
}
