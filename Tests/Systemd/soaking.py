"""A steady load under the installed unit: what the main process takes, minute by minute."""

import time

from facts import until
from harness import steady
from office import sleep_until

RELEASES_A_MINUTE = 250
SETTLED = 180  # seconds after which caches are full
LEAD = 30  # seconds from the submission to the first instant
PATIENCE = 120  # seconds for the last deliveries


def look(box, office, after):
    pid = office.main_pid()
    status = box.run("cat", f"/proc/{pid}/status")
    files = box.run("ls", f"/proc/{pid}/fd").split()
    return steady.Look.at(after, status, len(files))


def lifted(office):
    return office.answer("status")["queue"].get("lifted", 0)


def open_deliveries(office):
    """Those that wait and those that have failed."""
    return sum(one["pending"] + one["failed"] for one in office.answer("outputs")["outputs"])


def check_soak(facts, box, office, minutes):
    # What the first lift opens stays open.
    first, instant, _ = office.submit(3)
    sleep_until(instant)
    facts.say("a first release goes out to all outputs", office.delivered(first),
              office.ctl("show", first).said)
    pid, before = office.main_pid(), look(box, office, 0)
    count, seconds = int(RELEASES_A_MINUTE * minutes), minutes * 60 - LEAD
    began = time.time()
    lines = steady.releases(count, began + LEAD, seconds)
    ran = box.try_run("embargoctl", "submit", "--lines", "-", stdin=lines, within=300)
    facts.say(f"{count} releases are queued for {minutes:g} minutes", ran.code == 0, ran.said)
    print("\n".join(steady.table([before])), flush=True)
    looks = []
    while len(looks) < minutes:
        sleep_until(began + min(len(looks) + 1, minutes) * 60)
        looks.append(look(box, office, time.time() - began))
        print(steady.table(looks[-1:])[1], flush=True)
    done = until(lambda: lifted(office) == count + 1, PATIENCE, 1)
    facts.say("every one is lifted", done, office.ctl("status").said)
    facts.say("and delivered everywhere", until(lambda: open_deliveries(office) == 0, PATIENCE, 1),
              office.ctl("outputs").said)
    pages = len(list((box.root / "srv/press").glob("soak-*.txt")))
    facts.equal("each is a page in the directory", pages, count)
    said, faults = steady.growth(looks, SETTLED)
    print("\n".join(f"  {one}" for one in said))
    facts.equal("memory and open files do not grow after the third minute", faults, [])
    start = next((one for one in looks if one.after >= SETTLED), looks[0])
    grown = looks[-1].memory / start.memory
    facts.say(f"from minute {start.after / 60:.0f} to {looks[-1].after / 60:.0f} memory has grown "
              f"by {100 * (grown - 1):.1f} %", grown <= steady.MOST_GROWTH, looks)
    # Connections to the endpoint are kept for a while.
    until(lambda: not steady.left_open(before, look(box, office, 0)), PATIENCE, 2)
    after = look(box, office, time.time() - began)
    print(steady.table([after])[1], flush=True)
    facts.equal("what was opened is closed", steady.left_open(before, after), [])
    facts.equal("by one process from beginning to end", office.main_pid(), pid)
