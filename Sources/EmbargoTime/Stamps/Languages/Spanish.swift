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
      prensa, inmediata, publicable, finaliza, publicarse, difundirse, difundir, divulgacion
      """,
    marks: [
      .embargo: """
      no publicar, no difundir, no publicar antes, no difundir antes, no publicar hasta, \
      prohibida su difusion, prohibida su publicacion, no publicable, no apto para publicacion, \
      embargado, embargada, embargo informativo, embargo finaliza, embargo finaliza el, \
      embargo finalizara, embargo finalizara el, embargo termina, embargo termina el, \
      embargo terminara el, embargo vence, embargo vence el, embargo vencera el, \
      embargo se levanta, embargo se levanta el, embargo se levantara, embargo se levantara el, \
      embargo sera levantado el, embargo sera levantado, embargo expira, embargo expira el, \
      embargo expirara el, embargo acaba, embargo acaba el, embargo concluye, \
      embargo concluye el, embargo cesa, embargo cesa el, embargo caduca, embargo caduca el, \
      embargo vigente hasta, embargo vigente hasta el, embargo vigente hasta las, \
      embargo valido hasta, embargo valido hasta el, embargo en vigor hasta, \
      embargo en vigor hasta el, embargo en vigor hasta las, embargo hasta, embargo hasta el, \
      embargo hasta las, embargo absoluto, embargo total, embargo de prensa, \
      embargo periodistico, embargo fijado para, embargo fijado para el, embargo fijado hasta, \
      fin del embargo, final del embargo, finalizacion del embargo, fin de embargo, \
      levantamiento del embargo, levantamiento de embargo, vencimiento del embargo, \
      vencimiento embargo, termino del embargo, expiracion del embargo, bajo embargo, \
      con embargo, sujeto a embargo, sujeto a embargo hasta, sujeta a embargo hasta, \
      no publicar antes de, no publicar antes del, no difundir antes de, no difundir antes del, \
      no publicar hasta el, no difundir hasta, no difundir hasta el, no publicar hasta las, \
      no difundir hasta las, prohibida su difusion hasta, prohibida su difusion antes, \
      prohibida su difusion antes del, prohibida su publicacion hasta, \
      prohibida su publicacion antes, prohibida su publicacion antes del, \
      prohibida la difusion antes del, prohibida la difusion hasta, \
      prohibida la publicacion antes del, prohibida la publicacion hasta, no publicable antes, \
      no publicable antes del, no publicable hasta, no publicable hasta el, aviso de embargo, \
      nota de embargo, fecha de embargo, fecha del embargo, hora del embargo, hora de embargo, \
      hora de levantamiento del embargo, fecha de levantamiento del embargo, \
      hora de fin de embargo, fecha de fin de embargo
      """,
      .release: """
      para difusion, para publicar, para publicacion, publicacion, difusion, para su difusion, \
      fecha de publicacion, fecha de difusion, publicar, difundir, publicable, puede publicarse, \
      puede difundirse, podra publicarse, podra difundirse, pueden publicarse, \
      pueden difundirse, podran publicarse, podran difundirse, se puede publicar, \
      se puede difundir, se podra publicar, se podra difundir, puede ser publicado, \
      puede ser publicada, podra ser publicado, podra ser difundido, publicacion autorizada, \
      difusion autorizada, publicacion permitida, difusion permitida, libre difusion, \
      libre publicacion, publicar a partir, autorizada su difusion, autorizada su publicacion, \
      para su publicacion, para ser publicado, para ser difundido, hora de difusion, \
      hora de publicacion, difundible
      """,
      .immediate: """
      para difusion inmediata, difusion inmediata, para publicacion inmediata, \
      publicacion inmediata, para su difusion inmediata, para su publicacion inmediata, \
      de difusion inmediata, para distribucion inmediata, para divulgacion inmediata, \
      embargo ninguno, no embargado, embargo inmediato, sin embargo informativo, \
      para uso inmediato, para divulgacion inmediata, publicar de inmediato, \
      difundir de inmediato, publicar inmediatamente, difundir inmediatamente, \
      de publicacion inmediata, publicable de inmediato, publicable inmediatamente, \
      para inmediata difusion, para inmediata publicacion, para su inmediata difusion, \
      para su inmediata publicacion, de inmediata difusion, de inmediata publicacion, \
      difusion libre e inmediata, libre de embargo, libre de embargos, sin embargo alguno, \
      sin ningun embargo, ningun embargo, no esta embargado, no sujeto a embargo, \
      no hay embargo, uso inmediato, para distribucion general inmediata, difusion al recibirse, \
      para publicar al recibir, para difusion al recibir, para comunicacion inmediata
      """,
      .event: """
      rueda de prensa, conferencia de prensa, proxima publicacion, fecha limite, plazo, evento, \
      actualizado, seminario web, reunion, teleconferencia, recibido, discurso, acto, \
      inicio del embargo, inicio de embargo, inicio embargo, comienzo del embargo, \
      comienzo de embargo, comienzo embargo, arranque del embargo, arranque embargo, \
      entrada en vigor del embargo, entrada en vigor, entrada en vigencia, comienza el embargo, \
      empieza el embargo, embargo comienza, embargo comienza el, embargo empieza, \
      embargo empieza el, embargo inicia, embargo inicia el, embargo se inicia, \
      embargo entra en vigor, embargo entra en vigor el, embargo a partir del, \
      embargo en vigor desde, embargo vigente desde, principio del embargo, apertura de puertas, \
      proximo comunicado, emitido, enviado, publicado
      """,
      .unsettled: """
      por confirmar, a confirmar, provisional, sujeto a, salvo, a mas tardar, como maximo, \
      o antes, o despues, aplazado, cancelado, excepto, pendiente, pendiente de, \
      pendiente de confirmar, pendiente de confirmacion, orientativo, orientativa, \
      provisionalmente, sin confirmar, no confirmado, no confirmada, por definir, \
      por determinar, por decidir, a definir, a determinar, tentativo, tentativa, \
      sujeto a cambios, sujeta a cambios, sujeta a, puede cambiar, puede variar, podria cambiar, \
      podria variar, cancelada, anulado, anulada, aplazada, pospuesto, pospuesta, suspendido, \
      suspendida, sin efecto, queda sin efecto, ya no vigente, no vigente, caducado, no valido, \
      sin validez, reemplazado, sustituido, embargo anterior, antiguo embargo, nuevo embargo, \
      embargo inicial, embargo original, embargo provisional, embargo propuesto, \
      embargo previsto, posible embargo, embargo modificado, embargo corregido, dia siguiente, \
      el dia siguiente, al dia siguiente, dias despues, horas despues, hora despues, \
      un dia despues, una hora mas tarde, horas mas tarde, por ejemplo, p ej, hasta nuevo aviso, \
      nuevo aviso, de prueba, reprogramado, reprogramada, adelantado, adelantada, retrasado, \
      retrasada, embargo inmediato hasta, bajo embargo inmediato
      """,
      .conditional: """
      previsto, prevista, si, estimado, estimada, probable, probablemente, ejemplo, modelo, \
      muestra, plantilla, borrador, test, posible, posiblemente, quizas, quiza, tal vez, \
      indicativo, indicativa, aproximado, aproximada, propuesto, propuesta, inicialmente, \
      anteriormente, antes era, correccion, corregido, corregida, rectificacion, fe de erratas, \
      error, erroneo, erronea, modificado, modificada, confirmado, confirmada, confirmar, \
      prensa escrita, edicion impresa, ignorar, salvo que, excepto que, prorrogado, prorrogada, \
      ampliado, ampliada, pospone
      """,
      .alternative: "o, u",
      .range: "entre",
      .approximate: "alrededor, alrededor de, aproximadamente, hacia, cerca de, sobre, a eso de",
      .vague: """
      manana, tarde, noche, por la manana, por la tarde, por la noche, fin del dia, madrugada, \
      al final del dia
      """,
      .negation: "no, nunca, sin, ni, tampoco, ninguno",
      .talk: """
      levantado, politica, petroleo, armas, roto, cada, todos, orden de embargo, \
      diligencia de embargo, auto de embargo, acta de embargo, mandamiento de embargo, \
      providencia de embargo, anuncio de embargo, notificacion de embargo, embargo de cuentas, \
      embargo de bienes, embargo de nomina, embargo de salario, embargo preventivo, \
      embargo judicial, embargo ejecutivo, embargo comercial, embargo economico, \
      embargo de armas, embargo petrolero, violacion del, incumplimiento del, ruptura del, \
      diligencia, mandamiento, juzgado, subasta, deudor, acreedor
      """,
      .template: "fecha, fecha y hora, dia y hora, dd",
      .after: """
      despues, tras, a partir, a partir de, a partir del, a partir del dia, a partir de las, \
      tras las, despues de, despues del, despues de las, desde el, desde las
      """,
      .before: "antes, antes de, antes del, antes de las, antes del dia",
      .relative: "hoy, ayer, proximo, proxima, este, esta",
      .shift: "vispera, media, cuarto, minuto, pasado, dias, semana, minutos, siguiente",
      .startOfDay: "inicio del dia, comienzo del dia, al inicio del",
      .endOfDay: "final del dia, al final del",
      .label: """
      contacto, telefono, correo, fuente, pagina, contactos, gabinete de prensa, \
      contacto de prensa, contacto prensa, oficina de prensa, departamento de prensa, \
      servicio de prensa, jefe de prensa, jefa de prensa, comunicacion y prensa, \
      mas informacion, para mas informacion
      """,
      .filler: """
      el, la, las, los, a, al, de, del, y, en, hasta, h, embargo, estricto, nota, comunicado, \
      para, hora, horas, fecha, su, es, por, que, rigurosamente, bajo, hasta las, hasta el, \
      a las, el dia, nota de prensa, comunicado de prensa, informacion, dia, se, en punto, \
      exactas, absoluto, total, estricta, estrictamente, rogamos respetar, rogamos respeten, \
      se ruega respetar, respetar, texto, documento, contenido, contenidos, articulo, estudio, \
      informe, un, una, atencion, nota a los redactores, rigurosa, riguroso, ser
      """,
    ],
    morning: "de la manana, de la madrugada",
    afternoon: "de la tarde",
    night: "de la noche",
    hourMarkers: "h, hs, horas, hrs",
    noon: "mediodia, del mediodia, de mediodia, doce del mediodia, doce de mediodia",
    midnight: "medianoche, de la medianoche, media noche",
    timeWords: "hora, horario",
    local: "local, hora local",
    connectors: "de, del, la, el, en, los",
    ordinals: "o, ro, er")
}
