/// Finds the people and desks to ask, with their telephone numbers and mail addresses.
///
/// Lines are handed in one after the other; a new name after a number or an address begins the
/// next contact.
struct ContactScanner {
  static let mostContacts = 200
  /// Numbers and addresses of one contact, together.
  static let mostDetails = 40

  private(set) var contacts: [ReleaseDocument.Contact] = []
  private var current: ReleaseDocument.Contact?
  /// The current contact was named behind a label such as "Contact:".
  private var isLabelled = false
  /// The label itself, for numbers without a name.
  private var label: String?
  private var labelLine = 0

  mutating func read(_ text: String, line: Int) {
    let scalars = text.scalarsWithoutAsterisks()[...]
    let found = ContactDetail.all(in: Array(scalars))
    var start = 0
    for detail in found {
      readNames(
        String(scalars[start..<detail.range.lowerBound]), line: line, isFirst: start == 0,
        hasDetails: true)
      add(detail, line: line)
      start = detail.range.upperBound
    }
    readNames(
      String(scalars[start...]), line: line, isFirst: start == 0, hasDetails: !found.isEmpty)
  }

  /// Ends the contact that is being read, as an empty line does where it has details.
  mutating func endBlock() {
    guard let current, !current.phones.isEmpty || !current.emails.isEmpty else { return }
    finish()
  }

  /// Ends the last contact and hands out all that have a number, an address or a label.
  mutating func finish() {
    if let current, isLabelled || !current.phones.isEmpty || !current.emails.isEmpty {
      if contacts.count < Self.mostContacts { contacts.append(current) }
    }
    (current, isLabelled) = (nil, false)
  }

  private mutating func add(_ detail: ContactDetail, line: Int) {
    guard detail.kind != .address else { return }
    var contact =
      current
      ?? ReleaseDocument.Contact(
        name: label ?? "", phones: [], emails: [], line: label == nil ? line : labelLine)
    guard contact.phones.count + contact.emails.count < Self.mostDetails else { return }
    switch detail.kind {
    case .phone: if !contact.phones.contains(detail.text) { contact.phones.append(detail.text) }
    case .email: if !contact.emails.contains(detail.text) { contact.emails.append(detail.text) }
    case .address: break
    }
    current = contact
  }

  private mutating func readNames(_ text: String, line: Int, isFirst: Bool, hasDetails: Bool) {
    var isFirst = isFirst
    for piece in Self.pieces(
      isFirst && hasDetails ? Self.behindRequest(text) : text)
    {
      if isFirst || current == nil, let label = Self.label(piece) {
        self.label = label
        labelLine = line
        if current.map({ !$0.phones.isEmpty || !$0.emails.isEmpty }) == true { finish() }
        isFirst = false
        continue
      }
      name(piece, line: line, isOwn: isFirst && hasDetails)
      isFirst = false
    }
  }

  /// What follows "please contact" in a sentence; the text itself where no such words stand.
  private static func behindRequest(_ text: String) -> String {
    guard text.utf8.split(separator: Byte.blank).count > 5 else { return text }
    let key = text.lowercased()
    guard key.utf8.count == text.utf8.count else { return text }
    for phrase in Vocabulary.contactPhrases where key.holds(phrase) {
      guard let range = key.ranges(of: phrase).last, range.lowerBound > key.startIndex else {
        continue
      }
      let rest = text.utf8.dropFirst(key.utf8.distance(from: key.startIndex, to: range.upperBound))
      if rest.contains(where: { $0 > 64 }) { return String(decoding: Array(rest), as: UTF8.self) }
    }
    return text
  }

  /// "Media enquiries" from "For media enquiries"; nil when the words are no label.
  private static func label(_ piece: String) -> String? {
    var key = piece.lowercased()
    if !key.utf8.allSatisfy({ $0 < 0x80 }) { key = key.replacing("’", with: "'") }
    guard Vocabulary.contact.longest(at: key) == key.utf8.count else { return nil }
    guard key.hasPrefix("for ") else { return piece }
    let rest = piece.dropFirst(4)
    return rest.prefix(1).uppercased() + rest.dropFirst()
  }

  /// - Parameter isOwn: the piece opens a line that has a number or an address as well.
  private mutating func name(_ piece: String, line: Int, isOwn: Bool) {
    let words = piece.split(separator: " ")
    guard piece.utf8.count <= 80, words.count <= 8,
      words.count < 4 || words.last?.lowercased() != "contact"
    else { return }
    if let current {
      let isOpen = current.phones.isEmpty && current.emails.isEmpty
      if isOpen, !current.name.isEmpty { return }
      if isOpen || current.name.isEmpty {
        self.current?.name = piece
        return
      }
      if Self.isTitle(piece), !isOwn { return }
      finish()
    }
    current = ReleaseDocument.Contact(name: piece, phones: [], emails: [], line: line)
    isLabelled = label != nil && contacts.last?.line != line
  }

  /// A post or an employer, which stands behind a name and opens no contact of its own.
  private static func isTitle(_ piece: String) -> Bool {
    let words = piece.lowercased().split { !$0.isLetter && $0 != "." }.map(String.init)
    return words.contains { Vocabulary.bodies.contains($0) || Vocabulary.posts.contains($0) }
  }

  /// What stands between the separators of a text and may be a name.
  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    for part in text.unicodeScalars.split(whereSeparator: separates) {
      var words = part.split(separator: " ").map(String.init)
      while let first = words.first, isFiller(first) { words.removeFirst() }
      while let last = words.last, isFiller(last), !isPlace(last) { words.removeLast() }
      let whole = part.split(separator: " ").map(String.init).joined(separator: " ")
      let piece = label(whole) == nil ? words.joined(separator: " ") : whole
      guard piece.unicodeScalars.contains(where: \.isLetter),
        !Vocabulary.details.contains(piece.lowercased()), piece.first?.isNumber == false
      else { continue }
      pieces.append(piece)
    }
    return pieces
  }

  private static func separates(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ",", ";", "|", "•", "·", "(", ")", "[", "]", "<", ">", ":", "/", "–", "—", "\t": true
    default: false
    }
  }

  private static let places: Set<String> = [
    "phone", "desk", "office", "line", "hotline", "contact",
  ]

  /// "Press desk", "Duty phone": words that belong to the name at its end.
  private static func isPlace(_ word: String) -> Bool { places.contains(word.lowercased()) }

  private static let fillers: Set<String> = [
    "please", "contact", "-", ".", "o", "y", "e", "a", "bitte", "veuillez",
  ]

  private static func isFiller(_ word: String) -> Bool {
    let key = word.lowercased()
    return Vocabulary.details.contains(key) && word.count > 1
      || fillers.contains(key) && word == key
  }
}
