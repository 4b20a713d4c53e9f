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
    cues: """
      uur, tot, tijd, niet, publicatie, onder, middernacht, publiceren, onmiddellijke, eindigt, \
      vervalt, opgeheven, vanaf, eerder, vrij, loopt
      """,
    marks: [
      .embargo: """
      niet publiceren, niet voor publicatie, niet publiceren voor, niet vrijgeven, \
      niet voor publicatie voor, onder embargo, geembargeerd, embargo eindigt, \
      embargo eindigt op, embargo eindigt om, embargo vervalt, embargo vervalt op, \
      embargo vervalt om, embargo loopt af, embargo loopt af op, embargo loopt tot, \
      embargo wordt opgeheven, embargo wordt opgeheven op, embargo wordt opgeheven om, \
      embargo geldt tot, embargo geldt tot en met, embargo van kracht tot, embargo verloopt, \
      embargo verloopt op, embargo stopt, embargo stopt op, strikt embargo, absoluut embargo, \
      einde embargo, einde van het embargo, einde van embargo, opheffing embargo, \
      opheffing van het embargo, afloop embargo, afloop van het embargo, embargodatum, \
      embargotijd, onder embargo tot, met embargo, met embargo tot, niet eerder publiceren dan, \
      niet eerder te publiceren dan, niet eerder dan, niet eerder vrijgeven dan, \
      niet eerder verspreiden dan, niet te publiceren voor, niet verspreiden voor, \
      niet vrijgeven voor, niet gebruiken voor, niet publiceren tot, niet te publiceren tot, \
      niet voor publicatie tot, niet verspreiden, niet te publiceren, \
      publicatie niet toegestaan voor, publicatie niet eerder dan, mag niet voor, \
      mogen niet voor, mag niet eerder dan, mogen niet eerder dan, mag pas vanaf, mag pas op, \
      mag pas om, publicatie pas vanaf, publicatie pas op, pas publiceren op, \
      pas publiceren vanaf, pas te publiceren op, pas te publiceren vanaf, publicatieverbod tot, \
      geen publicatie voor, geen publicatie tot, geen publicatie eerder dan, datum embargo, \
      tijdstip embargo, datum van het embargo
      """,
      .release: """
      voor publicatie, publicatie, publicatiedatum, vrij te geven, vrij voor publicatie, \
      vrij te publiceren, vrijgegeven voor publicatie, te publiceren op, te publiceren vanaf, \
      te publiceren, mag gepubliceerd worden, mag worden gepubliceerd, \
      mogen worden gepubliceerd, kan worden gepubliceerd, publicatie toegestaan, \
      publicatie vrij, vrijgave, vrij voor gebruik, publicabel, publicatietijd, publicatie op, \
      publiceren op, publiceren vanaf, ter publicatie
      """,
      .immediate: """
      voor onmiddellijke publicatie, onmiddellijke publicatie, voor directe publicatie, \
      directe publicatie, per direct, embargo geen, geen embargo, zonder embargo, \
      niet onder embargo, voor onmiddellijke vrijgave, per direct te publiceren, \
      per direct voor publicatie, direct voor publicatie, direct te publiceren, \
      direct publiceren, onmiddellijk te publiceren, onmiddellijk publiceren, \
      onmiddellijk voor publicatie, ter onmiddellijke publicatie, ter directe publicatie, \
      meteen te publiceren, per omgaande te publiceren, vrij voor onmiddellijke publicatie, \
      vrij voor directe publicatie, vrij van embargo, embargo nvt, embargo n v t, \
      embargo niet van toepassing, er geldt geen embargo, er is geen embargo, \
      publicatie per direct, publicatie per direct toegestaan, \
      vrijgegeven voor onmiddellijke publicatie, voor direct gebruik, voor onmiddellijk gebruik, \
      embargo opgeheven per direct
      """,
      .event: """
      persconferentie, volgende publicatie, deadline, bijeenkomst, bijgewerkt, vergadering, \
      ontvangen, toespraak, begin embargo, begin van het embargo, begin van embargo, \
      start embargo, start van het embargo, aanvang embargo, aanvang van het embargo, \
      ingang embargo, ingang van het embargo, ingangsdatum embargo, ingangsdatum, \
      embargo begint, embargo begint op, embargo start, embargo start op, embargo gaat in, \
      embargo gaat in op, embargo ingaand, embargo vanaf, embargo per, embargo sinds, \
      embargo geldt vanaf, embargo van kracht vanaf, embargo ingegaan, inwerkingtreding, \
      aanvang, verstuurd, verzonden, gepubliceerd op
      """,
      .unsettled: """
      voorlopig, onder voorbehoud, uiterlijk, nog te bevestigen, verplaatst, geannuleerd, \
      of eerder, of later, tenzij, indicatief, indicatieve, voorlopige, niet definitief, \
      nog niet definitief, niet bevestigd, onbevestigd, nog niet bevestigd, wordt nog bevestigd, \
      ter bevestiging, nog te bepalen, n t b, ntb, nader te bepalen, nader te bevestigen, \
      volgt nog, wijzigingen voorbehouden, voorbehouden, onder voorbehoud van, uitgesteld, \
      afgelast, ingetrokken, vervallen, ongeldig, niet meer geldig, niet langer geldig, \
      verschoven, vervroegd, oud embargo, oude embargo, nieuw embargo, nieuwe embargo, \
      vorig embargo, eerder embargo, oorspronkelijk embargo, voorlopig embargo, \
      mogelijk embargo, gepland embargo, gewijzigd embargo, aangepast embargo, volgende dag, \
      de volgende dag, dag later, dagen later, een dag later, uur later, een uur later, \
      uren later, bijvoorbeeld, bijv, b v, bv, tot nader order, nader order, \
      tot nadere berichtgeving, als test, ter test, onder direct embargo, \
      onder onmiddellijk embargo, kan wijzigen, kan veranderen, onder wijziging
      """,
      .conditional: """
      gepland, geplande, indien, vermoedelijk, waarschijnlijk, behalve, voorbeeld, sjabloon, \
      concept, ontwerp, proef, test, mogelijk, mogelijke, wellicht, misschien, verwacht, \
      verwachte, voorgesteld, voorgestelde, oorspronkelijk, oorspronkelijke, aanvankelijk, \
      correctie, gecorrigeerd, rectificatie, fout, foutief, foutieve, gewijzigd, gewijzigde, \
      wijziging, wijzigingen, aangepast, aanpassing, bevestigd, bevestigen, gedrukte media, \
      gedrukte pers, print, papieren, negeren, verlengd, streeftijd, richttijd, placeholder
      """,
      .alternative: "of",
      .range: "tussen, tot en met",
      .approximate: "rond, omstreeks, ongeveer, circa",
      .vague: "ochtend, middag, avond, nacht, einde van de dag",
      .negation: "niet, geen, nooit, zonder",
      .talk: """
      opgeheven, sinds, geschonden, wapens, elke, iedere, schending van, schending, inbreuk op, \
      overtreding van, verbroken, werd opgeheven, is opgeheven, olie, handelsembargo, \
      wapenembargo
      """,
      .template: "datum, datum en tijd, jjjj",
      .after: "na, vanaf, vanaf de, na de, met ingang van, m i v, ingaande",
      .before: "voor, voor de, eerder dan, vroeger dan",
      .relative: "vandaag, morgen, gisteren, volgende, komende",
      .shift: "vooravond, half, kwart, minuut, dagen, week, minuten",
      .startOfDay: "begin van de dag",
      .endOfDay: "einde van de dag, eind van de dag",
      .label: "contact, telefoon, bron, pagina, contactpersoon, perscontact",
      .filler: """
      de, het, een, om, op, tot, van, en, in, embargo, strikt, persbericht, uur, tijd, te, is, \
      onder, bericht, voor, ze, precies, exact, stipt, absoluut, streng, respecteren, \
      gelieve het embargo te respecteren, aub, a u b, s v p, svp, tekst, document, inhoud, \
      artikel, studie, onderzoek, rapport, dit, deze, dat, informatie, let op, attentie, op dag, \
      mag, worden, gepubliceerd, vrijgegeven, toegestaan, daarna vrij, publiceren, redacties, \
      redactie, media, pers, nieuwsbericht, dan
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
