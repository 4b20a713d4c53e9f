import EmbargoTime

extension StampSearch {
  func decide() -> DocumentReading {
    if let excess {
      return .refused(
        StampRefusal(
          .conflict,
          "More than \(StampGroups.most) lines begin with release words or hold a stamp."),
        line: excess)
    }
    let certain = statements.filter { $0.reading != nil }
    let immediate = statements.filter {
      if case .immediate = $0.outcome { return true } else { return false }
    }
    if let refusal = firstRefusal(beside: certain) { return refusal }
    guard let first = preferred(certain), let reading = first.reading else {
      return withoutInstant(immediate)
    }
    for other in certain where other.reading?.instant != reading.instant {
      return conflict(first, other)
    }
    guard let now = immediate.first else { return embargo(first, reading, note: nil) }
    return beside(now, first, reading, certain)
  }

  /// The statement whose words are shown: the text's own before the front matter's.
  private func preferred(_ certain: [StampStatement]) -> StampStatement? {
    certain.first { $0.kind == .release } ?? certain.first { $0.kind == .bare } ?? certain.first
  }

  /// A statement that cannot be read and that no certain one settles.
  private func firstRefusal(beside certain: [StampStatement]) -> DocumentReading? {
    for statement in statements where !statement.isMarker {
      guard let refusal = statement.refusal else { continue }
      if statement.kind == .doubtful,
        certain.contains(where: { $0.kind == .release || $0.kind == .frontMatter })
      {
        continue
      }
      let isSettled = certain.contains { other in
        guard let reading = other.reading else { return false }
        if refusal.candidates.contains(where: { $0.instant == reading.instant }) { return true }
        return !statement.facts.hasClock
          && statement.facts.date.map { date in
            date.daysFromEpoch == reading.civil.daysFromEpoch
          } == true
      }
      if !isSettled {
        return .refused(refusal, line: statement.line(at: refusal.range?.lowerBound))
      }
    }
    return nil
  }

  private func withoutInstant(_ immediate: [StampStatement]) -> DocumentReading {
    let markers = statements.filter { $0.isMarker && $0.facts.opening == .embargo }
    if let now = immediate.first {
      if let marker = markers.first {
        return .refused(
          StampRefusal(
            .conflict,
            "\(place(now)) says that the release is immediate, \(place(marker)) that it is under "
              + "embargo: keep one of them."), line: marker.line(at: nil))
      }
      return immediateRelease(now)
    }
    let marker = markers.first { $0.refusal?.reason != .noStamp }
    if let marker, let refusal = marker.refusal {
      return .refused(refusal, line: marker.line(at: refusal.range?.lowerBound))
    }
    return .refused(
      StampRefusal(
        .noStamp,
        "No release line and no stamp stand before the first paragraph: write FOR IMMEDIATE "
          + "RELEASE, or EMBARGOED UNTIL with a date, a clock and a zone, above the text."),
      line: nil)
  }

  /// RULES D3: now, unless a full date of the head lies after the day of submission.
  private func immediateRelease(_ statement: StampStatement) -> DocumentReading {
    guard case .immediate(let stamp, _) = statement.outcome else {
      return .refused(
        StampRefusal(.noStamp, "No release line was found."), line: nil)
    }
    var dates = dates
    if let date = statement.facts.date, let line = statement.lines.first {
      dates.insert((line, date), at: 0)
    }
    if let submitted = context.submitted ?? now {
      let today = CivilDateTime(submitted, offset: senderOffset(submitted)).daysFromEpoch
      for (line, date) in dates where date.daysFromEpoch > today {
        return .refused(
          StampRefusal(
            .noTime,
            "\(place(statement)) says that the release is immediate, but line \(line) has a date "
              + "to come (\(Self.day(date))) and no clock: write the clock and the zone beside "
              + "the date, or take the date out."), line: line)
      }
    }
    return .immediate(stamp: stamp)
  }

  /// The offset in seconds that tells the sender's day: of the context's zone, or none.
  private func senderOffset(_ instant: Instant) -> Int {
    guard let zone = context.zone else { return 0 }
    do throws(ZoneError) {
      return try reader.zones.rules(for: zone).offset(at: instant).seconds
    } catch {
      return 0
    }
  }

  /// RULES D2 and D5: "immediate" together with a stamp.
  private func beside(
    _ immediate: StampStatement, _ first: StampStatement, _ reading: Reading,
    _ certain: [StampStatement]
  ) -> DocumentReading {
    let markers = statements.filter { $0.isMarker && $0.facts.opening == .embargo }
    if let embargo = certain.first(where: { $0.kind == .release }) ?? markers.first {
      return .refused(
        StampRefusal(
          .conflict,
          "\(place(immediate)) says that the release is immediate, \(place(embargo)) that it is "
            + "under embargo\(meaning(embargo)): keep one of them."),
        line: embargo.line(at: nil) ?? immediate.line(at: nil))
    }
    if let matter = certain.first(where: { $0.kind == .frontMatter }) {
      return embargo(
        matter, reading,
        note: "\(place(immediate)) says that the release is immediate; the embargo of the front "
          + "matter holds it until then.")
    }
    var note =
      "\(place(immediate)) says that the release is immediate and stands apart from the stamp "
      + "(\(first.place)): the stamp says when it is released."
    if let now {
      note +=
        reading.instant > now
        ? " It is still to come, so the release waits for it."
        : " It passed \(Age.text(now - reading.instant)) ago, so the release goes out at once."
    }
    return .at(reading, note: joined([note] + datelineNotes(reading)))
  }

  /// RULES D4 and D6.
  private func embargo(
    _ statement: StampStatement, _ reading: Reading, note: String?
  ) -> DocumentReading {
    if let now, reading.instant <= now {
      return .refused(
        StampRefusal(
          .past,
          "The embargo in \(statement.place) ended \(Age.text(now - reading.instant)) ago "
            + "(\(reading.instant.rfc3339)): correct the stamp, or say that the release should go "
            + "out at once.", stamp: reading.stamp, range: reading.range),
        line: statement.line(at: reading.range.lowerBound))
    }
    return .at(reading, note: joined([note].compactMap { $0 } + datelineNotes(reading)))
  }

  private func datelineNotes(_ reading: Reading) -> [String] {
    let day = reading.civil.daysFromEpoch
    guard let other = dates.first(where: { abs($0.date.daysFromEpoch - day) > 1 }) else {
      return []
    }
    return [
      "Line \(other.line) is dated \(Self.day(other.date)), more than a day from the stamp "
        + "(\(Self.day(reading.civil))); the stamp counts."
    ]
  }

  private func joined(_ notes: [String]) -> String? {
    notes.isEmpty ? nil : notes.joined(separator: " ")
  }

  private func conflict(_ left: StampStatement, _ right: StampStatement) -> DocumentReading {
    let readings = [left, right].compactMap(\.reading).sorted { $0.instant < $1.instant }
    return .refused(
      StampRefusal(
        .conflict,
        "\(place(left)) and \(right.place) disagree: \(left.place)\(meaning(left)), "
          + "\(right.place)\(meaning(right)).",
        candidates: readings.map { Candidate(instant: $0.instant, write: $0.stamp) }),
      line: right.line(at: right.reading?.range.lowerBound) ?? left.line(at: nil))
  }

  private func place(_ statement: StampStatement) -> String {
    statement.place.prefix(1).uppercased() + statement.place.dropFirst()
  }

  private func meaning(_ statement: StampStatement) -> String {
    guard let reading = statement.reading else { return "" }
    return " (\"\(reading.stamp)\") means \(reading.instant.rfc3339)"
  }

  private static func day(_ civil: CivilDateTime) -> String { String(civil.iso8601.prefix(10)) }
}

/// The length of time since something, in words for people.
enum Age {
  /// `45 seconds`, `3 hours`, `2 years`: rounded down, one unit.
  static func text(_ span: Span) -> String {
    let seconds = max(0, span.nanoseconds / 1_000_000_000)
    let units: [(String, Int64)] = [
      ("year", 31_556_952), ("month", 2_629_746), ("day", 86_400), ("hour", 3600),
      ("minute", 60),
    ]
    let unit = units.first { seconds >= $0.1 } ?? ("second", 1)
    let count = seconds / unit.1
    return "\(count) \(unit.0)\(count == 1 ? "" : "s")"
  }
}
