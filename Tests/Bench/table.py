"""Tables of figures with their goals, and how figures are written."""

import math
import os
import pathlib
import statistics


class Table:
    """Rows of a figure, what the reference took, their ratio, the goal and whether it was met.

    `columns` are the headings of `add`'s texts; the verdict comes last.
    """

    def __init__(self, *columns):
        self.columns = columns or ("what", "figure", "goal")
        self.rows = []
        self.missed = 0

    def add(self, what, *cells, is_met=None):
        """`is_met` is None where there is no goal; cells that are left out are empty."""
        verdict = {None: "", True: "met", False: "MISSED"}[is_met]
        self.missed += is_met is False
        cells = [what, *cells]
        cells += [""] * (len(self.columns) - len(cells))
        self.rows.append((*cells, verdict))

    def print(self):
        rows = [(*self.columns, "")] + self.rows
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths))
            print(line.rstrip(), flush=True)


def results():
    """A table of measurements beside the reference."""
    return Table("what", "embargod", "reference", "ratio", "goal")


def span(nanoseconds):
    """A length of time with three digits: `12.3 us`, `0.45 ms` is written `450 us`."""
    sign = "-" if nanoseconds < 0 else ""
    size = abs(nanoseconds)
    for unit, name in ((1e9, "s"), (1e6, "ms"), (1e3, "us")):
        if size >= unit:
            value = size / unit
            return f"{sign}{value:.{2 if value < 10 else 1 if value < 100 else 0}f} {name}"
    return f"{sign}{size:.0f} ns"


def micro(nanoseconds):
    """Microseconds, or milliseconds from one on."""
    if nanoseconds >= 1_000_000:
        return f"{nanoseconds / 1e6:.2f} ms"
    return f"{nanoseconds / 1000:.1f} us"


def percentile(values, share):
    """The smallest value that so many hundredths of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


def spread(values):
    """`min/median/p99/max` of lengths of time."""
    ordered = sorted(values)
    shown = (ordered[0], statistics.median(ordered), percentile(ordered, 99), ordered[-1])
    return " / ".join(span(value) for value in shown)


def file_system(path):
    """The kind of file system that holds a path."""
    best = ("", "unknown file system")
    for line in pathlib.Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        mount, kind = line.split()[4], line.split(" - ")[1].split()[0]
        inside = str(path) == mount or str(path).startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best[0]):
            best = (mount, kind)
    return best[1]


def machine(folder):
    """The processor's name, the cores that may be used, and where the measured files lie."""
    name = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            name = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    cores = len(os.sched_getaffinity(0))
    kernel = f"Linux {os.uname().release}"
    return f"{name}, {cores} cores, {memory:.0f} GiB, {kernel}, {file_system(folder)}"
