/// Folding of single characters to ASCII: the part of NFKC that matters here, and a short list
/// (R22).
enum Folding {
  /// The bytes that stand for a non-ASCII scalar.
  static func ascii(_ scalar: Unicode.Scalar) -> [UInt8] {
    if let known = table[scalar] { return known }
    switch scalar.value {
    case 0xFF01...0xFF5E: return [UInt8(scalar.value - 0xFF01 + 0x21)]
    case 0x1D400...0x1D6A3:
      let index = UInt8((scalar.value - 0x1D400) % 52)
      return [index < 26 ? 65 + index : 97 + index - 26]
    case 0x1D7CE...0x1D7FF: return [48 + UInt8((scalar.value - 0x1D7CE) % 10)]
    case 0x202A...0x202E, 0x2066...0x2069, 0x200F, 0x61C, 0xFFFD, 0x207A...0x208E, 0x20D0...0x20FF:
      return [NormalizedText.damage]
    default: break
    }
    let properties = scalar.properties
    if properties.isWhitespace { return [UInt8(ascii: " ")] }
    if properties.numericType != nil { return [NormalizedText.damage] }
    if properties.isAlphabetic { return [NormalizedText.foreign] }
    return [NormalizedText.bullet]
  }

  private static let table: [Unicode.Scalar: [UInt8]] = {
    var table: [Unicode.Scalar: [UInt8]] = [:]
    for (ascii, scalars) in groups {
      for scalar in scalars.unicodeScalars { table[scalar] = Array(ascii.utf8) }
    }
    for scalar in "\u{25A1}\u{2610}\u{2751}\u{2752}".unicodeScalars {
      table[scalar] = [NormalizedText.emptyBox]
    }
    table["\u{A9}"] = [NormalizedText.copyright]
    return table
  }()

  /// Letters with accents, and other forms of the same character.
  private static let groups: [(String, String)] = [
    ("a", "àáâãäåāăą"), ("A", "ÀÁÂÃÄÅĀĂĄ"), ("ae", "æ"), ("AE", "Æ"),
    ("b", "\u{1D47}"), ("c", "çćĉċč"), ("C", "ÇĆĈĊČℂℭ"), ("d", "ďđð\u{1D48}"), ("D", "ĎĐÐ"),
    ("e", "èéêëēĕėęě\u{1D49}ℯ"), ("E", "ÈÉÊËĒĔĖĘĚℰ"), ("F", "ℱ"), ("g", "ĝğġģℊ"), ("G", "ĜĞĠĢ"),
    ("h", "ĥħ\u{2B0}ℎ"), ("H", "ĤĦℋℌℍ"), ("i", "ìíîïĩīĭįı"), ("I", "ÌÍÎÏĨĪĬĮİℐℑ"),
    ("k", "ķ"), ("K", "Ķ\u{212A}"), ("l", "ĺļľł\u{2E1}"), ("L", "ĹĻĽŁℒ"), ("m", "\u{1D50}"),
    ("M", "ℳ"), ("n", "ñńņňⁿ"), ("N", "ÑŃŅŇℕ"), ("o", "òóôõöøōŏőº°ℴ"), ("O", "ÒÓÔÕÖØŌŎŐ"),
    ("oe", "œ"), ("OE", "Œ"), ("P", "ℙ"), ("Q", "ℚ"), ("r", "ŕŗř\u{2B3}"), ("R", "ŔŖŘℛℜℝ"),
    ("B", "ℬ"), ("a", "ª"), ("s", "śŝşšș\u{2E2}ſ"), ("S", "ŚŜŞŠȘ"), ("ss", "ß"), ("SS", "ẞ"),
    ("t", "ţťțŧ\u{1D57}"), ("T", "ŢŤȚŦ"), ("th", "þ"), ("TH", "Þ"), ("u", "ùúûüũūŭůűų"),
    ("U", "ÙÚÛÜŨŪŬŮŰŲ"), ("w", "ŵ"), ("W", "Ŵ"), ("y", "ýÿŷ"), ("Y", "ÝŶŸ"), ("z", "źżž"),
    ("Z", "ŹŻŽℤℨ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("ff", "ﬀ"), ("ffi", "ﬃ"), ("ffl", "ﬄ"),
    ("-", "\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{FE58}\u{FE63}\u{2043}"),
    ("'", "\u{2018}\u{2019}\u{201A}\u{201B}\u{2032}\u{B4}\u{2BC}\u{2BB}\u{2039}\u{203A}"),
    ("\"", "\u{201C}\u{201D}\u{201E}\u{201F}\u{2033}\u{AB}\u{BB}"),
    ("...", "\u{2026}"), (":", "\u{2236}\u{A789}\u{FE55}"), ("/", "\u{2044}\u{2215}"),
    (",", "\u{3001}\u{FE50}"), (".", "\u{3002}\u{2024}\u{FE52}"), ("|", "\u{A6}\u{2502}\u{2758}"),
    ("$", "£€¥¢₹"), ("p.m.", "\u{33D8}"), ("a.m.", "\u{33C2}"), ("+", "\u{FE62}\u{FF0B}"),
    ("(", "\u{FE59}\u{3010}\u{3014}"), (")", "\u{FE5A}\u{3011}\u{3015}"),
    ("%", "\u{2264}\u{2265}\u{2260}\u{B1}\u{2213}\u{226E}\u{226F}"), ("?", "\u{BF}\u{203D}"),
    ("~", "\u{2248}\u{223C}\u{2243}\u{2245}\u{2242}"),
  ]
}
