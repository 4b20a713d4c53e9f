"""What the kernel says about a process: memory, processor time, how often its threads woke up."""

import time
from pathlib import Path

import table


def anonymous_bytes(pid):
    """RssAnon: memory that is the process's own, not mapped from files."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"the kernel does not say RssAnon of {pid}")


class Usage:
    """Processor time in nanoseconds and voluntary switches of all threads, so far.

    A thread that ended in between is missing from a difference; embargod's stay.
    """

    def __init__(self, pid):
        self.at = time.monotonic()
        self.busy, self.switches = {}, {}
        for task in Path(f"/proc/{pid}/task").iterdir():
            try:
                busy, status = (task / "schedstat").read_text(), (task / "status").read_text()
            except (FileNotFoundError, ProcessLookupError):
                # The thread has ended; where it is the process itself its folder is gone.
                if not task.parent.exists():
                    raise
                continue
            self.busy[task.name] = int(busy.split()[0])
            for line in status.splitlines():
                if line.startswith("voluntary_ctxt_switches:"):
                    self.switches[task.name] = int(line.split()[1])

    def since(self, before):
        """Nanoseconds of processor time, switches and seconds since an earlier reading."""
        def difference(mine, other):
            return sum(value - other.get(name, 0) for name, value in mine.items())
        return (
            difference(self.busy, before.busy), difference(self.switches, before.switches),
            self.at - before.at)


def settle(pid, within):
    """Waits until the process has used less than 1 % of a core over 5 s; seconds waited, or None.

    Never less than 5 s.
    """
    begun = time.monotonic()
    before = Usage(pid)
    while time.monotonic() - begun < within:
        time.sleep(5)
        now = Usage(pid)
        busy, _, seconds = now.since(before)
        if busy < seconds * 1e9 / 100:
            return now.at - begun
        before = now
    return None


def megabytes(size):
    return f"{size / 1e6:.1f} MB"


def idle_row(usage):
    """Words about a difference of two usages."""
    busy, switches, seconds = usage
    return f"{table.span(busy)} and {switches / seconds:.2f} wake-ups/s in {seconds:.0f} s"
