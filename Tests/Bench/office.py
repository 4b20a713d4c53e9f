"""A daemon to be measured: a folder with its configuration, its state and its outputs."""

import base64
import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import programs
import texts

READY_WITHIN = 900
# The daemon closes a connection after this many requests.
REQUESTS_A_CONNECTION = 900


def toml(value):
    """A value as TOML; a dictionary as an inline table."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(one) for one in value) + "]"
    return json.dumps(str(value) if isinstance(value, Path) else value)


class Office:
    """A daemon of its own below .build; gone, with its folder, when the block ends.

    The configuration is the default but for places and what `settings` says.
    """

    def __init__(self, built, name):
        self.built = built
        # The path of a socket may have 108 bytes, and a project may lie deep.
        self.sockets = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp")
        self.folder = programs.SCRATCH / "office" / f"{name}-{os.getpid()}"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.sockets = self.sockets / f"embargod-bench-{name}-{os.getpid()}"
        shutil.rmtree(self.sockets, ignore_errors=True)
        self.sockets.mkdir()
        self.state = self.folder / "state"
        self.socket = self.sockets / "control.sock"
        self.press = self._made("press")
        self.staging = self._made("staging")
        self.spool = self.folder / "mail"
        self.log = self.folder / "daemon.log"
        keys = self.folder / "embargod.keys"
        keys.write_text(texts.key_file())
        keys.chmod(0o400)
        self.settings = {
            "keys": {"file": {"file": keys}},
            "control": {"socket": self.socket},
            # The clock of a machine for development is often synchronised by nobody.
            "clock": {"trust": "warn"},
        }
        self.outputs = []
        self.process = None
        self._notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._notices.bind(str(self.sockets / "notify"))

    def _made(self, name):
        folder = self.folder / name
        folder.mkdir()
        return folder

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        self.kill()
        self._notices.close()
        if error is not None and self.log.exists():
            print(f"bench: the end of the log of embargod:\n{self.said()[-3000:]}", flush=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def said(self):
        return self.log.read_text(errors="replace")

    # Configuration

    def add_files(self, name="newsroom"):
        self.outputs.append({
            "name": name, "kind": "files", "directory": self.press, "staging": self.staging,
            "formats": ["text"]})

    def add_email(self, name="media-list"):
        for folder in ("new", "cur", "envelopes", "tmp"):
            (self.spool / folder).mkdir(parents=True)
        self.outputs.append({
            "name": name, "kind": "email", "spool": self.spool,
            "from": "Press Office <press@example.org>", "to": ["list@example.org"]})

    def add_webhook(self, port, name="wire", **more):
        key = self.folder / "webhook.key"
        if not key.exists():
            secret = base64.b64encode(secrets.token_bytes(32)).decode()
            key.write_text(f"whsec_{secret}\n")
        self.outputs.append({
            "name": name, "kind": "webhook", "url": f"http://127.0.0.1:{port}/hooks/press",
            "secret": {"file": key}, "allow_private": True} | more)

    def write_config(self):
        lines = [f"state_directory = {toml(self.state)}", ""]
        for table, keys in self.settings.items():
            lines += [f"[{table}]"] + [f"{key} = {toml(one)}" for key, one in keys.items()] + [""]
        for output in self.outputs:
            lines += ["[[output]]"] + [f"{key} = {toml(one)}" for key, one in output.items()]
            lines.append("")
        path = self.folder / "embargod.toml"
        path.write_text("\n".join(lines))
        return path

    # The daemon

    def start(self):
        """Starts the daemon; seconds from there until it said that it is ready."""
        config = self.write_config()
        while select.select([self._notices], [], [], 0)[0]:
            self._notices.recv(4096)
        with open(self.log, "ab") as log:
            begun = time.monotonic()
            self.process = subprocess.Popen(
                [self.built.embargod, "--config", config], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log,
                env={"PATH": os.environ["PATH"], "NOTIFY_SOCKET": str(self.sockets / "notify")})
        while time.monotonic() < begun + READY_WITHIN:
            if select.select([self._notices], [], [], 0.05)[0]:
                if b"READY=1" in self._notices.recv(4096):
                    return time.monotonic() - begun
            elif self.process.poll() is not None:
                raise RuntimeError(
                    f"embargod ended with {self.process.returncode}:\n{self.said()[-2000:]}")
        raise RuntimeError(f"embargod was not ready within {READY_WITHIN} s")

    def kill(self):
        """kill -9, if it runs; returns when it is gone."""
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait()

    def stop(self):
        """SIGTERM; returns when it is gone, which it must be within 60 s."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        if code != 0:
            raise RuntimeError(f"embargod ended with {code}:\n{self.said()[-2000:]}")

    @property
    def has_fifo(self):
        """Whether the lift thread runs under SCHED_FIFO."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        return any(
            os.sched_getscheduler(int(task.name)) == os.SCHED_FIFO for task in tasks.iterdir())

    # Its face

    def connect(self):
        return Connection(self.socket)

    def get(self, path):
        with self.connect() as connection:
            return connection.get(path)

    def submit(self, releases, batch=100):
        """Queues encoded releases in batches; seconds that it took."""
        begun = time.monotonic()
        with self.connect() as connection:
            for first in range(0, len(releases), batch):
                part = releases[first : first + batch]
                connection.submit(b"[" + b",".join(part) + b"]")
        return time.monotonic() - begun

    def head(self):
        """The sequence number of the last record."""
        return int(self.get("/v1/status")["ledger"]["head"].split(":")[0])

    def count_records(self, event, after):
        """How many records of an event there are behind a sequence number; 1,000 a request."""
        found = 0
        with self.connect() as connection:
            while after is not None:
                page = connection.get(f"/v1/audit?after={after}&limit=1000")
                found += sum(
                    1 for record in page["records"] if f'"event":"{event}"' in record["text"])
                after = page["next"]
        return found


class Connection:
    """A kept connection to the control socket; opened anew before the daemon closes it."""

    def __init__(self, path):
        self.path = str(path)
        self.requests = 0
        self.socket = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None

    def request(self, method, path, body=b""):
        """One request; the status and the bytes of the answer."""
        if self.socket is None or self.requests >= REQUESTS_A_CONNECTION:
            self.close()
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.socket.settimeout(300)
            self.socket.connect(self.path)
            self.requests = 0
        self.requests += 1
        head = f"{method} {path} HTTP/1.1\r\nhost: localhost\r\n"
        if body:
            head += f"content-type: application/json\r\ncontent-length: {len(body)}\r\n"
        self.socket.sendall(head.encode() + b"\r\n" + body)
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._some()
        fields = data[:end].lower().split(b"\r\n")
        size = next(
            int(field.split(b":")[1]) for field in fields if field.startswith(b"content-length:"))
        chunks, have = [data[end + 4 :]], len(data) - end - 4
        while have < size:
            chunks.append(self._some())
            have += len(chunks[-1])
        return int(fields[0].split()[1]), b"".join(chunks)

    def _some(self):
        data = self.socket.recv(1 << 18)
        if not data:
            raise RuntimeError("embargod closed the connection")
        return data

    def get(self, path):
        status, answer = self.request("GET", path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}: {answer[:500]}")
        return json.loads(answer)

    def submit(self, body):
        """Queues a release or an array of them, encoded; returns when they are durable."""
        status, answer = self.request("POST", "/v1/releases", body)
        if status != 201:
            raise RuntimeError(f"a submission was answered {status}: {answer[:500]}")
        return answer
