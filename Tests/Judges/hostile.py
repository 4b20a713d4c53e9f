"""Two hundred hostile releases, the same ones at every run.

Each payload is put into a headline, into a contact's name and into a body, one place a case; some
cases are long instead. A case says what must come of it: what arrives, arrives as written, and what
is refused is refused at intake with a reason.
"""

import re
from dataclasses import dataclass

from harness import texts

COUNT = 200
# What the reader leaves out of a headline, and what is one space in it.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
BLANKS = re.compile("[ \t\x0b\x0c\x85\u2028\u2029]+")
# A line with an address in it is read as a contact: another line is the headline.
CONTACTS = {"header-words", "address", "address-comment"}
# What is refused at intake in a headline: it says a time that cannot be read, or is too long.
REFUSED = {
    "long-word": "no headline was found", "long-words": "no headline was found",
    "mbox-from": "before the stamp", "soft-break": "is no time of day",
}
HEADLINE, CONTACT, BODY = "headline", "contact", "body"
PLACES = (HEADLINE, CONTACT, BODY)
LONG = 1 << 20

# By what they would break. None holds a line break or NUL: those are below.
PAYLOADS = {
    # HTML, scripts, templates
    "script": "<script>alert('taken')</script>",
    "script-end": "</script><script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "svg": "<svg/onload=alert(1)>",
    "attribute": "\" onmouseover=\"alert(1)\" x=\"",
    "attribute-accent": "\"\u0301 onmouseover=\"alert(1)",
    "single-quote": "' onfocus='alert(1)' autofocus x='",
    "iframe": "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "style-end": "</style><style>body{display:none}</style>",
    "title-end": "</title></head><body><h1>taken</h1>",
    "main-end": "</p></article></main></body></html><p>behind",
    "comment": "<!-- taken",
    "comment-end": "--> taken <!--",
    "conditional": "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "entity": "&lt;b&gt; &amp;lt; &#60;script&#62; &NotAnEntity; &",
    "javascript-link": "[press](javascript:alert(1))",
    "data-link": "[press](data:text/html;base64,PHNjcmlwdD4=)",
    "autolink": "<javascript:alert(1)> <https://e.example/\"onclick=\"x>",
    "mustache": "{{headline}} {{{body}}} {{#files}}x{{/files}}",
    "mustache-pragma": "{{% CONTENT_TYPE:TEXT}}{{=<% %>=}}",
    "percent": "%3Cscript%3E %00 %0d%0aX: y %s %n %x",
    "shell": "$(touch taken) `touch taken` ${PATH} ; touch taken | tee & '\\''",
    "sql": "'; DROP TABLE releases; --",
    # XML
    "cdata-end": "]]><injected/><![CDATA[",
    "doctype": "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
    "instruction": "<?xml version=\"1.0\"?><?php echo 1 ?>",
    "xml-end": "</inlineXML></contentSet></newsItem><newsItem>",
    "xml-attribute": "\" xmlns=\"urn:x\" guid='",
    "nonchars": "a\ufffeb\uffffc\U0001fffed",
    # JSON
    "json": "\",\"pubStatus\":\"usable\",\"x\":\"",
    "json-escape": "\\u003cscript\\u003e \\\" \\n \\ ",
    "line-separators": "one\u2028two\u2029three",
    "proto": "__proto__ constructor toString",
    # Mail
    "header-words": "Bcc: victim@example.org",
    "encoded-word": "=?utf-8?B?SW5qZWN0ZWQ=?= =?iso-8859-1?Q?=0D=0ABcc:_x?=",
    "address": "a@b.example>, <victim@example.org",
    "address-comment": "(comment \\) \"quoted\\\" <x@y.example>",
    "mbox-from": "From someone Thu Jan 1 00:00:00 1970",
    "soft-break": "=0D=0A.=0D=0AQUIT =",
    "semicolon": "name; filename=\"../../etc/passwd\"; boundary=x",
    # Markdown
    "markdown": "**bold** _em_ `code` # not [x]: y ![i](https://e.example/i.png) ~~s~~ | a | b |",
    "fence": "``` ~~~ `````` <pre>",
    "backslashes": "\\\\ \\< \\* \\` \\\\\\",
    "unclosed": "**[*_`<(",
    # Names and paths
    "path": "../../../../etc/passwd",
    "path-encoded": "..%2f..%2fetc%2fpasswd ..\\..\\windows",
    "absolute": "/etc/passwd /dev/null //host/share C:\\x",
    "dot-names": ".htaccess . .. ... CON NUL AUX",
    # Unicode
    "bidi-override": "\u202egnp.egami\u202c invoice \u202dlro\u202c",
    "bidi-isolate": "\u2066left\u2069 \u2067right\u2068auto never closed",
    "bidi-open": "\u202e\u202e\u202e never closed",
    "rtl-arabic": "\u0628\u064a\u0627\u0646 \u0635\u062d\u0641\u064a \u0631\u0642\u0645 12 (a)",
    "rtl-hebrew": "\u05d4\u05d5\u05d3\u05e2\u05d4 \u05de\u05e1\u05e4\u05e8 2026, \"x\"",
    "rtl-uyghur": "\u0626\u06c7\u064a\u063a\u06c7\u0631 \u062e\u06d5\u06cb\u06d5\u0631",
    "emoji": "\U0001f469\U0001f3fd\u200d\U0001f680 \U0001f1e8\U0001f1ed \U0001f600 \u2764\ufe0f",
    "combining": "Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b algo",
    "combining-marks": "<\u0338script> &\u0301amp; \"\u0301 '\u0301 ]\u0301]\u0301>",
    "zero-width": "in\u200bvi\u200csi\u200dble\u2060 \ufeffmark",
    "fullwidth": "\uff1cscript\uff1e \uff02 \uff07 \uff0e\uff0e\uff0f",
    "cjk": "\u65b0\u805e\u767c\u5e03\uff1a\u7b2c\u4e00\u500b\u3002",
    "astral": "\U00020000\U0002a6d6 \U0001d49c",
    "private-use": "\ue000\uf8ff \U000f0000",
    "tags": "flag\U000e0067\U000e007f",
    "normal-forms": "Caf\u00e9 Cafe\u0301 \u212b \u00c5",
    # Controls that a text may hold
    "controls": "a\x01b\x02c\x08d\x0ee\x1ff\x7fg",
    "escape": "\x1b[31mred\x1b[0m \x1b]0;title\x07",
    "c1": "x\u0080y\u0085z\u009b31m",
    "form-feed": "before\x0cafter\x0bthen",
    "tabs": "a\tb\t\tc",
    # Dots, marks, spaces
    "lone-dots": ". .. ...",
    "quotes": "\"quoted\" 'single' \u201ccurly\u201d \u00ab\u00bb",
}

# Less dangerous ones, which go into a headline only.
HEADLINE_ONLY = {
    "comment-end", "conditional", "percent", "sql", "proto", "mbox-from", "soft-break", "absolute",
    "dot-names", "path-encoded", "cjk", "astral", "private-use", "tags", "normal-forms", "quotes",
    "tabs", "fullwidth",
}

# Whole bodies of several lines, and what stands in for a headline.
LINES = {
    "lone-dot-lines": ".\n..\n...\n. text\n.\n",
    "smtp": ".\r\nQUIT\r\nMAIL FROM:<x@example.org>\r\n",
    "mime-boundary": "--boundary\nContent-Type: text/html\n\n<b>x</b>\n--boundary--",
    "front-matter": "+++\nslug = \"taken\"\n+++\n",
    "cr-only": "one\rBcc: victim@example.org\rtwo",
    "setext": "Words\n=====\nMore words\n-----",
    "reference": "[x]: javascript:alert(1)\n[x]\n\n    indented\n\t<pre>",
    "html-block": "<div>\n<script>\nalert(1)\n</script>\n</div>",
    "deep": "> " * 60 + "deep\n" + "  " * 60 + "- item",
    "many-marks": "*a " * 20_000 + "\n" + "[" * 20_000,
}


@dataclass(frozen=True)
class Case:
    """One release; `payload` stands in `place`, behind words that name the case.

    `headline` is what must be published as the headline, None where a line break in it leaves that
    to the reader. `refused` is a part of the reason when intake must refuse it, else None.
    """

    number: int
    name: str
    place: str
    payload: str
    headline: str | None
    contact: str
    body: str
    refused: str | None = None
    raw: bytes | None = None

    @property
    def shown(self):
        """The headline as readers get it; None where that is left to the reader of texts."""
        if self.headline is None or self.name.removesuffix("-in-headline") in CONTACTS:
            return None
        return BLANKS.sub(" ", self.headline.translate(INVISIBLE))

    @property
    def slug(self):
        """A slug of its own, for `submit`."""
        return f"hostile-{self.number:03}"

    def text(self, instant=None):
        """The whole release; without an instant (seconds since 1970) for immediate release."""
        line = "FOR IMMEDIATE RELEASE"
        if instant is not None:
            line = f"EMBARGOED UNTIL {texts.stamp(instant)}"
        headline = self.payload if self.headline is None else self.headline
        return (
            f"{line}\n\n{headline}\n\n"
            f"Contact: {self.contact}, +1 (202) 555-0143, press@example.org\n\n{self.body}\n\n###\n"
        )

    def data(self, instant=None):
        """The bytes of a file with it."""
        return self.text(instant).encode() + (self.raw or b"")


def _case(number, name, place, payload, **more):
    opening = f"Case {number:03}"
    sentence = "the office said in a statement that is long enough to be a paragraph of its own."
    values = {
        "headline": f"{opening} of a hostile series",
        "contact": "Ada Example",
        "body": f"GENEVA - {opening}, {sentence}",
    }
    if place == HEADLINE:
        values[HEADLINE] = f"{opening} {payload} end"
    elif place == CONTACT:
        values[CONTACT] = f"Ada {payload} Example"
    else:
        values[BODY] += f"\n\n{opening} says {payload} and goes on.\n\nThe end of {opening}."
    return Case(number, name, place, payload, **(values | more))


def cases():
    """All of them, in order; the numbers begin at 1."""
    found = []

    def add(name, place, payload, **more):
        if place == HEADLINE and name in REFUSED:
            more["refused"] = REFUSED[name]
        found.append(_case(len(found) + 1, f"{name}-in-{place}", place, payload, **more))

    for place in PLACES:
        add("nul", place, "a\0b", refused="NUL")
        add("long-word", place, "x" * LONG)
    for place in (HEADLINE, BODY):
        add("long-words", place, "lorem <b> & ipsum " * (LONG // 18))
    bcc = "Tides turn\r\nBcc: victim@example.org\r\n\r\nInjected"
    add("crlf-header", HEADLINE, bcc, headline=None)
    add("lf-header", HEADLINE, "Tides turn\nX-Injected: yes", headline=None)
    add("not-utf-8", BODY, "Latin", refused="UTF-8", raw=b"caf\xe9 \xff\xfe\n")
    add("surrogate", BODY, "half", refused="UTF-8", raw=b"\xed\xa0\x80\n")
    add("overlong", BODY, "slash", refused="UTF-8", raw=b"\xc0\xaf\n")
    for name, payload in LINES.items():
        add(name, BODY, f"\n\n{payload}\n\n")
    for name, payload in PAYLOADS.items():
        for place in (HEADLINE,) if name in HEADLINE_ONLY else PLACES:
            add(name, place, payload)
    assert len(found) == COUNT, f"{len(found)} cases"
    return found


if __name__ == "__main__":
    for case in cases():
        print(case.number, case.name, len(case.text()))
