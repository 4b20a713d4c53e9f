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
      sperrfrist, nicht vor, nicht vor dem, gesperrt, gesperrt bis, sperrvermerk, \
      nicht veroffentlichen, nicht zur veroffentlichung, nicht veroeffentlichen, \
      nicht verwenden, sperrfristende, nicht zur veroeffentlichung, veroffentlichung nicht, \
      frei ab, freigegeben ab, freigabe ab, keine veroffentlichung, sperrfristbis, \
      sperrfristablauf, sperrfrist ende, sperrfrist endet, sperrfrist endet am, \
      ende der sperrfrist, ablauf der sperrfrist, sperrfrist lauft ab, sperrfrist lauft ab am, \
      sperrfrist fallt, sperrfrist fallt am, sperrfrist gilt bis, sperrfrist beachten, \
      sperrfrist beachten bis, sperrfrist bitte beachten, sperrfrist bitte unbedingt beachten, \
      sperrfrist unbedingt beachten, beachten sie die sperrfrist, sperrfrist einhalten, \
      sperrfrist wird aufgehoben, sperrfrist wird aufgehoben am, sperrfrist besteht bis, \
      sperrfrist gilt, sperrfrist datum, aufhebung der sperrfrist, unter sperrfrist, \
      mit sperrfrist, embargo endet, embargo endet am, ende des embargos, ablauf des embargos, \
      embargo lauft ab, embargo lauft ab am, embargo fallt, embargo fallt am, embargo gilt bis, \
      embargo gilt, embargo beachten, embargo bitte beachten, embargo wird aufgehoben, \
      embargo wird aufgehoben am, aufhebung des embargos, unter embargo, darf nicht vor, \
      darf nicht vor dem, durfen nicht vor, durfen nicht vor dem, darf erst ab, darf erst am, \
      durfen erst ab, durfen erst am, nicht zu veroffentlichen vor, \
      nicht zur veroffentlichung vor, nicht zur veroffentlichung vor dem, \
      nicht veroffentlichen vor, nicht veroffentlichen vor dem, nicht zu verwenden vor, \
      nicht zur verwendung vor, keine veroffentlichung vor, keine veroffentlichung vor dem, \
      keine verwendung vor, veroffentlichung nicht vor, veroffentlichung nicht vor dem, erst ab, \
      frei zur veroffentlichung ab, zur veroffentlichung frei ab, \
      zur veroffentlichung freigegeben ab, frei zur verwendung ab, \
      freigegeben zur veroffentlichung ab, veroffentlichung frei ab, veroffentlichung ab, \
      zur veroffentlichung ab, veroffentlichung erlaubt ab, veroffentlichung gestattet ab, \
      veroffentlichung erst ab, veroffentlichung erst am, veroffentlichung freigegeben ab, \
      gesperrt bis zum, freigegeben erst ab, verwendung frei ab, sendefrei ab, \
      datum der sperrfrist, uhrzeit der sperrfrist, zeitpunkt der sperrfrist, \
      dauer der sperrfrist bis, datum des embargos
      """,
      .release: """
      freigabe, zur veroffentlichung, zur veroffentlichung am, veroffentlichung am, \
      veroffentlichung erlaubt am, zur verwendung am
      """,
      .immediate: """
      zur sofortigen veroffentlichung, zur sofortigen veroeffentlichung, sofort frei, \
      zur sofortigen verwendung, ab sofort frei, sperrfrist keine, keine sperrfrist, \
      ohne sperrfrist, sperrfrist sofort, kein embargo, embargo keines, embargo keins, \
      zur sofortigen freigabe, sofort zur veroffentlichung frei, sperrfrist entfallt, \
      zur veroffentlichung frei, frei zur sofortigen veroffentlichung, \
      frei zur sofortigen verwendung, zur sofortveroffentlichung, \
      zur sofortigen veroffentlichung freigegeben, freigegeben zur sofortigen veroffentlichung, \
      sofort zur veroffentlichung freigegeben, ab sofort zur veroffentlichung frei, \
      ab sofort zur veroffentlichung freigegeben, zur sofortigen verbreitung, \
      zur sofortigen publikation, sofort zur veroffentlichung, sofort freigegeben, \
      ab sofort freigegeben, frei zur veroffentlichung ab sofort, frei ab sofort, \
      veroffentlichung ab sofort, veroffentlichung ab sofort frei, \
      zur veroffentlichung ab sofort, zur veroffentlichung ab sofort frei, \
      veroffentlichung sofort, sperrfrist entfaellt, es gilt keine sperrfrist, \
      es besteht keine sperrfrist, sofortige freigabe, nicht gesperrt, ohne embargo
      """,
      .event: """
      pressekonferenz, pressegesprach, termin, nachste veroffentlichung, stand, aktualisiert, \
      anmeldeschluss, einsendeschluss, webinar, telefonkonferenz, veranstaltung, eingegangen, \
      sendetermin, sitzung, burozeiten, sperrfristbeginn, sperrfristanfang, sperrfriststart, \
      beginn der sperrfrist, beginn sperrfrist, start der sperrfrist, start sperrfrist, \
      anfang der sperrfrist, sperrfrist beginnt, sperrfrist beginnt am, sperrfrist beginn, \
      sperrfrist startet, sperrfrist ab, sperrfrist gilt ab, sperrfrist gilt seit, \
      beginn des embargos, embargobeginn, embargostart, embargo beginnt, embargo beginn, \
      embargo ab, embargo gilt ab, inkrafttreten der sperrfrist, in kraft ab, verhangt am, \
      nachster termin, pressetermin
      """,
      .unsettled: """
      vorlaufig, voraussichtlich, unter vorbehalt, vorbehaltlich, spatestens, fruhestens, \
      verschoben, oder spater, oder fruher, noch offen, vorbehalten, unverbindlich, ohne gewahr, \
      vorlaufige, vorlaufiger, noch zu bestatigen, wird noch bestatigt, noch nicht bestatigt, \
      unbestatigt, zu bestatigen, noch abzustimmen, in abstimmung, noch zu klaren, \
      wird noch mitgeteilt, folgt noch, bis auf weiteres, bis auf widerruf, auf widerruf, \
      widerrufen, zuruckgezogen, ungultig, annulliert, abgesagt, aufgeschoben, \
      nicht mehr gultig, gilt nicht mehr, nicht mehr aktuell, alte sperrfrist, neue sperrfrist, \
      bisherige sperrfrist, ursprungliche sperrfrist, fruhere sperrfrist, geanderte sperrfrist, \
      korrigierte sperrfrist, mogliche sperrfrist, geplante sperrfrist, vorlaufige sperrfrist, \
      unter sofortiger sperrfrist, nicht freigegeben, noch nicht freigegeben, \
      freigabe ausstehend, freigabe steht aus, zur freigabe, zur abstimmung, nur zum test, \
      testweise, zum beispiel, z b, bsp, am folgetag, tags darauf, einen tag spater, \
      eine stunde spater, stunden spater, stunde spater, tage spater
      """,
      .conditional: """
      anderung, anderungen, vorbehalt, platzhalter, entwurf, vorgesehen, uberholt, vorgezogen, \
      vorverlegt, print, printmedien, tageszeitungen, horfunk, vorgeschlagen, vorgeschlagene, \
      hinfallig, storniert, geplant, falls, sofern, wenn, entweder, vermutlich, ausser, sondern, \
      jedoch, soll, spater, fruher, geandert, wahrscheinlich, eventuell, gegebenenfalls, ggf, \
      evtl, moglich, moglicherweise, vielleicht, erwartet, muster, beispiel, vorlage, probe, \
      exemplar, mustertext, ursprunglich, ehemals, korrektur, korrigiert, berichtigung, \
      berichtigt, aktualisierung, achtung neue, falsch, falsche, irrtumlich, gilt nicht, \
      angestrebt, anvisiert, orientierend, bestatigt, bestatigung, bitte bestatigen, verlangert, \
      verkurzt, tbd, allenfalls, test, verschiebung, verlegung, verlangerung, planung, \
      vorschlag, richtwert, schatzung, annahme, wunschtermin, zeitangabe, ausnahme, ausnahmen, \
      ausgenommen, absprache, rucksprache, genehmigung, zustimmung, prufung, online
      """,
      .alternative: "oder",
      .range: "zwischen",
      .approximate: "gegen, etwa, ungefahr, circa, ca, rund",
      .vague: """
      morgens, abends, nachmittags, vormittags, vormittag, nachmittag, abend, tagesende, \
      redebeginn, beginn der rede, frueh, fruh, nachts
      """,
      .negation: "nicht, kein, keine, nie, ohne, niemals",
      .talk: """
      aufgehoben, seit, gebrochen, waffen, jeden, jeweils, immer, verstoss gegen, \
      verstoss gegen die, verstoss, verstosse, sperrfristverstoss, sperrfristverletzung, \
      sperrfristverletzungen, sperrfristbruch, sperrfristbrecher, verletzung der, bruch der, \
      missachtung, arbeitslosengeld, arbeitsamt, arbeitsagentur, fuhrerschein, fahrerlaubnis, \
      sperrfristregelung, sperrfristen, bruchte, gebrochene
      """,
      .template: "datum, uhrzeit, tt, jjjj",
      .after: "nach, ab, ab dem, nach dem, vom, ab wann",
      .before: "vor",
      .relative: """
      heute, morgen, gestern, nachsten, kommenden, nachster, morgigen, heutigen, ubermorgen
      """,
      .shift: """
      vorabend, halb, viertel, tag, tage, tagen, woche, wochen, minuten, minute, stunden, \
      folgetag
      """,
      .startOfDay: "beginn des tages, anfang des tages, tagesbeginn",
      .endOfDay: "ende des tages, tagesende",
      .label: "kontakt, ansprechpartner, ruckfragen, telefon, pressekontakt, quelle, seite, nr",
      .filler: """
      bis, um, am, den, der, die, das, des, von, zu, zum, zur, und, im, in, fur, embargo, \
      pressemitteilung, meldung, zeit, uhr, mit, ist, frei, dem, strikte, es, gilt, punkt, \
      presseinformation, achtung, medienmitteilung, bitte, veroffentlichen, verwenden, beachten, \
      bitte beachten, danach frei, dann frei, anschliessend frei, strikt, streng, strenge, \
      absolute, unbedingt, einhalten, dieser, diese, dieses, text, artikel, beitrag, studie, \
      inhalt, inhalte, unterlagen, informationen, information, material, medieninformation, \
      presseaussendung, aussendung, veroffentlicht, publiziert, verwendet, verbreitet, werden, \
      erlaubt, gestattet, zulassig, freigegeben, an, auf, datum, hinweis, redaktion, \
      redaktionen, medien, presse
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
