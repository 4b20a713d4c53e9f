"""Many releases due in one instant: to the last visible, to the last durable."""

import contextlib
import resource
import statistics
import time

import texts
from lift import ARM_AHEAD, wait_until
from office import Office
from table import results, span, spread
from watcher import SECOND, Observer, Reference, check_once
from webhooks import against_client, with_sick_endpoints

# What embargod makes of one release for a spool: the envelope and the message.
SPOOL_FOLDERS = ("envelopes", "new")


class Burst:
    """How long after the instant the first and the last were visible, and all were durable."""

    def __init__(self, first, last, durable, wrong):
        self.first, self.last, self.durable, self.wrong = first, last, durable, wrong


def whole_second(seconds):
    """The next whole second of the wall clock that is at least so far ahead."""
    return (time.time_ns() + int(seconds * SECOND) + SECOND - 1) // SECOND * SECOND


def burst_of_embargod(office, observer, names, seconds, files_of, visible):
    """Queues releases for one second and waits for it.

    `files_of` gives what an event's name says about the release, or None; `visible` is how many
    events there are in all.
    """
    due = whole_second(seconds)
    after = office.head()
    office.submit([texts.submission(name, due) for name in names])
    wait_until(due - 4 * SECOND)
    armed = office.count_records("release.armed", after)
    if armed < len(names):
        print(f"bench: only {armed:,} of {len(names):,} were armed 4 s before", flush=True)
    lifted_before = office.get("/v1/status")["queue"]["lifted"]
    if time.time_ns() > due - SECOND:
        raise RuntimeError("looking took too long: it would disturb the burst")
    observer.mark()
    observer.wait_for(visible, within=seconds + 120)
    with office.connect() as connection:
        while True:
            queue = connection.get("/v1/status")["queue"]
            durable = time.time_ns()
            if queue["lifted"] - lifted_before >= len(names):
                break
            if durable > due + 300 * SECOND:
                raise RuntimeError(f"not all lifted five minutes after their instant: {queue}")
            time.sleep(0.01)
    events = observer.events()
    return summary(events, due, durable, files_of)


def summary(events, due, durable, files_of):
    """A burst from what was seen, by folder, of what must be there."""
    wrong = 0
    for place, expected in files_of.items():
        once, _, _ = check_once([event for event in events if event.place == place], expected)
        wrong += len(expected) - once
    times = [event.at - due for event in events]
    return Burst(min(times), max(times), durable - due, wrong)


def burst_of_reference(office, observer, plan, is_durable, files_of):
    reference = Reference(
        office.folder, plan, office.folder, office.staging, is_fifo=office.has_fifo,
        is_durable=is_durable)
    try:
        observer.mark()
        due = whole_second(0.7)
        rows = reference.lift(due, within=120)
    finally:
        reference.end()
    time.sleep(0.3)
    durable = max(row[2] for row in rows)
    return summary(observer.events(), due, durable, files_of)


def files(options, built, table):
    """One output of files: the goals of a burst."""
    count = options.burst
    descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if descriptors < count + 200:
        raise RuntimeError(f"{count:,} files at once need more descriptors than {descriptors:,}")
    if descriptors < 2 * count:
        print(f"bench: embargod stages {descriptors // 2:,} files at most, half of the limit")
    ours, theirs = [], []
    with Office(built, "burst") as office, contextlib.ExitStack() as stack:
        office.add_files()
        office.start()
        observer = Observer(office.folder / "seen.tsv", [office.press])
        stack.callback(observer.end)
        seconds = ARM_AHEAD + 10 + count / 500
        for pair in range(options.pairs):
            names = [f"burst-{pair}-{number:06d}" for number in range(count)]
            plan = [(0, f"press/reference-{pair}-{number:06d}") for number in range(count)]
            seen = {0: [name.split("/")[1] for _, name in plan]}
            for side in ("embargod", "reference")[:: 1 if pair % 2 == 0 else -1]:
                if side == "reference":
                    theirs.append(burst_of_reference(office, observer, plan, True, seen))
                    continue
                begun = time.monotonic()
                ours.append(
                    burst_of_embargod(
                        office, observer, names, seconds, {0: [f"{name}.txt" for name in names]},
                        count))
                seconds = min(seconds, time.monotonic() - begun + 5)
            print(
                f"  pair {pair + 1}: last visible embargod {span(ours[-1].last)}, "
                f"reference {span(theirs[-1].last)}", flush=True)
    rows = (("first visible", "first", None), ("last visible", "last", 2),
            ("all durable, with records", "durable", 3))
    for words, member, goal in rows:
        add_ratio(
            table, f"{count:,} files in one instant, {words}",
            [getattr(run, member) for run in ours], [getattr(run, member) for run in theirs], goal)
    wrong = sum(run.wrong for run in ours)
    table.add("  not seen exactly once", str(wrong), "", "", "0", is_met=wrong == 0)
    early = sum(run.first < 0 for run in ours)
    table.add("  bursts that began early", str(early), "", "", "0", is_met=early == 0)


def add_ratio(table, words, ours, theirs, goal=None):
    """A row with both sides' spreads and the median of the ratios of the pairs."""
    ratio = statistics.median(mine / other for mine, other in zip(ours, theirs))
    table.add(
        words, spread(ours), spread(theirs), f"{ratio:.2f}", f"<= {goal}" if goal else "",
        is_met=ratio <= goal if goal else None)


def files_and_spool(options, built, table):
    """Each release to a file and to a spool, which is three links: once, without a reference.

    So many unnamed files cannot be open at once everywhere: what is above half of the limit of
    descriptors is written after the instant.
    """
    count = options.burst
    with Office(built, "both") as office, contextlib.ExitStack() as stack:
        office.add_files()
        office.add_email()
        office.start()
        folders = [office.press] + [office.spool / name for name in SPOOL_FOLDERS]
        observer = Observer(office.folder / "seen.tsv", folders)
        stack.callback(observer.end)
        names = [f"both-{number:06d}" for number in range(count)]
        seconds = ARM_AHEAD + 10 + count / 200
        run = burst_of_embargod(
            office, observer, names, seconds, {0: [f"{name}.txt" for name in names]}, 3 * count)
        messages = len(list((office.spool / "new").iterdir()))
    words = f"{count:,} releases in one instant, each to a file and a spool"
    table.add(f"{words}: first / last visible", f"{span(run.first)} / {span(run.last)}")
    table.add("  all durable, with records", span(run.durable))
    wrong = run.wrong + abs(count - messages)
    table.add("  not there exactly once", str(wrong), "", "", "0", is_met=wrong == 0)


def bench_burst(options, built):
    """10,000 files in one instant; with a spool; 1,000 webhooks, also with sick endpoints."""
    table = results()
    for part, words, measure in (
        ("files", f"files: {options.pairs} pairs of {options.burst:,}", files),
        ("spool", "files and spool", files_and_spool),
        ("wire", f"webhooks: {options.pairs} pairs of {options.webhooks:,}", against_client),
        ("ends", f"endpoints: {options.pairs} pairs", with_sick_endpoints),
    ):
        if part in options.part:
            print(f"burst, {words}", flush=True)
            measure(options, built, table)
    return table
