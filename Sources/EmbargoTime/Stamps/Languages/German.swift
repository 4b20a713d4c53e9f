extension Language {
  static let german = Language(
    mask: .german,
    months: """
      januar/janner/jaenner, februar/feber, marz/maerz, april, mai, juni, juli, august, september, \
      oktober, november, dezember
      """,
    shortMonths: "jan, feb, mrz/mar, apr, mai, jun, jul, aug, sep/sept, okt, nov, dez",
    weekdays: "montag, dienstag, mittwoch, donnerstag, freitag, samstag/sonnabend, sonntag",
    shortWeekdays: "mo, di, mi, do, fr, sa, so",
    cues: "sperrfrist, uhr, mez, mesz, zeit, gesperrt, bis, um, nicht, veroffentlichung, freigabe",
    marks: [
      .embargo: """
      sperrfrist, nicht vor, nicht vor dem, gesperrt, gesperrt bis, sperrvermerk, nicht veroffentlichen, \
      nicht zur veroffentlichung, nicht veroeffentlichen, nicht verwenden, sperrfristende, \
      nicht zur veroeffentlichung, veroffentlichung nicht, frei ab, freigegeben ab, \
      freigabe ab, keine veroffentlichung
      """,
      .release: "freigabe, zur veroffentlichung, zur veroffentlichung am, veroffentlichung am",
      .immediate: """
      zur sofortigen veroffentlichung, zur sofortigen veroeffentlichung, sofort frei, \
      zur sofortigen verwendung, ab sofort frei, sperrfrist keine, keine sperrfrist, \
      ohne sperrfrist, sperrfrist sofort, kein embargo, embargo keines, embargo keins, \
      zur sofortigen freigabe, sofort zur veroffentlichung frei, sperrfrist entfallt, \
      zur veroffentlichung frei, frei zur sofortigen veroffentlichung, \
      frei zur sofortigen verwendung, zur sofortveroffentlichung
      """,
      .event: """
      pressekonferenz, pressegesprach, termin, nachste veroffentlichung, stand, aktualisiert, \
      anmeldeschluss, einsendeschluss, webinar, telefonkonferenz, veranstaltung, eingegangen, \
      sendetermin, sitzung, burozeiten
      """,
      .unsettled: """
      vorlaufig, voraussichtlich, geplant, unter vorbehalt, vorbehaltlich, falls, spatestens, \
      fruhestens, sofern, wenn, entweder, verschoben, oder spater, oder fruher, geandert, \
      noch offen, vermutlich, ausser, sondern, jedoch, soll, spater, fruher
      """,
      .alternative: "oder",
      .range: "zwischen",
      .approximate: "gegen, etwa, ungefahr, circa, ca, rund",
      .vague: """
      morgens, abends, nachmittags, vormittags, vormittag, nachmittag, abend, tagesende, \
      redebeginn, beginn der rede, frueh, fruh, nachts
      """,
      .negation: "nicht, kein, keine, nie, ohne, niemals",
      .talk: "war, aufgehoben, seit, gebrochen, waffen, jeden, jeweils, immer",
      .template: "datum, uhrzeit, tt, jjjj",
      .after: "nach, ab",
      .before: "vor",
      .relative: "heute, morgen, gestern, nachsten, kommenden, nachster",
      .shift: """
      vorabend, halb, viertel, tag, tage, tagen, woche, wochen, minuten, minute, stunden, \
      folgetag
      """,
      .startOfDay: "beginn des tages, anfang des tages, tagesbeginn",
      .endOfDay: "ende des tages, tagesende",
      .label: "kontakt, ansprechpartner, ruckfragen, telefon, pressekontakt, quelle, seite, nr",
      .filler: """
      bis, um, am, den, der, die, das, des, von, vom, zu, zum, zur, und, im, in, fur, embargo, \
      pressemitteilung, meldung, zeit, uhr, mit, ist, frei, dem, strikte, es, gilt, punkt, \
      presseinformation, achtung, medienmitteilung, bitte, veroffentlichen, verwenden
      """,
    ],
    morning: "morgens, vormittags, fruh",
    afternoon: "nachmittags",
    night: "abends",
    hourMarkers: "uhr, h",
    noon: "mittag, mittags, zwolf uhr mittags",
    midnight: "mitternacht, mitternachts",
    timeWords: "zeit, ortszeit, uhrzeit",
    local: "ortszeit, lokale, lokaler, ortliche, ortlicher",
    connectors: "in, der, des, von",
    ordinals: "")
}
