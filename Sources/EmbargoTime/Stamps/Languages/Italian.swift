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
    cues: """
      ore, ora, alle, fino, mezzogiorno, mezzanotte, diffusione, pubblicare, pubblicazione, \
      sino, dalle, pubblicabile, diffondibile
      """,
    marks: [
      .embargo: """
      non pubblicare, non diffondere, sotto embargo, non divulgare, vietata la pubblicazione, \
      vietata la diffusione, da non pubblicare, da non diffondere, embargato, embargo scade, \
      embargo scade il, embargo scade alle, embargo scadra, embargo scadra il, embargo termina, \
      embargo termina il, embargo termina alle, embargo terminera il, embargo finisce, \
      embargo finisce il, embargo cessa, embargo cessa il, embargo cade, embargo cade il, \
      embargo decade, embargo decade il, embargo sara rimosso, embargo sara rimosso il, \
      embargo verra rimosso il, embargo sara tolto il, embargo verra tolto il, \
      embargo e valido fino, embargo valido fino, embargo valido fino al, \
      embargo valido fino alle, embargo in vigore fino al, embargo in vigore fino alle, \
      embargo assoluto, embargo totale, embargo rigoroso, embargo stampa, fine embargo, \
      fine dell embargo, scadenza embargo, scadenza dell embargo, scadenza embargo il, \
      termine embargo, termine dell embargo, rimozione embargo, rimozione dell embargo, \
      revoca dell embargo, caduta dell embargo, con embargo, con embargo fino, \
      soggetto a embargo, soggetto a embargo fino, soggetto ad embargo, \
      soggetto ad embargo fino, non pubblicare prima, non pubblicare prima di, \
      non pubblicare prima del, non pubblicare prima delle, non diffondere prima, \
      non diffondere prima di, non diffondere prima del, non diffondere prima delle, \
      non divulgare prima del, non divulgare prima delle, non pubblicare fino, \
      non pubblicare fino al, non pubblicare fino alle, non diffondere fino al, \
      da non pubblicare prima, da non pubblicare prima del, da non pubblicare prima delle, \
      da non diffondere prima del, da non diffondere prima delle, \
      vietata la diffusione prima del, vietata la diffusione prima delle, \
      vietata la diffusione fino al, vietata la pubblicazione prima del, \
      vietata la pubblicazione prima delle, vietata la pubblicazione fino al, \
      divieto di pubblicazione fino al, divieto di diffusione fino al, sottoposto a embargo, \
      sottoposto a embargo fino, sottoposto ad embargo, data embargo, data dell embargo, \
      ora dell embargo, orario embargo, avviso di embargo, embargo sino, embargo sino al, \
      embargo sino alle, non pubblicare sino al, non diffondere sino al
      """,
      .release: """
      per la pubblicazione, da pubblicare, pubblicazione, diffusione, per diffusione, \
      data di pubblicazione, da diffondere, pubblicabile, diffondibile, divulgabile, \
      pubblicabili, diffondibili, puo essere pubblicato, puo essere diffuso, \
      puo essere pubblicata, puo essere diffusa, possono essere pubblicati, \
      possono essere pubblicate, possono essere diffusi, possono essere diffuse, \
      potra essere pubblicato, pubblicazione consentita, diffusione consentita, \
      pubblicazione autorizzata, diffusione autorizzata, pubblicazione libera, \
      diffusione libera, libera pubblicazione, libera diffusione, da pubblicarsi, \
      da diffondersi, utilizzabile, data di diffusione, ora di diffusione, pubblicabile dal, \
      per pubblicazione
      """,
      .immediate: """
      per diffusione immediata, diffusione immediata, per pubblicazione immediata, \
      pubblicazione immediata, per la pubblicazione immediata, per la diffusione immediata, \
      senza embargo, embargo nessuno, nessun embargo, per immediata diffusione, \
      per immediata pubblicazione, embargo immediato, di immediata pubblicazione, \
      di immediata diffusione, da pubblicare immediatamente, da diffondere immediatamente, \
      immediata pubblicazione, immediata diffusione, a diffusione immediata, \
      a pubblicazione immediata, pubblicabile immediatamente, pubblicabile da subito, \
      pubblicabile subito, da pubblicare subito, da diffondere subito, libero da embargo, \
      libera da embargo, privo di embargo, non soggetto a embargo, non soggetto ad embargo, \
      non sottoposto a embargo, non embargato, nessun tipo di embargo, \
      di libera e immediata pubblicazione, per uso immediato, \
      pubblicazione e diffusione immediata
      """,
      .event: """
      conferenza stampa, prossima pubblicazione, evento, aggiornato, riunione, teleconferenza, \
      ricevuto, discorso, inizio embargo, inizio dell embargo, avvio embargo, \
      avvio dell embargo, decorrenza embargo, decorrenza dell embargo, decorrenza, \
      embargo inizia, embargo inizia il, embargo comincia, embargo comincia il, embargo decorre, \
      embargo decorre dal, embargo decorre dalle, embargo parte, embargo dal, embargo dalle, \
      embargo a partire dal, embargo a partire dalle, embargo in vigore dal, \
      embargo in vigore dalle, entrata in vigore, entrata in vigore dell embargo, \
      prossimo comunicato, inviato, emesso, pubblicato il
      """,
      .unsettled: """
      da confermare, provvisorio, soggetto a, salvo, al piu tardi, o prima, o dopo, rinviato, \
      annullato, eccetto, provvisoria, provvisoriamente, indicativo, indicativa, \
      indicativamente, orientativo, orientativa, in attesa, in attesa di conferma, da definire, \
      da stabilire, da determinare, da decidere, non confermato, non confermata, soggetta a, \
      soggetto a modifiche, suscettibile di, puo cambiare, puo variare, potrebbe cambiare, \
      potrebbe variare, annullata, rinviata, sospeso, sospesa, revocato, revocata, \
      non piu valido, non piu valida, scaduto, superato, sostituito, sostituita, \
      embargo precedente, vecchio embargo, nuovo embargo, embargo iniziale, embargo originario, \
      embargo provvisorio, embargo previsto, possibile embargo, embargo modificato, giorno dopo, \
      il giorno dopo, giorno seguente, il giorno seguente, giorno successivo, \
      il giorno successivo, giorni dopo, ore dopo, ora dopo, ore piu tardi, un ora dopo, \
      ad esempio, per esempio, p es, ad es, fino a nuovo avviso, nuovo avviso, di prova, \
      posticipato, posticipata, anticipato, anticipata, sotto embargo immediato
      """,
      .conditional: """
      previsto, prevista, se, stimato, stimata, probabile, probabilmente, esempio, modello, \
      facsimile, fac simile, bozza, prova, test, possibile, possibilmente, forse, proposto, \
      proposta, inizialmente, precedentemente, correzione, corretto, corretta, rettifica, \
      errata, errore, errato, errata corrige, modificato, modificata, modifica, modifiche, \
      confermato, confermata, confermare, carta stampata, edizione cartacea, ignorare, \
      prorogato, prorogata, approssimativo
      """,
      .alternative: "o, oppure",
      .range: "tra, fra",
      .approximate: "verso, circa, verso le, intorno, intorno alle",
      .vague: "mattina, pomeriggio, sera, notte, mattino, fine giornata, serata, in giornata",
      .negation: "non, mai, senza, nessun, nessuno",
      .talk: "tolto, politica, petrolio, armi, ogni, violazione dell, rotto, violato, petrolifero",
      .template: "data e ora, gg",
      .after: """
      dopo, a partire, a partire dalle, a partire dal, dal, dalle, dalla, dalle ore, dalle h, \
      dal giorno, a partire da, a partire dalle ore, dopo le, dopo il, successivamente
      """,
      .before: "prima, prima delle, prima del, prima delle ore, prima di, prima dell",
      .relative: "oggi, domani, ieri, prossimo, prossima",
      .shift: "vigilia, mezza, quarto, minuto, giorni, settimana, minuti",
      .startOfDay: "inizio del giorno, inizio giornata",
      .endOfDay: "fine del giorno, fine giornata",
      .label: """
      contatto, contatti, telefono, fonte, pagina, ufficio stampa, contatti stampa, \
      contatto stampa, per informazioni, per ulteriori informazioni, ufficio comunicazione, \
      addetto stampa
      """,
      .filler: """
      il, la, le, lo, i, gli, alle, alla, al, all, di, del, della, delle, dell, e, fino, \
      fino al, fino alle, embargo, comunicato, comunicato stampa, ore, ora, per, stretto, in, \
      giorno, rigoroso, notizia, in punto, precise, esatte, assoluto, totale, strettamente, \
      rispettare, si prega di rispettare l, testo, documento, contenuto, contenuti, articolo, \
      studio, rapporto, ricerca, questo, questa, un, una, attenzione, comunicati, sul, sui, ed, \
      informazioni, data
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
