"""Releases of 4 KB, each with a headline of its own, quickly made in great numbers."""

import base64
import json
import secrets
from datetime import datetime, timezone

BYTES = 4096

_HEAD = """\
EMBARGOED UNTIL {stamp}

PRESS RELEASE

Contact: Jane Roe, Press Office
Phone: +1 212 555 0100
press@observatory.example

{headline}
Volunteers took 12,400 samples in eleven states

NEW YORK - Two of three streams in the northern states carry more salt than twenty years ago, a \
survey by the River Observatory shows.

"""

_PARAGRAPHS = """\
The survey is the largest of its kind. Over three years, 2,100 volunteers took samples at 640 \
places, most of them downstream of roads that are salted in winter. At 410 of these places the \
water held more than 230 milligrams of chloride in a litre in at least one month of the year.

"Salt does not go away," said Dr. Ann Example, who led the survey. "What we put on a road in \
January is in the stream in March, and in the wells of the next town by 2030. The good news is \
that towns that salt by weight and not by habit use half as much."

Towns that had changed their practice before 2015 saw the values fall by a quarter within five \
years. The observatory asks the states to pay for scales and for training, and to publish how \
much salt each county buys. Three states do so already; two more have said that they will.

The data are open. Maps for each county, the methods and the names of the places can be had from \
the observatory, which will take samples again at all places from May to October.

"""

_TAIL = """\

Read more:
https://observatory.example/rivers
https://observatory.example/methods

About the River Observatory
The River Observatory is a network of volunteers and scientists in eleven states.

###
"""

_BODY = _PARAGRAPHS * 4


def key_file():
    """What embargoctl key create writes."""
    def key():
        return base64.b64encode(secrets.token_bytes(32)).decode()
    return f"embargod-keys 1\nmaster 1 {key()}\nsigning 1 {key()}\n"


def text(headline, stamp):
    """A release of 4,096 bytes."""
    head = _HEAD.format(stamp=stamp, headline=headline)
    return head + _BODY[: BYTES - len(head) - len(_TAIL)] + _TAIL


def iso(nanoseconds):
    """An instant as a stamp: `2026-11-26T06:00:00.250000000Z`."""
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    whole = datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{whole}.{rest:09d}Z" if rest else f"{whole}Z"


def submission(slug, instant, **members):
    """A release for the control API, as encoded JSON; `instant` in nanoseconds since 1970."""
    headline = f"Survey {slug} finds salt in two of three streams"
    return json.dumps(
        {"slug": slug, "text": text(headline, iso(instant))} | members).encode()


def stamp_in_new_york(at):
    """`10:07:31 a.m. EST, Thursday, November 26, 2026` from a date and time with its zone."""
    half = "a.m." if at.hour < 12 else "p.m."
    clock = f"{(at.hour - 1) % 12 + 1}:{at:%M:%S} {half} {at:%Z}"
    return f"{clock}, {at:%A}, {at:%B} {at.day}, {at.year}"


class Queue:
    """Submissions for a far day, in great numbers: only the headline and the stamp are new.

    Their slugs are made by the daemon, from the headlines.
    """

    def __init__(self, stamps):
        whole = text("%HEADLINE%", "%STAMP%" + " " * 44)
        self.before, rest = (json.dumps(whole)[1:-1]).split("%STAMP%" + " " * 44)
        self.between, self.after = rest.split("%HEADLINE%")
        self.stamps = stamps

    def batch(self, first, count):
        """`count` submissions from number `first` on, as one JSON array."""
        parts = []
        for number in range(first, first + count):
            stamp = self.stamps[number % len(self.stamps)]
            parts.append(
                f'{{"text":"{self.before}{stamp}{self.between}'
                f'Survey {number} finds salt in two of three streams{self.after}"}}')
        return ("[" + ",".join(parts) + "]").encode()

    def one(self, number):
        """One submission as a JSON object."""
        return self.batch(number, 1)[1:-1]
