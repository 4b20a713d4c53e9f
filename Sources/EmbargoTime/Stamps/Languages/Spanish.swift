extension Language {
  static let spanish = Language(
    mask: .spanish,
    months: """
      enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre/setiembre, octubre, \
      noviembre, diciembre
      """,
    shortMonths: "ene, feb, mar, abr, may, jun, jul, ago, sep/sept/set, oct, nov, dic",
    weekdays: "lunes, martes, miercoles, jueves, viernes, sabado, domingo",
    shortWeekdays: "lun, mar, mie, jue, vie, sab, dom",
    cues: """
      embargado, embargada, hasta, hora, horas, difusion, mediodia, medianoche, publicar, las, \
      prensa, inmediata
      """,
    marks: [
      .embargo: """
      no publicar, no difundir, no publicar antes, no difundir antes, no publicar hasta, \
      prohibida su difusion, prohibida su publicacion, no publicable, no apto para publicacion, \
      embargado, embargada, embargo informativo
      """,
      .release: """
      para difusion, para publicar, para publicacion, publicacion, difusion, para su difusion, \
      fecha de publicacion, fecha de difusion, publicar, difundir
      """,
      .immediate: """
      para difusion inmediata, difusion inmediata, para publicacion inmediata, \
      publicacion inmediata, para su difusion inmediata, para su publicacion inmediata, \
      de difusion inmediata, para distribucion inmediata, para divulgacion inmediata, \
      embargo ninguno, no embargado, embargo inmediato, sin embargo informativo, \
      para uso inmediato, para divulgacion inmediata
      """,
      .event: """
      rueda de prensa, conferencia de prensa, proxima publicacion, fecha limite, plazo, evento, \
      actualizado, seminario web, reunion, teleconferencia, recibido, discurso, acto
      """,
      .unsettled: """
      por confirmar, a confirmar, provisional, sujeto a, previsto, prevista, salvo, si, estimado, \
      a mas tardar, como maximo, o antes, o despues, aplazado, cancelado, probable, excepto, pero
      """,
      .alternative: "o, u",
      .range: "entre",
      .approximate: "alrededor, alrededor de, aproximadamente, hacia, cerca de, sobre, a eso de",
      .vague: """
      manana, tarde, noche, por la manana, por la tarde, por la noche, fin del dia, madrugada, \
      al final del dia
      """,
      .negation: "no, nunca, sin, ni, tampoco, ninguno",
      .talk: "levantado, desde, politica, petroleo, armas, roto, cada, todos",
      .template: "fecha, fecha y hora, dia y hora, dd",
      .after: "despues, tras, a partir, a partir de, a partir del",
      .before: "antes, antes de, antes del",
      .relative: "hoy, ayer, proximo, proxima, este, esta",
      .shift: "vispera, media, cuarto, minuto, pasado, dias, semana, minutos, siguiente",
      .startOfDay: "inicio del dia, comienzo del dia, al inicio del",
      .endOfDay: "final del dia, al final del",
      .label: "contacto, telefono, correo, prensa, fuente, pagina, contactos",
      .filler: """
      el, la, las, los, a, al, de, del, y, en, hasta, h, embargo, estricto, nota, comunicado, \
      para, hora, horas, fecha, su, es, por, que, rigurosamente, bajo, hasta las, hasta el, \
      a las, el dia, nota de prensa, \
      comunicado de prensa, informacion, dia, sin embargo
      """,
    ],
    morning: "de la manana, de la madrugada",
    afternoon: "de la tarde",
    night: "de la noche",
    hourMarkers: "h, hs, horas, hrs",
    noon: "mediodia, del mediodia, de mediodia",
    midnight: "medianoche, de la medianoche, media noche",
    timeWords: "hora, horario",
    local: "local, hora local",
    connectors: "de, del, la, el, en, los",
    ordinals: "o, ro, er")
}
