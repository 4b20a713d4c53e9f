extension Language {
  static let french = Language(
    mask: .french,
    months: """
      janvier, fevrier, mars, avril, mai, juin, juillet, aout, septembre, octobre, novembre, \
      decembre
      """,
    shortMonths: "janv, fevr/fev, mars, avr, mai, juin, juil, aout, sept, oct, nov, dec",
    weekdays: "lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche",
    shortWeekdays: "lun, mar, mer, jeu, ven, sam, dim",
    cues:
      "jusqu, jusque, sous, heure, diffuser, diffusion, avant, midi, minuit, immediate, publier",
    marks: [
      .embargo: """
      ne pas diffuser, ne pas publier, ne pas diffuser avant, ne pas publier avant, \
      interdit de diffusion, ne pas utiliser, diffusion interdite, a ne pas diffuser, \
      a ne pas publier, non diffusable, publication interdite, ne pas diffuser ni publier
      """,
      .release: """
      a diffuser, a publier, diffusion, pour diffusion, pour publication, date de diffusion, \
      date de publication, publication, a paraitre, diffusion le, parution
      """,
      .immediate: """
      pour diffusion immediate, diffusion immediate, pour publication immediate, \
      publication immediate, a diffuser immediatement, a publier immediatement, \
      a diffusion immediate, communique pour diffusion immediate, sans embargo, embargo aucun, \
      aucun embargo, pas d embargo, embargo neant, embargo immediat, diffusion libre, \
      libre de diffusion
      """,
      .event: """
      conference de presse, point de presse, prochaine publication, prochaine parution, \
      date limite, webinaire, webdiffusion, mis a jour, mise a jour, evenement, reunion, \
      teleconference, conference telephonique, recu le, depose, publie le, discours
      """,
      .unsettled: """
      a confirmer, provisoire, sous reserve, prevu, prevue, a preciser, sauf, si, estime, \
      au plus tard, au plus tot, ou plus tard, ou plus tot, reporte, annule, probable, soit, \
      sinon, eventuellement
      """,
      .alternative: "ou",
      .range: "au, entre, a partir, jusqu a partir",
      .approximate: "vers, environ, autour",
      .vague:
        "matin, soir, apres midi, fin de journee, soiree, aube, nuit, matinee, dans la journee",
      .negation: "pas, ne, non, jamais, plus, aucun, aucune, ni",
      .talk: "etait, leve, levee, depuis, politique, rompu, petrole, armes, chaque, tous",
      .template: "date et heure, jj, aaaa",
      .after: "apres, des, a compter du, a compter de",
      .before: "avant",
      .relative: "aujourd hui, demain, hier, prochain, prochaine, ce, cette",
      .shift: """
      veille, minute, dernier, lendemain, demie, quart, jours, semaine, minutes, heures apres
      """,
      .startOfDay: "debut de, au debut de, debut de journee, debut de la journee",
      .endOfDay: "fin de, a la fin de, fin de la journee",
      .label: "contact presse, renseignements, courriel, telephone, contacts presse, source",
      .filler: """
      le, la, les, a, de, du, des, d, l, sous, strict, jusqu, jusque, jusqu au, jusqu a, au, et, \
      communique, presse, information, informations, heure, heures, en, ce, est, pour, precises, \
      communique de presse, que, embargo
      """,
    ],
    morning: "du matin",
    afternoon: "de l apres midi",
    night: "du soir",
    hourMarkers: "h, heures, heure",
    noon: "midi",
    midnight: "minuit",
    timeWords: "heure, heures",
    local: "locale, local, heure locale, votre",
    connectors: "de, du, d, des, la, le, l, a, en",
    ordinals: "er, re, e, eme")
}
