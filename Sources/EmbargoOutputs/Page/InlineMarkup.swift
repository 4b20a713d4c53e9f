/// What a piece of text is written in: the words, emphasis and links of a paragraph.
///
/// Everything is escaped, so that the text is read as it was written whatever it holds.
enum InlineMarkup {
  case html
  case markdown
  /// The words alone, as they are.
  case words

  /// Words alone.
  func escaped(_ text: some StringProtocol) -> String {
    switch self {
    case .html: HTMLText.escaped(text)
    case .markdown: MarkdownText.escaped(text)
    case .words: String(text)
    }
  }

  /// Words with their web and mail addresses made into links.
  func linked(_ text: some StringProtocol) -> String {
    LinkedWords.pieces(text).map { piece in
      switch piece {
      case .words(let words): escaped(words)
      case .link(let words, let address): link(words, to: address)
      }
    }.joined()
  }

  /// A link; the caller has checked that the address begins with a scheme that runs nothing.
  func link(_ words: some StringProtocol, to address: String) -> String {
    switch self {
    case .html: HTMLText.link(address, words: HTMLText.escaped(words))
    case .markdown: MarkdownText.link(words, to: address)
    case .words: String(words)
    }
  }

  /// Something written already, stressed.
  func stressed(_ inner: String, strongly: Bool) -> String {
    switch self {
    case .html: strongly ? "<strong>\(inner)</strong>" : "<em>\(inner)</em>"
    case .markdown: strongly ? "**\(inner)**" : "*\(inner)*"
    case .words: inner
    }
  }
}

extension Unicode.Scalar {
  /// Control characters other than tab and line feed, and noncharacters: what HTML and XML must not
  /// hold. All rendered formats but JSON, which can hold them, show U+FFFD in their place.
  var isForbiddenInMarkup: Bool {
    switch value {
    case 0x09, 0x0a: false
    case 0x00...0x1f, 0x7f...0x9f, 0xfdd0...0xfdef: true
    default: value & 0xfffe == 0xfffe
    }
  }
}
