import EmbargoTime

/// The reader of stamps: a byte for `Mode`, then the line.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzStamp(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Harness.input(start, count)
  guard let first = input.first else { return 0 }
  StampPromises(
    mode: Mode(byte: first), line: String(decoding: input.dropFirst(), as: UTF8.self)
  ).check()
  return 0
}

/// What holds for any line.
private struct StampPromises {
  let mode: Mode
  let line: String
  private let reader = Harness.reader

  init(mode: Mode, line: String) { (self.mode, self.line) = (mode, line) }

  func check() {
    let outcome = reader.read(line, context: mode.context)
    Harness.expect(reader.read(line, context: mode.context) == outcome, "read twice, differently")
    switch outcome {
    case .instant(let reading):
      expectWords(reading.stamp, reading.range)
      expectSound(reading)
    case .immediate(let stamp, let range): expectWords(stamp, range)
    case .refused(let refusal):
      Harness.expect(!refusal.message.isEmpty, "a refusal that says nothing")
      if let range = refusal.range { expectWords(refusal.stamp ?? "", range) }
      expectCandidates(refusal)
    }
    expectSameWithOtherBlanks(outcome)
    _ = reader.parts(of: line)
    expectSameInstant()
  }

  /// The other forms of a time that people and programs hand in.
  private func expectSameInstant() {
    _ = Span(duration: line)
    // An offset may lead from the last year that is read into the next.
    guard let instant = Instant(rfc3339: line), 1678...2261 ~= CivilDateTime(instant).year else {
      return
    }
    Harness.expect(Instant(rfc3339: instant.rfc3339) == instant, "\(instant.rfc3339)")
  }

  /// The words stand at their place in the line.
  private func expectWords(_ stamp: String, _ range: Range<Int>) {
    let bytes = Array(line.utf8)
    let isInside = 0 <= range.lowerBound && range.upperBound <= bytes.count
    Harness.expect(isInside, "\(range) lies outside the line")
    Harness.expect(
      bytes[range].elementsEqual(stamp.utf8), "the words at \(range) are not \"\(stamp)\"")
  }

  /// R24, and the parts of a reading fit together.
  private func expectSound(_ reading: Reading) {
    Harness.expect(1970...2099 ~= reading.civil.year, "the year \(reading.civil.year)")
    Harness.expect(reading.instant.nanoseconds >= 0, "\(reading.instant.rfc3339) is before 1970")
    Harness.expect(
      CivilDateTime(reading.instant, offset: reading.offset) == reading.civil,
      "\(reading.civil.iso8601) at \(reading.offset) is not \(reading.instant.rfc3339)")
    let written = reader.write(reading.instant, zone: reading.zone)
    expectReads(written, as: reading.instant)
  }

  private func expectCandidates(_ refusal: StampRefusal) {
    let instants = refusal.candidates.map(\.instant)
    Harness.expect(
      zip(instants, instants.dropFirst()).allSatisfy(<), "candidates are not ascending")
    for candidate in refusal.candidates { expectReads(candidate.write, as: candidate.instant) }
  }

  private func expectReads(_ text: String, as instant: Instant) {
    let outcome = reader.read("Embargoed until \(text)")
    if case .instant(let reading) = outcome, reading.instant == instant { return }
    Harness.expect(false, "\"\(text)\" for \(instant.rfc3339) reads as \(outcome)")
  }

  /// R22: which blank stands between words does not change what they say.
  private func expectSameWithOtherBlanks(_ outcome: StampOutcome) {
    var other = ""
    for scalar in line.unicodeScalars {
      if scalar == " " { other += mode.blank } else { other.unicodeScalars.append(scalar) }
    }
    let found = reader.read(other, context: mode.context)
    switch (outcome, found) {
    case (_, .refused), (.refused, _), (.immediate, .immediate): return
    case (.instant(let left), .instant(let right)) where left.instant == right.instant: return
    default: Harness.expect(false, "with other blanks \(outcome) became \(found)")
    }
  }
}
