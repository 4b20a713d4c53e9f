/// The words by which the parts of a release are known, in the languages that the stamp reader
/// reads: lower case, straight quotes, hyphens for every dash.
enum Vocabulary {
  /// What kind of paper it is; stands in the letterhead, alone or before a number, a date, a name.
  static let paper: Words = [
    "press release", "news release", "media release", "press statement", "media statement",
    "public statement", "press notice", "press information", "media advisory", "media alert",
    "media note", "regulatory announcement", "stock exchange announcement",
    "stock exchange release", "stock exchange notice", "ad hoc announcement", "ad-hoc-mitteilung",
    "news advisory", "press advisory", "news alert", "statistical release",
    "statistical bulletin", "press office", "news office", "media office", "newsroom",
    "communiqué de presse", "communique de presse", "dossier de presse", "pressemitteilung",
    "presseinformation", "presseaussendung", "pressemeldung", "medienmitteilung",
    "medieninformation", "presse-information", "nota de prensa", "comunicado de prensa",
    "nota informativa", "comunicato stampa", "comunicado de imprensa", "nota de imprensa",
    "persbericht", "service de presse", "pressestelle", "gabinete de prensa",
    "gabinete de comunicación",
  ]

  /// The same, where nothing else stands in the line.
  static let paperAlone: Set<String> = [
    "statement", "news", "advisory", "communiqué", "communique", "comunicado", "release",
    "for the media", "for the press",
  ]

  static let afterPaper: Words = [
    "from", "no", "nr", "n°", "number", "of the", "der", "des", "du", "de",
  ]

  /// Before who sends the release, and when it was written.
  static let letterheadLabels: Words = [
    "date", "date of issue", "issue date", "issued", "issued by", "issued on", "from", "to",
    "datum", "von", "fecha", "fecha de emisión", "emisor", "data", "émetteur", "expéditeur",
  ]

  /// What an invitation answers.
  static let questions: Words = [
    "what", "who", "when", "where", "why", "how", "was", "wer", "wann", "wo", "warum", "quoi",
    "qui", "quand", "où", "pourquoi", "qué", "quién", "quiénes", "cuándo", "dónde", "por qué",
    "cosa", "chi", "quando", "dove", "o quê", "quem", "onde", "wat", "wie", "wanneer", "waar",
  ]

  /// Before the number of a release.
  static let number: Words = [
    "release", "release number", "release no", "announcement", "reference", "ref", "no", "nr", "n°",
    "number", "usdl-", "nr/",
    "ip/", "statement/", "memo/",
  ]

  /// Words that name a body rather than tell news.
  static let bodies: Set<String> = [
    "university", "college", "school", "institute", "ministry", "department", "office", "bureau",
    "bank", "council", "hospital", "clinic", "museum", "gallery", "police", "constabulary", "union",
    "agency", "commission", "authority", "federation", "association", "society", "foundation",
    "trust", "centre", "center", "committee", "court", "parliament", "inc", "inc.", "ltd", "plc",
    "llc", "corp", "corp.", "corporation", "company", "group", "gmbh", "ag", "se", "sa", "s.a.",
    "network", "alliance", "coalition", "journal", "press", "library", "board", "service",
    "services", "international", "ministerium", "universität", "hochschule", "institut",
    "bundesamt", "landesamt", "amt", "stadt", "landeshauptstadt", "stiftung", "verband", "verein",
    "gewerkschaft", "klinikum", "polizei", "polizeipräsidium", "université", "ministère",
    "institut",
    "mairie", "ville", "préfecture", "hôpital", "musée", "agence", "fondation", "syndicat",
    "fédération", "universidad", "ministerio", "ayuntamiento", "hospital", "museo", "instituto",
    "fundación", "sindicato", "consejería", "gobierno", "government", "administration",
    "directorate", "secretariat", "observatory", "laboratory", "academy", "orchestra", "theatre",
    "theater", "zoo", "asa", "ab", "oyj", "a/s", "nv", "bv", "spa", "kg", "ohg", "sl", "llp",
    "parlamento", "parlement", "landtag", "bundestag",
  ]

  /// Those of them that may be the end of a longer word ("Landesministerium").
  static let bodyEndings = bodies.filter { $0.count > 5 }.map { Array($0.utf8) }

  /// Words that name a post.
  static let posts: Set<String> = [
    "head", "director", "officer", "manager", "adviser", "advisor", "coordinator", "secretary",
    "chief", "lead", "communications", "media", "relations", "spokesman", "spokeswoman",
    "spokesperson", "editor", "president", "professor", "associate", "assistant", "deputy",
    "leiter", "leiterin", "leitung", "referent", "referentin", "pressesprecher",
    "pressesprecherin", "sprecher", "sprecherin", "kommunikation", "pressestelle", "presse",
    "responsable", "chargé", "chargée", "attaché", "attachée", "directeur", "directrice",
    "porte-parole", "responsable", "jefe", "jefa", "directora", "portavoz", "comunicación",
    "prensa", "communication",
  ]

  /// Before the people to ask.
  static let contact: Words = [
    "contact", "contacts", "media contact", "media contacts", "press contact", "press contacts",
    "news contact", "contact person", "contact information", "contact details", "contact for media",
    "contact for press", "media enquiries", "media inquiries", "press enquiries",
    "press inquiries", "enquiries", "inquiries", "media relations", "media office contact",
    "press office contact", "press officer", "for media enquiries", "for media inquiries",
    "for press enquiries", "for press inquiries", "for further information",
    "for more information", "for further details", "for more details", "for interviews",
    "further information", "more information", "media queries", "press queries",
    "technical information", "technical contact", "investor contact", "investor relations",
    "investors", "media", "to arrange an interview", "for interview requests",
    "for enquiries", "for inquiries", "spokesperson", "spokespersons", "available for interview",
    "contact presse", "contacts presse", "contacts médias", "contact médias", "contacts medias",
    "relations presse", "service presse", "votre contact", "vos contacts",
    "pour plus d'informations",
    "renseignements", "pour tout renseignement", "pressekontakt", "pressekontakte",
    "medienkontakt", "medienkontakte", "kontakt", "kontakte", "ansprechpartner",
    "ansprechpartnerin", "ansprechperson", "ansprechpersonen", "rückfragen", "für rückfragen",
    "bei rückfragen", "rückfragen an", "rückfragehinweis", "weitere informationen bei",
    "weitere auskünfte", "auskünfte", "contacto", "contactos", "contacto de prensa",
    "contacto para medios", "contacto prensa", "contactos de prensa", "contacto para la prensa",
    "para más información", "contatto", "contatti", "contatti stampa", "contacto de imprensa",
    "contactos de imprensa", "perscontact", "contactpersoon", "persvoorlichting",
  ]

  /// In a sentence that says whom to ask.
  static let contactPhrases: [String] = [
    "please contact", "contact ", "get in touch with", "interviews with", "wenden sie sich an",
    "kontaktieren sie", "contacter ", "contactez", "contacte con", "contactar con", "póngase en",
    "contattare",
  ]

  /// Before what to read besides.
  static let links: Words = [
    "read more", "read more about", "further reading", "related", "related links", "related link",
    "related reading", "related news", "related stories", "related releases", "related documents",
    "related material", "related content", "see also", "more on this", "learn more", "links",
    "useful links", "background reading", "reading list", "resources", "additional resources",
    "further resources", "further information online", "downloads", "documents", "sources",
    "references", "mehr dazu", "mehr zum thema", "weitere links", "weiterlesen",
    "weiterführende links",
    "weiterführende informationen", "lesen sie auch", "zum weiterlesen", "links zum thema",
    "verwandte meldungen", "dokumente", "en savoir plus", "pour en savoir plus", "à lire aussi",
    "lire aussi", "pour aller plus loin", "liens", "liens utiles", "voir aussi",
    "documents liés", "más información", "para saber más", "leer más", "lea también",
    "enlaces", "enlaces relacionados", "véase también", "documentos relacionados",
    "ulteriori informazioni", "per saperne di più", "leggi anche", "saiba mais", "leia também",
    "ligações", "lees meer", "lees ook", "meer weten",
  ]

  /// Before what only editors need.
  static let notes: Words = [
    "notes to editors", "note to editors", "notes to editor", "note to editor", "notes for editors",
    "note for editors", "editors' notes", "editor's notes", "editor's note", "editors' note",
    "notes to journalists", "note to journalists", "notes for journalists", "notes to newsrooms",
    "background notes", "background for editors", "background information for editors",
    "additional information for editors", "notes", "hinweis für redaktionen",
    "hinweise für redaktionen", "hinweise für die redaktionen", "hinweis für die redaktionen",
    "hinweis an die redaktionen", "hinweise an die redaktionen", "hinweis an redaktionen",
    "anmerkung für die redaktion", "anmerkungen für die redaktion", "redaktioneller hinweis",
    "redaktionelle hinweise", "hintergrundinformationen für redaktionen", "note aux rédactions",
    "notes aux rédactions", "note aux rédacteurs", "notes aux rédacteurs", "note aux éditeurs",
    "notes aux éditeurs", "note aux journalistes", "notes aux journalistes",
    "notas para editores", "nota para editores", "notas a los editores", "nota a los editores",
    "nota a la redacción", "notas para la redacción", "nota para la redacción",
    "notas para redacciones", "note per i redattori", "note per gli editori", "notas aos editores",
    "notas para os editores", "noot voor de redactie", "noot aan de redactie",
    "voor de redactie",
  ]

  /// "About us", before the name of who sends the release.
  static let about: Words = [
    "about", "über", "à propos de", "à propos du", "à propos des", "à propos d'", "à propos",
    "a propos de", "a propos du", "a propos d'", "a propos", "acerca de", "acerca del", "sobre",
    "informazioni su", "boilerplate",
  ]

  /// What may follow `about` without naming who sends the release.
  static let notAbout = [
    "the study", "the survey", "the data", "the report", "the research", "the figures", "this",
    "these", "the methodology", "half", "one", "two", "three", "a ", "das", "die studie",
    "l'étude", "el estudio",
  ]

  static let ends: Set<String> = [
    "end", "ends", "ende", "fin", "fine", "fim", "einde", "xxx", "xxxx", "ends here",
    "end of release",
    "end of press release", "end of news release", "end of statement", "fin du communiqué",
    "fin de communiqué", "ende der mitteilung", "ende der pressemitteilung", "fin del comunicado",
    "fin de la nota", "30",
  ]

  /// What stands between a name and its numbers and names nobody.
  static let details: Set<String> = [
    "t", "m", "e", "p", "f", "o", "c", "w", "tel", "tel.", "telephone", "phone", "ph", "mobile",
    "mob", "mob.", "cell", "cellphone", "office", "direct", "direct line", "desk", "home", "work",
    "fax", "landline", "email", "e-mail", "mail", "mailto", "or", "and", "at", "on", "call", "via",
    "by", "out of hours", "out-of-hours", "after hours", "24 hours", "24h", "hotline", "whatsapp",
    "signal", "twitter", "web", "website", "tdd", "tty", "switchboard", "pager", "main", "ext",
    "telefon", "tel.-nr", "mobil", "handy", "durchwahl", "oder", "und", "unter", "per", "an",
    "téléphone", "tél", "tél.", "portable", "courriel", "mél", "ou", "et", "au", "poste",
    "standard",
    "teléfono", "teléfonos", "tlf", "tfno", "móvil", "movil", "correo", "correo electrónico", "o",
    "y",
    "en", "telefono", "cellulare", "telefone", "telemóvel", "telefoon", "mobiel", "or at",
    "or email",
    "or e-mail", "or call", "email at", "or by email", "or on", "please", "email us", "a", "1",
  ]
}
