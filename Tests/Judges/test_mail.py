"""Messages: read by Python's parsers, handed over to Postfix and OpenSMTPD, signed by DKIM."""

import base64
import email
import email.policy
import json
import mailbox
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import dkim
import hostile
from harness import texts
from harness.office import PROGRAMS, Office
from harness.waiting import until
from mailservers import DOMAIN, READERS, USER, MailServer

HEADLINE = "Größe der Küste – “neu” vermessen: بيان صحفي رقم 12 (a)"
ARABIC = "قال المكتب في بيان اليوم إن الساحل أطول مما كان معروفا (map.pdf)، \u2067والرقم 12\u2069."
BODY = "\n".join(
    [
        "GENEVA - The coast is longer than was known, the office said in a statement that is long",
        "enough to be a paragraph of a release.",
        "",
        ARABIC,
        "",
        ".",
        "..",
        "From the office, with a line that looks like an envelope.",
        "--=_alternative_x",
        "= =3D = and a line of 20,000 letters:",
        "x" * 20_000,
        "",
        "The end.",
    ]
)
ATTACHMENTS = {
    "map.pdf": bytes(range(256)) * 40,
    "Übersicht der Küste – خريطة.csv": "a,b\n1,2\n".encode(),
    "empty.txt": b"",
}
POLICIES = (email.policy.strict, email.policy.SMTP)


def lf(data):
    return data.replace(b"\r\n", b"\n")


class MailOffice(Office):
    """A daemon that runs as an ordinary user, as the service does."""

    def __init__(self, test, server=None, **more):
        # Where the mail server sees it, too.
        super().__init__(test, server and tempfile.mkdtemp(prefix="office-", dir=server.share))
        self.settings["publication"] = {"organisation": "Coast Office"}
        self.add_email(**({"to": [f"reader@{DOMAIN}"], "from": f"Büro <press@{DOMAIN}>"} | more))

    def launch(self):
        self.write_config()
        self.hear(0)
        subprocess.run(["chown", "-R", f"{USER}:{USER}", self.folder], check=True)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAMS / "embargod", "--config", self.config],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=USER, group=USER,
                extra_groups=[],
                env={"PATH": os.environ["PATH"], "NOTIFY_SOCKET": str(self.folder / "notify")},
            )

    def publish(self, headline=HEADLINE, body=BODY, attachments=ATTACHMENTS):
        """A release that goes out at once; its slug, when it has."""
        arguments = []
        for name, data in attachments.items():
            path = self.folder / name
            path.write_bytes(data)
            arguments += ["--attach", path]
        self.text = texts.release(headline, texts.instant_ahead(2), body)
        path = self.write("release.txt", self.text)
        found = self.ctl("--json", "submit", path, *arguments).json
        self.release = found["id"]
        self.wait_for_lift()
        return self.release

    def wait_for_lift(self):
        until(lambda: self.show(self.release)["state"] == "lifted", 20, "the lift", every=0.05)

    def hand_over(self, server=None, *more, code=0):
        """By embargoctl: in a mail server's root as the daemon's user, or here."""
        words = ["mail", "hand-over", "media-list", "--config", self.config, *more]
        if server is None:
            return self.ctl(*words, code=code)
        run = server.run("/usr/local/programs/embargoctl", *words, "--socket", self.socket)
        out, _ = run.communicate(timeout=120)
        self.test.assertEqual(run.returncode, code, out + server.log)
        return out

    def listed(self):
        found = self.ctl("--json", "mail", "media-list", "--config", self.config).json
        return {one["message"]: one["state"] for one in found["messages"]}

    def records(self, event):
        found = self.ctl("--json", "audit", "--release", self.release).json
        return [one for one in found if one["event"] == event]


class Reading:
    """What a message must be, whoever has had it in hands."""

    def check(self, raw, office, attachments=ATTACHMENTS, headline=HEADLINE):
        for policy in POLICIES:
            message = email.message_from_bytes(raw, policy=policy)
            for part in message.walk():
                self.assertEqual(part.defects, [])
            for name, value in message.items():
                if name not in ("Received", "Return-Path"):
                    self.assertEqual(list(value.defects), [], name)
            self.assertEqual(str(message["Subject"]), headline)
            self.assertEqual(message["Auto-Submitted"], "auto-generated")
            text = message.get_body(("plain",)).get_content()
            self.assertEqual(lf(text.encode()), lf(office.text.encode()))
            html = message.get_body(("html",)).get_content()
            self.assertIn(ARABIC, html)
            self.assertIn('dir="auto"', html)
            self.assertNotIn("<script", html)
            found = {part.get_filename(): part.get_payload(decode=True)
                     for part in message.iter_attachments()}
            self.assertEqual(found, attachments)
        own = raw.split(b"\nDate:", 1)[-1]
        self.assertLessEqual(max(len(line) for line in own.splitlines()), 78)
        return message

    def check_signature(self, raw):
        """Signed and verified, and nothing that was sent can be changed behind the signature."""
        key = subprocess.run(["openssl", "genrsa", "2048"], check=True, capture_output=True).stdout
        public = subprocess.run(
            ["openssl", "rsa", "-pubout", "-outform", "DER"], input=key, check=True,
            capture_output=True).stdout
        record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
        fields = [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"MIME-Version",
                  b"Content-Type"]
        sent = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        for canonical in ((b"relaxed", b"relaxed"), (b"simple", b"simple")):
            signature = dkim.sign(
                sent, b"press", DOMAIN.encode(), key, include_headers=fields,
                canonicalize=canonical)
            lookup = lambda name, timeout=5: record
            self.assertTrue(dkim.verify(signature + sent, dnsfunc=lookup))
            changed = sent.replace(b"Auto-Submitted", b"Auto-submitted", 1)
            changed = changed[:-20] + b"x" + changed[-20:]
            self.assertFalse(dkim.verify(signature + changed, dnsfunc=lookup))


class SpoolTests(Reading, unittest.TestCase):
    """The spool as other programs read it."""

    def spooled(self, **more):
        office = MailOffice(self, **more)
        office.start()
        office.publish()
        return office

    def test_a_maildir_reader_finds_a_message_without_a_defect(self):
        office = self.spooled(list_id="press.example.org", reply_to="Desk <desk@example.org>")
        box = mailbox.Maildir(office.spool, create=False)
        [name] = box.keys()
        raw = box.get_bytes(name)
        message = self.check(raw, office)
        self.assertEqual(message["List-Id"], "<press.example.org>")
        self.assertEqual(str(message["Reply-To"]), "Desk <desk@example.org>")
        self.assertEqual(str(message["From"]), f"Büro <press@{DOMAIN}>")
        self.assertNotIn(b"\r", raw)
        self.assertTrue(raw.isascii())
        self.check_signature(raw)
        # Read and moved on as readers do, it is not delivered a second time.
        found = box[name]
        found.set_subdir("cur")
        found.add_flag("S")
        box[name] = found
        office.kill()
        office.start()
        self.assertEqual(len(mailbox.Maildir(office.spool, create=False)), 1)

    def test_each_recipient_of_a_file_gets_his_own(self):
        office = MailOffice(self, addressing="one-each")
        del office.outputs[-1]["to"]
        file = office.folder / "recipients.txt"
        file.write_text("# the list\n" + "".join(f"{name}@{DOMAIN}\n" for name in READERS))
        office.outputs[-1]["recipients_file"] = file
        office.start()
        office.publish()
        found = [office.spool / "envelopes" / f"{path.name}.json" for path in office.messages()]
        envelopes = [json.loads(path.read_text()) for path in found]
        self.assertEqual(
            sorted(one["recipients"] for one in envelopes),
            sorted([f"{name}@{DOMAIN}"] for name in READERS))
        ids = set()
        for path, envelope in zip(office.messages(), envelopes):
            message = self.check(path.read_bytes(), office)
            self.assertEqual(str(message["To"]), envelope["recipients"][0])
            ids.add(message["Message-ID"])
        self.assertEqual(len(ids), len(READERS))


class HostileTests(unittest.TestCase):
    """Texts that try to break out."""

    FIELDS = ["Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version",
              "Content-Type"]

    def test_no_text_adds_a_field_or_ends_a_message_and_each_arrives_as_written(self):
        office = MailOffice(self)
        office.start()
        accepted = {}
        for case in hostile.cases():
            if case.raw:
                continue
            status, _, answer = office.ask(
                "POST", "/v1/releases", {"text": case.text(), "slug": case.slug})
            if case.refused:
                self.assertIn(case.refused, json.dumps(answer), case.name)
            else:
                self.assertEqual(status, 201, f"{case.name}: {answer}")
                accepted[answer["id"]] = case
        box = office.spool / "new"
        until(lambda: len(list(box.iterdir())) == len(accepted), 120, "all messages", every=0.2)
        for path in box.iterdir():
            envelope = json.loads((office.spool / "envelopes" / f"{path.name}.json").read_text())
            with self.subTest(accepted[envelope["release"]].name):
                self.check(path.read_bytes(), accepted.pop(envelope["release"]))
        self.assertEqual(accepted, {})

    def check(self, raw, case):
        self.assertLessEqual(max(map(len, raw.split(b"\n"))), 78)
        self.assertTrue(raw.isascii())
        for policy in POLICIES:
            message = email.message_from_bytes(raw, policy=policy)
            self.assertEqual(list(message.keys()), self.FIELDS)
            self.assertEqual(str(message["To"]), f"reader@{DOMAIN}")
            for part in message.walk():
                self.assertEqual(part.defects, [])
            self.assertEqual(
                [part.get_content_type() for part in message.walk()],
                ["multipart/alternative", "text/plain", "text/html"])
            text = message.get_body(("plain",)).get_payload(decode=True)
            self.assertEqual(lf(text), lf(case.text().encode()))
            if case.shown is not None:
                blanks = str.maketrans({chr(n): " " for n in (*range(32), *range(127, 160),
                                                              0x2028, 0x2029)})
                wanted = " ".join(case.shown.translate(blanks).split(" "))
                wanted = " ".join(word for word in wanted.split(" ") if word)
                self.assertEqual(str(message["Subject"]), wanted)
        # Nothing in a body looks like the head of an mbox message or the end of one in SMTP.
        body = raw.split(b"\n\n", 1)[1]
        self.assertNotRegex(body, rb"(?m)^(From |\.)")


class ServerCases(Reading):
    """What holds for every mail server."""

    package = ""

    @classmethod
    def setUpClass(cls):
        cls.server = MailServer(cls, cls.package)

    def setUp(self):
        for reader in READERS:
            shutil.rmtree(self.server.maildir(reader), ignore_errors=True)

    def arrived(self, reader="reader", count=1):
        def found():
            folder = self.server.maildir(reader) / "new"
            paths = sorted(folder.iterdir()) if folder.is_dir() else []
            return len(paths) >= count and [path.read_bytes() for path in paths]

        try:
            return until(found, 20, f"mail for {reader}", every=0.05)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.server.log}") from error

    def test_a_release_arrives_as_it_was_written(self):
        office = MailOffice(self, self.server)
        office.start()
        office.publish()
        self.assertIn("1 handed over", office.hand_over(self.server))
        [raw] = self.arrived()
        message = self.check(raw, office)
        self.assertEqual(str(message["From"]), f"Büro <press@{DOMAIN}>")
        self.assertIn(f"Return-Path: <press@{DOMAIN}>".encode(), raw)
        self.check_signature(raw)
        # Where the message is, and that the daemon knows.
        [name] = [path.name for path in (office.spool / "cur").iterdir()]
        self.assertTrue(name.endswith(".embargod:2,PS"), name)
        self.assertEqual(office.listed(), {})
        [record] = office.records("mail.handed-over")
        self.assertEqual(record["data"]["message"] + ":2,PS", name)
        self.assertEqual(record["actor"]["name"], USER)
        # Again: nothing is sent twice.
        self.assertIn("0 handed over", office.hand_over(self.server))
        self.assertEqual(len(self.arrived()), 1)

    def test_batches_reach_their_recipients_and_show_none_of_them(self):
        to = [f"{name}@{DOMAIN}" for name in READERS]
        office = MailOffice(self, self.server, addressing="bcc", batch=2, to=to)
        office.start()
        office.publish()
        self.assertIn("2 handed over", office.hand_over(self.server))
        for reader in READERS:
            [raw] = self.arrived(reader)
            message = self.check(raw, office)
            self.assertIn("undisclosed", str(message["To"]))
            others = [name for name in READERS if name != reader]
            for other in others:
                self.assertNotIn(f"{other}@{DOMAIN}".encode(), raw)

    def test_each_recipient_gets_his_own(self):
        to = [f"{name}@{DOMAIN}" for name in READERS]
        office = MailOffice(self, self.server, addressing="one-each", to=to)
        office.start()
        office.publish()
        self.assertIn("3 handed over", office.hand_over(self.server))
        for reader in READERS:
            [raw] = self.arrived(reader)
            self.assertEqual(str(self.check(raw, office)["To"]), f"{reader}@{DOMAIN}")


class PostfixTests(ServerCases, unittest.TestCase):
    package = "postfix"


class OpenSMTPDTests(ServerCases, unittest.TestCase):
    package = "opensmtpd"

if __name__ == "__main__":
    unittest.main()
