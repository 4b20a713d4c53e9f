"""Reads what the outputs publish with Python's standard library alone, and prints what it finds.

  judge.py signature SECRET ID TIMESTAMP SIGNATURES   body on stdin; prints good or bad
  judge.py maildir SPOOL                              prints one JSON object for each message
  judge.py page                                      HTML on stdin; prints its tags and text as JSON
"""

import base64
import email.policy
import hashlib
import hmac
import html.parser
import json
import mailbox
import sys


def signature(secret, identifier, timestamp, signatures):
    body = sys.stdin.buffer.read()
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    message = identifier.encode() + b"." + timestamp.encode() + b"." + body
    wanted = "v1," + base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
    return "good" if any(hmac.compare_digest(wanted, s) for s in signatures.split(" ")) else "bad"


def maildir(spool):
    policy = email.policy.strict.clone(linesep="\n")

    def read(file):
        return email.message_from_binary_file(file, policy=policy)

    box = mailbox.Maildir(spool, factory=None, create=False)
    found = []
    for name in sorted(box.keys()):
        raw = box.get_bytes(name)
        message = email.message_from_bytes(raw, policy=policy)
        parts = []
        for part in message.walk():
            content = None
            if not part.is_multipart():
                content = part.get_payload(decode=True)
            parts.append({
                "type": part.get_content_type(),
                "file": part.get_filename(),
                "encoding": part["Content-Transfer-Encoding"],
                "content": None if content is None else base64.b64encode(content).decode(),
                "defects": [str(d) for d in part.defects],
            })
        found.append({
            "name": name,
            "headers": {k: str(v) for k, v in message.items()},
            "names": [k for k, _ in message.items()],
            "to": [a.addr_spec for a in message["To"].addresses],
            "from": [[a.display_name, a.addr_spec] for a in message["From"].addresses],
            "date": message["Date"].datetime.isoformat(),
            "defects": [str(d) for h in message.values() for d in h.defects],
            "longest": max(len(line) for line in raw.split(b"\n")),
            "ascii": raw.isascii(),
            "cr": b"\r" in raw,
            "parts": parts,
        })
    return json.dumps(found, ensure_ascii=False, sort_keys=True)


class Page(html.parser.HTMLParser):
    VOID = {"meta", "link", "br", "hr"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.links, self.text = [], set(), [], []
        self.open, self.unbalanced, self.data = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attributes}
        self.links += [value for name, value in attributes if name in ("href", "src")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.data.append(data)
        elif self.open and self.open[-1] != "style":
            self.text.append(data)


def page():
    reader = Page()
    reader.feed(sys.stdin.buffer.read().decode("utf-8"))
    reader.close()
    return json.dumps({
        "tags": sorted(set(reader.tags)),
        "attributes": sorted(reader.attributes),
        "links": reader.links,
        "unbalanced": reader.unbalanced + reader.open,
        "text": "".join(reader.text),
        "data": [{name: value for name, value in json.loads(text).items()
                  if isinstance(value, str)} for text in reader.data],
    }, ensure_ascii=False, sort_keys=True)


judges = {"signature": signature, "maildir": maildir, "page": page}
print(judges[sys.argv[1]](*sys.argv[2:]), end="")
