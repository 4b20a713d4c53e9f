/// The page that is used unless an administrator gives another.
let builtInPage = """
  <!DOCTYPE html>
  <html lang="{{language}}" dir="{{direction}}">
  <head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{{headline}}{{#organisation}} | {{organisation}}{{/organisation}}</title>
  <meta name="description" content="{{description}}">
  {{#withdrawn}}
  <meta name="robots" content="noindex">
  {{/withdrawn}}
  {{#canonical}}
  <link rel="canonical" href="{{canonical}}">
  {{/canonical}}
  <meta property="og:type" content="article">
  <meta property="og:title" content="{{headline}}">
  <meta property="og:description" content="{{description}}">
  {{#canonical}}
  <meta property="og:url" content="{{canonical}}">
  {{/canonical}}
  {{#image}}
  <meta property="og:image" content="{{image}}">
  {{/image}}
  {{#organisation}}
  <meta property="og:site_name" content="{{organisation}}">
  {{/organisation}}
  {{#locale}}
  <meta property="og:locale" content="{{locale}}">
  {{/locale}}
  <meta property="article:published_time" content="{{releasedAt}}">
  {{#changedAt}}
  <meta property="article:modified_time" content="{{changedAt}}">
  {{/changedAt}}
  <style>
  :root {
    color-scheme: light dark;
    --ink: #1b1f24; --soft: #55606b; --paper: #fff; --edge: #d6dbe0; --link: #0b4f9e;
    --note: #fff6dd; --note-edge: #b07a00;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ink: #e8eaed; --soft: #aab3bd; --paper: #15181c; --edge: #3a4149; --link: #8ab8ff;
      --note: #2d2714; --note-edge: #d9a629;
    }
  }
  * { box-sizing: border-box; }
  body {
    margin: 0; background: var(--paper); color: var(--ink);
    font: 1.125rem/1.65 Charter, "Bitstream Charter", Georgia, "Noto Serif", serif;
    overflow-wrap: break-word;
  }
  a { color: var(--link); text-underline-offset: .15em; }
  .masthead, main, footer { max-width: 43rem; margin: 0 auto; padding: 0 1.25rem; }
  .masthead, h1, h2, h3, h4, .subhead, .released, .letterhead, aside, footer, dl, .files {
    font-family: system-ui, "Segoe UI", "Noto Sans", sans-serif;
  }
  .masthead { padding-block: 1.25rem; color: var(--soft); font-size: .95rem; font-weight: 600; }
  h1, h2, h3, h4, p, li, dd { unicode-bidi: plaintext; text-align: start; }
  article > header { border-bottom: 1px solid var(--edge); margin-bottom: 1.75rem; }
  h1 {
    font-size: clamp(1.6rem, 1.1rem + 2.4vw, 2.35rem); line-height: 1.2; margin: .25rem 0 .75rem;
    letter-spacing: -.01em; text-wrap: balance;
  }
  h2 { font-size: 1.2rem; line-height: 1.3; margin: 2.25rem 0 .5rem; }
  h3, h4 { font-size: 1.05rem; line-height: 1.3; margin: 1.75rem 0 .5rem; }
  p { margin: 0 0 1.1rem; }
  .subhead { font-size: 1.2rem; line-height: 1.4; color: var(--soft); }
  .released { font-size: .95rem; color: var(--soft); }
  .letterhead { font-size: .95rem; color: var(--soft); }
  .letterhead, .kept { white-space: pre-line; }
  ul, ol { padding-inline-start: 1.5rem; margin: 0 0 1.1rem; }
  li { margin-bottom: .35rem; }
  blockquote {
    margin: 0 0 1.1rem; padding-inline-start: 1rem; border-inline-start: 3px solid var(--edge);
  }
  hr { border: 0; border-top: 1px solid var(--edge); margin: 2rem 0; }
  aside, .withdrawn {
    background: var(--note); border-inline-start: 4px solid var(--note-edge);
    padding: .9rem 1.1rem; margin-bottom: 1.5rem; font-size: 1rem; line-height: 1.5;
  }
  aside p { margin: 0; }
  dl {
    display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.25rem; font-size: 1rem;
  }
  dt { color: var(--soft); }
  dd { margin: 0; min-width: 0; }
  section + section, section { margin-top: 2rem; }
  .files li { font-size: 1rem; }
  .size { color: var(--soft); }
  footer {
    margin-top: 3rem; padding-block: 1.25rem 2.5rem; color: var(--soft); font-size: .9rem;
  }
  footer::before {
    content: ""; display: block; border-top: 1px solid var(--edge); margin-bottom: 1rem;
  }
  @media print {
    .masthead, main, footer { max-width: none; padding-inline: 0; }
    :root { --ink: #000; --paper: #fff; --soft: #333; }
  }
  </style>
  <script type="application/ld+json">{{{linkedData}}}</script>
  </head>
  <body>
  {{#organisation}}
  <header class="masthead">{{organisation}}</header>
  {{/organisation}}
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
  {{^withdrawn}}
  {{#releaseLine}}
  <p class="released kept"><time datetime="{{releasedAt}}">{{releaseLine}}</time></p>
  {{/releaseLine}}
  {{^releaseLine}}
  <p class="released" lang="en" dir="ltr">Released <time datetime="{{releasedAt}}">{{released}}\
  </time></p>
  {{/releaseLine}}
  {{/withdrawn}}
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
  <section class="files" aria-labelledby="files">
  <h2 id="files" lang="en">Files</h2>
  <ul>
  {{#files}}
  <li>{{#address}}<a href="{{address}}">{{name}}</a>{{/address}}{{^address}}{{name}}{{/address}} \
  <span class="size" lang="en">({{size}})</span></li>
  {{/files}}
  </ul>
  </section>
  {{/hasFiles}}
  </article>
  </main>
  {{#organisation}}
  <footer><span lang="en">Published by</span> {{organisation}}</footer>
  {{/organisation}}
  </body>
  </html>

  """
