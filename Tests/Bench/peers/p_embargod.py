"""The adapter of embargod for a bench of release schedulers that has an `Adapter` in peers/base.py.

A symbolic link to this file in the bench's `peers` folder is all that is needed; EMBARGOD names
the program where it is not .build/release/embargod of this repository. See README.md beside it.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .base import Adapter

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PROGRAM = Path(os.environ.get("EMBARGOD", ROOT / ".build" / "release" / "embargod"))
READY_WITHIN = 60


class Peer(Adapter):
    name = "embargod"
    variants = {"default": "default settings, but for the places (and a clock that may be free)"}
    # With the lead of a burst below the 30 s of lift.arm_ahead each release is armed as it comes.
    enqueue_rate = float(os.environ.get("EMBARGOD_RATE", "500"))

    def __init__(self, ctx, variant):
        super().__init__(ctx, variant)
        # The path of a Unix socket may have 108 bytes; the bench's folder may lie deep.
        self.short = Path(tempfile.mkdtemp(prefix="embargod-"))
        self.config = self.ctx.work / "embargod.toml"

    def setup(self):
        key = self.ctx.work / "webhook.key"
        key.write_text("whsec_" + "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n")
        keys = self.ctx.work / "embargod.keys"
        secret = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
        keys.write_text(f"embargod-keys 1\nmaster 1 {secret}\nsigning 1 {secret}\n")
        keys.chmod(0o400)
        self.config.write_text(f"""\
state_directory = "{self.ctx.work}/state"

[control]
socket = "{self.short}/control.sock"

[clock]
trust = "warn"

[keys]
file = {{ file = "{keys}" }}

[[output]]
name = "files"
kind = "files"
directory = "{self.ctx.out}"
staging = "{self.ctx.tmp}"
formats = ["text"]
""")
        self.has_template = self.add_template()

    def add_template(self):
        """Adds a webhook to BENCH_URL/<slug>, if this version's urls may hold {slug}."""
        before = self.config.read_text()
        self.config.write_text(before + webhook("post", f"{self.ctx.url}/{{slug}}", self.ctx.work))
        good = subprocess.run(
            [PROGRAM, "--config", self.config, "--check-config"], capture_output=True, check=False)
        if good.returncode != 0:
            self.config.write_text(before)
        return good.returncode == 0

    def start(self):
        path = self.short / "notify"
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
            notices.bind(str(path))
            notices.settimeout(1)
            end = time.monotonic() + READY_WITHIN
            daemon = self.spawn([PROGRAM, "--config", self.config], NOTIFY_SOCKET=path)
            while time.monotonic() < end:
                try:
                    if b"READY=1" in notices.recv(4096):
                        return
                except TimeoutError:
                    if daemon.p.poll() is not None:
                        raise RuntimeError(f"embargod ended with {daemon.p.returncode}") from None
        raise RuntimeError(f"embargod was not ready within {READY_WITHIN} s")

    def enqueue_cmd(self):
        return [sys.executable, HERE / "enqueue.py"]

    def env_more(self):
        return {
            "EMBARGOD_SOCKET": self.short / "control.sock", "EMBARGOD_CONFIG": self.config,
            "EMBARGOD_POSTS": "template" if self.has_template else "outputs"}

    def stop(self):
        super().stop()
        shutil.rmtree(self.short, ignore_errors=True)

    def version(self):
        shown = subprocess.run(
            [PROGRAM, "--version"], capture_output=True, text=True, check=True)
        return f"embargod {shown.stdout.strip()}"


def webhook(name, url, folder):
    """A webhook output, as TOML."""
    return f"""
[[output]]
name = "{name}"
kind = "webhook"
url = "{url}"
secret = {{ file = "{folder}/webhook.key" }}
allow_private = true
"""
