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
      segunda, terca, quarta, quinta, sexta, feira, nao, ate, divulgado, divulgada, liberado, \
      liberada
      """,
    marks: [
      .embargo: """
      nao publicar, nao divulgar, nao publicar antes, nao divulgar antes, embargado, embargada, \
      proibida a divulgacao, proibida a publicacao, sob embargo, embargo termina, \
      embargo termina em, embargo termina a, embargo termina as, embargo expira, \
      embargo expira em, embargo expira as, embargo cai, embargo cai em, embargo cai as, \
      embargo acaba, embargo acaba em, embargo vence, embargo vence em, embargo encerra, \
      embargo encerra em, embargo finda, embargo cessa, embargo sera levantado, \
      embargo sera levantado em, embargo e levantado em, embargo ate, embargo valido ate, \
      embargo em vigor ate, embargo vigente ate, embargo absoluto, embargo total, \
      embargo rigoroso, embargo jornalistico, embargo de imprensa, fim do embargo, \
      fim de embargo, final do embargo, termino do embargo, termo do embargo, \
      levantamento do embargo, queda do embargo, encerramento do embargo, expiracao do embargo, \
      validade do embargo, com embargo ate, sujeito a embargo, sujeito a embargo ate, \
      sujeita a embargo ate, nao publicar antes de, nao publicar antes das, \
      nao publicar antes do, nao divulgar antes de, nao divulgar antes das, \
      nao divulgar antes do, nao publicar ate, nao divulgar ate, proibida a divulgacao antes, \
      proibida a divulgacao antes de, proibida a divulgacao ate, proibida a publicacao antes de, \
      proibida a publicacao ate, embargados ate, embargadas ate, aviso de embargo, \
      data de embargo, data do embargo, hora do embargo, horario do embargo, hora de embargo
      """,
      .release: """
      para divulgacao, para publicacao, divulgacao, publicacao, data de publicacao, \
      data de divulgacao, publicar, divulgar, liberado, liberacao, publicavel, divulgavel, \
      pode ser publicado, pode ser divulgado, pode ser publicada, pode ser divulgada, \
      podem ser publicados, podem ser divulgados, podem ser publicadas, podera ser publicado, \
      podera ser divulgado, publicacao autorizada, divulgacao autorizada, publicacao permitida, \
      divulgacao permitida, publicacao liberada, divulgacao liberada, liberado para publicacao, \
      liberado para divulgacao, liberada para publicacao, liberada para divulgacao, \
      livre para publicacao, livre para divulgacao, para ser publicado, para ser divulgado, \
      para divulgar, para publicar, hora de divulgacao, horario de divulgacao
      """,
      .immediate: """
      para divulgacao imediata, divulgacao imediata, para publicacao imediata, \
      publicacao imediata, para distribuicao imediata, sem embargo, embargo nenhum, \
      nao embargado, embargo imediato, para uso imediato, liberacao imediata, \
      para imediata divulgacao, para imediata publicacao, de divulgacao imediata, \
      de publicacao imediata, publicar imediatamente, divulgar imediatamente, \
      publicar de imediato, divulgar de imediato, liberado para divulgacao imediata, \
      liberado para publicacao imediata, livre de embargo, nenhum embargo, sem qualquer embargo, \
      nao ha embargo, nao sujeito a embargo, uso imediato, distribuicao imediata, \
      imediata divulgacao, publicacao livre, divulgacao livre, livre divulgacao
      """,
      .event: """
      coletiva de imprensa, conferencia de imprensa, proxima publicacao, prazo, evento, \
      atualizado, seminario, reuniao, teleconferencia, recebido, discurso, inicio do embargo, \
      inicio de embargo, inicio embargo, comeco do embargo, comeco embargo, \
      entrada em vigor do embargo, entrada em vigor, embargo comeca, embargo comeca em, \
      embargo inicia, embargo inicia em, embargo tem inicio, embargo tem inicio em, \
      embargo entra em vigor, embargo entra em vigor em, embargo a partir de, \
      embargo a partir das, embargo em vigor desde, emitido, enviado, publicado, publicada, \
      proximo comunicado
      """,
      .unsettled: """
      a confirmar, por confirmar, provisorio, sujeito a, salvo, no maximo, ou antes, ou depois, \
      adiado, cancelado, exceto, pendente, pendente de, por definir, a definir, por determinar, \
      a determinar, indicativo, indicativa, provisoria, provisoriamente, nao confirmado, \
      nao confirmada, sem confirmacao, tentativo, sujeita a, sujeito a alteracoes, \
      sujeito a alteracao, sujeito a mudancas, pode mudar, pode ser alterado, podera mudar, \
      adiada, cancelada, anulado, anulada, suspenso, suspensa, sem efeito, revogado, revogada, \
      nao mais valido, substituido, substituida, embargo anterior, antigo embargo, novo embargo, \
      embargo inicial, embargo original, embargo provisorio, embargo previsto, possivel embargo, \
      embargo alterado, dia seguinte, no dia seguinte, ao dia seguinte, dias depois, \
      horas depois, hora depois, horas mais tarde, um dia depois, por exemplo, p ex, \
      ate novo aviso, ate nova ordem, ate aviso em contrario, aviso em contrario, de teste, \
      reagendado, reagendada, antecipado, antecipada, atrasado, sob embargo imediato
      """,
      .conditional: """
      previsto, prevista, se, estimado, estimada, provavel, provavelmente, exemplo, modelo, \
      amostra, minuta, rascunho, esboco, teste, possivel, possivelmente, talvez, proposto, \
      proposta, inicialmente, anteriormente, correcao, corrigido, corrigida, errata, \
      retificacao, erro, errado, errada, alterado, alterada, alteracao, alteracoes, confirmado, \
      confirmada, confirmar, imprensa escrita, edicao impressa, jornais impressos, ignorar, \
      prorrogado, prorrogada, aguardando, a menos
      """,
      .alternative: "ou",
      .range: "entre",
      .approximate: "por volta, por volta das, cerca de, aproximadamente",
      .vague: """
      manha, tarde, noite, de manha, a tarde, a noite, fim do dia, madrugada, final do dia
      """,
      .negation: "nao, nunca, sem, nem, nenhum",
      .talk: """
      levantado, desde, politica, petroleo, armas, cada, todos, ordem de embargo, \
      auto de embargo, embargo judicial, embargo da obra, embargo de obra, embargo comercial, \
      embargo economico, embargo de armas, embargos de declaracao, violacao do, quebra do
      """,
      .template: "data, data e hora, dd",
      .after: """
      apos, depois, a partir, a partir das, a partir de, a partir do, a partir do dia, apos as, \
      apos o, depois das, depois de, depois do
      """,
      .before: "antes, antes das, antes de, antes do",
      .relative: "hoje, amanha, ontem, proximo, proxima",
      .shift: "vespera, quarto, minuto, dias, semana, minutos, seguinte",
      .startOfDay: "inicio do dia, comeco do dia",
      .endOfDay: "fim do dia, final do dia",
      .label: """
      contato, contacto, telefone, fonte, pagina, contatos, assessoria de imprensa, \
      contato de imprensa, contacto de imprensa, contatos para imprensa, gabinete de imprensa, \
      mais informacoes, para mais informacoes, informacoes a imprensa
      """,
      .filler: """
      o, a, as, os, ao, ate, de, do, da, das, dos, e, em, no, na, embargo, nota, comunicado, \
      para, hora, horas, data, horario, sob, h, estrito, release, dia, feira, em ponto, exatas, \
      absoluto, total, estritamente, rigoroso, texto, documento, conteudo, artigo, estudo, \
      relatorio, este, esta, um, uma, atencao, favor respeitar o, respeitar o, pede se, \
      informacoes, no dia, tem, deste, desta
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
