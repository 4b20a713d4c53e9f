"""The driver's side of the C programs: the observer, the reference and the plain client."""

import contextlib
import os
import select
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass

import programs

SECOND = 1_000_000_000


class Talking:
    """A program that prints "ready ...", takes lines and answers with lines."""

    def __init__(self, command, within=120):
        self.name = str(command[0]).rsplit("/", 1)[-1]
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            bufsize=0)
        self._rest = b""
        try:
            self.ready = self.line(within).split()[1:]
        except BaseException:
            self.end()
            raise

    def say(self, words):
        self.process.stdin.write(words.encode() + b"\n")

    def line(self, within):
        """The next line; fails after so many seconds, or when the program has ended."""
        end = time.monotonic() + within
        while b"\n" not in self._rest:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise TimeoutError(f"{self.name} said nothing within {within:g} s")
            data = self.process.stdout.read(1 << 16)
            if not data:
                raise RuntimeError(f"{self.name} ended with {self.process.wait()}")
            self._rest += data
        line, self._rest = self._rest.split(b"\n", 1)
        return line.decode()

    def output(self, within):
        """All that it prints until it ends; fails unless it ends well."""
        out, _ = self.process.communicate(timeout=within)
        if self.process.returncode != 0:
            raise RuntimeError(f"{self.name} ended with {self.process.returncode}")
        return (self._rest + out).decode()

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            stream.close()


@dataclass(frozen=True)
class Event:
    """Something that the observer saw; `at` is nanoseconds since 1970.

    `place` is the number of the folder, from 0, or of the port, from 0; `size` that of a body.
    """

    kind: str
    at: int
    place: int
    name: str
    size: int = 0


class Observer(Talking):
    """Sees what becomes visible in folders and what arrives at ports of its own."""

    def __init__(self, log, folders=(), ports=0):
        self.log = log
        watched = [word for folder in folders for word in ("--watch", folder)]
        super().__init__(
            [programs.SCRATCH / "bin" / "observer", "--log", log, *watched, "--ports", ports])
        self.scheduling = self.ready[0]
        self.ports = [int(port) for port in self.ready[1:]]
        self._read_to = 0

    def command(self, words):
        """A command that is answered at once, with what it is answered."""
        self.say(words)
        while (answer := self.line(10)) == "cancelled" or answer.startswith("reached"):
            pass
        return answer

    def mark(self):
        """Counts, and keeps, from here on."""
        self.command("mark")
        self.events()

    def wait_for(self, count, within):
        """Waits for so many events since the mark; when the last was seen, None if too few came."""
        self.say(f"notify {count}")
        with contextlib.suppress(TimeoutError):
            while not (answer := self.line(within)).startswith("reached"):
                pass
            return int(answer.split()[1])
        return None

    def count(self):
        return int(self.command("count"))

    def events(self):
        """What was seen since the last call, in order."""
        self.command("flush")
        with open(self.log, encoding="utf-8") as file:
            file.seek(self._read_to)
            data = file.read()
            self._read_to = file.tell()
        events = []
        for row in data.splitlines():
            kind, at, place, name, *size = row.split("\t")
            if kind == "X":
                raise RuntimeError("the kernel dropped events: nothing can be said")
            index = int(place) - 1 if kind == "F" else int(place)
            events.append(Event(kind, int(at), index, name, int(size[0]) if size else 0))
        return events

    def port_does(self, action, port="*"):
        """`answer`, `hang` or `refuse`; a port by its index."""
        self.command(f"{action} {port}")


def check_once(events, expected):
    """How many of the expected names were seen exactly once, more than once, and not at all."""
    counts = Counter(event.name for event in events)
    once = sum(1 for name in expected if counts[name] == 1)
    more = sum(1 for name in expected if counts[name] > 1)
    return once, more, len(expected) - once - more


class Reference(Talking):
    """The C reference with a plan: (nanoseconds after the base, name) in order."""

    def __init__(self, folder, plan, target, staging, is_fifo=True, is_durable=True):
        path = folder / "plan.txt"
        path.write_text("".join(f"{offset} {name}\n" for offset, name in plan))
        self.ledger = folder / f"reference-{time.time_ns()}.sqlite"
        command = [programs.SCRATCH / "bin" / "reference", "lift", "--plan", path]
        command += ["--dir", target, "--staging", staging]
        command += ["--fifo"] if is_fifo else []
        command += ["--sync", "--ledger", self.ledger] if is_durable else []
        super().__init__(command, within=300)
        self.scheduling = self.ready[0]

    def lift(self, base, within):
        """Runs the plan from this instant on; (name, linked, durable) of each event."""
        self.say(str(base))
        rows = [row.split("\t") for row in self.output(within).splitlines()]
        return [(name, int(linked), int(durable)) for name, linked, durable in rows]

    def end(self):
        super().end()
        for ending in ("", "-wal", "-shm"):
            self.ledger.with_name(self.ledger.name + ending).unlink(missing_ok=True)


class Client(Talking):
    """The plain concurrent client."""

    def __init__(self, ports, count, size, connections, prefix):
        command = [programs.SCRATCH / "bin" / "client", "--count", count, "--bytes", size]
        command += ["--connections", connections, "--prefix", prefix]
        for port in ports:
            command += ["--port", port]
        super().__init__(command)

    def send(self, instant):
        """Sends everything from the instant on; how many requests were answered."""
        self.say(str(instant))
        return int(self.output(90))


def soon(seconds=0.5):
    """An instant so far ahead, at an odd fraction of a second."""
    return time.time_ns() + int(seconds * SECOND) + 137_911


class Load:
    """Processes of the ordinary class that keep every core busy while the block runs.

    They end by themselves after five minutes.
    """

    BUSY = "import time\nend = time.monotonic() + 300\nwhile time.monotonic() < end: pass"

    def __init__(self):
        self.processes = []

    def __enter__(self):
        for _ in os.sched_getaffinity(0):
            self.processes.append(
                subprocess.Popen([sys.executable, "-c", self.BUSY], stdin=subprocess.DEVNULL))
        time.sleep(0.5)
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
