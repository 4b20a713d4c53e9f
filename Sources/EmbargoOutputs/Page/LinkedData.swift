import EmbargoCore

/// A release as a schema.org NewsArticle in JSON-LD, fit for a script element.
enum LinkedData {
  static func text(_ rendition: Rendition) -> String {
    scriptSafe(String(decoding: JSON.object(members(rendition)).canonical, as: UTF8.self))
  }

  private static func members(_ rendition: Rendition) -> JSON.Members {
    var members: JSON.Members = [
      "@context": "https://schema.org", "@type": "NewsArticle",
      "identifier": .string(rendition.identifier),
      "datePublished": .string(UTCWords.stamp(rendition.released)),
      "dateModified": .string(UTCWords.stamp(rendition.versionCreated)),
    ]
    if let organisation = rendition.organisation {
      let publisher: JSON = ["@type": "Organization", "name": .string(organisation)]
      (members["publisher"], members["author"]) = (publisher, publisher)
    }
    if let canonical = rendition.canonical {
      (members["url"], members["mainEntityOfPage"]) = (.string(canonical), .string(canonical))
    }
    guard rendition.withdrawal == nil else {
      members["headline"] = .string(Notice.title)
      members["description"] = .string(Notice.sentence)
      members["inLanguage"] = "en"
      members["creativeWorkStatus"] = "Withdrawn"
      return members
    }
    members["headline"] = .string(rendition.headline)
    members["inLanguage"] = .string(rendition.language.text)
    if let subhead = rendition.material.document.subhead {
      members["alternativeHeadline"] = .string(subhead)
    }
    if let summary = rendition.summary { members["description"] = .string(summary) }
    if let image = rendition.preview { members["image"] = .string(image) }
    if let correction = rendition.correction {
      members["correction"] = [
        "@type": "CorrectionComment", "text": .string(correction.reason),
        "datePublished": .string(UTCWords.stamp(correction.at)),
      ]
    }
    return members
  }

  /// `<` and `>` would let a text end the script element or open a comment in it.
  private static func scriptSafe(_ json: String) -> String {
    json.replacing { scalar in
      guard "<>&".unicodeScalars.contains(scalar) || scalar.isForbiddenInMarkup else { return nil }
      let digits = String(scalar.value, radix: 16)
      guard digits.count <= 4 else { return "\u{fffd}" }
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}
