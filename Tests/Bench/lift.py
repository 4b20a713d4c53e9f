"""Spaced lifts: how late a file is, beside the reference, on an idle and on a busy machine."""

import contextlib
import json
import statistics
import time

import texts
from office import Office
from table import percentile, results, span, spread
from watcher import SECOND, Load, Observer, Reference, check_once, soon

# Of the default configuration: releases are armed so long before their instant.
ARM_AHEAD = 30
SPACING = 5_000_000


class Lateness:
    """What one side was late by, in all pairs: seen by the observer, and by its own clock."""

    def __init__(self):
        self.seen = []
        self.own = []
        self.lost = 0

    def add(self, events, instants, own):
        """`instants` by name; `own` the times at which the call had returned, by name."""
        once, more, missing = check_once(events, instants)
        self.lost += more + missing
        self.seen.append(
            [event.at - instants[event.name] for event in events if event.name in instants])
        self.own.append([at - instants[name] for name, at in own.items()])

    def all(self, which="seen"):
        return [value for run in getattr(self, which) for value in run]

    def early(self):
        return sum(1 for value in self.all("seen") + self.all("own") if value < 0)


class Lifts:
    """One daemon, one observer, and runs of spaced lifts by turns with the reference."""

    def __init__(self, office, observer, options):
        self.office, self.observer, self.options = office, observer, options
        self.number = 0
        self.rate = 200.0
        self.scheduling = ""

    def plan(self, side):
        """Names and their offsets from the first instant."""
        self.number += 1
        return [
            (number * SPACING, f"{side}-{self.number}-{number:06d}")
            for number in range(self.options.events)
        ]

    def reference(self, load):
        plan = [(offset, f"{name}.txt") for offset, name in self.plan("reference")]
        reference = Reference(
            self.office.folder, plan, self.office.press, self.office.staging,
            is_fifo=self.office.has_fifo)
        try:
            self.scheduling = reference.scheduling
            self.observer.mark()
            with load():
                base = soon()
                rows = reference.lift(base, within=60 + plan[-1][0] / SECOND)
        finally:
            reference.end()
        instants = {name: base + offset for offset, name in plan}
        return self.observer.events(), instants, {name: linked for name, linked, _ in rows}

    def queue(self, is_first):
        """Submits a run of releases far enough ahead; its instants by file name, and the first.

        Unless it goes first, the reference can run and end before any of them is armed.
        """
        plan = self.plan("embargod")
        length = plan[-1][0] / SECOND
        ahead = 5 if is_first else 2 * length + 15
        base = soon(self.options.events / self.rate + ARM_AHEAD + ahead)
        begun = time.monotonic()
        self.office.submit([texts.submission(name, base + offset) for offset, name in plan])
        self.rate = self.options.events / (time.monotonic() - begun) / 2
        return {f"{name}.txt": base + offset for offset, name in plan}, base

    def lift(self, instants, base, load, after):
        """Waits until the queue has lifted itself."""
        wait_until(base - 2 * SECOND)
        armed = self.office.count_records("release.armed", after)
        if armed < len(instants):
            print(f"bench: only {armed} of {len(instants)} were armed 2 s before", flush=True)
        self.observer.mark()
        with load():
            last = max(instants.values())
            self.observer.wait_for(len(instants), within=(last - time.time_ns()) / SECOND + 30)
        time.sleep(0.5)
        events = self.observer.events()
        self.settle(len(instants))
        return events, instants, own_times(self.office, instants)

    def settle(self, count):
        """Returns when nothing is lifting any more; fails after a minute."""
        for _ in range(600):
            queue = self.office.get("/v1/status")["queue"]
            if queue["lifting"] == queue["scheduled"] == 0:
                return
            time.sleep(0.1)
        raise RuntimeError(f"{count} releases are not lifted a minute after their instant: {queue}")

    def pairs(self, load):
        """Runs the pairs, the order by turns; both sides' lateness."""
        embargod, reference = Lateness(), Lateness()
        for pair in range(self.options.pairs):
            after = self.office.head()
            instants, base = self.queue(is_first=pair % 2 == 1)
            if pair % 2 == 0:
                reference.add(*self.reference(load))
            embargod.add(*self.lift(instants, base, load, after))
            if pair % 2 == 1:
                reference.add(*self.reference(load))
            medians = [statistics.median(side.seen[-1]) for side in (embargod, reference)]
            print(
                f"  pair {pair + 1}: embargod {span(medians[0])}, reference {span(medians[1])}",
                flush=True)
        return embargod, reference


def wait_until(nanoseconds):
    time.sleep(max(0, (nanoseconds - time.time_ns()) / SECOND))


def own_times(office, instants):
    """When the daemon's own calls had returned: its recorded lateness, by file name."""
    own = {}
    with office.connect() as connection:
        for name, instant in instants.items():
            status, answer = connection.request("GET", f"/v1/releases/{name[:-4]}/deliveries")
            delivery = json.loads(answer)["deliveries"][0] if status == 200 else {}
            if delivery.get("lateness_ns") is not None:
                own[name] = instant + delivery["lateness_ns"]
    return own


def ratio_of_pairs(ours, theirs, figure):
    """The median over the pairs of a figure of one run of ours to that of theirs."""
    return statistics.median(
        figure(mine) / max(1, figure(other)) for mine, other in zip(ours, theirs))


def compare(table, words, embargod, reference, goals):
    """Rows of both sides' lateness; the ratios are medians over the pairs."""
    p99 = lambda run: percentile(run, 99)  # noqa: E731
    for which, name in (("seen", "as seen"), ("own", "own call returned")):
        ours, theirs = getattr(embargod, which), getattr(reference, which)
        cells = (spread(embargod.all(which)), spread(reference.all(which)))
        is_judged = which == "seen"
        ratios = {
            "median": ratio_of_pairs(ours, theirs, statistics.median),
            "p99": ratio_of_pairs(ours, theirs, p99),
        }
        table.add(f"{words}, {name}: min / median / p99 / max", *cells)
        for figure, ratio in ratios.items():
            goal = goals.get(figure) if is_judged else None
            table.add(
                f"  its {figure}", "", "", f"{ratio:.2f}", f"<= {goal}" if goal else "",
                is_met=ratio <= goal if goal else None)


def bench_lift(options, built):
    """Lateness of a file, spaced lifts: idle, and with both cores busy; one release to durable."""
    table = results()
    with Office(built, "lift") as office, contextlib.ExitStack() as stack:
        office.add_files()
        office.start()
        observer = Observer(office.folder / "seen.tsv", [office.press])
        stack.callback(observer.end)
        lifts = Lifts(office, observer, options)
        sides = []
        for part, words, load, goals in (
            ("idle", "idle", contextlib.nullcontext, {"median": 1.5, "p99": 1.5}),
            ("busy", "both cores busy", Load, {"p99": 1.5}),
        ):
            if part not in options.part:
                continue
            print(f"lift, {words}: {options.pairs} pairs of {options.events:,}", flush=True)
            embargod, reference = lifts.pairs(load)
            sides.append(embargod)
            compare(table, f"file, {words}", embargod, reference, goals)
        if sides:
            count = sum(len(side.all()) for side in sides)
            early = sum(side.early() for side in sides)
            lost = sum(side.lost for side in sides)
            table.add(f"early, of {count:,} lifts", str(early), "", "", "0", is_met=early == 0)
            table.add("not seen exactly once", str(lost), "", "", "0", is_met=lost == 0)
        if "single" in options.part:
            lifts.scheduling = durable_singles(office, observer, options, table)
        classes = f"lift thread {'SCHED_FIFO' if office.has_fifo else 'ordinary class'}, reference"
        print(f"{classes} {lifts.scheduling}, observer {observer.scheduling}", flush=True)
        if office.has_fifo != (lifts.scheduling == "fifo"):
            raise RuntimeError("the two sides had different scheduling classes: nothing is said")
    return table


def durable_singles(office, observer, options, table):
    """One release at a time: from its instant until an answer says that its lift is recorded.

    Returns the scheduling class of the reference.
    """
    count = min(200, options.events)
    spacing = SECOND // 20
    base = soon(count / 50 + ARM_AHEAD + 10)
    plan = [(base + number * spacing, f"single-{number:06d}") for number in range(count)]
    office.submit([texts.submission(name, instant) for instant, name in plan])
    reference = Reference(
        office.folder, [(number * spacing, f"once-{number:06d}") for number in range(count)],
        office.press, office.staging, is_fifo=office.has_fifo)
    try:
        start = soon()
        rows = reference.lift(start, within=60 + count * spacing / SECOND)
    finally:
        reference.end()
    theirs = [
        durable - (start + number * spacing) for number, (_, _, durable) in enumerate(rows)]
    ours = []
    with office.connect() as connection:
        for instant, name in plan:
            wait_until(instant - 1_000_000)
            while True:
                state = connection.get(f"/v1/releases/{name}")["state"]
                at = time.time_ns()
                if state == "lifted":
                    ours.append(at - instant)
                    break
                if at > instant + 30 * SECOND:
                    raise RuntimeError(f"{name} is {state} 30 s after its instant")
                time.sleep(0.0002)
    observer.mark()
    median = statistics.median(ours)
    table.add(
        f"one release durable and recorded ({count}, by asking)", spread(ours), spread(theirs),
        f"{median / statistics.median(theirs):.2f}", "<= 3 ms median", is_met=median <= 3_000_000)
    return reference.scheduling
