"""A webhook receiver that is away over the instant: when all has arrived after its return."""

import contextlib

import texts
from burst import whole_second
from lift import ARM_AHEAD, wait_until
from office import Office
from table import results, span, spread
from watcher import SECOND, Observer, check_once

COUNT, DOWN = 50, 20


def bench_outage(options, built):
    """50 webhooks to a receiver that refuses from 2 s before the instant until 20 s after it."""
    table = results()
    # The pauses between attempts are the default ones; each pair is one outage.
    with Office(built, "outage") as office, contextlib.ExitStack() as stack:
        observer = Observer(office.folder / "seen.tsv", ports=1)
        stack.callback(observer.end)
        office.add_webhook(observer.ports[0])
        office.start()
        for number in range(1 if options.quick else 3):
            print(f"outage: round {number + 1}", flush=True)
            due = whole_second(ARM_AHEAD + 5)
            office.submit([
                texts.submission(f"outage-{number}-{one:06d}", due) for one in range(COUNT)])
            observer.mark()
            wait_until(due - 2 * SECOND)
            observer.port_does("refuse")
            wait_until(due + DOWN * SECOND)
            observer.port_does("answer")
            observer.wait_for(COUNT, within=120)
            wait_until(due + (DOWN + 3) * SECOND)
            events = observer.events()
            names = {event.name for event in events}
            _, more, _ = check_once(events, names)
            back = due + DOWN * SECOND
            table.add(
                f"{COUNT} webhooks, receiver away until {DOWN} s after: received",
                f"{len(names)} of {COUNT} ({more} more than once)", "", "", "all",
                is_met=len(names) == COUNT)
            if events:
                table.add(
                    "  after its return: min / median / p99 / max",
                    spread([event.at - back for event in events]))
                table.add("  the last, after the instant", span(events[-1].at - due))
    return table
