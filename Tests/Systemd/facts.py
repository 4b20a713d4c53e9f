"""One printed line a fact: ok, or FAILED with what was seen."""

import sys
import textwrap
import time

WIDTH = 100
# The kernel dates files by a clock that ticks every 10 ms at the slowest.
TICK = 0.010


class Facts:
    """What a run has found so far."""

    def __init__(self):
        self.good, self.bad = 0, []

    def case(self, title):
        print(f"\n{title}", flush=True)

    def say(self, fact, is_so, seen=""):
        """`seen` is told where it is not so."""
        if is_so:
            self.good += 1
            self._print("ok", fact)
        else:
            self.bad.append(fact)
            self._print("FAILED", f"{fact}; seen: {seen}")
        return bool(is_so)

    def equal(self, fact, found, wanted):
        return self.say(fact, found == wanted, f"{found!r}, wanted {wanted!r}")

    def left_out(self, what, why):
        self._print("left out", f"{what} ({why})")

    def _print(self, mark, words):
        text = " ".join(str(words).split())
        red = mark == "FAILED" and sys.stdout.isatty()
        text = textwrap.fill(
            text, WIDTH, initial_indent=f"  {mark:<9} ", subsequent_indent=" " * 12
        )
        print(f"\x1b[31m{text}\x1b[0m" if red else text, flush=True)


def until(found, within=20.0, every=0.05):
    """Calls `found` until it gives something true or `within` seconds are over; the last answer."""
    end = time.monotonic() + within
    while True:
        value = found()
        if value or time.monotonic() >= end:
            return value
        time.sleep(every)
