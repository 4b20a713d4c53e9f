/// Zones of the United States and Canada, where 12-hour clocks are usual (R13).
enum NorthAmerica {
  static func contains(_ zone: String) -> Bool {
    let areas = [
      "US/", "Canada/", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/",
    ]
    return names.contains(zone) || areas.contains { zone.hasPrefix($0) }
  }

  private static let names: Set<String> = {
    let cities = """
      New_York Chicago Denver Phoenix Los_Angeles Anchorage Juneau Sitka Nome Adak Yakutat \
      Metlakatla Boise Detroit Menominee Indianapolis Fort_Wayne Louisville Shiprock Puerto_Rico \
      Toronto Montreal Winnipeg Edmonton Vancouver Regina Halifax St_Johns Moncton Glace_Bay \
      Goose_Bay Iqaluit Yellowknife Whitehorse Inuvik Thunder_Bay Nipigon Rainy_River \
      Swift_Current \
      Dawson Dawson_Creek Fort_Nelson Creston Cambridge_Bay Rankin_Inlet Resolute Atikokan \
      Coral_Harbour Blanc-Sablon Pangnirtung St_Thomas
      """
    var names = Set(cities.split(separator: " ").map { "America/\($0)" })
    names.formUnion([
      "Pacific/Honolulu", "Pacific/Guam", "EST", "MST", "HST", "EST5EDT", "CST6CDT", "MST7MDT",
      "PST8PDT", "Navajo",
    ])
    return names
  }()
}
