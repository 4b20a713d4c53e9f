"""A steady load: releases spread evenly over some time, and whether a process grows by it."""

import datetime
import json
from dataclasses import dataclass

MOST_GROWTH = 1.10  # of memory and open files, from the first to the last third
MOST_LEFT = 2  # files that may be open after it beside those that were before: a kept connection


@dataclass(frozen=True)
class Look:
    """What a process takes, so many seconds after the beginning."""

    after: float
    memory: int  # anonymous and resident, in kB
    files: int
    threads: int

    @staticmethod
    def at(after, status, files):
        """From the text of /proc/PID/status, and how many files are open."""
        found = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        return Look(after, int(found["RssAnon"].split()[0]), files, int(found["Threads"]))


def releases(count, start, seconds, name="soak"):
    """Lines for embargoctl submit --lines: releases with 200 words each."""
    lines = []
    for number in range(count):
        at = datetime.datetime.fromtimestamp(start + number * seconds / count, datetime.UTC)
        text = f"Headline number {number}\n\nGENEVA - Text number {number}. " + "Words. " * 200
        embargo = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        lines.append(json.dumps({"text": text, "slug": f"{name}-{number}", "embargo": embargo}))
    return "\n".join(lines) + "\n"


def table(looks):
    """Rows for people."""
    rows = ["minute  RssAnon kB  open files  threads"]
    for one in looks:
        rows.append(f"{one.after / 60:6.1f}  {one.memory:10}  {one.files:10}  {one.threads:7}")
    return rows


def growth(looks, settled):
    """What is to be said of looks from `settled` seconds on, and what has grown."""
    kept = [one for one in looks if one.after >= settled] or looks
    third = max(1, len(kept) // 3)
    said, faults = [], []
    for what, name in (("memory", "memory"), ("open files", "files")):
        early = max(getattr(one, name) for one in kept[:third])
        late = max(getattr(one, name) for one in kept[-third:])
        said.append(f"most {what} in the first third {early}, in the last {late}")
        if late > early * MOST_GROWTH:
            faults.append(f"{what} grew from {early} to {late}")
    return said, faults


def left_open(before, after):
    """What is wrong with the files that are open when all is over; nothing: none is too many."""
    if after.files <= before.files + MOST_LEFT:
        return []
    return [f"{after.files} files are open after it, {before.files} were before"]
