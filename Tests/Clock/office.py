"""A press office inside the machine: the real embargod and embargoctl, and the clock there."""

import json
import re
import shlex
import sys
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Acceptance"))
from harness import texts  # noqa: E402

from machine import Lost  # noqa: E402

SECOND = 1_000_000_000  # all times here are nanoseconds
HOUR = 3600 * SECOND
PATIENCE = 60  # seconds for whatever is only slow

CONFIGURATION = """
state_directory = "/run/state"

[control]
socket = "/run/control.sock"

[keys]
file = {{ file = "/run/embargod.keys" }}

[clock]
trust = "{trust}"
commit_wait = {commit_wait}

[lift]
arm_ahead = "5s"

[publication]
organisation = "Example Press Office"

[[output]]
name = "newsroom"
kind = "files"
directory = "/run/press"
formats = ["text"]

[[output]]
name = "media-list"
kind = "email"
spool = "/run/mail"
from = "Press Office <press@example.org>"
to = ["list@example.org"]
"""


@dataclass(frozen=True)
class Clocks:
    """The three clocks at one moment; see clockwork.c."""

    real: int
    boot: int
    mono: int

    @staticmethod
    def read(line):
        values = re.findall(r"(real|boot|mono)=(-?\d+)", line)
        if len(values) != 3:
            raise Lost(f"no clocks in {line!r}")
        return Clocks(**{name: int(value) for name, value in values})


@dataclass(frozen=True)
class Change:
    """Something that happened to a name at an output: made, removed, written …"""

    kind: str
    path: str
    at: Clocks


def clock(instant):
    """An instant as people read it: 09:30:00.500."""
    at = datetime.fromtimestamp(instant // SECOND, timezone.utc)
    return f"{at:%H:%M:%S}.{instant % SECOND // 1_000_000:03d}"


def seconds(span):
    return f"{span / SECOND:.3f} s"


class Office:
    """The daemon, its outputs and the clock of one machine."""

    def __init__(self, machine):
        self.machine, self.instants, self.is_running = machine, {}, False
        machine.run("mkdir -p /run/press /run/mail/new /run/mail/cur /run/mail/tmp")
        machine.run("mkdir -p /run/mail/envelopes")
        watch = "clockwork watch /run/press /run/mail/new"
        machine.run(f"{watch} >/run/changes 2>&1 &")

    # The clock

    def clocks(self):
        return Clocks.read(self.machine.run("clockwork show"))

    def kernel_is_synchronised(self):
        return "synchronised=1" in self.machine.run("clockwork show")

    def synchronise(self, error_us=1000):
        """The kernel calls its clock synchronised from here on, as a time service would have it."""
        return Clocks.read(self.machine.run(f"clockwork sync {error_us}"))

    def desynchronise(self):
        self.machine.run("clockwork unsync")

    def step(self, by, at=0, then=""):
        """Sets the wall clock; the clocks just before and just after."""
        lines = self.machine.run(f"clockwork step {by} {at} {then}", PATIENCE + 60).splitlines()
        return tuple(Clocks.read(line) for line in lines[:2])

    def suspend(self, span):
        """Suspends the machine to memory; the clocks before and after."""
        alarm = "/sys/class/rtc/rtc0/wakealarm"
        lines = self.machine.run(
            # Two seconds for the kernel to have written the clock to the hardware's, if it does.
            f"sleep 2; echo 0 >{alarm}; echo +{span} >{alarm}; clockwork show; "
            "echo mem >/sys/power/state; clockwork show",
            PATIENCE + span,
        ).splitlines()
        return tuple(Clocks.read(line) for line in lines if line.startswith("clocks"))

    def wait(self, span):
        """Lets so many seconds pass."""
        self.machine.run(f"sleep {span}", PATIENCE + span)

    def wait_until(self, instant):
        """Returns when the wall clock has come to an instant."""
        rest = instant - self.clocks().real
        if rest > 0:
            self.wait(rest // SECOND + 1)

    # The daemon

    def start(self, trust="strict", commit_wait="false"):
        text = CONFIGURATION.format(trust=trust, commit_wait=commit_wait)
        self.put("/run/embargod.toml", text)
        self.machine.run(
            "test -e /run/embargod.keys || embargoctl key create /run/embargod.keys")
        self.machine.run("embargod --config /run/embargod.toml >>/run/log 2>&1 & echo $! >/run/pid")
        self.machine.run(
            "for turn in $(seq 60); do embargoctl status >/dev/null 2>&1 && exit; sleep 0.5; done; "
            "tail -n 20 /run/log; exit 1",
            4 * PATIENCE,
        )
        self.is_running = True

    def kill(self):
        """kill -9; returns when it is gone."""
        self.is_running = False
        self.machine.run(
            "pid=$(cat /run/pid); kill -9 $pid; "
            "for turn in $(seq 100); do kill -0 $pid 2>/dev/null || exit 0; sleep 0.1; done; exit 1"
        )

    def put(self, path, text):
        self.machine.run(f"cat >{path} <<'END-OF-FILE'\n{text}\nEND-OF-FILE")

    def ctl(self, *words):
        """What embargoctl answers, as JSON."""
        command = shlex.join(["embargoctl", *words, "--json"])
        return json.loads(self.machine.run(command))

    def log(self):
        """What the daemon said, as far as the machine can still tell."""
        try:
            return self.machine.run("cat /run/log")
        except Lost as lost:
            return str(lost)

    def instant_ahead(self, span):
        """A whole second of the wall clock at least so many seconds ahead."""
        return (self.clocks().real // SECOND + 1 + span) * SECOND

    def submit(self, slug, instant, grace=None):
        """Queues a release for an instant (a whole second)."""
        head = f'+++\nlate_grace = "{grace}"\n+++\n\n' if grace else ""
        text = texts.release(f"News of {slug}", instant // SECOND)
        self.put(f"/run/{slug}.txt", head + text)
        self.instants[slug] = instant
        reply = self.ctl("submit", "--slug", slug, f"/run/{slug}.txt")
        if reply.get("state") != "scheduled":
            raise Lost(f"{slug} was not queued: {reply}")

    def withdraw(self, slug):
        self.ctl("withdraw", slug, "--reason", "the case is over")

    def help(self, *words):
        """The help of one command of embargoctl; empty when there is none."""
        command = shlex.join(["embargoctl", *words])
        text = self.machine.try_run(f"{command} --help")[1]
        # For an unknown command it shows the help of all.
        return text if f"usage: {command}" in text.lower() else ""

    def blocks(self, slug):
        """Why a release does not go out, in the daemon's words."""
        return [block["sentence"] for block in self.ctl("why", slug)["blocked_by"]]

    def records(self, event):
        """What the audit records say under one event, oldest first."""
        records = self.ctl("audit", "--limit", "1000")
        return [record for record in records if record["event"] == event]

    # The outputs

    def changes(self):
        """All that happened to names; writing to a file without one is reported as of "#NUMBER"."""
        found = []
        for line in self.machine.run("cat /run/changes").splitlines():
            words = line.split()
            if words[0] != "watching" and "/#" not in words[1]:
                found.append(Change(words[0], words[1], Clocks.read(line)))
        return found

    def file_changes(self, slug):
        return [change for change in self.changes() if change.path == f"/run/press/{slug}.txt"]

    def publication(self, slug, within=0):
        """When the file of a release appeared, waiting at most so many seconds for it."""
        self.machine.try_run(
            f"for turn in $(seq {within * 10}); do test -e /run/press/{slug}.txt && exit; "
            "sleep 0.1; done",
            PATIENCE + within,
        )
        made = [change.at for change in self.file_changes(slug) if change.kind == "made"]
        return made[0] if made else None

    def subjects(self):
        """The subject of each message in the spool."""
        found = self.machine.try_run("cat /run/mail/new/* 2>/dev/null | grep '^Subject:'")
        return [line.strip() for line in found[1].splitlines()]
