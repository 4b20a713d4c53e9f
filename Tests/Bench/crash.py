"""kill -9 before and in the middle of a burst: every release exactly once, and how late."""

import contextlib
import os
import time

import texts
from burst import whole_second
from lift import wait_until
from office import Office
from table import results, span
from watcher import SECOND, Observer, check_once

BEFORE, MIDDLE = 200, 1000


def queue(office, count, prefix):
    """Releases for one second, with the default lead and time to submit; names and instant."""
    due = whole_second(35 + count / 100)
    names = [f"{prefix}-{number:06d}" for number in range(count)]
    office.submit([texts.submission(name, due) for name in names])
    return [f"{name}.txt" for name in names], due


@contextlib.contextmanager
def at_once():
    """The driver must not lag behind the burst that it interrupts."""
    before = os.sched_getscheduler(0), os.sched_getparam(0)
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(2))
    try:
        yield
    finally:
        os.sched_setscheduler(0, *before)


def verdict(table, words, observer, names, due, restart):
    """Waits for all, and for doubles; rows of what came, and when."""
    ready, started = restart
    observer.wait_for(len(names), within=120)
    time.sleep(3)
    events = observer.events()
    once, more, missing = check_once(events, names)
    table.add(
        f"{words}: seen exactly once", f"{once} of {len(names)} ({more} twice, {missing} never)",
        "", "", "all", is_met=once == len(names))
    times = [event.at for event in events]
    late = [at for at in times if at >= started]
    table.add(
        "  first / last visible after the instant",
        f"{span(min(times) - due)} / {span(max(times) - due)}", "", "", "not early",
        is_met=min(times) >= due)
    if late:
        table.add(
            f"  of those after the restart ({len(late)}), last after it / after it was ready",
            f"{span(max(late) - started)} / {span(max(late) - ready)}")


def settled(table, office, count):
    """The ledger's own view: all lifted, none held or lifting."""
    end = time.monotonic() + 60
    while True:
        counts = office.get("/v1/status")["queue"]
        if counts["lifted"] == count or time.monotonic() > end:
            break
        time.sleep(0.1)
    table.add(
        "  recorded as lifted", f"{counts['lifted']} of {count}", "", "", "all",
        is_met=counts["lifted"] == count)


def restarted(office):
    """Starts the daemon again; when it was ready, and when its start began."""
    started = time.time_ns()
    office.start()
    return time.time_ns(), started


def killed_before(built, table):
    with Office(built, "before") as office, contextlib.ExitStack() as stack:
        office.add_files()
        office.start()
        observer = Observer(office.folder / "seen.tsv", [office.press])
        stack.callback(observer.end)
        names, due = queue(office, BEFORE, "before")
        observer.mark()
        wait_until(due - SECOND)
        office.kill()
        wait_until(due + 3 * SECOND)
        restart = restarted(office)
        verdict(
            table, f"{BEFORE} files, kill -9 1 s before, started again 3 s after", observer, names,
            due, restart)
        settled(table, office, BEFORE)


def killed_in_the_middle(built, table):
    with Office(built, "middle") as office, contextlib.ExitStack() as stack:
        office.add_files()
        office.start()
        observer = Observer(office.folder / "seen.tsv", [office.press])
        stack.callback(observer.end)
        names, due = queue(office, MIDDLE, "middle")
        observer.mark()
        with at_once():
            observer.wait_for(MIDDLE // 2, within=(due - time.time_ns()) / SECOND + 60)
            office.kill()
        time.sleep(0.3)
        visible = observer.count()
        time.sleep(1.7)
        restart = restarted(office)
        verdict(
            table, f"{MIDDLE:,} files, kill -9 with {visible} visible, started again 2 s later",
            observer, names, due, restart)
        settled(table, office, MIDDLE)


def bench_crash(options, built):
    """kill -9 before and in the middle of a burst; there is no reference."""
    table = results()
    for round_number in range(1 if options.quick else 3):
        print(f"crash: round {round_number + 1}", flush=True)
        killed_before(built, table)
        killed_in_the_middle(built, table)
    return table
