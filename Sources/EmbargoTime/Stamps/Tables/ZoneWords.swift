/// Zone words that are no places: abbreviations, spelled-out names and generic words.
enum ZoneWords {
  /// Words of which the wall clock of one place is meant (R2): `zone: word, word`.
  ///
  /// Each is also known with "time" behind it, and with "US" before it.
  static let generic = """
    America/New_York: et, eastern
    America/Chicago: ct, central
    America/Denver: mt, mountain
    America/Los_Angeles: pt, pacific
    """

  /// Generic words with several meanings: the places that use them.
  static let ambiguousGeneric = """
    nt: America/St_Johns, Australia/Darwin
    atlantic: America/Halifax, America/Puerto_Rico
    hora del centro: America/Chicago, America/Mexico_City
    hora central: America/Chicago, America/Mexico_City
    """

  /// Abbreviations that state an offset (R3, R5): `name minutes zone; minutes zone`.
  ///
  /// Those of the tz database as of 2025b, and those that people write where it has a number.
  static let abbreviations = """
    EST -300 America/New_York
    EDT -240 America/New_York
    CDT -300 America/Chicago
    MST -420 America/Denver
    MDT -360 America/Denver
    PST -480 America/Los_Angeles
    PDT -420 America/Los_Angeles
    AKST -540 America/Anchorage
    AKDT -480 America/Anchorage
    HST -600 Pacific/Honolulu
    HAST -600 Pacific/Honolulu
    ADT -180 America/Halifax
    NST -210 America/St_Johns
    NDT -150 America/St_Johns
    HNE -300 America/Toronto
    HAE -240 America/Toronto
    HNC -360 America/Winnipeg
    HAC -300 America/Winnipeg
    HNR -420 America/Edmonton
    HAR -360 America/Edmonton
    HNP -480 America/Vancouver
    HAP -420 America/Vancouver
    HNA -240 America/Halifax
    HAA -180 America/Halifax
    HNT -210 America/St_Johns
    HAT -150 America/St_Johns; -600 Pacific/Honolulu
    WET 0 Europe/Lisbon
    WEST 60 Europe/Lisbon
    CET 60 Europe/Paris
    CEST 120 Europe/Paris
    MET 60 Europe/Brussels
    MEST 120 Europe/Brussels
    MEZ 60 Europe/Berlin
    MESZ 120 Europe/Berlin
    EET 120 Europe/Athens
    EEST 180 Europe/Athens
    MSK 180 Europe/Moscow
    TRT 180 Europe/Istanbul
    SAST 120 Africa/Johannesburg
    EAT 180 Africa/Nairobi
    CAT 120 Africa/Maputo
    WAT 60 Africa/Lagos
    IDT 180 Asia/Jerusalem
    JST 540 Asia/Tokyo
    KST 540 Asia/Seoul
    HKT 480 Asia/Hong_Kong
    SGT 480 Asia/Singapore
    MYT 480 Asia/Kuala_Lumpur
    PHT 480 Asia/Manila
    ICT 420 Asia/Bangkok
    WIB 420 Asia/Jakarta
    WITA 480 Asia/Makassar
    WIT 540 Asia/Jayapura
    NPT 345 Asia/Kathmandu
    PKT 300 Asia/Karachi
    UZT 300 Asia/Tashkent
    IRST 210 Asia/Tehran
    AEST 600 Australia/Sydney
    AEDT 660 Australia/Sydney
    ACST 570 Australia/Adelaide
    ACDT 630 Australia/Adelaide
    AWST 480 Australia/Perth
    NZST 720 Pacific/Auckland
    NZDT 780 Pacific/Auckland
    CHAST 765 Pacific/Chatham
    CHADT 825 Pacific/Chatham
    CHST 600 Pacific/Guam
    FJT 720 Pacific/Fiji
    BRT -180 America/Sao_Paulo
    ART -180 America/Argentina/Buenos_Aires
    CLT -240 America/Santiago
    CLST -180 America/Santiago
    COT -300 America/Bogota
    PET -300 America/Lima
    UYT -180 America/Montevideo
    VET -240 America/Caracas
    BOT -240 America/La_Paz
    IST 330 Asia/Kolkata; 120 Asia/Jerusalem; 60 Europe/Dublin
    CST -360 America/Chicago; 480 Asia/Shanghai; -300 America/Havana
    BST 60 Europe/London; 360 Asia/Dhaka; 660 Pacific/Bougainville
    AST -240 America/Halifax; 180 Asia/Riyadh
    GST 240 Asia/Dubai; -120 Atlantic/South_Georgia
    SST -660 Pacific/Pago_Pago; 480 Asia/Singapore
    AMT -240 America/Manaus; 240 Asia/Yerevan
    ECT -300 America/Guayaquil; -240 America/Port_of_Spain
    WST 780 Pacific/Apia; 480 Australia/Perth; 60 Africa/El_Aaiun
    """

  /// Abbreviations that are also words of a language: taken only where a clock stands right before.
  static let alsoWords: Set<String> = [
    "art", "eat", "cat", "pet", "cot", "met", "wat", "wit", "hat", "bot", "est", "west", "nt",
    "et", "ct", "mt", "pt", "vet", "har", "mest", "z", "ut", "tu", "hap", "ist",
  ]

  /// Spelled-out names that state an offset and are certain (R5): `minutes zone: name, name`.
  static let spelled = """
    -300 America/New_York: eastern standard, eastern standard time, us eastern standard time
    -240 America/New_York: eastern daylight, eastern daylight time, eastern daylight saving time, \
    eastern daylight savings time, us eastern daylight time, eastern summer time
    -360 America/Chicago: central standard, central standard time, us central standard time
    -300 America/Chicago: central daylight, central daylight time, central daylight saving time, \
    us central daylight time
    -420 America/Denver: mountain standard, mountain standard time
    -360 America/Denver: mountain daylight, mountain daylight time, mountain daylight saving time
    -480 America/Los_Angeles: pacific standard, pacific standard time, us pacific standard time
    -420 America/Los_Angeles: pacific daylight, pacific daylight time, \
    pacific daylight saving time, \
    us pacific daylight time
    -540 America/Anchorage: alaska standard time
    -480 America/Anchorage: alaska daylight time
    -600 Pacific/Honolulu: hawaii standard time, hawaii aleutian standard time
    -240 America/Halifax: atlantic standard time, heure normale de l atlantique
    -180 America/Halifax: atlantic daylight time, heure avancee de l atlantique
    -210 America/St_Johns: newfoundland standard time
    -150 America/St_Johns: newfoundland daylight time
    -300 America/Toronto: heure normale de l est, heure normale de l est hne
    -240 America/Toronto: heure avancee de l est, heure avancee de l est hae
    -420 America/Edmonton: heure normale des rocheuses
    -360 America/Edmonton: heure avancee des rocheuses
    -480 America/Vancouver: heure normale du pacifique
    -420 America/Vancouver: heure avancee du pacifique
    60 Europe/London: british summer time
    60 Europe/Dublin: irish standard time, irish summer time
    0 Europe/Lisbon: western european time
    60 Europe/Lisbon: western european summer time
    60 Europe/Paris: central european time, central european standard time, \
    heure normale d europe centrale, hora central europea
    120 Europe/Paris: central european summer time, central european daylight time, \
    heure d ete d europe centrale, hora de verano de europa central, \
    hora central europea de verano, hora de verano central europea
    60 Europe/Berlin: mitteleuropaische zeit, mitteleuropaischer zeit
    120 Europe/Berlin: mitteleuropaische sommerzeit, mitteleuropaischer sommerzeit
    60 Europe/Amsterdam: midden europese tijd
    120 Europe/Amsterdam: midden europese zomertijd
    120 Europe/Athens: eastern european time, eastern european standard time
    180 Europe/Athens: eastern european summer time
    180 Europe/Moscow: moscow standard time
    330 Asia/Kolkata: india standard time, indian standard time
    120 Asia/Jerusalem: israel standard time
    180 Asia/Jerusalem: israel daylight time, israel summer time
    480 Asia/Shanghai: china standard time, beijing standard time
    -300 America/Havana: cuba standard time
    180 Asia/Riyadh: arabia standard time, arabian standard time
    240 Asia/Dubai: gulf standard time
    540 Asia/Tokyo: japan standard time
    540 Asia/Seoul: korea standard time, korean standard time
    480 Asia/Singapore: singapore standard time
    300 Asia/Karachi: pakistan standard time
    360 Asia/Dhaka: bangladesh standard time
    345 Asia/Kathmandu: nepal time, nepal standard time
    420 Asia/Bangkok: indochina time
    60 Africa/Lagos: west africa time
    120 Africa/Maputo: central africa time
    180 Africa/Nairobi: east africa time
    120 Africa/Johannesburg: south africa standard time, south african standard time
    600 Australia/Sydney: australian eastern standard time
    660 Australia/Sydney: australian eastern daylight time, australian eastern daylight saving time
    570 Australia/Adelaide: australian central standard time
    630 Australia/Adelaide: australian central daylight time
    480 Australia/Perth: australian western standard time
    720 Pacific/Auckland: new zealand standard time
    780 Pacific/Auckland: new zealand daylight time
    """

  /// Names of UTC (R4).
  static let universal = """
    gmt, utc, ut, z, zulu, zulu time, greenwich mean time, greenwich time, \
    coordinated universal time, universal time, universal coordinated time, tu, tuc, \
    temps universel, temps universel coordonne, weltzeit, koordinierte weltzeit, \
    tiempo universal coordinado, hora universal coordinada, tempo universal coordenado, \
    tempo coordinato universale, utc time, gmt time, hora de greenwich, heure de greenwich
    """

  /// Generic names in other languages (R2): `zone: name, name`.
  static let genericNames = """
    Asia/Tokyo: tokioter zeit, tokyoter zeit
    Europe/Moscow: moskauer zeit
    America/New_York: heure de l est, hora del este, hora de la costa este, hora do leste, \
    ostkustenzeit, us ostkustenzeit, heure de la cote est
    America/Chicago: heure du centre
    America/Denver: heure des rocheuses, hora de la montana
    America/Los_Angeles: heure du pacifique, hora del pacifico, hora de la costa oeste
    Europe/Paris: europe centrale, europa central, europa centrale
    Europe/Rome: italiane, italiano
    America/Mexico_City: hora del centro de mexico, hora central de mexico, \
    tiempo del centro de mexico, \
    hora centro de mexico, tiempo del centro
    Atlantic/Cape_Verde: praia
    Asia/Tokyo: tokioter, tokioter zeit
    Europe/Berlin: munchner, munchener, dresdner, bremer
    """
}
