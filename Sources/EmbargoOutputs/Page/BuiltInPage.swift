/// The page that is used unless an administrator gives another.
let builtInPage = """
  <!DOCTYPE html>
  <html lang="{{language}}">
  <head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{{headline}}{{#organisation}} | {{organisation}}{{/organisation}}</title>
  {{#canonical}}
  <link rel="canonical" href="{{canonical}}">
  {{/canonical}}
  <style>
  :root { color-scheme: light dark; }
  body { margin: 0; font: 1.0625rem/1.6 Georgia, "Times New Roman", serif; }
  main { max-width: 42rem; margin: 0 auto; padding: 2rem 1.25rem; overflow-wrap: break-word; }
  h1, h2, .letterhead, .released { font-family: system-ui, sans-serif; line-height: 1.25; }
  h1 { font-size: 1.9rem; margin: 0 0 .5rem; }
  h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
  .subhead { font-size: 1.2rem; margin: 0 0 .75rem; }
  .letterhead, .released { font-size: .95rem; }
  .letterhead { white-space: pre-line; }
  @media print { main { max-width: none; padding: 0; } }
  </style>
  <script type="application/ld+json">{{{linkedData}}}</script>
  </head>
  <body>
  <main>
  <article>
  <header>
  {{#letterhead}}
  <p class="letterhead">{{{letterhead}}}</p>
  {{/letterhead}}
  <h1>{{headline}}</h1>
  {{#subhead}}
  <p class="subhead" role="doc-subtitle">{{subhead}}</p>
  {{/subhead}}
  <p class="released" lang="en">Released <time datetime="{{releasedAt}}">{{released}}</time></p>
  </header>
  {{{body}}}
  {{#contacts}}
  <section aria-labelledby="contact">
  <h2 id="contact" lang="en">Contact</h2>
  {{{contacts}}}
  </section>
  {{/contacts}}
  {{#links}}
  <section aria-labelledby="links">
  <h2 id="links">{{title}}</h2>
  {{{text}}}
  </section>
  {{/links}}
  {{#notes}}
  <section aria-labelledby="notes">
  <h2 id="notes">{{title}}</h2>
  {{{text}}}
  </section>
  {{/notes}}
  {{#boilerplate}}
  <section aria-labelledby="about">
  <h2 id="about">{{title}}</h2>
  {{{text}}}
  </section>
  {{/boilerplate}}
  {{#hasFiles}}
  <section aria-labelledby="files">
  <h2 id="files" lang="en">Files</h2>
  <ul>
  {{#files}}
  <li>{{#address}}<a href="{{address}}">{{name}}</a>{{/address}}{{^address}}{{name}}{{/address}} \
  <span lang="en">({{size}})</span></li>
  {{/files}}
  </ul>
  </section>
  {{/hasFiles}}
  </article>
  </main>
  </body>
  </html>

  """
