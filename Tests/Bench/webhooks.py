"""Webhooks of one second: to the last received, beside a plain client and beside sick endpoints."""

import contextlib
import statistics
import time

import texts
from lift import ARM_AHEAD, wait_until
from office import Office
from table import percentile, span, spread
from watcher import SECOND, Client, Observer, check_once, soon

CONNECTIONS = 64
ENDPOINTS = 20
# Of the 20 endpoints: these two take requests and answer none, this one refuses connections.
HANGING, REFUSING = (3, 11), 7
# Later attempts must not fall into the next run.
ATTEMPTS = {"attempts": ["1h"]}


def queued(office, prefix, count, seconds):
    """Releases for one instant, so far ahead; the instant."""
    due = soon(seconds)
    office.submit([
        texts.submission(f"{prefix}-{number:06d}", due) for number in range(count)])
    return due


def received(observer, count, due, within):
    """Waits for so many requests after the instant, and a moment more for doubles; all of them."""
    observer.wait_for(count, within=(due - time.time_ns()) / SECOND + within)
    time.sleep(0.5)
    return observer.events()


def lead(count):
    """How far ahead a run is queued: time to submit, and to arm with the default setting."""
    return ARM_AHEAD + 5 + count / 100


def against_client(options, built, table):
    """One endpoint: beside a client that sends prepared requests of the same size."""
    count = options.webhooks
    ours, theirs, wrong = [], [], 0
    with Office(built, "wire") as office, contextlib.ExitStack() as stack:
        observer = Observer(office.folder / "seen.tsv", ports=1)
        stack.callback(observer.end)
        office.add_webhook(observer.ports[0], **ATTEMPTS)
        office.start()
        size = 0
        for pair in range(options.pairs):
            for side in ("embargod", "client")[:: 1 if pair % 2 == 0 or not size else -1]:
                if side == "embargod":
                    due = queued(office, f"wire-{pair}", count, lead(count))
                    wait_until(due - SECOND)
                    observer.mark()
                    events = received(observer, count, due, 60)
                    wrong += abs(count - len({event.name for event in events}))
                    size = int(statistics.median(event.size for event in events))
                    ours.append([event.at - due for event in events])
                else:
                    theirs.append(client_run(observer, count, size, f"c{pair}-"))
            print(
                f"  pair {pair + 1}: last received embargod {span(max(ours[-1]))}, "
                f"client {span(max(theirs[-1]))}", flush=True)
    words = f"{count:,} webhooks in one instant to one endpoint"
    for name, figure, goal in (("first", min, None), ("last", max, 2)):
        mine, other = [figure(run) for run in ours], [figure(run) for run in theirs]
        ratio = statistics.median(one / two for one, two in zip(mine, other))
        table.add(
            f"{words}, {name} received", spread(mine), spread(other), f"{ratio:.2f}",
            f"<= {goal}" if goal else "", is_met=ratio <= goal if goal else None)
    table.add("  not received", str(wrong), "", "", "0", is_met=wrong == 0)
    early = sum(min(run) < 0 for run in ours)
    table.add("  bursts that began early", str(early), "", "", "0", is_met=early == 0)


def client_run(observer, count, size, prefix):
    client = Client(observer.ports, count, size, CONNECTIONS, prefix)
    try:
        observer.mark()
        due = soon()
        answered = client.send(due)
    finally:
        client.end()
    events = observer.events()
    once, _, _ = check_once(events, [f"{prefix}{number}" for number in range(count)])
    if answered != count or once != count:
        raise RuntimeError(f"the client had {answered} answers and {once} arrivals of {count}")
    return [event.at - due for event in events]


def with_sick_endpoints(options, built, table):
    """20 endpoints, all well or with two that hang and one that refuses, by turns.

    Each run has a daemon of its own: attempts that hang from the one before would disturb it.
    """
    releases = max(1, options.webhooks // ENDPOINTS)
    sick_ports = {*HANGING, REFUSING}
    healthy = [index for index in range(ENDPOINTS) if index not in sick_ports]
    last = {"well": [], "sick": []}
    high = {"well": [], "sick": []}
    wrong = 0
    for pair in range(options.pairs):
        for state in ("well", "sick")[:: 1 if pair % 2 == 0 else -1]:
            events, due = run_of_endpoints(built, releases, state)
            mine = [event.at - due for event in events if event.place in healthy]
            wrong += abs(releases * len(healthy) - len(mine))
            last[state].append(max(mine))
            high[state].append(percentile(mine, 99))
        print(
            f"  pair {pair + 1}: last received by the healthy, all well {span(last['well'][-1])}, "
            f"three sick {span(last['sick'][-1])}", flush=True)
    words = f"{releases * ENDPOINTS:,} webhooks to {ENDPOINTS} endpoints, 2 hang, 1 refuses"
    for name, figures, goal in (("last", last, 1.5), ("p99", high, None)):
        ratio = statistics.median(
            sick / well for sick, well in zip(figures["sick"], figures["well"]))
        table.add(
            f"{words}: {name} received by the healthy (beside it: all well)",
            spread(figures["sick"]), spread(figures["well"]), f"{ratio:.2f}",
            f"<= {goal}" if goal else "", is_met=ratio <= goal if goal else None)
    table.add("  not received by the healthy", str(wrong), "", "", "0", is_met=wrong == 0)


def run_of_endpoints(built, releases, state):
    """One burst to all endpoints; what was seen at those that listen, and the instant."""
    with Office(built, "ends") as office, contextlib.ExitStack() as stack:
        observer = Observer(office.folder / "seen.tsv", ports=ENDPOINTS)
        stack.callback(observer.end)
        for index, port in enumerate(observer.ports):
            office.add_webhook(port, name=f"wire-{index:02d}", **ATTEMPTS)
        # A short lead: nothing else is due, and twenty deliveries a release are armed quickly.
        office.settings["lift"] = {"arm_ahead": "10s"}
        office.start()
        if state == "sick":
            for index in HANGING:
                observer.port_does("hang", index)
            observer.port_does("refuse", REFUSING)
        due = queued(office, state, releases, 15 + releases / 20)
        wait_until(due - SECOND)
        observer.mark()
        expected = releases * (ENDPOINTS - (state == "sick"))
        return received(observer, expected, due, 30), due
