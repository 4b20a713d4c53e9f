/// Places that the zone data of the machine has by name: a zone that is newer than the tables here
/// is known by its city as soon as its file is there.
enum MachinePlaces {
  private static let areas = [
    "Africa", "America", "America/Argentina", "America/Indiana", "America/Kentucky",
    "America/North_Dakota", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
    "Indian", "Pacific",
  ]

  /// The zones whose names end with a place: `Coyhaique` gives `America/Coyhaique`.
  static func zones(of place: String, in zones: ZoneDatabase) -> [String] {
    let city = place.split(separator: " ").map { word in
      word.prefix(1).uppercased() + word.dropFirst().lowercased()
    }.joined(separator: "_")
    return areas.map { "\($0)/\(city)" }.filter { (try? zones.rules(for: $0)) != nil }
  }
}
