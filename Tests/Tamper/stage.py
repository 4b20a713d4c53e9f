"""A daemon that runs for some seconds, so that its ledger has releases in every state."""

import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time

PATIENCE = 30  # seconds for anything that is waited for

CONFIGURATION = """
state_directory = "{folder}/state"
[control]
socket = "{folder}/s"
[clock]
trust = "off"
[keys]
file = {{ file = "{folder}/keys" }}
[audit]
checkpoints = [{{ file = "{folder}/checkpoints" }}]
[[output]]
name = "newsroom"
kind = "files"
directory = "{folder}/press"
formats = ["text"]
[[output]]
name = "checked"
kind = "files"
directory = "{folder}/checked"
formats = ["text"]
approval_required = 1
[roles]
submitter = ["root"]
approver = ["daemon"]
publisher = ["root"]
[[output]]
name = "wire"
kind = "webhook"
url = "http://127.0.0.1:{port}/ok"
secret = {{ file = "{folder}/secret" }}
allow_private = true
[[output]]
name = "gone"
kind = "webhook"
url = "http://127.0.0.1:{port}/gone"
secret = {{ file = "{folder}/secret" }}
allow_private = true
[[output]]
name = "dead"
kind = "webhook"
url = "http://127.0.0.1:{port}/dead"
secret = {{ file = "{folder}/secret" }}
allow_private = true
attempts = ["1s"]
"""


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes what goes to /ok, wants nothing more at /gone, fails at /dead."""

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response({"/ok": 204, "/gone": 410}.get(self.path, 503))
        self.end_headers()

    def log_message(self, *_):
        pass


class Stage:
    """A folder with a ledger, an export of it and the checkpoints of a second place."""

    def __init__(self, folder, binaries):
        self.folder, self.binaries = folder, binaries

    def ctl(self, *words, may_fail=False, text=None, **person):
        run = subprocess.run(
            [self.binaries / "embargoctl", *words, "--socket", self.folder / "s"],
            input=text, capture_output=True, text=True, timeout=PATIENCE, **person,
        )  # fmt: skip
        if run.returncode and not may_fail:
            sys.exit(f"embargoctl {' '.join(map(str, words))}: {run.stdout}{run.stderr}")
        return run

    def make(self):
        if os.geteuid():
            sys.exit("this needs root: one user submits and another approves")
        self.folder.chmod(0o755)
        for name in ("state", "press", "checked"):
            (self.folder / name).mkdir()
        (self.folder / "secret").write_text("whsec_" + "c2VjcmV0" * 4 + "\n")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        text = CONFIGURATION.format(folder=self.folder, port=server.server_address[1])
        (self.folder / "embargod.toml").write_text(text)
        self.ctl("key", "create", self.folder / "keys", "--state", self.folder / "state")
        with open(self.folder / "log", "w", encoding="utf-8") as log:
            daemon = subprocess.Popen(
                [self.binaries / "embargod", "--config", self.folder / "embargod.toml"], stderr=log
            )
        try:
            self.wait(lambda: self.ctl("status", may_fail=True).returncode == 0, "the daemon")
            self.work(daemon)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(timeout=PATIENCE)
            server.shutdown()
        keys = json.loads(self.ctl("key", "show", self.folder / "keys", "--json").stdout)
        self.key = keys["signing"][-1]["public_key"]
        self.ctl("audit", "export", self.folder / "export", "--state", self.folder / "state")

    @staticmethod
    def wait(is_done, what):
        end = time.monotonic() + PATIENCE
        while not is_done():
            if time.monotonic() > end:
                sys.exit(f"{what} did not come within {PATIENCE} s")
            time.sleep(0.1)

    def submit(self, slug, *options, text="The text of an example."):
        head = "EMBARGOED UNTIL 9:00 a.m. EDT, 1 May 2031\n\n" if "--now" not in options else ""
        path = self.folder / f"{slug}.txt"
        path.write_text(f"{head}A headline for {slug}\n\n{text}\n\n###\n")
        self.ctl("submit", "--slug", slug, path, *options)

    def work(self, daemon):
        """Brings releases into every state."""
        chart = self.folder / "chart.png"
        chart.write_bytes(b"\x89PNG\r\n\x1a\nexample")
        now = ["--embargo", "1 May 2020, 9:00 a.m. EDT", "--now"]
        both = ["--output", "newsroom", "--output", "wire"]
        self.submit("out", *now, *both, "--attach", chart)
        self.submit("corrected", *now, *both)
        self.submit("killed", *now, *both)
        self.submit("gone", *now, "--output", "gone")
        self.submit("dead", *now, "--output", "dead")
        for slug in ("waits", "held", "withdrawn", "replaced", "moved"):
            self.submit(slug, *both)
        self.ctl("hold", "held", "--reason", "an example")
        self.ctl("withdraw", "withdrawn", "--reason", "an example")
        self.submit("erased", *both)
        self.ctl("withdraw", "erased", "--reason", "an example")
        self.ctl("erase", "erased", "--reason", "an example")
        self.submit("another", *both)
        self.ctl("replace", "replaced", self.folder / "waits.txt", "--reason", "an example")
        self.ctl("reschedule", "moved", "2 May 2031, 9:00 a.m. EDT", "--reason", "an example")
        self.ctl("set", "another", "--output", "newsroom")

        def is_settled():
            states = [self.ctl("show", slug).stdout for slug in ("out", "corrected", "killed")]
            return all("lifted" in state and "attempting" not in state for state in states)

        self.wait(is_settled, "the lifts")
        (self.folder / "out.txt").write_text("A corrected headline\n\nA corrected text.\n\n###\n")
        self.ctl("correct", "corrected", self.folder / "out.txt", "--reason", "an example")
        self.ctl("kill", "killed", "--reason", "an example")
        self.agree()
        self.ctl("key", "rotate", self.folder / "keys")
        daemon.send_signal(signal.SIGHUP)
        path = self.folder / "checkpoints"
        self.wait(lambda: path.exists() and "endorsement" in path.read_text(), "the new key")
        self.submit("gone-again", *now, "--output", "gone")
        self.wait(lambda: "failed" in self.ctl("show", "dead").stdout, "a failure")
        self.ctl("freeze", "--reason", "an example")
        time.sleep(1)

    def agree(self):
        """What wants a second person: approvals, an early lift, a correction that waits."""

        def approve(slug):
            self.ctl("approve", slug, text="yes\n", user="daemon", group=0, extra_groups=[])

        for slug in ("approved", "early"):
            self.submit(slug, "--output", "checked")
            approve(slug)
        self.ctl("lift", "early", "--reason", "an example")
        self.wait(lambda: "lifted" in self.ctl("show", "early").stdout, "the early lift")
        path = self.folder / "early-v2.txt"
        path.write_text("A corrected headline\n\nA text that is corrected.\n\n###\n")
        self.ctl("correct", "early", path, "--reason", "an example")

    def verify(self, *words):
        trust = ["--checkpoints", self.folder / "checkpoints", "--key", self.key, "--json"]
        if "--state" in words:
            trust += ["--keys", self.folder / "keys"]
        run = subprocess.run(
            [self.binaries / "embargoctl", "audit", "verify", *words, *trust],
            capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
        return run.returncode, run.stdout + run.stderr
