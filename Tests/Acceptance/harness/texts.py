"""Release texts with a stamp some seconds ahead, written the way a press office writes it."""

import math
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")


def instant_ahead(seconds):
    """A whole second of the wall clock at least that far ahead, in seconds since 1970.

    Not within the two hours of autumn that New York's clocks show twice: a stamp there has to say
    which one is meant, and says so by its abbreviation.
    """
    return math.ceil(time.time() + seconds)


def civil(instant):
    return datetime.fromtimestamp(instant, NEW_YORK)


def stamp(instant):
    """`17:04:20 EST, Monday, November 23, 2026`.

    From ten until one the words have to say which half of the day is meant.
    """
    at = civil(instant)
    half = {10: " a.m.", 11: " a.m.", 12: " p.m."}.get(at.hour, "")
    return f"{at:%H:%M:%S}{half} {at:%Z}, {at:%A}, {at:%B} {at.day}, {at.year}"


def stamp_with_am(instant):
    """`November 23, 2026, 5:04:20 p.m. EST`."""
    at = civil(instant)
    half = "a.m." if at.hour < 12 else "p.m."
    clock = f"{(at.hour - 1) % 12 + 1}:{at:%M:%S} {half} {at:%Z}"
    return f"{at:%B} {at.day}, {at.year}, {clock}"


def rfc3339(instant):
    return datetime.fromtimestamp(instant, ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


def tomorrow():
    return instant_ahead(timedelta(days=1).total_seconds())


def release(headline, instant=None, body=None):
    """A whole release; without an instant it is for immediate release."""
    line = "FOR IMMEDIATE RELEASE" if instant is None else f"EMBARGOED UNTIL {stamp(instant)}"
    paragraph = body or (
        f"GENEVA - {headline}, the office said in a statement that is long enough to be a "
        "paragraph of a release and says nothing else."
    )
    return (
        f"{line}\n\n{headline}\n\n"
        "Contact: Ada Example, +1 (202) 555-0143, press@example.org\n\n"
        f"{paragraph}\n\n###\n"
    )
