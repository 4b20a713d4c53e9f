/// Writes the line for the head of a release out of an instant, as several places see it.
///
/// What it writes has been read back to the same instant, or it is not returned.
struct StampComposer {
  let reader: StampReader
  let instant: Instant

  /// How a place's clock is named: from the form that people like best to the one that is always
  /// certain.
  private enum Naming: CaseIterable { case abbreviation, place, offset }

  private struct View {
    var zone: ZoneIdentity
    var civil: CivilDateTime
    /// Its abbreviation, and whether that is one that people write (`EDT`, not `+03`).
    var abbreviation: String
    var offset: Int
  }

  /// Nil when there is no way to write it that reads back to the instant.
  func line(_ zones: [ZoneIdentity]) throws(ZoneError) -> String? {
    var views: [View] = []
    for zone in zones { views.append(try view(zone)) }
    guard let first = views.first else { return nil }
    var groups: [[View]] = []
    for view in views {
      if let place = groups.firstIndex(where: { Self.isSameDay($0[0].civil, view.civil) }) {
        groups[place].append(view)
      } else {
        groups.append([view])
      }
    }
    for naming in Naming.allCases {
      let parts = groups.enumerated().map { number, views in
        text(views, naming, hasYear: number == 0 || views[0].civil.year != first.civil.year)
      }
      let line = "EMBARGOED UNTIL " + parts.joined(separator: "; ")
      if case .instant(let reading) = reader.read(line), reading.instant == instant { return line }
    }
    return nil
  }

  private func view(_ zone: ZoneIdentity) throws(ZoneError) -> View {
    switch zone {
    case .fixed(let offset):
      return View(
        zone: zone, civil: CivilDateTime(instant, offset: offset), abbreviation: "",
        offset: offset)
    case .named(let name):
      let found = try reader.zones.rules(for: name).offset(at: instant)
      return View(
        zone: zone, civil: CivilDateTime(instant, offset: found.seconds),
        abbreviation: found.abbreviation, offset: found.seconds)
    }
  }

  private static func isSameDay(_ left: CivilDateTime, _ right: CivilDateTime) -> Bool {
    left.daysFromEpoch == right.daysFromEpoch
  }

  /// `5:00 p.m. EDT (22:00 BST) Tuesday, September 19, 2023`; what follows needs no year.
  private func text(_ views: [View], _ naming: Naming, hasYear: Bool) -> String {
    let clocks = views.map { "\(clock($0)) \(name($0, naming))" }
    let others = clocks.count > 1 ? " (\(clocks.dropFirst().joined(separator: ", ")))" : ""
    let civil = views[0].civil
    let date = "\(civil.weekday.name), \(civil.monthName) \(civil.day)"
    return clocks[0] + others + " \(date)" + (hasYear ? ", \(civil.year)" : "")
  }

  /// With a.m. and p.m. where people use them, else with 24 hours.
  private func clock(_ view: View) -> String {
    guard case .named(let name) = view.zone, NorthAmerica.contains(name),
      view.civil.nanosecond == 0
    else { return view.civil.clock24 }
    return view.civil.clock12
  }

  private func name(_ view: View, _ naming: Naming) -> String {
    let offset = view.offset == 0 ? "UTC" : "UTC\(UTCOffset.text(view.offset))"
    guard case .named(let name) = view.zone, naming != .offset else { return offset }
    if naming == .abbreviation, view.abbreviation.utf8.allSatisfy({ 65...90 ~= $0 }) {
      return view.abbreviation
    }
    guard let place = ZoneIdentity.place(name) else { return name }
    return Lexicon.shared.places(Lexicon.key(place)) == [name] ? "\(place) time" : name
  }
}
