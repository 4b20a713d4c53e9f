/// What a person may have meant by a date that was refused, with the clock and zone of the stamp.
struct Alternatives {
  let statement: Statement
  let resolver: ZoneResolver

  /// One candidate for each day that the date could be, ascending; empty where the rest of the
  /// stamp is not certain either.
  func candidates(for refusal: StampRefusal) -> [Candidate] {
    var found: [Candidate] = []
    for day in days(for: refusal.reason) {
      let rules = ClockRules(statement: statement, resolver: resolver, days: [day])
      guard let reading = try? rules.reading(),
        !found.contains(where: { $0.instant == reading.instant })
      else { continue }
      found.append(
        Candidate(
          instant: reading.instant,
          write: StampWriting.text(
            reading.instant, reading.zone, resolver.zones, hasWeekday: true)))
    }
    return found.sorted { $0.instant < $1.instant }
  }

  /// R10: the date as written, and the nearest one with the weekday; R11: both orders.
  private func days(for reason: RefusalReason) -> [CivilDateTime] {
    guard statement.dates.count == 1, let phrase = statement.date(statement.dates[0]),
      case .full(let year) = phrase.year, 1970...2099 ~= year
    else { return [] }
    let real = phrase.days.compactMap {
      CivilDateTime(year: year, month: $0.month, day: $0.day)
    }
    switch reason {
    case .dateAmbiguous: return real
    case .weekday:
      let weekday = statement.weekdays.first.flatMap { statement.weekday($0) }
      let near = real.flatMap { day in
        (-3...3).map { CivilDateTime(Instant(seconds: day.secondsFromEpoch + $0 * 86_400)) }
          .filter { $0.weekday == weekday }
      }
      return real + near
    default: return []
    }
  }
}
