extension Language {
  static let dutch = Language(
    mask: .dutch,
    months: """
      januari, februari, maart, april, mei, juni, juli, augustus, september, oktober, november, \
      december
      """,
    shortMonths: "jan, feb, mrt, apr, mei, jun, jul, aug, sep/sept, okt, nov, dec",
    weekdays: "maandag, dinsdag, woensdag, donderdag, vrijdag, zaterdag, zondag",
    shortWeekdays: "ma, di, wo, do, vr, za, zo",
    cues: "uur, tot, tijd, niet, publicatie, onder, middernacht, publiceren, onmiddellijke",
    marks: [
      .embargo: """
      niet publiceren, niet voor publicatie, niet publiceren voor, niet vrijgeven, \
      niet voor publicatie voor, onder embargo, geembargeerd
      """,
      .release: "voor publicatie, publicatie, publicatiedatum, vrij te geven",
      .immediate: """
      voor onmiddellijke publicatie, onmiddellijke publicatie, voor directe publicatie, \
      directe publicatie, per direct, embargo geen, geen embargo, zonder embargo, \
      niet onder embargo, voor onmiddellijke vrijgave
      """,
      .event: """
      persconferentie, volgende publicatie, deadline, bijeenkomst, bijgewerkt, vergadering, \
      ontvangen, toespraak
      """,
      .unsettled: """
      voorlopig, onder voorbehoud, gepland, tenzij, indien, uiterlijk, nog te bevestigen, \
      verplaatst, geannuleerd, vermoedelijk, behalve, maar, of eerder, of later
      """,
      .alternative: "of",
      .range: "tussen, tot en met",
      .approximate: "rond, omstreeks, ongeveer, circa",
      .vague: "ochtend, middag, avond, nacht, einde van de dag",
      .negation: "niet, geen, nooit, zonder",
      .talk: "opgeheven, sinds, geschonden, wapens, elke, iedere",
      .template: "datum, datum en tijd, jjjj",
      .after: "na, vanaf",
      .before: "voor",
      .relative: "vandaag, morgen, gisteren, volgende, komende",
      .shift: "vooravond, half, kwart, minuut, dagen, week, minuten",
      .startOfDay: "begin van de dag",
      .endOfDay: "einde van de dag, eind van de dag",
      .label: "contact, telefoon, bron, pagina, contactpersoon, perscontact",
      .filler: """
      de, het, een, om, op, tot, van, en, in, embargo, strikt, persbericht, uur, tijd, te, is, \
      onder, bericht, voor
      """,
    ],
    morning: "s ochtends, s morgens",
    afternoon: "s middags",
    night: "s avonds",
    hourMarkers: "uur, u, h",
    noon: "12 uur s middags",
    midnight: "middernacht",
    timeWords: "tijd",
    local: "lokale, plaatselijke",
    connectors: "in, van, te, de",
    ordinals: "e, ste, de")
}
