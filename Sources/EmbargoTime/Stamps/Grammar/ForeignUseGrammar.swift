/// Words that forbid the use of a text before a time, in the other languages (R21, R25): "ne
/// doivent pas être publiées avant", "non può essere diffuso prima delle".
extension Grammar {
  /// How a language forbids a use before a time: a negation, words of use, and "before"; words are
  /// parted by single blanks.
  struct UseWords {
    let negation: String
    let uses: String
    let limits: String

    fileprivate init(_ negation: String, _ uses: String, _ limits: String) {
      (self.negation, self.uses, self.limits) = (negation, uses, limits)
    }

    /// One of the words of a list.
    fileprivate static func holds(_ list: String, _ word: String) -> Bool {
      list.utf8.split(separator: UInt8(ascii: " ")).contains { $0.elementsEqual(word.utf8) }
    }
  }

  static let useWords = [
    UseWords(
      "ne",
      """
      pas doit doivent peut peuvent pourra pourront devra devront saurait etre en aucun cas ni \
      et ou publie publies publiee publiees diffuse diffuses diffusee diffusees utilise \
      utilises utilisee utilisees repris reprise reprises divulgue divulgues divulguee \
      divulguees rendu rendus rendue rendues public publique publiques publics publier \
      diffuser utiliser reprendre divulguer communique communiques communiquee communiquees \
      mis mise mises ligne
      """, "avant"),
    UseWords(
      "no",
      """
      debe deben debera deberan puede pueden podra podran se ser en ningun caso ni y o \
      publicado publicada publicados publicadas difundido difundida difundidos difundidas \
      divulgado divulgada divulgados divulgadas utilizado utilizada publicar difundir divulgar \
      utilizar publicarse difundirse divulgarse utilizarse reproducirse
      """, "antes hasta"),
    UseWords(
      "nao",
      """
      deve devem devera deverao pode podem podera poderao se ser em caso algum nem e ou \
      publicado publicada publicados publicadas divulgado divulgada divulgados divulgadas \
      difundido difundida utilizado utilizada publicar divulgar difundir utilizar
      """, "antes ate"),
    UseWords(
      "non",
      """
      deve devono puo possono potra potranno dovra dovranno essere in alcun caso ne e o \
      pubblicato pubblicata pubblicati pubblicate diffuso diffusa diffusi diffuse divulgato \
      divulgata divulgati divulgate utilizzato utilizzata utilizzati utilizzate pubblicare \
      diffondere divulgare utilizzare
      """, "prima fino"),
    UseWords(
      "niet",
      """
      mag mogen worden gepubliceerd verspreid vrijgegeven gebruikt publiceren verspreiden \
      vrijgeven gebruiken te en of openbaar gemaakt
      """, "voor tot"),
    UseWords(
      "nicht",
      """
      darf durfen soll sollen werden zur zu fur die und oder noch veroffentlicht verwendet \
      verbreitet publiziert genutzt veroffentlichung verwendung verbreitung veroffentlichen \
      verwenden verbreiten
      """, "vor"),
  ]

  /// The longest such phrase, in tokens.
  private static let longestForeignUse = 16

  /// "ne doivent pas être publiées avant le", "non può essere diffuso prima delle".
  func forbiddenUseAbroad(_ index: Int) -> Item? {
    guard opens(index, .forbiddenUseAbroad), !active.subtracting(.english).isEmpty,
      let negation = word(index)?.text,
      let words = Self.useWords.first(where: { $0.negation == negation })
    else { return nil }
    var hasUse = false
    for at in index + 1..<min(index + Self.longestForeignUse, tokens.count) {
      guard let word = word(at)?.text else {
        if isSymbol(at, ",/") { continue }
        return nil
      }
      if UseWords.holds(words.limits, word) {
        return hasUse ? Item(kind: .mark(.embargo), tokens: index..<pastArticle(at + 1)) : nil
      }
      guard UseWords.holds(words.uses, word) else { return nil }
      hasUse = hasUse || word.utf8.count > 5
    }
    return nil
  }

  /// After "de" and its kin behind "before": "antes de las", "prima delle".
  private func pastArticle(_ index: Int) -> Int {
    let articles = ["de", "del", "das", "do", "di", "della", "delle", "dell", "dem"]
    return articles.contains(word(index)?.text ?? "") ? index + 1 : index
  }
}
