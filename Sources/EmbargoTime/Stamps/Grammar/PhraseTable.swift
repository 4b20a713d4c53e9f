/// Phrases of lower-case words with blanks between them, found by their bytes.
///
/// Open addressing over one buffer of bytes: some 6,000 phrases are entered in well under a
/// millisecond, because nothing is allocated for each of them, and a line is looked up without
/// making strings.
struct PhraseTable: Sendable {
  private struct Phrase {
    var hash: UInt32
    var start: Int32
    var length: Int32
  }

  private var bytes: [UInt8] = []
  private var phrases: [Phrase] = []
  /// Indices into `phrases`, or -1; the size is a power of two, at most half full.
  private var slots: [Int32]

  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    phrases.reserveCapacity(capacity)
    bytes.reserveCapacity(capacity * 14)
  }

  var count: Int { phrases.count }

  /// The hash of no bytes, to go on from with `hash`.
  static let seed: UInt32 = 2_166_136_261

  /// FNV-1a; the hash of a longer phrase goes on from that of its beginning.
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>, from seed: UInt32 = seed) -> UInt32 {
    var hash = seed
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return hash
  }

  /// The number of a phrase; nil when it is not in the table.
  func find(_ phrase: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Int? {
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let known = phrases[Int(slots[slot])]
      if known.hash == hash, known.length == phrase.count, stands(phrase, at: Int(known.start)) {
        return Int(slots[slot])
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func stands(_ phrase: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      for index in phrase.indices where bytes[start + index] != phrase[index] { return false }
      return true
    }
  }

  /// Enters a phrase, if it is not there yet; its number.
  mutating func enter(_ phrase: UnsafeBufferPointer<UInt8>) -> Int {
    let hash = Self.hash(phrase)
    if let known = find(phrase, hash: hash) { return known }
    if phrases.count * 2 >= slots.count { grow() }
    phrases.append(
      Phrase(hash: hash, start: Int32(bytes.count), length: Int32(phrase.count)))
    bytes.append(contentsOf: phrase)
    place(phrases.count - 1)
    return phrases.count - 1
  }

  private mutating func place(_ index: Int) {
    var slot = Int(phrases[index].hash) & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(index)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for index in phrases.indices { place(index) }
  }
}
