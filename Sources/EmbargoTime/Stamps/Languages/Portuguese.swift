extension Language {
  static let portuguese = Language(
    mask: .portuguese,
    months: """
      janeiro, fevereiro, marco, abril, maio, junho, julho, agosto, setembro, outubro, novembro, \
      dezembro
      """,
    shortMonths: "jan, fev, mar, abr, mai, jun, jul, ago, set, out, nov, dez",
    weekdays: """
      segunda feira/segunda, terca feira/terca, quarta feira/quarta, quinta feira/quinta, \
      sexta feira/sexta, sabado, domingo
      """,
    shortWeekdays: "seg, ter, qua, qui, sex, sab, dom",
    cues: """
      embargado, embargada, horario, divulgacao, publicacao, imediata, divulgar, meia, brasilia, \
      segunda, terca, quarta, quinta, sexta, feira
      """,
    marks: [
      .embargo: """
      nao publicar, nao divulgar, nao publicar antes, nao divulgar antes, embargado, embargada, \
      proibida a divulgacao, proibida a publicacao, sob embargo
      """,
      .release: """
      para divulgacao, para publicacao, divulgacao, publicacao, data de publicacao, \
      data de divulgacao, publicar, divulgar, liberado, liberacao
      """,
      .immediate: """
      para divulgacao imediata, divulgacao imediata, para publicacao imediata, \
      publicacao imediata, para distribuicao imediata, sem embargo, embargo nenhum, \
      nao embargado, embargo imediato, para uso imediato, liberacao imediata
      """,
      .event: """
      coletiva de imprensa, conferencia de imprensa, proxima publicacao, prazo, evento, \
      atualizado, seminario, reuniao, teleconferencia, recebido, discurso
      """,
      .unsettled: """
      a confirmar, por confirmar, provisorio, sujeito a, previsto, prevista, salvo, se, estimado, \
      no maximo, ou antes, ou depois, adiado, cancelado, provavel, exceto, mas
      """,
      .alternative: "ou",
      .range: "entre",
      .approximate: "por volta, por volta das, cerca de, aproximadamente",
      .vague:
        "manha, tarde, noite, de manha, a tarde, a noite, fim do dia, madrugada, final do dia",
      .negation: "nao, nunca, sem, nem, nenhum",
      .talk: "levantado, desde, politica, petroleo, armas, cada, todos",
      .template: "data, data e hora, dd",
      .after: "apos, depois, a partir, a partir das, a partir de, a partir do",
      .before: "antes, antes das, antes de, antes do",
      .relative: "hoje, amanha, ontem, proximo, proxima, meia",
      .shift: "vespera, quarto, minuto, dias, semana, minutos, seguinte",
      .startOfDay: "inicio do dia, comeco do dia",
      .endOfDay: "fim do dia, final do dia",
      .label: "contato, contacto, telefone, imprensa, fonte, pagina, contatos",
      .filler: """
      o, a, as, os, ao, ate, de, do, da, das, dos, e, em, no, na, embargo, nota, comunicado, para, \
      hora, horas, data, horario, sob, h, estrito, release, dia, feira
      """,
    ],
    morning: "da manha, da madrugada",
    afternoon: "da tarde",
    night: "da noite",
    hourMarkers: "h, horas, hs, hrs",
    noon: "meio dia, do meio dia",
    midnight: "meia noite, da meia noite",
    timeWords: "hora, horario",
    local: "local, hora local, horario local",
    connectors: "de, do, da, em, das, dos",
    ordinals: "o")
}
