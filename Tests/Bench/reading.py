"""Reading stamps: what embargod-bench measures, and the batch verb of embargoctl."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

from programs import ROOT
from table import Table, micro

CORPUS = ROOT / "Tests/EmbargoTimeTests/Fixtures/corpus-open.tsv"
BATCH_LINES = 200_000
PROCESSES = 20


def both(wall, thread):
    return f"{micro(wall)} ({micro(thread)} of its own)"


def answer(program, *arguments):
    """What embargod-bench says: for each name the figures behind it, as text."""
    made = subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return {row.split("\t")[0]: row.split("\t")[1:] for row in made.stdout.splitlines()}


def corpus():
    """Line and context of each row of the corpus, and what must come of it."""
    rows = CORPUS.read_text(encoding="utf-8").split("\n")
    head = rows[0].split("\t")
    columns = [head.index(name) for name in ("line", "context", "expect")]
    fields = [row.split("\t") for row in rows[1:] if row]
    return [[row[column] for column in columns] for row in fields]


def measure_first_use(program, table):
    """A line of the corpus to each process; those that need no context and give an instant."""
    lines = [line for line, context, expect in corpus() if not context and expect[0].isdigit()]
    lines = lines[:: max(1, len(lines) // PROCESSES)][:PROCESSES]
    found = [answer(program, "first-use", "--", line)["first"] for line in lines]
    wall = statistics.median(int(row[1]) for row in found)
    thread = statistics.median(int(row[3]) for row in found)
    table.add(
        f"first stamp of a process, median of {len(found)}", both(wall, thread), "< 2 ms",
        is_met=wall < 2_000_000)


def measure_batch(program, table):
    """The whole program, pinned to one core: reads standard input, writes JSON."""
    rows = [f"{line}\t{context}" if context else line for line, context, _ in corpus()]
    core = max(os.sched_getaffinity(0))
    with tempfile.TemporaryFile() as lines, tempfile.TemporaryFile() as answers:
        for number in range(BATCH_LINES):
            lines.write(rows[number % len(rows)].encode() + b"\n")
        lines.seek(0)
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(
            [program, "time", "--batch"], check=True, stdin=lines, stdout=answers,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        wall = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        answers.seek(0)
        count = sum(1 for _ in answers)
    if count != BATCH_LINES:
        sys.exit(f"bench: {BATCH_LINES} lines gave {count} answers")
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    rate = BATCH_LINES / wall
    table.add(
        f"embargoctl time --batch, {BATCH_LINES:,} lines, one core",
        f"{rate:,.0f} lines/s ({BATCH_LINES / own:,.0f} of its own)", ">= 20,000 lines/s",
        is_met=rate >= 20_000)


def bench_time(options, built):
    """Reading stamps: first use, lines, a release of 4 KB, and the batch verb."""
    table = Table("what", "figure", "goal")
    measure_first_use(built.embargod_bench, table)
    found = answer(built.embargod_bench, "time", "--corpus", CORPUS)
    figures = {
        name: [int(value) for value in row] for name, row in found.items() if name != "zones"
    }
    count, line_median, line_high, line_own, line_own_high = figures["line"]
    rows = figures["corpus"][0]
    table.add(f"one line, median ({rows} lines, {count:,} reads)", both(line_median, line_own))
    table.add("one line, 99th percentile", both(line_high, line_own_high))
    for name, words, goal in [
        ("release", "stamp of a 4 KB release, taken apart and read", 50_000),
        ("release-apart", "  taken apart alone", None),
        ("release-reading", "  read alone", None),
        ("release-checks", "checks of a 4 KB release", 50_000),
    ]:
        count, median, high, own, own_high = figures[name]
        table.add(
            f"{words}, median of {count:,}", both(median, own), "< 50 us" if goal else "",
            is_met=median < goal if goal else None)
        if goal:
            table.add("  99th percentile", both(high, own_high))
    measure_batch(built.embargoctl, table)
    table.add("zone data", found["zones"][0])
    return table
