"""A press office inside a container: its configuration, its people, and what it publishes."""

import json
import time

from container import ROOT
from facts import until
from harness.texts import instant_ahead, release

SECRET = "whsec_" + "c3lzdGVtZC10ZXN0LXNlY3JldC0wMDAx"
PORT = 8099
SPOOL = "/var/spool/embargod/media-list"
# No word of this may be seen before its instant, nor ever in the journal.
HEADLINE = "Quillworth opens the Zephyrine observatory"
BODY = "The Zephyrine observatory of Quillworth was opened today, its keeper Bartholdy said."
SECRETS = ("Quillworth", "Zephyrine", "Bartholdy", "quillworth")

CONFIGURATION = """
[clock]
trust = "warn"

[publication]
public_url = "https://press.example.org"
organisation = "{organisation}"

[roles]
submitter = ["@embargod"]
operator = ["@embargod"]
auditor = ["@embargod"]
admin = ["root"]

[[output]]
name = "newsroom"
kind = "files"
directory = "/srv/press"
formats = ["text"]

[[output]]
name = "wire"
kind = "webhook"
url = "http://127.0.0.1:{port}/hooks/press"
secret = {{ credential = "wire" }}
allow_private = true
attempts = ["1s", "1s", "2s", "5s"]

[[output]]
name = "media-list"
kind = "email"
spool = "{spool}"
from = "Press Office <press@mail.test>"
to = ["reader@mail.test"]
"""

# Only what the unit's own head tells an operator to add.
DROP_IN = """
[Service]
LoadCredential=wire:/etc/embargod/wire.key
IPAddressAllow=localhost
"""


class Office:
    """People: ana is in the group embargod, eve is not, reader has a mailbox."""

    def __init__(self, box):
        self.box = box
        self.count = 0

    def people(self):
        for name, more in (("ana", "-Gembargod"), ("eve", "-N"), ("reader", "-U")):
            self.box.run("useradd", "-m", "-s/bin/sh", more, name)

    def set_up(self):
        """Does what the documents tell an operator to do, and starts the service again."""
        self.box.run("install", "-d", "-oembargod", "-gembargod", "-m755", "/srv/press")
        self.box.run("install", "-d", "-oembargod", "-gembargod", "-m750", SPOOL)
        self.box.write("/etc/embargod/wire.key", SECRET + "\n", 0o600)
        self.box.write("/etc/systemd/system/embargod.service.d/office.conf", DROP_IN)
        self.configure()
        self.receive()
        self.box.run("systemctl", "daemon-reload")
        self.box.run("systemctl", "restart", "embargod")

    def configure(self, organisation="Example Press Office", more=""):
        text = CONFIGURATION.format(organisation=organisation, port=PORT, spool=SPOOL)
        self.box.write("/etc/embargod/embargod.toml", text + more)

    def receive(self):
        """Starts the webhook receiver, a service of its own."""
        program = (ROOT / "scripts/webhook-receiver").read_text()
        self.box.write("/usr/local/bin/webhook-receiver", program, 0o755)
        self.box.write("/srv/receiver.key", SECRET + "\n", 0o600)
        self.box.run("systemd-run", "--quiet", "--unit=receiver", "webhook-receiver",
                     "--key", "/srv/receiver.key", "--out", "/srv/requests", "--port", PORT,
                     "--limit", 1_000_000)
        until(lambda: (self.box.root / "srv/requests").exists())

    # What people do

    def ctl(self, *words, user="root"):
        return self.box.try_run("runuser", "-u", user, "--", "embargoctl", *words)

    def answer(self, *words):
        return json.loads(self.box.run("embargoctl", *words, "--json"))

    def submit(self, seconds, user="ana", headline=HEADLINE, body=BODY):
        """Queues a release that lifts so many seconds from now; its slug, instant and the run."""
        self.count += 1
        slug = f"quillworth-{self.count}"
        instant = instant_ahead(seconds)
        text = release(f"{headline} for the {self.count}th time", instant, body)
        self.box.write(f"/srv/texts/{slug}", text)
        ran = self.ctl("submit", "--slug", slug, f"/srv/texts/{slug}", user=user)
        return slug, instant, ran

    # What is to be seen

    def file(self, slug):
        """The published file: when it appeared and its text; None where there is none."""
        path = self.box.root / f"srv/press/{slug}.txt"
        return (path.stat().st_ctime, path.read_text()) if path.exists() else None

    def requests(self, slug):
        lines = (self.box.root / "srv/requests").read_text().splitlines()
        found = [json.loads(line) for line in lines]
        return [one for one in found if f'"{slug}"' in one["body"]]

    def delivered(self, slug, within=20):
        """Waits until every output has it; its deliveries."""
        def all_out():
            ran = self.ctl("show", slug, "--json")
            if ran.code != 0:  # the daemon is just being started
                return None
            shown = json.loads(ran.out)
            states = {one["output"]: one["state"] for one in shown["deliveries"]}
            return states if set(states.values()) == {"delivered"} else None
        return until(all_out, within, 0.2)

    def mailbox(self, words):
        """The messages in the reader's mailbox that have these words."""
        script = 'cat "$(getent passwd reader | cut -d: -f6)"/Maildir/new/* 2>/dev/null || true'
        mail = self.box.shell(script)
        return mail.count(words)

    def journal(self):
        """Every entry of the service and of the hand-over, as the journal keeps it."""
        units = ["-uembargod", "-uembargod-mail@media-list.service"]
        lines = self.box.run("journalctl", "-o", "json", *units, "--no-pager")
        return [json.loads(line) for line in lines.splitlines()]

    def main_pid(self):
        return int(self.box.show("embargod", "MainPID")[0])

    def is_active(self):
        return self.box.show("embargod", "ActiveState")[0] == "active"

    def is_renewed(self, before):
        """Another process than `before`, which is ready."""
        return self.main_pid() not in (0, before) and self.is_active()

    def wait_active(self, within=30):
        return until(self.is_active, within, 0.1)


def sleep_until(instant):
    while (rest := instant - time.time()) > 0:
        time.sleep(min(rest, 0.05))
