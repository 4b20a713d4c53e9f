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
    cues: """
      jusqu, jusque, sous, heure, diffuser, diffusion, avant, midi, minuit, immediate, publier, \
      diffuse, publiee, publiees, diffusee, heures, reception
      """,
    marks: [
      .embargo: """
      ne pas diffuser, ne pas publier, ne pas diffuser avant, ne pas publier avant, \
      interdit de diffusion, ne pas utiliser, diffusion interdite, a ne pas diffuser, \
      a ne pas publier, non diffusable, publication interdite, ne pas diffuser ni publier, \
      embargo expire, embargo expire le, embargo expirera, embargo expirera le, \
      embargo prend fin, embargo prend fin le, embargo prendra fin, embargo prendra fin le, \
      embargo se termine, embargo se termine le, embargo se terminera le, embargo s acheve le, \
      embargo cesse, embargo cesse le, embargo cessera le, embargo tombe, embargo tombe le, \
      embargo sera leve, embargo sera leve le, embargo est leve le, embargo leve le, \
      embargo fixe au, embargo fixe a, embargo est fixe au, embargo est fixe a, embargo fixe le, \
      embargo absolu, embargo total, embargo strict, embargo jusqu au, embargo valable jusqu au, \
      embargo valable jusqu a, embargo en vigueur jusqu au, embargo maintenu jusqu au, \
      embargo court jusqu au, embargo a respecter jusqu au, embargo media, embargo presse, \
      fin de l embargo, fin d embargo, fin embargo, levee de l embargo, levee d embargo, \
      levee embargo, expiration de l embargo, mis sous embargo jusqu, mis sous embargo jusqu au, \
      mis sous embargo jusqu a, mise sous embargo jusqu au, mise sous embargo jusqu a, \
      place sous embargo jusqu au, place sous embargo jusqu a, placee sous embargo jusqu au, \
      places sous embargo jusqu au, interdiction de diffusion jusqu au, \
      interdiction de publication jusqu au, diffusion interdite avant, \
      diffusion interdite avant le, publication interdite avant, publication interdite avant le, \
      interdit de diffusion avant le, interdit de publication avant le, aucune diffusion avant, \
      aucune diffusion avant le, aucune publication avant, aucune publication avant le, \
      pas de diffusion avant, pas de diffusion avant le, pas de publication avant, \
      pas de publication avant le, aucune reprise avant, aucune reprise avant le, \
      avis d embargo, date d embargo, date de l embargo, heure d embargo, heure de l embargo, \
      respect de l embargo jusqu au, fin de l embargo media
      """,
      .release: """
      a diffuser, a publier, diffusion, pour diffusion, pour publication, date de diffusion, \
      date de publication, publication, a paraitre, diffusion le, parution, diffuse a, \
      diffusion autorisee, publication autorisee, diffusion possible, publication possible, \
      libre de diffusion a partir du, libre de diffusion a partir de, libre de diffusion le, \
      libre de publication, diffusion libre a partir du, diffusion libre a partir de, \
      peut etre publie, peut etre diffuse, peuvent etre publies, peuvent etre publiees, \
      peuvent etre diffuses, peuvent etre diffusees, peut etre publiee, peut etre diffusee, \
      publiable, diffusable, pour diffusion le, pour publication le, a diffuser le, \
      a publier le, publication le, mise en ligne autorisee, heure de diffusion
      """,
      .immediate: """
      pour diffusion immediate, diffusion immediate, pour publication immediate, \
      publication immediate, a diffuser immediatement, a publier immediatement, \
      a diffusion immediate, communique pour diffusion immediate, sans embargo, embargo aucun, \
      aucun embargo, pas d embargo, embargo neant, embargo immediat, diffusion libre, \
      libre de diffusion, a publier des reception, a diffuser des reception, \
      diffusion des reception, publication des reception, pour diffusion des reception, \
      pour publication des reception, publiable immediatement, diffusable immediatement, \
      publication immediatement, a publier sans delai, a diffuser sans delai, \
      diffusion immediate autorisee, publication immediate autorisee, \
      pour diffusion generale immediate, pour parution immediate, parution immediate, \
      non soumis a embargo, ce communique n est pas sous embargo, \
      libre de publication immediate, aucun embargo ne s applique, libre d embargo, \
      pour usage immediat, pour utilisation immediate, a paraitre immediatement
      """,
      .event: """
      conference de presse, point de presse, prochaine publication, prochaine parution, \
      date limite, webinaire, webdiffusion, mis a jour, mise a jour, evenement, reunion, \
      teleconference, conference telephonique, recu le, depose, publie le, discours, \
      debut de l embargo, debut d embargo, debut embargo, debut du embargo, \
      entree en vigueur de l embargo, entree en vigueur, mise sous embargo, mis sous embargo, \
      place sous embargo, placee sous embargo, places sous embargo, placement sous embargo, \
      sous embargo des le, embargo debute, embargo debute le, embargo commence, \
      embargo commence le, embargo entre en vigueur, embargo a compter du, embargo des le, \
      embargo en vigueur le, embargo en vigueur depuis, embargo en vigueur a partir du, \
      embargo en vigueur des le, commencement de l embargo, prochain communique, publie a, \
      emis le
      """,
      .unsettled: """
      a confirmer, provisoire, sous reserve, a preciser, sauf, au plus tard, au plus tot, \
      ou plus tard, ou plus tot, reporte, annule, sinon, eventuellement, sous embargo immediat, \
      sous embargo immediate, indicatif, indicative, a titre indicatif, sous toutes reserves, \
      non confirme, non confirmee, non definitif, non definitive, non valide, a valider, \
      en attente, provisoirement, sous reserve de, a definir, a determiner, a fixer, \
      reste a confirmer, sera confirme, seront confirmes, sera precise, susceptible de, \
      susceptible d etre, peut changer, pourrait changer, modifiable, annulee, reportee, caduc, \
      caduque, perime, perimee, nul et non avenu, remplace, remplacee, ne plus tenir compte, \
      ne pas tenir compte, sans objet, ancien embargo, nouvel embargo, embargo precedent, \
      embargo initial, embargo modifie, embargo corrige, embargo propose, embargo envisage, \
      embargo possible, embargo eventuel, jour suivant, le jour suivant, le lendemain, \
      heure plus tard, heures plus tard, jours plus tard, jour plus tard, par exemple, p ex, \
      exemple de, pour test, a supprimer, a completer, jusqu a nouvel ordre, nouvel ordre, \
      avance au, avancee au, repousse, repoussee, decale, decalee, diffusion jusqu au, \
      diffusion jusqu a, diffusion jusqu, publication jusqu au, publication jusqu a, \
      publication jusqu, a diffuser jusqu au, a diffuser jusqu a, a diffuser jusqu, \
      a publier jusqu au, a publier jusqu a, a publier jusqu, pour diffusion jusqu au, \
      pour diffusion jusqu a, pour diffusion jusqu, pour publication jusqu au, \
      pour publication jusqu a, pour publication jusqu, diffusion autorisee jusqu au, \
      diffusion autorisee jusqu a, diffusion autorisee jusqu, publication autorisee jusqu au, \
      publication autorisee jusqu a, publication autorisee jusqu, publiable jusqu au, \
      publiable jusqu a, publiable jusqu, diffusable jusqu au, diffusable jusqu a, \
      diffusable jusqu, libre de diffusion jusqu au, libre de diffusion jusqu a, \
      libre de diffusion jusqu, diffusion libre jusqu au, diffusion libre jusqu a, \
      diffusion libre jusqu
      """,
      .conditional: """
      prevu, prevue, prevus, prevues, si, estime, probable, probablement, modele, exemple, \
      specimen, brouillon, ebauche, test, previsionnel, previsionnelle, envisage, envisagee, \
      propose, proposee, souhaite, souhaitee, attendu, attendue, initialement, precedemment, \
      auparavant, rectificatif, rectification, correction, corrige, corrigee, erratum, erreur, \
      errone, erronee, modifie, modifiee, modification, modifications, confirme, confirmee, \
      confirmer, confirmation, valider, presse ecrite, edition papier, ignorer, approximatif, \
      approximative, proroge, prorogee, prolonge, prolongee, projet de communique, \
      changement possible, modification possible
      """,
      .alternative: "ou",
      .range: "au, entre, jusqu a partir, et jusqu au",
      .approximate: "vers, environ, autour",
      .vague: """
      matin, soir, apres midi, fin de journee, soiree, aube, nuit, matinee, dans la journee
      """,
      .negation: "pas, ne, non, jamais, plus, aucun, aucune, ni",
      .talk: """
      leve, levee, depuis, politique, rompu, petrole, armes, chaque, tous, violation de, \
      violation, non respect, rupture de, depuis le
      """,
      .template: "date et heure, jj, aaaa",
      .after: """
      apres, des, a compter du, a compter de, a partir, a partir du, a partir de, a partir des, \
      a partir d, apres le, des le, des que le
      """,
      .before: "avant, avant le, avant la",
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
      communique de presse, que, embargo, autorisee, autorise, document, documents, contenu, \
      texte, article, etude, dossier, rapport, resultats, donnees, dans le quotidien, \
      le quotidien, absolu, absolue, total, stricte, strictement, rigoureux, merci de respecter, \
      merci de respecter l, merci de respecter cet, priere de respecter, priere de respecter l, \
      veuillez respecter, veuillez respecter l, merci, jour, date, tres, un, une, ces, cet, \
      medias, journalistes, attention, rappel, note, exactement, precise, tapantes, sonnantes
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
