"""A press office: a folder with a configuration, outputs, and a daemon that works there."""

import base64
import http.client
import json
import os
import pwd
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROGRAMS = Path(os.environ.get("EMBARGO_BIN", ROOT / ".build" / "debug"))


@dataclass(frozen=True)
class Ran:
    """What a run of embargoctl or embargod came to."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


def as_user(name):
    """What has subprocess run a program as another user, by name or by number.

    A number is in the group of the socket and in no other.
    """
    if isinstance(name, int):
        return {"user": name, "group": 0, "extra_groups": []}
    account = pwd.getpwnam(name)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def toml(value):
    """A value as TOML; a dictionary as an inline table."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(one) for one in value) + "]"
    if isinstance(value, Path):
        value = str(value)
    return json.dumps(value)


def key_file():
    """What embargoctl key create writes."""

    def key():
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return f"embargod-keys 1\nmaster 1 {key()}\nsigning 1 {key()}\n"


class Office:
    """Everything lies below `folder`; the test removes it and ends the daemon when it is over.

    `settings` are tables of the configuration by name, and `outputs` tables of outputs; each may
    hold text that stands for itself.
    """

    def __init__(self, test, folder=None):
        self.test = test
        self.folder = Path(folder or tempfile.mkdtemp(prefix="embargo-"))
        if folder is None:
            test.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.state = self.folder / "state"
        self.socket = self.folder / "control.sock"
        self.press = self.folder / "press"
        self.spool = self.folder / "mail"
        self.config = self.folder / "embargod.toml"
        self.log = self.folder / "daemon.log"
        self.notices = []
        self.process = None
        self.wrapping = []
        self.environment = {}
        self.key = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        (self.folder / "webhook.key").write_text(self.key + "\n")
        self.keys = self.folder / "embargod.keys"
        self.keys.write_text(key_file())
        self.keys.chmod(0o400)
        self.press.mkdir()
        self.spool.mkdir()
        self.settings = {
            "keys": {"file": {"file": self.keys}},
            "control": {"socket": self.socket},
            "clock": {"trust": "warn"},
            "lift": {"arm_ahead": "2s"},
        }
        self.outputs = []
        self.announcements = []
        self._notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._notify.bind(str(self.folder / "notify"))
        self._notify.setblocking(False)
        test.addCleanup(self._notify.close)
        test.addCleanup(self.kill)
        test.addCleanup(self.tell)

    # Configuration

    def add_files(self, name="newsroom", **more):
        self.outputs.append(
            {"name": name, "kind": "files", "directory": self.press, "formats": ["text"]} | more
        )

    def add_email(self, name="media-list", **more):
        for folder in ("new", "cur", "envelopes", "tmp"):
            (self.spool / folder).mkdir(exist_ok=True)
        self.outputs.append(
            {
                "name": name,
                "kind": "email",
                "spool": self.spool,
                "from": "Press Office <press@example.org>",
                "to": ["list@example.org"],
            }
            | more
        )

    def add_webhook(self, url, name="wire", **more):
        self.outputs.append(
            {
                "name": name,
                "kind": "webhook",
                "url": url,
                "secret": {"file": self.folder / "webhook.key"},
                "allow_private": True,
            }
            | more
        )

    def add_announcements(self, name, kind, **more):
        self.announcements.append({"name": name, "kind": kind} | more)

    def write_config(self):
        lines = [f"state_directory = {toml(self.state)}", ""]
        for table, keys in self.settings.items():
            lines += [f"[{table}]"] + [f"{key} = {toml(one)}" for key, one in keys.items()] + [""]
        tables = [("output", one) for one in self.outputs]
        tables += [("announce", one) for one in self.announcements]
        for section, keys in tables:
            lines += [f"[[{section}]]"] + [f"{key} = {toml(one)}" for key, one in keys.items()]
            lines.append("")
        self.config.write_text("\n".join(lines))

    # The daemon

    @property
    def pid(self):
        return self.process.pid

    def start(self, within=30.0):
        """Starts the daemon and returns when it has said that it is ready."""
        self.launch()
        end = time.monotonic() + within
        while True:
            if self.process.poll() is not None:
                raise AssertionError(f"embargod ended with {self.process.returncode}:\n{self.said}")
            if any("READY=1" in notice for notice in self.hear(0.2)):
                return self
            if time.monotonic() > end:
                raise AssertionError(f"embargod was not ready within {within} s:\n{self.said}")

    def launch(self):
        """Starts the daemon and returns at once."""
        if not (PROGRAMS / "embargod").is_file():
            raise AssertionError(f"there is no {PROGRAMS}/embargod: build first (swift build)")
        self.write_config()
        self.hear(0)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*self.wrapping, PROGRAMS / "embargod", "--config", self.config],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={
                    "PATH": os.environ["PATH"],
                    "NOTIFY_SOCKET": str(self.folder / "notify"),
                }
                | self.environment,
            )

    def hear(self, seconds):
        """What the daemon told its service manager, after waiting at most so long for it."""
        heard = []
        if select.select([self._notify], [], [], seconds)[0]:
            while True:
                try:
                    heard.append(self._notify.recv(4096).decode())
                except BlockingIOError:
                    break
        self.notices += heard
        return heard

    @property
    def said(self):
        """Its whole log so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def reload(self, within=10.0):
        """Has the daemon read its configuration again; returns when it has."""
        self.write_config()
        self.hear(0)
        self.signal(signal.SIGHUP)
        end = time.monotonic() + within
        while not any("READY=1" in notice for notice in self.hear(0.2)):
            if time.monotonic() > end:
                raise AssertionError(f"embargod did not reload within {within} s:\n{self.said}")

    def signal(self, number):
        os.kill(self.process.pid, number)

    def kill(self):
        """kill -9, if it runs; returns when it is gone."""
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait()

    def stop(self, within=10.0):
        """SIGTERM; returns its exit code. Fails when it takes longer."""
        self.signal(signal.SIGTERM)
        return self.process.wait(within)

    def tell(self):
        """Prints the end of the log when the test has failed."""
        result = self.test._outcome.result
        failed = [getattr(test, "test_case", test) for test, _ in result.failures + result.errors]
        if self.test in failed:
            sys.stderr.write(f"\nlog of embargod in {self.folder}:\n{self.said[-4000:]}\n")

    # Its faces

    def ctl(self, *arguments, code=0, stdin=None, bare=False, user=None):
        """Runs embargoctl; fails when its exit code is not `code` (None: any).

        As root it may run as another user, who is in no group but their own.
        """
        place = [] if bare else ["--socket", self.socket]
        run = subprocess.run(
            [PROGRAMS / "embargoctl", *place, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            env={"PATH": os.environ["PATH"]},
            **({} if user is None else as_user(user)),
        )
        ran = Ran(run.returncode, run.stdout, run.stderr)
        if code is not None:
            words = " ".join(map(str, arguments))
            self.test.assertEqual(ran.code, code, f"embargoctl {words}:\n{ran.out}{ran.err}")
        return ran

    def ask(self, method, path, body=None, headers=None):
        """One request over the socket; gives status, headers and the parsed answer."""
        connection = UnixConnection(str(self.socket))
        try:
            data = None if body is None else json.dumps(body).encode()
            fields = {"content-type": "application/json"} if data else {}
            connection.request(method, path, data, fields | (headers or {}))
            reply = connection.getresponse()
            return reply.status, reply.headers, json.loads(reply.read())
        except (OSError, http.client.HTTPException) as error:
            if self.process.poll() is None:
                raise
            raise RuntimeError(f"embargod ended with {self.process.returncode}") from error
        finally:
            connection.close()

    def get(self, path):
        status, _, answer = self.ask("GET", path)
        self.test.assertEqual(status, 200, answer)
        return answer

    def submit(self, text, **members):
        """Queues a text; the API's answer."""
        status, _, answer = self.ask("POST", "/v1/releases", {"text": text} | members)
        self.test.assertEqual(status, 201, answer)
        return answer

    def show(self, key):
        return self.get(f"/v1/releases/{key}")

    def delivery(self, key, output):
        return next(one for one in self.show(key)["deliveries"] if one["output"] == output)

    def write(self, name, text):
        """A file beside the daemon's, for embargoctl to read."""
        path = self.folder / name
        path.write_text(text)
        return path

    def messages(self):
        return sorted((self.spool / "new").iterdir())


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a Unix domain socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)
