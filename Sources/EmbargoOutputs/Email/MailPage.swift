import EmbargoCore
import EmbargoTime

/// A release as HTML for mail programs: the sections of its page, without scripts, without anything
/// that is loaded from elsewhere, and with few styles, since many programs know few.
struct MailPage: Sendable {
  private let template: HTMLTemplate

  init() throws(OutputError) { template = try HTMLTemplate(mailTemplate) }

  func html(of material: Material, notice: MailNotice?) -> [UInt8] {
    Array(template.render(Content(material, notice: notice)).utf8)
  }

  /// What the template can name.
  struct Content: Sendable {
    typealias Section = HTMLSections.Section

    struct Notice: Sendable {
      var title: String
      var sentences: [String]
    }
    struct File: Sendable {
      var name: String
      var size: String
    }

    var language: String
    var subject: String
    var notice: Notice?
    /// False for a kill: nothing of the release but its headline is named.
    var isShown: Bool
    var headline: String
    var subhead: String?
    var letterhead: String?
    var released: String
    /// HTML, these and those below.
    var body: String
    var contacts: String?
    var sections: [Section]
    var files: [File]
    var hasFiles: Bool
  }
}

extension MailPage.Content {
  init(_ material: Material, notice: MailNotice?) {
    let document = material.document
    let page = HTMLSections(PageSections(document))
    language = LanguageTag(document.frontMatter.language).text
    headline = document.headline
    subject = (notice.map { $0.title + ": " } ?? "") + document.headline
    self.notice = notice.map { Notice(title: $0.title, sentences: $0.sentences) }
    isShown = !material.isKilled
    subhead = document.subhead
    letterhead = page.letterhead
    released = UTCWords.text(material.release.due)
    body = page.body
    contacts = page.contacts
    sections = [page.links, page.notes, page.boilerplate].compactMap(\.self)
    files = material.content.attachments.map {
      File(name: $0.name, size: "\($0.bytes.count) bytes")
    }
    hasFiles = !files.isEmpty
  }
}

/// `dir="auto"` takes the direction of writing from the words themselves.
private let mailTemplate = """
  <!DOCTYPE html>
  <html lang="{{language}}">
  <head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{{subject}}</title>
  </head>
  <body style="margin: 0; padding: 16px; font-family: Georgia, serif; line-height: 1.5;">
  <div style="max-width: 42em; margin: 0 auto; overflow-wrap: break-word;">
  {{#notice}}
  <div lang="en" style="border: 2px solid; padding: 0 1em; margin-bottom: 1.5em;">
  <p><strong>{{title}}</strong></p>
  {{#sentences}}
  <p dir="auto">{{.}}</p>
  {{/sentences}}
  </div>
  {{/notice}}
  {{#isShown}}
  {{#letterhead}}
  <p dir="auto" style="white-space: pre-line;">{{{letterhead}}}</p>
  {{/letterhead}}
  <h1 dir="auto" style="font-size: 1.5em; line-height: 1.25;">{{headline}}</h1>
  {{#subhead}}
  <p dir="auto" style="font-size: 1.1em;">{{subhead}}</p>
  {{/subhead}}
  <p lang="en" style="font-size: .9em;">Released {{released}}</p>
  <div dir="auto">
  {{{body}}}
  </div>
  {{#contacts}}
  <h2 lang="en" style="font-size: 1.1em;">Contact</h2>
  <div dir="auto">
  {{{contacts}}}
  </div>
  {{/contacts}}
  {{#sections}}
  <h2 dir="auto" style="font-size: 1.1em;">{{title}}</h2>
  <div dir="auto">
  {{{text}}}
  </div>
  {{/sections}}
  {{#hasFiles}}
  <h2 lang="en" style="font-size: 1.1em;">Attached files</h2>
  <ul>
  {{#files}}
  <li>{{name}} <span lang="en">({{size}})</span></li>
  {{/files}}
  </ul>
  {{/hasFiles}}
  {{/isShown}}
  </div>
  </body>
  </html>

  """
