extension Language {
  static let italian = Language(
    mask: .italian,
    months: """
      gennaio, febbraio, marzo, aprile, maggio, giugno, luglio, agosto, settembre, ottobre, \
      novembre, dicembre
      """,
    shortMonths: "gen, feb, mar, apr, mag, giu, lug, ago, set/sett, ott, nov, dic",
    weekdays: "lunedi, martedi, mercoledi, giovedi, venerdi, sabato, domenica",
    shortWeekdays: "lun, mar, mer, gio, ven, sab, dom",
    cues:
      "ore, ora, alle, fino, mezzogiorno, mezzanotte, diffusione, pubblicare, pubblicazione, sino",
    marks: [
      .embargo: """
      non pubblicare, non diffondere, sotto embargo, non divulgare, vietata la pubblicazione, \
      vietata la diffusione, da non pubblicare, da non diffondere, embargato
      """,
      .release: """
      per la pubblicazione, da pubblicare, pubblicazione, diffusione, per diffusione, \
      data di pubblicazione, da diffondere
      """,
      .immediate: """
      per diffusione immediata, diffusione immediata, per pubblicazione immediata, \
      pubblicazione immediata, per la pubblicazione immediata, per la diffusione immediata, \
      senza embargo, embargo nessuno, nessun embargo, per immediata diffusione, \
      per immediata pubblicazione, embargo immediato
      """,
      .event: """
      conferenza stampa, prossima pubblicazione, scadenza, evento, aggiornato, riunione, \
      teleconferenza, ricevuto, discorso
      """,
      .unsettled: """
      da confermare, provvisorio, soggetto a, previsto, prevista, salvo, se, stimato, \
      al piu tardi, o prima, o dopo, rinviato, annullato, probabile, eccetto, ma
      """,
      .alternative: "o, oppure",
      .range: "tra, fra",
      .approximate: "verso, circa, verso le, intorno, intorno alle",
      .vague: "mattina, pomeriggio, sera, notte, mattino, fine giornata, serata, in giornata",
      .negation: "non, mai, senza, nessun, nessuno",
      .talk: "tolto, dal, politica, petrolio, armi, ogni",
      .template: "data, data e ora, gg",
      .after: "dopo, a partire, a partire dalle, a partire dal",
      .before: "prima, prima delle, prima del",
      .relative: "oggi, domani, ieri, prossimo, prossima",
      .shift: "vigilia, mezza, quarto, minuto, giorni, settimana, minuti",
      .startOfDay: "inizio del giorno, inizio giornata",
      .endOfDay: "fine del giorno, fine giornata",
      .label: "contatto, contatti, telefono, fonte, pagina, stampa, ufficio stampa",
      .filler: """
      il, la, le, lo, i, gli, alle, alla, al, all, di, del, della, delle, dell, e, fino, fino al, \
      fino alle, sino, embargo, comunicato, comunicato stampa, ore, ora, per, stretto, in, giorno, \
      rigoroso, notizia
      """,
    ],
    morning: "del mattino, di mattina, della mattina",
    afternoon: "del pomeriggio",
    night: "di sera, della sera",
    hourMarkers: "h",
    noon: "mezzogiorno",
    midnight: "mezzanotte",
    timeWords: "ora, ore, orario",
    local: "locale, ora locale",
    connectors: "di, del, della, d, dell, a, de",
    ordinals: "o")
}
