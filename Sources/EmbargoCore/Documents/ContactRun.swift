/// Finds runs of lines that say whom to ask.
extension LineScan {
  /// The end of the run of contact lines that begins at `index`; nil when none begins there.
  ///
  /// - Parameter mayBeUnlabelled: a number or an address is enough, without "Contact:".
  func contactEnd(_ index: Int, mayBeUnlabelled: Bool) -> Int? {
    let opening = opening(index)
    let isLabelled =
      opening?.role == .contact || startsWithLabel(index)
      || asksToContact(index) || asksBelow(index)
    guard isLabelled || mayBeUnlabelled && isUnlabelled(index) else { return nil }
    var end = index + 1
    var hasFound = hasDetails(index)
    while end < count {
      if isBlank(end) {
        guard let block = next(end), isContactBlock(block) else { break }
        end = block
        continue
      }
      if isForeign(end) { break }
      if hasDetails(end), shapes[end].length <= 240 {
        hasFound = true
      } else if !isWebLine(end) {
        let isName = !hasFound && end == index + 1 && opening?.role == .contact
        guard leadsToDetails(end, isLabelled: isLabelled) || isName && isShort(end) else { break }
      }
      end += 1
    }
    if !hasFound, opening?.isAlone == true, end == index + 1 { return nil }
    return end
  }

  private func mayBeginWithLabel(_ index: Int) -> Bool {
    shapes[index].initials.map { Vocabulary.contact.mayBegin(with: $0) } ?? true
  }

  private func startsWithLabel(_ index: Int) -> Bool {
    guard mayBeginWithLabel(index) else { return false }
    let key = shapes[index].key
    guard let length = Vocabulary.contact.longest(at: key) else { return false }
    let rest = key.utf8.dropFirst(length).drop {
      $0 == Byte.blank || $0 == Byte.opening || $0 == Byte.closing
    }
    return rest.first == Byte.colon && shapes[index].length <= 300 || hasDetails(index)
  }

  /// "For more information, case studies or an interview contact:", above numbers or addresses.
  private func asksBelow(_ index: Int) -> Bool {
    guard shapes[index].words <= 20, shapes[index].plain.utf8.contains(Byte.colon) else {
      return false
    }
    let key = shapes[index].key
    guard key.utf8.last == Byte.colon,
      Vocabulary.contact.longest(at: key) != nil
        || Vocabulary.contactPhrases.contains(where: { (key + " ").holds($0) }),
      let next = next(index + 1)
    else { return false }
    return next <= index + 2 && leadsToDetails(next, isLabelled: false)
  }

  /// A sentence that says whom to ask: "please contact … at …".
  private func asksToContact(_ index: Int) -> Bool {
    guard shapes[index].words <= 45, hasDetails(index) else { return false }
    let key = shapes[index].key
    return Vocabulary.contactPhrases.contains { key.holds($0) }
  }

  /// A short line with a mail address or a number, or a name above one.
  private func isUnlabelled(_ index: Int) -> Bool {
    guard shapes[index].length <= 120, shapes[index].heading == 0 else { return false }
    if hasDetails(index) { return shapes[index].words <= 16 }
    return isShort(index) && shapes[index].words <= 6 && leadsToDetails(index, isLabelled: false)
  }

  private func isShort(_ index: Int) -> Bool {
    shapes[index].length <= 80 && shapes[index].words <= 9 && shapes[index].heading == 0
  }

  private func isWebLine(_ index: Int) -> Bool {
    isShort(index) && details(index).contains { $0.kind == .address }
  }

  /// The line belongs to something else than a contact.
  private func isForeign(_ index: Int) -> Bool {
    if roles[index] != nil || shapes[index].heading > 0 || Headings.isEndMark(shapes[index]) {
      return true
    }
    if releaseLine(index) != nil || isHead && !hasDetails(index) && stamp(index) != nil {
      return true
    }
    guard let opening = opening(index) else { return false }
    return opening.role != .contact
  }

  /// Lines of the same block, all short, lead to one with a number or an address.
  private func leadsToDetails(_ index: Int, isLabelled: Bool) -> Bool {
    let end = min(index + 5, count)
    guard let found = (index..<end).first(where: { hasDetails($0) || isBlank($0) }),
      hasDetails(found), shapes[found].length <= 240, roles[found] == nil
    else { return false }
    return (index..<found).allSatisfy { line in
      let isPlain = isLabelled && shapes[line].length <= 90 && shapes[line].words <= 20
      return (isShort(line) || isPlain) && shapes[line].heading == 0 && !isForeign(line)
    }
  }

  /// The block is made of short lines only and has a number or an address.
  private func isContactBlock(_ start: Int) -> Bool {
    var line = start
    var hasFound = false
    while line < count, !isBlank(line), line - start < 8 {
      if isForeign(line) || Headings.isPaper(shapes[line]) { return false }
      guard shapes[line].length <= 120, shapes[line].words <= 14, !isProse(line) else {
        return false
      }
      hasFound = hasFound || hasDetails(line)
      line += 1
    }
    return hasFound
  }
}
