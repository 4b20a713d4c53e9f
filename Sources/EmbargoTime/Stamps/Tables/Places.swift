/// Places that people name when they say whose clock they mean, and the zones they lie in.
///
/// Cities of the zone names themselves are taken from the tz database (public domain); capitals,
/// countries and other common places were added by hand from the same database's comments
/// (`zone1970.tab`). Names are folded as in `Token.text`; hyphens and apostrophes are blanks.
enum Places {
  /// Names that lie in one zone: `zone: name, name`.
  static let single = """
    Europe/London: uk, u k, united kingdom, britain, british, great britain, england, english, \
    scotland, wales, edinburgh, cardiff, belfast, glasgow, leeds, liverpool, londres, londra, \
    londen, northern ireland, sheffield, bristol, londoner, swansea, nottingham, leicester
    Europe/Dublin: ireland, irish, republic of ireland, eire
    Europe/Paris: france, french, lyon, marseille, strasbourg, toulouse, bordeaux, lille, parigi, \
    parijs, paris france, nice france, strassburg, grenoble, nantes, francaise, francia, franse, \
    metropolitan france, versailles, strasburgo
    Europe/Berlin: germany, german, munich, munchen, muenchen, frankfurt, frankfurt am main, bonn, \
    hamburg, cologne, koln, koeln, stuttgart, dusseldorf, duesseldorf, leipzig, dresden, \
    hannover, wiesbaden, deutsche, deutscher, alemania, allemagne, deutschland, karlsruhe, \
    heidelberg, nurnberg, nuernberg, nuremberg, berlino, berlijn, francfort, allemande, mainz
    Europe/Vienna: austria, austrian, wien, vienne, viena, graz, salzburg, osterreichische, \
    osterreichischer, osterreich, autriche, wiener, linz, innsbruck
    Europe/Zurich: switzerland, swiss, geneva, geneve, genf, genfer, ginebra, ginevra, genebra, \
    bern, berne, basel, bale, lausanne, lugano, davos, zuerich, zurcher, schweizer, suisse, \
    svizzera, suiza, st gallen, zurigo, baseler, basler, berner
    Europe/Rome: italy, italian, rom, roma, milan, milano, turin, torino, trieste, florence, \
    bologna, venice, italiana, italia, mailand, padua, genoa, firenze, venezia, rimini
    Europe/Madrid: barcelona, seville, sevilla, peninsular, peninsular espanola, bilbao, madrid \
    spain, mainland spain, peninsula
    Europe/Brussels: belgium, belgian, bruxelles, bruselas, brussel, brusselse, bruessel, \
    brusseler, belgische, antwerp, antwerpen, ghent, leuven, bruxelas, liege, belge
    Europe/Amsterdam: netherlands, the netherlands, dutch, holland, the hague, hague, den haag, \
    la haye, la haya, rotterdam, utrecht, leiden, nederlandse, nederland, eindhoven, delft
    Europe/Luxembourg: luxemburg, luxemburgo
    Europe/Copenhagen: denmark, danish, kopenhagen, copenhague, kobenhavn, aarhus
    Europe/Stockholm: sweden, swedish, estocolmo, gothenburg, goteborg, uppsala, lund, malmo
    Europe/Oslo: norway, norwegian, bergen, trondheim
    Europe/Helsinki: finland, finnish, espoo
    Atlantic/Reykjavik: iceland, icelandic
    Europe/Lisbon: lisboa, lissabon, lisbonne, porto, mainland portugal, portugal continental
    Europe/Warsaw: poland, polish, warszawa, warschau, varsovie, krakow, cracow, varsovia
    Europe/Prague: czech, czechia, czech republic, prag, praha, brno, praga
    Europe/Budapest: hungary, hungarian
    Europe/Bratislava: slovakia, slovak
    Europe/Bucharest: romania, romanian, bucarest, bukarest
    Europe/Sofia: bulgaria, bulgarian
    Europe/Athens: greece, greek, athen, athenes, atenas, thessaloniki
    Europe/Istanbul: turkey, turkish, turkiye, ankara
    Europe/Kyiv: ukraine, ukrainian, kiev
    Europe/Moscow: moskau, moscou, mosca, moscu, st petersburg russia, saint petersburg russia
    Europe/Belgrade: serbia, serbian
    Europe/Zagreb: croatia, croatian
    Europe/Ljubljana: slovenia, slovenian
    Europe/Sarajevo: bosnia
    Europe/Skopje: north macedonia
    Europe/Tirane: tirana, albania, albanian
    Europe/Podgorica: montenegro
    Europe/Tallinn: estonia, estonian
    Europe/Riga: latvia, latvian
    Europe/Vilnius: lithuania, lithuanian
    Europe/Minsk: belarus
    Europe/Chisinau: moldova, chisinau
    Europe/Malta: valletta, maltese
    Asia/Nicosia: cyprus, cypriot
    Europe/Monaco: monte carlo
    Europe/Vatican: vatican city, holy see
    Asia/Tbilisi: tiflis
    Asia/Yerevan: armenia, armenian
    Asia/Baku: azerbaijan
    America/New_York: washington dc, washington d c, washington district of columbia, nyc, \
    new york city, boston, philadelphia, atlanta, miami, orlando, pittsburgh, baltimore, \
    cleveland, \
    charlotte, raleigh, us eastern, us east coast, east coast, massachusetts, connecticut, \
    maryland, virginia, new jersey, pennsylvania, ohio, north carolina, south carolina, vermont, \
    new hampshire, rhode island, delaware, new york state, nueva york, nova york, nova iorque, \
    atlanta georgia, bethesda, buffalo, cincinnati, new haven, brooklyn, manhattan, wall street, \
    new yorker, tampa, princeton, tallahassee
    America/Chicago: illinois, dallas, houston, austin, minneapolis, milwaukee, new orleans, \
    st louis, nashville, memphis, us central, kansas city, oklahoma city, wisconsin, minnesota, \
    iowa, missouri, arkansas, louisiana, mississippi, alabama, oklahoma, omaha, \
    fort worth, san antonio, des moines
    America/Denver: colorado, utah, salt lake city, new mexico, albuquerque, us mountain, wyoming, \
    montana, boulder, santa fe
    America/Phoenix: arizona, tucson, flagstaff
    America/Los_Angeles: california, san francisco, seattle, san diego, las vegas, sacramento, \
    us pacific, us west coast, west coast, silicon valley, washington state, oakland, pasadena, \
    palo alto, cupertino, hollywood, berkeley, redmond, la jolla
    America/Anchorage: alaska, juneau, fairbanks, alaskan
    Pacific/Honolulu: hawaii, hawaiian
    America/Puerto_Rico: puerto rico
    America/Toronto: ottawa, montreal, quebec city, toronto canada, ville de quebec
    America/Winnipeg: manitoba
    America/Edmonton: calgary, alberta
    America/Regina: saskatoon, saskatchewan
    America/Halifax: nova scotia, prince edward island
    America/Moncton: new brunswick, fredericton
    America/St_Johns: st john s, newfoundland, terre neuve, st john s newfoundland, saint john s
    America/Mexico_City: mexico df, cdmx, ciudad de mexico, puebla
    America/Bogota: colombia, colombian, colombiana, medellin, cali
    America/Lima: peru, peruvian, peruana
    America/Caracas: venezuela, venezolana
    America/La_Paz: bolivia, boliviana
    America/Argentina/Buenos_Aires: argentina, argentine, argentinian, buenos aires, rosario
    America/Santiago: santiago, santiago de chile, santiago chile, valparaiso
    Africa/Tripoli: tripoli, libya
    America/Montevideo: uruguay, uruguaya
    America/Asuncion: paraguay, paraguaya
    America/Guatemala: guatemala city
    America/Panama: panama city panama
    America/Costa_Rica: costa rica
    America/El_Salvador: san salvador, el salvador
    America/Tegucigalpa: honduras
    America/Managua: nicaragua
    America/Havana: cuba, cuban, la habana, la havane, havanna
    America/Jamaica: kingston jamaica
    America/Santo_Domingo: dominican republic
    America/Guayaquil: quito, mainland ecuador
    America/Sao_Paulo: brasilia, rio de janeiro, rio, belo horizonte, sao paulo, curitiba
    Asia/Jerusalem: israel, israeli, tel aviv, haifa
    Asia/Riyadh: saudi, saudi arabia, saudi arabian, jeddah, mecca
    Asia/Dubai: uae, united arab emirates, abu dhabi, emirates, emirati
    Asia/Qatar: doha, qatari
    Asia/Kuwait: kuwait city
    Asia/Bahrain: manama
    Asia/Muscat: oman
    Asia/Tehran: iran, iranian, teheran
    Asia/Baghdad: iraq, iraqi
    Asia/Amman: jordan, jordanian
    Asia/Beirut: lebanon, lebanese, beyrouth
    Asia/Damascus: syria
    Africa/Cairo: egypt, egyptian, le caire, el cairo, kairo
    Africa/Casablanca: morocco, moroccan, rabat, marrakech
    Africa/Tunis: tunisia
    Africa/Algiers: algeria, alger
    Africa/Lagos: nigeria, nigerian, abuja
    Africa/Accra: ghana, ghanaian
    Africa/Dakar: senegal
    Africa/Abidjan: ivory coast, cote d ivoire
    Africa/Nairobi: kenya, kenyan
    Africa/Addis_Ababa: ethiopia, ethiopian
    Africa/Kampala: uganda
    Africa/Dar_es_Salaam: tanzania
    Africa/Kigali: rwanda
    Africa/Johannesburg: south africa, south african, cape town, pretoria, durban, le cap
    Africa/Harare: zimbabwe
    Africa/Lusaka: zambia
    Africa/Khartoum: sudan
    Africa/Luanda: angola
    Africa/Windhoek: namibia
    Africa/Gaborone: botswana
    Asia/Kolkata: india, indian, mumbai, new delhi, delhi, bombay, calcutta, bangalore, bengaluru, \
    chennai
    Asia/Karachi: pakistan, pakistani, islamabad, lahore
    Asia/Dhaka: bangladesh, bangladeshi
    Asia/Kathmandu: nepal, nepali, nepalese
    Asia/Colombo: sri lanka, sri lankan
    Asia/Kabul: afghanistan
    Asia/Tashkent: uzbekistan
    Asia/Bishkek: kyrgyzstan
    Asia/Dushanbe: tajikistan
    Asia/Shanghai: china, chinese, beijing, peking, pekin, pechino, shenzhen, guangzhou, wuhan
    Asia/Hong_Kong: hongkong
    Asia/Taipei: taiwan, taiwanese
    Asia/Tokyo: japan, japanese, tokio, osaka, kyoto
    Asia/Seoul: korea, korean, south korea, south korean
    Asia/Pyongyang: north korea, north korean
    Asia/Manila: philippines, philippine
    Asia/Bangkok: thailand, thai
    Asia/Ho_Chi_Minh: vietnam, vietnamese, hanoi, saigon
    Asia/Phnom_Penh: cambodia, cambodian
    Asia/Vientiane: laos
    Asia/Kuala_Lumpur: malaysia, malaysian
    Asia/Yangon: myanmar
    Asia/Singapore: singaporean, singapur, singapour
    Asia/Ulaanbaatar: ulan bator
    Asia/Almaty: astana
    Asia/Gaza: gaza strip
    Asia/Jakarta: western indonesia
    Asia/Makassar: bali, denpasar
    Australia/Sydney: canberra, new south wales, nsw
    Australia/Melbourne: victoria australia
    Australia/Brisbane: queensland, cairns, gold coast
    Australia/Adelaide: south australia
    Australia/Hobart: tasmania
    Australia/Perth: western australia
    Australia/Darwin: northern territory, alice springs
    Australia/Lord_Howe: lord howe island
    Pacific/Auckland: new zealand, wellington, christchurch, nz, dunedin
    Pacific/Chatham: chatham islands, chatham island
    Pacific/Fiji: suva
    Pacific/Apia: samoa
    Pacific/Tongatapu: tonga, nuku alofa
    Pacific/Easter: easter island
    Atlantic/Canary: canary islands, canarias, canaria, las palmas
    Atlantic/Azores: ponta delgada, acores
    """

  /// Names shared by places in several zones (R6): `name: zone, zone`.
  static let shared = """
    us: America/New_York, America/Chicago, America/Denver, America/Los_Angeles
    u s: America/New_York, America/Chicago, America/Denver, America/Los_Angeles
    usa: America/New_York, America/Chicago, America/Denver, America/Los_Angeles
    american: America/New_York, America/Chicago, America/Denver, America/Los_Angeles
    united states: America/New_York, America/Chicago, America/Denver, America/Los_Angeles
    eeuu: America/New_York, America/Chicago, America/Denver, America/Los_Angeles
    ee uu: America/New_York, America/Chicago, America/Denver, America/Los_Angeles
    estados unidos: America/New_York, America/Chicago, America/Denver, America/Los_Angeles
    canada: America/Toronto, America/Winnipeg, America/Edmonton, America/Vancouver
    canadian: America/Toronto, America/Winnipeg, America/Edmonton, America/Vancouver
    australia: Australia/Sydney, Australia/Brisbane, Australia/Adelaide, Australia/Perth
    australian: Australia/Sydney, Australia/Brisbane, Australia/Adelaide, Australia/Perth
    australian eastern: Australia/Sydney, Australia/Brisbane
    eastern australian: Australia/Sydney, Australia/Brisbane
    eastern australia: Australia/Sydney, Australia/Brisbane
    australian central: Australia/Adelaide, Australia/Darwin
    central australian: Australia/Adelaide, Australia/Darwin
    russia: Europe/Moscow, Asia/Yekaterinburg, Asia/Vladivostok
    russian: Europe/Moscow, Asia/Yekaterinburg, Asia/Vladivostok
    brazil: America/Sao_Paulo, America/Manaus, America/Rio_Branco
    brasil: America/Sao_Paulo, America/Manaus, America/Rio_Branco
    brazilian: America/Sao_Paulo, America/Manaus, America/Rio_Branco
    mexico: America/Mexico_City, America/Hermosillo, America/Tijuana
    mexican: America/Mexico_City, America/Hermosillo, America/Tijuana
    indonesia: Asia/Jakarta, Asia/Makassar, Asia/Jayapura
    indonesian: Asia/Jakarta, Asia/Makassar, Asia/Jayapura
    kazakhstan: Asia/Almaty, Asia/Aqtobe
    mongolia: Asia/Ulaanbaatar, Asia/Hovd
    chile: America/Santiago, Pacific/Easter
    chilean: America/Santiago, Pacific/Easter
    ecuador: America/Guayaquil, Pacific/Galapagos
    spain: Europe/Madrid, Atlantic/Canary
    spanish: Europe/Madrid, Atlantic/Canary
    espana: Europe/Madrid, Atlantic/Canary
    espanola: Europe/Madrid, Atlantic/Canary
    portugal: Europe/Lisbon, Atlantic/Azores
    portuguese: Europe/Lisbon, Atlantic/Azores
    greenland: America/Nuuk, America/Danmarkshavn
    congo: Africa/Kinshasa, Africa/Lubumbashi
    texas: America/Chicago, America/Denver
    indiana: America/Indiana/Indianapolis, America/Chicago
    florida: America/New_York, America/Chicago
    tennessee: America/New_York, America/Chicago
    kentucky: America/New_York, America/Chicago
    michigan: America/Detroit, America/Chicago
    kansas: America/Chicago, America/Denver
    nebraska: America/Chicago, America/Denver
    north dakota: America/Chicago, America/Denver
    south dakota: America/Chicago, America/Denver
    idaho: America/Boise, America/Los_Angeles
    oregon: America/Los_Angeles, America/Boise
    ontario: America/Toronto, America/Winnipeg
    quebec: America/Toronto, America/Puerto_Rico
    british columbia: America/Vancouver, America/Edmonton
    georgia: America/New_York, Asia/Tbilisi
    washington: America/New_York, America/Los_Angeles
    portland: America/New_York, America/Los_Angeles
    birmingham: Europe/London, America/Chicago
    springfield: America/New_York, America/Chicago, America/Los_Angeles
    manchester: Europe/London, America/New_York
    cambridge: Europe/London, America/New_York
    oxford: Europe/London, America/Chicago
    newcastle: Europe/London, Australia/Sydney
    richmond: Europe/London, America/New_York, America/Los_Angeles, America/Vancouver
    kingston: America/Jamaica, America/Toronto
    hamilton: Atlantic/Bermuda, America/Toronto, Pacific/Auckland
    georgetown: America/Guyana, America/New_York
    victoria: America/Vancouver, Indian/Mahe, Australia/Melbourne
    york: Europe/London, America/New_York
    durham: Europe/London, America/New_York
    lincoln: Europe/London, America/Chicago
    plymouth: Europe/London, America/New_York
    columbus: America/New_York, America/Chicago
    columbia: America/New_York, America/Chicago
    jackson: America/Chicago, America/Denver
    rochester: America/New_York, America/Chicago
    aurora: America/Denver, America/Chicago
    arlington: America/New_York, America/Chicago
    bloomington: America/Indiana/Indianapolis, America/Chicago
    lexington: America/New_York, America/Chicago
    charleston: America/New_York, America/Chicago
    salem: America/New_York, America/Los_Angeles, Asia/Kolkata
    san jose: America/Los_Angeles, America/Costa_Rica
    valencia: Europe/Madrid, America/Caracas
    cordoba: America/Argentina/Cordoba, Europe/Madrid
    merida: America/Merida, Europe/Madrid, America/Caracas
    granada: Europe/Madrid, America/Managua
    panama city: America/Panama, America/Chicago
    st petersburg: Europe/Moscow, America/New_York
    saint petersburg: Europe/Moscow, America/New_York
    cartagena: America/Bogota, Europe/Madrid
    naples: Europe/Rome, America/New_York
    norfolk: Pacific/Norfolk, America/New_York, Europe/London
    hyderabad: Asia/Kolkata, Asia/Karachi
    guadalajara: America/Mexico_City, Europe/Madrid
    santarem: America/Santarem, Europe/Lisbon
    belem: America/Belem, Europe/Lisbon
    saint louis: America/Chicago, Africa/Dakar
    papua new guinea: Pacific/Port_Moresby, Pacific/Bougainville
    nashville indiana: America/Indiana/Indianapolis
    dover: Europe/London, America/New_York
    bath: Europe/London, America/New_York
    wellington new zealand: Pacific/Auckland
    portland oregon: America/Los_Angeles
    portland maine: America/New_York
    birmingham alabama: America/Chicago
    birmingham uk: Europe/London
    manchester uk: Europe/London
    cambridge uk: Europe/London
    oxford uk: Europe/London
    newcastle uk: Europe/London
    cambridge massachusetts: America/New_York
    """
}
