"""Waiting with a bound."""

import time


def until(found, within=10.0, what="what was waited for", every=0.01):
    """Calls `found` until it gives something true, which is returned.

    `within` and `every` are seconds; an AssertionError says what did not come. An AssertionError
    of `found` itself counts as "not yet", and is told at the end.
    """
    end = time.monotonic() + within
    reason = ""
    while True:
        try:
            value = found()
            if value:
                return value
        except AssertionError as error:
            reason = f": {error}"
        if time.monotonic() >= end:
            raise AssertionError(f"{what} did not come within {within:g} s{reason}")
        time.sleep(every)


def sleep_until(instant):
    """Returns when the wall clock has come to `instant` (seconds since 1970)."""
    while (rest := instant - time.time()) > 0:
        time.sleep(min(rest, 0.05))
